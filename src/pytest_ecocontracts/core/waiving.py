"""Which violations are tolerated for now, and by which waiver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from .paths.template import PathTemplate
from .pointers import join, split
from .violations import Violation

if TYPE_CHECKING:
    from .catalog.model import Catalog
    from .model import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One exception; ``until`` is the last day (UTC) on which it holds."""

    contract: Contract
    pointer: str
    code: str
    of: str
    owner: str
    reason: str
    until: date
    decision: str | None = None
    issue: str | None = None
    path: PathTemplate | None = None
    below: tuple[str, ...] | None = None

    def covers(self, violation: Violation) -> bool:
        """Whether the waiver is about this violation, whatever the date."""
        if violation.code != self.code or violation.contract is None or violation.contract.id != self.of:
            return False
        location = violation.location
        if self.path is not None and (location is None or self.path.match(location.path) is None):
            return False
        if self.below is None:
            return True
        tokens = split(location.pointer) if location is not None else []
        return len(tokens) >= len(self.below) and all(
            wanted in ("*", token) for wanted, token in zip(self.below, tokens, strict=False)
        )

    def describe(self, as_of: date) -> str:
        """One line on what is tolerated, until when, why, and by whom."""
        scope = f" at {self.path.text}" if self.path is not None else ""
        scope += f" below {join('', *self.below)}" if self.below else ""
        until = f"until {self.until}" + ("" if self.until >= as_of else ", EXPIRED")
        return f"{self.code}{scope} {until}: {self.reason} ({self.justification}, {self.owner})"

    @property
    def justification(self) -> str:
        """The decision or issue, for messages."""
        return self.decision or self.issue or ""


def waivers_of(catalog: Catalog) -> list[Waiver]:
    """Every usable waiver of the catalog, expired ones too."""
    found: list[Waiver] = []
    for contract in catalog.contracts:
        if contract.header.kind != "waivers" or contract.origin:
            continue
        for index, entry in enumerate(cast("list[dict[str, object]]", contract.body)):
            code = catalog.codes().get(str(entry["code"]), str(entry["code"]))
            found.append(
                Waiver(
                    contract=contract,
                    pointer=join("/waivers", index),
                    code=code,
                    of=str(entry["of"]),
                    owner=str(entry["owner"]),
                    reason=str(entry["reason"]),
                    until=date.fromisoformat(str(entry["until"])),
                    decision=cast("str | None", entry.get("decision")),
                    issue=cast("str | None", entry.get("issue")),
                    path=PathTemplate.parse(str(entry["path"])) if "path" in entry else None,
                    below=tuple(split(str(entry["pointer"]))) if "pointer" in entry else None,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Waived:
    """A violation with the waiver that tolerates it."""

    violation: Violation
    waiver: Waiver


def apply_waivers(
    violations: Iterable[Violation], waivers: Sequence[Waiver], as_of: date
) -> tuple[list[Violation], list[Waived]]:
    """Separate what stands from what is waived on the day ``as_of``; nothing is lost."""
    standing: list[Violation] = []
    waived: list[Waived] = []
    for violation in violations:
        waiver = next((w for w in waivers if w.until >= as_of and w.covers(violation)), None)
        if waiver is None:
            standing.append(violation)
        else:
            waived.append(Waived(violation, waiver))
    return standing, waived
