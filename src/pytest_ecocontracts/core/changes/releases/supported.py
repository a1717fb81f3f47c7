"""Which released editions of a contract still have to work: ``supported`` of the change policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ...catalog.model import matches
from ...catalog.versions import satisfies, version_problem
from ...pointers import join
from ..model import Level
from ..rule.versions import Decreased, step

if TYPE_CHECKING:
    from ...model import Report

#: every edition from which today's is no major step away; and none
MAJOR: Final = "major"
NONE: Final = "none"
_WORDS: Final = frozenset({MAJOR, NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """What is supported of each contract: ``major``, ``none``, or a requirement of its version (PEP 440).

    ``patterns`` are ids, or the beginning of some with ``*``; the longest that matches counts, else
    ``otherwise``.
    """

    otherwise: str = MAJOR
    patterns: Mapping[str, str] = field(default_factory=dict)

    def of(self, contract_id: str) -> str:
        """What is supported of a contract."""
        named = [pattern for pattern in self.patterns if matches(pattern, contract_id)]
        return self.patterns[max(named, key=len)] if named else self.otherwise

    def is_named(self, contract_id: str) -> bool:
        """Whether versions of this very contract are named, of which there should be some."""
        named = any(matches(pattern, contract_id) for pattern in self.patterns)
        return named and self.of(contract_id) not in _WORDS

    def step(self, contract_id: str, version: str, now: str) -> Level | None:
        """How far it is from a supported edition to today's; None where it is not supported, or later."""
        asked = self.of(contract_id)
        if asked == NONE or version_problem(version) is not None:
            return None
        try:
            taken = step(version, now)
        except Decreased:
            return None
        if asked == MAJOR:
            return None if taken is Level.MAJOR else taken
        return taken if satisfies(version, asked) else None


def parse_supported(value: object, pointer: str, report: Report) -> Supported:
    """Read ``supported``; a requirement that is none is reported."""
    if not isinstance(value, dict):
        return Supported(otherwise=_checked(str(value), pointer, report))
    return Supported(
        patterns={
            str(name): _checked(str(asked), join(pointer, name), report) for name, asked in value.items()
        }
    )


def _checked(text: str, pointer: str, report: Report) -> str:
    if text in _WORDS:
        return text
    try:
        satisfies("1.0.0", text)
    except ValueError as error:
        report.add(
            "ECC013",
            str(error),
            pointer=pointer,
            expected="major, none, or versions such as '>=1.2,<3'",
            found=text[:60],
            metadata={"version": text[:60]},
        )
        return NONE
    return text
