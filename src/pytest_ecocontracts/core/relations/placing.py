"""From what relations find to violations: places are looked up for those that are shown in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..context import Context
from ..errors import CapabilityMissing
from ..model import Contract
from ..rendering.text import place as shown_place
from ..rows.model import Row
from ..rows.places import row_location
from ..rules.model import Rule
from ..violations import Location, Violation
from .data import Data
from .finding import Blocked, Finding, Spot
from .streams import Place


def violations_of(findings: Sequence[Finding], contract: Contract, rule: Rule, data: Data) -> list[Violation]:
    """The findings as violations of a rule; the first ``limits.positions`` with line and column."""
    context = data.context
    places = _places([spot for finding in findings for spot in _spots(finding)])
    made = []
    for index, finding in enumerate(findings):
        exact = index < context.limits.positions
        found = finding.found
        if finding.other is not None:
            word, spot = finding.other
            other = _location(spot, places.get(id(spot)), context, exact=exact)
            found = f"{found}; {word} {shown_place(other)}"
        made.append(
            rule.violation(
                contract,
                context.as_of,
                finding.code,
                finding.message,
                location=_location(finding.spot, places.get(id(finding.spot)), context, exact=exact),
                expected=finding.expected,
                found=found,
                fix=finding.fix,
                excerpt=finding.excerpt,
                metadata=finding.metadata,
            )
        )
    return made


def _spots(finding: Finding) -> Iterable[Spot]:
    yield finding.spot
    if finding.other is not None:
        yield finding.other[1]


def _places(spots: Sequence[Spot]) -> dict[int, Place]:
    """Rows and pointers of keys, by the identity of the spot; each file is read once more for each key."""
    sought: dict[tuple[int, str], list[Spot]] = {}
    for spot in spots:
        if spot.find is not None:
            sought.setdefault((spot.file.number, spot.stream), []).append(spot)
    found = {}
    for group in sought.values():
        find = group[0].find
        try:
            places = find({spot.number for spot in group}) if find is not None else {}
        except (Blocked, CapabilityMissing):
            continue  # told by whoever needs the content
        found.update({id(spot): places[spot.number] for spot in group if spot.number in places})
    return found


def _location(spot: Spot, found: Place | None, context: Context, *, exact: bool) -> Location:
    row, pointer = found or (spot.row, spot.pointer)
    if not row:
        return Location(path=spot.file.path, pointer=pointer)
    line = row if spot.file.format == "jsonl" else None
    if not exact:
        return Location(path=spot.file.path, pointer=pointer, line=line)
    return row_location(
        context,
        spot.file.path,
        Row(row, None, line),
        pointer,
        format=spot.file.format or None,
        at=spot.file.at,
    )
