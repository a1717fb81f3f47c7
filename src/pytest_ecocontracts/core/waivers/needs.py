"""What the waivers tolerate at present: too little, too much, or what another one tolerates already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from ..changes.model import CHECKS, CODES
from ..running import WITHHELD
from ..waiving import Waiver, WaiverIndex, waivers_of
from .model import Scope

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract
    from ..violations import Location, MetadataValue, Violation

_RULE: Final = "waivers"
#: places that a message names
_NAMED: Final = 3
_EVERYWHERE: Final = frozenset({"**", "**/*"})


@dataclass(slots=True)
class _Covered:
    """What one waiver tolerates: violations by number, how many of each check, and others that do so too.

    ``unseen`` says that a check of the contract was not run, so that there may be more: one that needs an
    option, or that of changes, which only a contract has that differs from its base.
    """

    violations: list[Violation] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    by_check: dict[str, int] = field(default_factory=dict)
    also: dict[int, Waiver] | None = None
    unseen: bool = False


def judge_needs(contract: Contract, scope: Scope, context: Context) -> list[Violation]:
    """Judge every waiver of a contract by what it tolerates; in the order of the contract."""
    every = waivers_of(context)
    own = [waiver for waiver in every if waiver.contract is contract]
    broken = context.catalog.broken
    covered, examined = _cover(own, every, context)
    found: list[Violation] = []
    for waiver in own:
        if waiver.of in broken:
            found.append(_blocked(waiver))
            continue
        what = covered[id(waiver)]
        found += _judge(waiver, what, examined, scope, context.as_of)
        other = _shadowing(waiver, what, covered, context.as_of)
        if other is not None:
            found.append(_shadowed(waiver, other))
    return found


def _cover(
    own: Sequence[Waiver], every: Sequence[Waiver], context: Context
) -> tuple[dict[int, _Covered], dict[str, int]]:
    """What each waiver of the catalog tolerates (by identity), and what each check examined."""
    index = WaiverIndex(every)
    covered = {id(waiver): _Covered() for waiver in every}
    examined: dict[str, int] = {}
    number = 0
    wanted = {waiver.of for waiver in own if waiver.until >= context.as_of}
    for of in sorted(wanted - context.catalog.broken):
        outcomes = context.outcomes_of(of)
        # A contract that is new to its base has nothing to excuse there, whatever it has before others.
        if not any(name in CHECKS and outcome.details.get("changes", 1) for name, outcome in outcomes):
            for waiver in own:
                covered[id(waiver)].unseen |= waiver.of == of and waiver.code.startswith(CODES)
        for name, outcome in outcomes:
            if WITHHELD in outcome.details:
                for waiver in own:
                    covered[id(waiver)].unseen |= waiver.of == of
                continue
            check = f"{of}[{name}]"
            examined[check] = examined.get(check, 0) + outcome.examined
            for violation in outcome.violations:
                number += 1
                waivers = index.covering(violation)
                together = {id(waiver): waiver for waiver in waivers}
                for waiver in waivers:
                    what = covered[id(waiver)]
                    what.violations.append(violation)
                    what.numbers.add(number)
                    what.by_check[check] = what.by_check.get(check, 0) + 1
                    if what.also is None:
                        what.also = {key: other for key, other in together.items() if other is not waiver}
                    elif what.also:
                        what.also = {key: other for key, other in what.also.items() if key in together}
    return covered, examined


def _judge(
    waiver: Waiver, what: _Covered, examined: dict[str, int], scope: Scope, as_of: date
) -> Iterator[Violation]:
    if waiver.until < as_of:
        yield violation_of(
            waiver,
            "ECD003",
            f"{_name(waiver)} ended on {waiver.until}",
            expected=f"an end on or after {as_of}",
            found=str(waiver.until),
            fix=f"{waiver.owner}: mend the cause ({waiver.justification}), or renew the waiver by a decision",
        )
        return
    count = len(what.violations)
    if not count and what.unseen:
        return
    if not count:
        yield violation_of(
            waiver,
            "ECD004",
            f"{_name(waiver)} matches no violation",
            expected="a violation that it tolerates",
            found="none",
            fix="remove the waiver: what it excused is mended, or it never matched",
        )
        return
    yield from _breadth(waiver, what, examined, scope)
    if waiver.maximum is not None and count > waiver.maximum:
        yield violation_of(
            waiver,
            "ECD034",
            f"{_name(waiver)} may tolerate {waiver.maximum}, and tolerates {count}",
            expected=f"at most {waiver.maximum}",
            found=f"{count}: {_places(what.violations)}",
            fix="mend what is new; the waiver is for what was there",
        )
    if what.unseen:
        return
    if waiver.baseline and waiver.maximum is not None and count < waiver.maximum:
        yield violation_of(
            waiver,
            "ECD042",
            f"{_name(waiver)} may tolerate {waiver.maximum}, and what is left is {count}",
            expected=f"max: {count}, so that none comes back",
            found=f"max: {waiver.maximum}",
            fix=f"lower it: pytest --eco-contracts --eco-baseline={waiver.contract.document.path}",
        )


def _breadth(waiver: Waiver, what: _Covered, examined: dict[str, int], scope: Scope) -> Iterator[Violation]:
    count = len(what.violations)
    anywhere = waiver.path is None or waiver.path.text in _EVERYWHERE
    if not scope.blanket and anywhere and not waiver.below and waiver.maximum is None:
        yield violation_of(
            waiver,
            "ECD032",
            f"{_name(waiver)} tolerates whatever comes: it has no path, no pointer and no max",
            expected="a path, a pointer, or how many it may tolerate",
            found=f"{count} now: {_places(what.violations)}",
            fix=f"say where (path:, pointer:), or how many (max: {count})",
        )
    if scope.maximum is not None and count > scope.maximum:
        yield violation_of(
            waiver,
            "ECD033",
            f"{_name(waiver)} tolerates {count} violations",
            expected=f"at most {scope.maximum} for one waiver",
            found=f"{count}: {_places(what.violations)}",
            fix="say for a smaller part of it why that is tolerated, and mend the rest",
        )
    if scope.share is None or count == 1:
        return
    for check, number in what.by_check.items():
        if number > scope.share * examined[check]:
            yield violation_of(
                waiver,
                "ECD033",
                f"{_name(waiver)} tolerates {number} of the {examined[check]} things that {check} examined",
                expected=f"at most a share of {scope.share:g}",
                found=f"{number} of {examined[check]}",
                fix="a rule that so much is exempt from is none: narrow the waiver, or change the rule",
            )


def _shadowing(waiver: Waiver, what: _Covered, covered: dict[int, _Covered], as_of: date) -> Waiver | None:
    """Another waiver in force that tolerates all that this one does; of two alike the first one stays."""
    if waiver.until < as_of:
        return None
    for key, other in (what.also or {}).items():
        if other.until < as_of:
            continue
        if other.contract is waiver.contract and subject_of(other) == subject_of(waiver):
            continue  # one of them is told to be a duplicate
        alike = covered[key].numbers == what.numbers
        if not (alike and _comes_first(waiver, other, covered)):
            return other
    return None


def _comes_first(waiver: Waiver, other: Waiver, covered: dict[int, _Covered]) -> bool:
    return next(key for key in covered if key in (id(waiver), id(other))) == id(waiver)


def subject_of(waiver: Waiver) -> tuple[str, str, str, str]:
    """What the waiver is about, as text."""
    path = waiver.path.text if waiver.path is not None else ""
    return (waiver.of, waiver.code, path, "/".join(waiver.below or ()))


def _shadowed(waiver: Waiver, other: Waiver) -> Violation:
    place = other.place or other.contract.document.location(other.pointer)
    return violation_of(
        waiver,
        "ECD031",
        f"all that {_name(waiver)} tolerates is tolerated by another one too",
        expected="one waiver for a violation",
        found=f"the one at {at(place)}",
        fix="remove one of them",
        more={"other": place.path},
    )


def _blocked(waiver: Waiver) -> Violation:
    return violation_of(
        waiver,
        "ECX001",
        f"whether the waiver is needed cannot be said: the contract {waiver.of!r} is not valid",
        expected="a valid contract",
        found=waiver.of,
        fix="mend the contract first",
        subject={"code": waiver.code, "of": waiver.of},
    )


def violation_of(
    waiver: Waiver,
    code: str,
    message: str,
    *,
    expected: str,
    found: str,
    fix: str,
    subject: dict[str, MetadataValue] | None = None,
    more: dict[str, MetadataValue] | None = None,
) -> Violation:
    """A finding about a waiver, at its own place."""
    about: dict[str, MetadataValue] = {
        "code": waiver.code,
        "of": waiver.of,
        "path": waiver.path.text if waiver.path else None,
    }
    return waiver.contract.violation(
        code,
        message,
        pointer=waiver.pointer,
        location=waiver.place,
        rule=_RULE,
        expected=expected,
        found=found,
        fix=fix,
        metadata=(subject or about) | (more or {}),
    )


def at(place: Location) -> str:
    """``path:line`` of a waiver."""
    return place.path if place.line is None else f"{place.path}:{place.line}"


def _name(waiver: Waiver) -> str:
    return f"the waiver of {waiver.code} for {waiver.of!r}"


def _places(violations: Sequence[Violation]) -> str:
    shown = [
        f"{violation.location.path}{violation.location.pointer}"
        for violation in violations[:_NAMED]
        if violation.location is not None
    ]
    more = len(violations) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more and shown else "")
