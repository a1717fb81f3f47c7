"""The verdict on a changed contract as plain data: what records, tables and summaries are made of.

It crosses processes, stands in the journal and in the run record (``changes``), and is bounded: lists are
cut with a count of the rest, values of a contract are the text of their JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from ...rendering.json_text import shown
from ..differs.comparing import same
from ..model import ABSENT, BOTH, Change, ContractChange, Side, State
from ..schemas.witnesses import lines_of, witness_title

if TYPE_CHECKING:
    from ...compat.model import Witness
    from ...violations import Violation
    from ..rule.obligations import Judgement, Obligation

Json: TypeAlias = "dict[str, object]"
#: gives the line of a change in its file, None where that is not known
Lines: TypeAlias = Callable[[Change], "int | None"]

UNREADABLE: Final = "unreadable"
#: changes of one contract that are told one by one, those that break somebody first
CHANGES: Final = 50
#: changes whose line is looked up, witnesses that are told, lines of evidence
LOCATED: Final = 10
WITNESSES: Final = 3
EVIDENCE: Final = 3
#: characters of a text, of a value before or after, and of the JSON of a witness
TEXT: Final = 1_000
WITNESS: Final = 4_000
#: characters of a version
VERSION: Final = 200
#: nested deeper, a value is shown and not recorded
_DEPTH: Final = 50


def told(judgement: Judgement, sides: frozenset[Side], line_of: Lines) -> Json:
    """The change of one contract, its level, its verdict, and what it obliges to."""
    change = judgement.change
    ordered = sorted(change.changes, key=lambda one: _order(one, sides))
    verdict, breaks, undecided = _verdict(change)
    return {
        "id": change.id,
        "kind": f"{change.contract.header.kind}/v{change.contract.header.kind_version}",
        "owner": change.contract.header.owner,
        "path": change.contract.document.path,
        **_moved_from(change),
        "state": UNREADABLE if change.unreadable else str(change.state),
        "version_before": _version_before(change),
        "version_after": change.after.header.version if change.after else None,
        "level": str(judgement.level),
        "step": None if judgement.step is None else str(judgement.step),
        "verdict": verdict,
        "breaks": _words(breaks),
        "undecided": _words(undecided),
        "exempt": judgement.exempt,
        "changes": _changes(ordered, change, sides, line_of),
        "changes_omitted": max(0, len(ordered) - CHANGES),
        "obligations": [obligation_entry(one) for one in judgement.obligations],
    }


def _version_before(change: ContractChange) -> str | None:
    """The version in the base; that of an edition which nobody can read may be any text."""
    found = change.before.header.version if change.before else change.version_before
    return found[:VERSION] if found else None


def _moved_from(change: ContractChange) -> Json:
    """The file of the base, where it is another."""
    before, after = change.before, change.after
    if before is None or after is None or before.document.path == after.document.path:
        return {}
    return {"was": before.document.path}


def _verdict(change: ContractChange) -> tuple[str, frozenset[Side], frozenset[Side]]:
    if change.unreadable:
        return "undecided", frozenset(), BOTH
    if change.state is State.REMOVED:
        return "breaking", BOTH, frozenset()
    breaks = frozenset(side for one in change.changes for side in (BOTH if one.forbidden else one.breaks))
    undecided = frozenset(side for one in change.changes for side in one.undecided) - breaks
    return "breaking" if breaks else "undecided" if undecided else "compatible", breaks, undecided


def _order(change: Change, sides: frozenset[Side]) -> tuple[bool, bool, int]:
    """What breaks somebody first, then what nobody could decide, then the larger ones."""
    return not (change.breaks & sides or change.forbidden), not change.affected & sides, -change.level(sides)


def _values(change: Change) -> Json:
    """Before and after, where they are what differs."""
    if change.before is not ABSENT and change.after is not ABSENT and same(change.before, change.after):
        return {}
    found = {"before": change.before, "after": change.after}
    return {name: shown(value, TEXT) for name, value in found.items() if value is not ABSENT}


def _words(sides: frozenset[Side]) -> list[str]:
    return [str(side) for side in Side if side in sides]


def _changes(
    ordered: Sequence[Change], change: ContractChange, sides: frozenset[Side], line_of: Lines
) -> list[Json]:
    entries: list[Json] = []
    witnesses = 0
    for index, one in enumerate(ordered[:CHANGES]):
        line = line_of(one) if index < LOCATED else None
        entry: Json = {
            "path": one.path or change.contract.document.path,
            "pointer": _cut(one.pointer),
            **({} if line is None else {"line": line}),
            "why": _cut(one.why),
            "subject": _cut(one.subject),
            **_values(one),
            "level": "undecided" if one.is_undecided(sides) else str(one.level(sides)),
            "breaks": _words(one.breaks),
            "undecided": _words(one.undecided),
        }
        if one.forbidden is not None:
            entry["forbidden"] = _cut(one.forbidden)
        if one.evidence:
            entry["evidence"] = [_cut(text) for text in one.evidence[:EVIDENCE]]
        if one.witness is not None and witnesses < WITNESSES:
            witnesses += 1
            entry["witness"] = _witness(one, one.witness)
        entries.append(entry)
    return entries


def _witness(change: Change, witness: Witness) -> Json:
    """``text`` is for people; ``value`` is there unless it is too large to be kept."""
    kept = {"value": witness.value} if _is_small(witness.value) else {}
    return {
        "title": witness_title(change),
        **({"origin": _cut(witness.origin)} if witness.origin else {}),
        **kept,
        "errors": [
            {"pointer": _cut(error.pointer), "keyword": error.keyword, "message": _cut(error.message)}
            for error in witness.errors[:EVIDENCE]
        ],
        "text": lines_of(witness),
    }


def _is_small(value: object) -> bool:
    """Whether the value takes few characters as JSON, and is nested not too deep; looks no further."""
    room, rest = WITNESS, [(value, 0)]
    while rest:
        one, depth = rest.pop()
        inner = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []
        room -= (
            len(str(one))
            if not isinstance(one, dict | list)
            else 2 * len(inner) + sum(map(len, one if isinstance(one, dict) else ()))
        )
        if room < 0 or depth > _DEPTH:
            return False
        rest += [(each, depth + 1) for each in inner]
    return True


def obligation_entry(obligation: Obligation) -> Json:
    """What is asked, and what is missing of it."""
    return {
        "need": _cut(obligation.need),
        "asked": _cut(obligation.asked),
        "found": _cut(obligation.found),
        "met": obligation.met,
        "missing": [_missing(violation) for violation in obligation.violations],
    }


def _missing(violation: Violation) -> Json:
    place = violation.location
    where: Json = {}
    if place is not None:
        where = {"path": place.path, "pointer": _cut(place.pointer)}
        where.update({} if place.line is None else {"line": place.line})
    fix = violation.fix or violation.expected
    return {
        "code": violation.code,
        "message": _cut(violation.message),
        **where,
        **({} if fix is None else {"fix": _cut(fix)}),
        "waived": False,
    }


def settled(entry: Mapping[str, object], waived: Sequence[Violation]) -> Json:
    """The entry, with what is tolerated marked as waived."""
    known = {(one.code, _cut(one.message)) for one in waived}
    obligations: list[Json] = []
    for obligation in cast("Sequence[Json]", entry["obligations"]):
        missing = [
            {**one, "waived": (one["code"], one["message"]) in known}
            for one in cast("Sequence[Json]", obligation["missing"])
        ]
        obligations.append({**obligation, "missing": missing})
    return {**entry, "obligations": obligations}


def moved(entry: Mapping[str, object], place: Callable[[str], str]) -> Json:
    """The entry with its paths as ``place`` gives them."""

    def placed(one: Mapping[str, object]) -> Json:
        return {**one, **{name: place(str(one[name])) for name in ("path", "was") if name in one}}

    return {
        **placed(entry),
        "changes": [placed(one) for one in cast("Sequence[Json]", entry["changes"])],
        "obligations": [
            {**one, "missing": [placed(missing) for missing in cast("Sequence[Json]", one["missing"])]}
            for one in cast("Sequence[Json]", entry["obligations"])
        ],
    }


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"
