"""The fields of one relation, read with words for what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ..cel import Expression
from ..model import Report
from ..pointers import join
from ..sources.model import Source
from ..sources.parsing import Scope
from ..sources.patterns import Pattern, parse_pattern
from ..sources.registry import SourceKinds


@dataclass(frozen=True, slots=True)
class RelationReader:
    """Reads the fields of a relation.

    ``named`` are the sources of the contract, None for one that cannot be used (its problem is told already).
    ``is_short``: the relation has no fields but its source, which stands at ``pointer`` itself.
    """

    fields: Mapping[str, object]
    pointer: str
    report: Report
    named: Mapping[str, Source | None]
    params: Mapping[str, object]
    kinds: SourceKinds
    is_short: bool = False

    def source(self, name: str) -> Source:
        """The source of a field: the name of one, or one that is written there.

        One that cannot be used is reported; what is returned then is never read, since the contract is not.
        """
        pointer = self.pointer if self.is_short else join(self.pointer, name)
        return self._source(self.fields.get(name), pointer)

    def sources(self, name: str) -> list[Source]:
        """The sources of a field that holds a list of them, or one."""
        given = self.fields.get(name)
        if not isinstance(given, list):
            return [self.source(name)]
        pointer = self.pointer if self.is_short else join(self.pointer, name)
        return [self._source(each, join(pointer, index)) for index, each in enumerate(given)]

    def _source(self, given: object, pointer: str) -> Source:
        scope = Scope({}, self.params, self.kinds, self.report, self.named)
        return scope.resolve(given, pointer) or _UNUSABLE

    def below(self, name: str) -> RelationReader:
        """The fields of an object that stands in a field."""
        inner = cast("Mapping[str, object]", self.fields[name])
        return replace(self, fields=inner, pointer=join(self.pointer, name))

    def text(self, name: str) -> str | None:
        """A text, or None where the field is missing."""
        given = self.fields.get(name)
        return None if given is None else str(given)

    def number(self, name: str) -> int | None:
        """A whole number, or None where the field is missing."""
        given = self.fields.get(name)
        return int(given) if isinstance(given, int | float) else None

    def is_set(self, name: str) -> bool:
        """Whether a field that may be left out is true."""
        return self.fields.get(name) is True

    def pattern(self, name: str) -> Pattern | None:
        """A regular expression, or None where the field is missing or wrong."""
        text = self.fields.get(name)
        return parse_pattern(str(text), join(self.pointer, name), self.report) if text is not None else None

    def condition(self, name: str, variables: Iterable[str]) -> Expression | None:
        """A rule of the expression language, or None where the field is missing or wrong."""
        from ..relations.conditions import compile_condition  # noqa: PLC0415 - most relations have none

        text = self.fields.get(name)
        if text is None:
            return None
        pointer, members = join(self.pointer, name), {"params": tuple(self.params)}
        return compile_condition(str(text), variables, pointer, self.report, name, members)

    def words(self, name: str) -> Sequence[str]:
        """A list of words, empty where the field is missing."""
        return [str(word) for word in cast("list[object]", self.fields.get(name, []))]

    def refuse(self, name: str, message: str, expected: str | None = None, fix: str | None = None) -> None:
        """Report that a field cannot be used."""
        self.report.add(
            "ECC004",
            message,
            pointer=join(self.pointer, name),
            expected=expected,
            found=str(self.fields.get(name))[:120],
            fix=fix,
            metadata={"keyword": name},
        )


class _Unusable:
    def read(self, files: object) -> None:
        raise AssertionError("a contract with problems is never run")


_UNUSABLE = Source(name="", pointer="", kind="", reader=cast("object", _Unusable()))  # type: ignore[arg-type]
