"""Files of a kind that belong to one place, or to one owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...model import Report
from ...paths.captures import CaptureType
from ...paths.pattern_set import Pattern, folder_or_files
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError
from ...pointers import join

_PROBLEM_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern with its text and where the contract has it."""

    text: str
    pointer: str
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Which files, and where they may be: below ``only_in``, or wherever ``owner`` owns them."""

    pointer: str
    files: tuple[Place, ...]
    only_in: tuple[Place, ...] = ()
    owner: str | None = None
    exceptions: tuple[Place, ...] = ()
    because: str | None = None
    may_be_empty: bool = False

    @property
    def title(self) -> str:
        """The files, as the contract writes them."""
        return ", ".join(place.text for place in self.files)


def parse_concerns(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> tuple[Concern, ...]:
    """Read ``concerns:``, and report patterns that are none."""
    return tuple(
        _concern(concern, join("/concerns", number), types, report)
        for number, concern in enumerate(cast("Sequence[Mapping[str, object]]", data.get("concerns", ())))
    )


def _concern(
    said: Mapping[str, object], pointer: str, types: Mapping[str, CaptureType], report: Report
) -> Concern:
    def places(name: str) -> tuple[Place, ...]:
        value = said.get(name, ())
        if isinstance(value, str):
            return _places({join(pointer, name): value}, types, report)
        listed = cast("Sequence[str]", value)
        return _places({join(pointer, name, at): text for at, text in enumerate(listed)}, types, report)

    return Concern(
        pointer=pointer,
        files=places("files"),
        only_in=places("only_in"),
        owner=cast("str | None", said.get("owner")),
        exceptions=places("except"),
        because=cast("str | None", said.get("because")),
        may_be_empty=bool(said.get("may_be_empty", False)),
    )


def _places(texts: Mapping[str, str], types: Mapping[str, CaptureType], report: Report) -> tuple[Place, ...]:
    found: list[Place] = []
    for pointer, text in texts.items():
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
        found.append(Place(text, pointer, folder_or_files(text, template)))
    return tuple(found)
