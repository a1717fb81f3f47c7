"""Files of a kind that belong to one place, or to one owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ....model import Report
from ....paths.captures import CaptureType
from ....paths.pattern_set import Pattern, folder_or_files
from ....paths.template import PathTemplate
from ....paths.template_parser import TemplateError
from ....pointers import join
from ....rules.model import Rule
from ....rules.parsing import check_rule_ids, parse_rule

_PROBLEM_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern with its text and where the contract has it; an exception says why."""

    text: str
    pointer: str
    pattern: Pattern
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Which files, and where they may be: below ``only_in``, or wherever ``owner`` owns them."""

    rule: Rule
    files: tuple[Place, ...]
    only_in: tuple[Place, ...] = ()
    owner: str | None = None
    exceptions: tuple[Place, ...] = ()
    #: the data file in which further exceptions stand
    excepted_in: Mapping[str, object] | None = None
    empty_valid: bool = False

    @property
    def title(self) -> str:
        """The files, as the contract writes them."""
        return ", ".join(place.text for place in self.files)

    @property
    def home(self) -> str:
        """Where they belong, for a message."""
        return f"owned by {self.owner}" if self.owner else ", ".join(place.text for place in self.only_in)


def parse_concerns(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> tuple[Concern, ...]:
    """Read ``concerns:``, and report patterns that are none."""
    found = tuple(
        _concern(concern, number, types, report)
        for number, concern in enumerate(cast("Sequence[Mapping[str, object]]", data.get("concerns", ())))
    )
    check_rule_ids([concern.rule for concern in found], (), report)
    return found


def _concern(
    said: Mapping[str, object], number: int, types: Mapping[str, CaptureType], report: Report
) -> Concern:
    rule = parse_rule(said, join("/concerns", number), f"concerns-{number + 1}", report)

    def places(name: str) -> tuple[Place, ...]:
        value, pointer = said.get(name, ()), join(rule.pointer, name)
        if isinstance(value, str):
            return _places([(pointer, value, "")], types, report)
        listed = cast("Sequence[str]", value)
        return _places([(join(pointer, at), text, "") for at, text in enumerate(listed)], types, report)

    excepted = said.get("except", ())
    deferred = cast("Mapping[str, object]", excepted) if isinstance(excepted, Mapping) else None
    listed = () if deferred is not None else excepted
    return Concern(
        rule=rule,
        files=places("files"),
        only_in=places("only_in"),
        owner=cast("str | None", said.get("owner")),
        exceptions=read_exceptions(listed, join(rule.pointer, "except"), types, report),
        excepted_in=deferred,
        empty_valid=said.get("empty") == "valid",
    )


def read_exceptions(
    given: object, pointer: str, types: Mapping[str, CaptureType], report: Report, *, source: str = ""
) -> tuple[Place, ...]:
    """The exceptions of a concern; of those of a data file, ``source``, the contract cites ``pointer``."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        report.add(
            "ECC004",
            f"the exceptions of {source} are no list",
            pointer=pointer,
            expected="a list of mappings with path and reason",
            found=type(given).__name__,
            metadata={"path": source},
        )
        return ()
    found: list[tuple[str, str, str]] = []
    for at, entry in enumerate(given):
        place = pointer if source else join(pointer, at)
        path, reason = (
            (entry.get("path"), entry.get("reason")) if isinstance(entry, Mapping) else (None, None)
        )
        if isinstance(path, str) and path and isinstance(reason, str) and reason:
            found.append((place, path, reason))
            continue
        report.add(
            "ECC004",
            f"the exception {at + 1} of {source} says not which path, or why",
            pointer=place,
            expected="a mapping with path and reason",
            found=repr(entry)[:200],
            metadata={"path": source},
        )
    return _places(found, types, report)


def _places(
    texts: Sequence[tuple[str, str, str]], types: Mapping[str, CaptureType], report: Report
) -> tuple[Place, ...]:
    found: list[Place] = []
    for pointer, text, reason in texts:
        try:
            template = PathTemplate.parse(text.removesuffix("/"), types)
        except TemplateError as error:
            report.add(
                _PROBLEM_CODES.get(error.reason, "ECC004"),
                f"{text[:80]!r} is no pattern, at character {error.column}: {error.message}",
                pointer=pointer,
                found=text,
                metadata={"path": text},
            )
            continue
        found.append(Place(text, pointer, folder_or_files(text, template), reason))
    return tuple(found)
