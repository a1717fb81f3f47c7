"""Which violations are tolerated for now, and by which waiver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, cast

from .paths.template import PathTemplate, TemplateError
from .pointers import join, split
from .rendering.text import counted
from .violations import UNWAIVABLE, Severity, Violation

if TYPE_CHECKING:
    from .context import Context
    from .model import Contract, Outcome
    from .violations import Location
    from .waivers.model import Entry, WaiversBody


#: how near an end is that every summary speaks of
SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One exception; ``until`` is the last day (UTC) on which it holds.

    ``pointer`` is its place in the contract. ``maximum`` is how many violations it may cover. ``place`` is
    where it stands, if that is another file. One of a ``baseline`` holds only where no other does.
    """

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
    maximum: int | None = None
    baseline: bool = False
    entry: Entry | None = None
    place: Location | None = None

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
        scope += f" at most {self.maximum}" if self.maximum is not None else ""
        until = f"until {self.until}" + ("" if self.until >= as_of else ", EXPIRED")
        return f"{self.code}{scope} {until}: {self.reason} ({self.justification}, {self.owner})"

    def ends_soon(self, as_of: date) -> bool:
        """Whether what it tolerates will fail within :data:`SOON`."""
        return self.until <= as_of + SOON

    @property
    def justification(self) -> str:
        """The decision or issue, for messages."""
        return self.decision or self.issue or ("baseline" if self.baseline else "")


def waivers_of(context: Context) -> list[Waiver]:
    """Every usable waiver of the catalog, expired ones too; those of a baseline come last."""
    catalog = context.catalog
    found: list[Waiver] = []
    for contract in catalog.contracts:
        if contract.header.kind != "waivers" or contract.origin:
            continue
        body = cast("WaiversBody", contract.body)
        found += _usable(contract, body.entries, context)
        if body.sources:
            from .waivers.sources import mapped_entries  # noqa: PLC0415 - few contracts read files

            entries = mapped_entries(contract, context).entries
            found += _usable(contract, [entry for entry in entries if not entry.governs], context)
    return sorted(found, key=lambda waiver: waiver.baseline)


def _usable(contract: Contract, entries: Sequence[Entry], context: Context) -> Iterator[Waiver]:
    """The waivers among entries; what an entry lacks to be one is told by the checks of its contract."""
    body = cast("WaiversBody", contract.body)
    codes = context.catalog.codes()
    for entry in entries:
        texts = entry.texts
        justified = body.baseline or "decision" in texts or "issue" in texts
        if entry.until is None or not justified or not {"code", "of", "owner", "reason"} <= texts.keys():
            continue
        code = codes.get(texts["code"], texts["code"])
        try:
            path = PathTemplate.parse(texts["path"].rstrip("/")) if "path" in texts else None
            below = tuple(split(texts["pointer"])) if "pointer" in texts else None
        except (TemplateError, ValueError):
            continue
        if code.startswith(UNWAIVABLE):
            continue
        yield Waiver(
            contract=contract,
            pointer=entry.pointer,
            code=code,
            of=texts["of"],
            owner=body.policy.owner(texts["owner"]),
            reason=texts["reason"],
            until=entry.until,
            decision=texts.get("decision"),
            issue=texts.get("issue"),
            path=path,
            below=below,
            maximum=entry.maximum,
            baseline=body.baseline,
            entry=entry,
            place=entry.place("") if entry.group else None,
        )


def described(waivers: Iterable[Waiver], as_of: date) -> list[tuple[Waiver, str]]:
    """Each waiver with its line; of a baseline, which may be long, one line for each contract and code."""
    lines: list[tuple[Waiver, str]] = []
    groups: dict[tuple[str, str], list[Waiver]] = {}
    for waiver in waivers:
        if waiver.baseline:
            groups.setdefault((waiver.of, waiver.code), []).append(waiver)
        else:
            lines.append((waiver, waiver.describe(as_of)))
    for (_, code), group in sorted(groups.items()):
        ends = sorted({waiver.until for waiver in group})
        until = f"until {ends[0]}" if len(ends) == 1 else f"until {ends[0]} to {ends[-1]}"
        expired = ", EXPIRED" if ends[0] < as_of else ""
        count = sum(waiver.maximum or 0 for waiver in group)
        places = counted(len(group), "place")
        lines.append((group[0], f"{code} at most {count} in {places} {until}{expired} (baseline)"))
    return lines


class WaiverIndex:
    """Waivers by what they are about: most of a long list are each about one path."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._literal: dict[tuple[str, str, str], list[tuple[int, Waiver]]] = {}
        self._others: dict[tuple[str, str], list[tuple[int, Waiver]]] = {}
        for number, waiver in enumerate(waivers):
            if waiver.path is not None and waiver.path.is_literal:
                place = (waiver.of, waiver.code, waiver.path.render({}))
                self._literal.setdefault(place, []).append((number, waiver))
            else:
                self._others.setdefault((waiver.of, waiver.code), []).append((number, waiver))

    def covering(self, violation: Violation) -> list[Waiver]:
        """Every waiver that is about the violation, whatever the date, the first one first."""
        if violation.contract is None:
            return []
        about = (violation.contract.id, violation.code)
        path = violation.location.path if violation.location is not None else ""
        candidates = [*self._literal.get((*about, path), ()), *self._others.get(about, ())]
        candidates.sort(key=lambda candidate: candidate[0])
        return [waiver for _, waiver in candidates if waiver.covers(violation)]


BLOCKED: Final = "ECX001"


@dataclass(frozen=True, slots=True)
class Waived:
    """A violation with the waiver that tolerates it."""

    violation: Violation
    waiver: Waiver


def apply_waivers(
    violations: Iterable[Violation], waivers: WaiverIndex, as_of: date
) -> tuple[list[Violation], list[Waived]]:
    """Separate what stands from what is waived on the day ``as_of``; nothing is lost."""
    standing: list[Violation] = []
    waived: list[Waived] = []
    for violation in violations:
        waiver = next((w for w in waivers.covering(violation) if w.until >= as_of), None)
        if waiver is None:
            standing.append(violation)
        else:
            waived.append(Waived(violation, waiver))
    return standing, waived


def apply_to_blocked(
    standing: Iterable[Violation],
    outcomes: Callable[[str], Sequence[tuple[str, Outcome]]],
    waivers: WaiverIndex,
    as_of: date,
) -> tuple[list[Violation], list[Waived]]:
    """Tolerate what could not be judged only because of violations of its contract that are all tolerated.

    Without it nobody could waive a file that is missing: what is in it cannot be judged either.
    """
    left: list[Violation] = []
    waived: list[Waived] = []
    known: dict[object, Waiver | None] = {}
    for violation in standing:
        cause = violation.metadata.get("blocked_by") if violation.code == BLOCKED else None
        if cause is not None and cause not in known:
            stand, tolerated = apply_waivers(blockers(violation, outcomes), waivers, as_of)
            known[cause] = tolerated[0].waiver if tolerated and not stand else None
        waiver = known.get(cause)
        if waiver is None:
            left.append(violation)
        else:
            waived.append(Waived(violation, waiver))
    return left, waived


def blockers(
    violation: Violation, outcomes: Callable[[str], Sequence[tuple[str, Outcome]]]
) -> list[Violation]:
    """The errors of its own contract that a blocked check names as the cause: of a check, or at a path."""
    cause = violation.metadata.get("blocked_by")
    if violation.code != BLOCKED or not cause or violation.contract is None:
        return []
    return [
        other
        for check, outcome in outcomes(violation.contract.id)
        for other in outcome.violations
        if other.severity is Severity.ERROR
        and other.code != BLOCKED
        and (check == cause or (other.location is not None and other.location.path == cause))
    ]
