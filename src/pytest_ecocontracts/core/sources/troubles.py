"""Why a source cannot be read, as data: one trouble for each thing that must be mended first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..errors import FileProblem, LoadError
from ..violations import NO_METADATA, MetadataValue
from .model import Place, Scan, Source, SourceBlocked

_LIMITS: Final = frozenset({"too-large", "too-deep", "alias-bomb", "too-many-aliases"})
_FILE_CODES: Final = {"missing": "ECL001", "too-large": "ECS011", "outside-root": "ECC022"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One reason, at its place, None where that is the rule's own; ``code`` is that of the failure."""

    code: str
    message: str
    place: Place | None
    #: in the contract, where there is no place
    pointer: str | None = None
    expected: str | None = None
    found: str | None = None
    fix: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=lambda: NO_METADATA)


class SourceUnread(Exception):
    """A source that could not be read in full: what it gave proves nothing."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__("; ".join(trouble.message for trouble in troubles))


def troubles_of(error: FileProblem | LoadError | SourceBlocked, path: str) -> Iterator[Trouble]:
    """The troubles that an error stands for; ``path`` is the file that was read."""
    if isinstance(error, SourceBlocked):
        yield Trouble(
            code="ECX001",
            message=error.message,
            place=error.place if error.place.path else None,
            expected=error.expected or "a source that can be read",
            found=error.found or "nothing",
            fix=error.fix,
            metadata={"blocked_by": error.path},
        )
    elif isinstance(error, FileProblem):
        yield Trouble(
            code=_FILE_CODES.get(error.reason, "ECS009"),
            message=error.message,
            place=Place(error.path),
            expected="a regular file below the root that stays as it is",
            found=error.reason,
            metadata={"path": error.path} if error.reason == "missing" else {"reason": error.reason},
        )
    else:
        for problem in error.problems:
            yield Trouble(
                code="ECS011" if problem.reason in _LIMITS else "ECS001",
                message=f"{path!r} cannot be read: {problem.message}" if path else problem.message,
                place=Place(path, problem.line, problem.column, pointer=problem.pointer) if path else None,
                expected=problem.expected,
                found=problem.found,
                fix=problem.fix,
                metadata={"reason": problem.reason},
            )


def unmatched(source: Source, scan: Scan) -> Iterator[Trouble]:
    """Templates of files that find none, next to others that do, unless the source may be empty."""
    for template in scan.unmatched if scan.examined and not source.may_be_empty else ():
        yield Trouble(
            code="ECC009",
            message=f"no file matches {template!r}, so the check proves nothing about it",
            place=None,
            pointer=source.pointer,
            expected="at least one file for each template",
            found="none",
            fix="correct the template, or write 'empty: valid' where none is fine",
            metadata={"source": template},
        )


def nothing_found(source: Source, scan: Scan) -> Trouble:
    """A source has no element, although it must have some: the trouble stands at the source."""
    if scan.given:
        found = f"none of the {scan.given} that are read: 'value' and 'where' leave nothing"
    elif scan.examined == 1 and len(scan.paths) == 1:
        found = f"none in {scan.paths[0]}"
    else:
        found = f"none; {scan.examined} file{'s' * (scan.examined != 1)} looked at"
    return Trouble(
        code="ECC009",
        message=f"{source.called} finds nothing, so the check proves nothing",
        place=None,
        pointer=source.pointer,
        expected="at least one element",
        found=found,
        fix="correct the source, or write 'empty: valid' where none is fine",
        metadata={"source": source.called},
    )
