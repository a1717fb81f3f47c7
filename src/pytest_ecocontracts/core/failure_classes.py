"""Classes of failures: what groups codes, what an error of a class must tell, and who stops for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from .pointers import join, split

if TYPE_CHECKING:
    from .context import Context
    from .model import Contract
    from .ports import CompiledSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an error tells beside its message: values that are there, and what they look like.

    ``required`` are JSON Pointers into the error's details; ``schema`` judges the details as a whole.
    """

    required: tuple[str, ...] = ()
    schema: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureClass:
    """One class. ``codes`` are words for finer codes, and old ones, where ``*`` stands for any text.

    ``stops`` says who stops: ``always``, where what failed was ``required``, or ``never``.
    """

    name: str
    meaning: str
    fix: str
    stops: str = "required"
    severity: str = "error"
    fault: str | None = None
    retriable: str | None = None
    acts: str | None = None
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    evidence: bool = False
    details: Details = field(default_factory=Details)


class FailureClasses:
    """The classes of one or more taxonomies, by what they are called and by the codes that they group."""

    def __init__(self, classes: Iterable[FailureClass] = ()) -> None:
        self._by_name: dict[str, FailureClass] = {}
        self._by_code: dict[str, list[FailureClass]] = {}
        self._aliases: dict[str, FailureClass] = {}
        for one in classes:
            self._by_name.setdefault(one.name, one)
            for alias in one.aliases:
                self._aliases.setdefault(alias, one)
            for code in one.codes:
                self._by_code.setdefault(code, []).append(one)

    def __len__(self) -> int:
        return len(self._by_name)

    def names(self) -> Sequence[str]:
        """What the classes are called now, in the order of the taxonomy."""
        return list(self._by_name)

    def words(self) -> Iterable[str]:
        """Every name, former name and code that stands as it is, without ``*``."""
        yield from self._by_name
        yield from self._aliases
        yield from (code for code in self._by_code if "*" not in code)

    def get(self, word: str) -> FailureClass | None:
        """The class of this name, or that once had it."""
        return self._by_name.get(word) or self._aliases.get(word)

    def of_code(self, word: str) -> Sequence[FailureClass]:
        """The classes that group a code: those that name it, else those whose pattern says most of it."""
        named = self._by_code.get(word)
        if named is not None and "*" not in word:
            return named
        fitting = [pattern for pattern in self._by_code if "*" in pattern and fits(pattern, word)]
        most = max((len(pattern) - pattern.count("*") for pattern in fitting), default=0)
        closest = (pattern for pattern in fitting if len(pattern) - pattern.count("*") == most)
        return list({one.name: one for pattern in closest for one in self._by_code[pattern]}.values())


def fits(pattern: str, word: str) -> bool:
    """Whether a word fits a pattern in which ``*`` stands for any text; linear in the word."""
    first, *rest = pattern.split("*")
    if not rest:
        return first == word
    last = rest.pop()
    if not word.startswith(first) or not word.endswith(last) or len(word) < len(first) + len(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in rest:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def classes_from(document: Mapping[str, object]) -> tuple[FailureClass, ...]:
    """The classes of a valid ``taxonomy/v1`` document; entries that name their class are codes of it."""
    entries = cast("Sequence[Mapping[str, object]]", document.get("entries", ()))
    grouped: dict[object, list[str]] = {}
    for entry in entries:
        words = [entry["code"], entry["name"], *cast("Sequence[str]", entry.get("aliases", ()))]
        grouped.setdefault(entry.get("class"), []).extend(map(str, words))
    declared = cast("Sequence[Mapping[str, object]]", document.get("classes", ()))
    return tuple(_class(fields, grouped.get(fields["name"], ())) for fields in declared)


def _class(fields: Mapping[str, object], codes: Sequence[str]) -> FailureClass:
    given = dict(fields)
    details = cast("Mapping[str, object]", given.pop("details", {}))
    return FailureClass(
        **{  # type: ignore[arg-type]  # the schema of taxonomy/v1 has judged names and types
            **given,
            "aliases": tuple(cast("Sequence[str]", given.get("aliases", ()))),
            "codes": (*cast("Sequence[str]", given.get("codes", ())), *codes),
            "details": Details(
                required=tuple(map(_pointer, cast("Sequence[str]", details.get("required", ())))),
                schema=cast("Mapping[str, object] | None", details.get("schema")),
            ),
        }
    )


def _pointer(name: str) -> str:
    """A name alone stands for the member of that name."""
    return join("", *split(name)) if name.startswith("/") else join("", name)


def details_schema(contract: Contract, one: FailureClass, context: Context) -> CompiledSchema | None:
    """What judges the details of a class of a taxonomy contract; raises SchemaProblem."""
    if one.details.schema is None:
        return None
    name = f"{contract.id}.{one.name}"
    return context.schemas.compile_value(one.details.schema, base_path=contract.document.path, name=name)
