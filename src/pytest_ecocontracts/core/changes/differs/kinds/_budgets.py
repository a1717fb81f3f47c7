"""The differ of the budgets of a layout: how much there may be of what, where, and who may have more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...model import ABSENT, NOBODY, PRODUCER, Change, Level
from ..comparing import Pair, same
from ..fields import FieldDiffer, choice, excuses, inside, least, limit, undecided
from ..rule_lists import SEVERITY

_MEASURES: Final = ("files", "folders", "entries", "lines", "bytes", "depth", "name_length", "path_length")


def _budgets(pair: Pair) -> Iterator[Change]:
    """Budgets by what they measure where; a limit that grows hurts nobody."""
    old, new = _by_place(pair.before), _by_place(pair.after)
    for place, (index, budget) in new.items():
        known = old.get(place)
        one = pair.inner(index, before=known[1] if known else ABSENT, after=budget)
        if known is None:
            yield one.change(f"there is a budget for {place} now", subject=place, breaks=PRODUCER)
        else:
            yield from inside(_BUDGET, f"the budget for {place}")(one)
    for place, (index, budget) in old.items():
        if place not in new:
            yield pair.inner(index, before=budget).change(
                f"there is no budget for {place} any more", subject=place
            )


def _by_place(budgets: object) -> dict[str, tuple[int, dict[str, object]]]:
    found: dict[str, tuple[int, dict[str, object]]] = {}
    for index, budget in enumerate(budgets if isinstance(budgets, list) else []):
        per = budget.get("per")
        place = f"{budget.get('at')}" + (f" per {per}" if per is not None else "")
        found.setdefault(place if place not in found else f"{place} ({index})", (index, budget))
    return found


def _measure(pair: Pair) -> Iterator[Change]:
    """A limit alone is the most that there may be; both ends stand in an object."""
    old, new = (_ends(value) for value in (pair.before, pair.after))
    for name in ("max", "min"):
        before, after = old.get(name, ABSENT), new.get(name, ABSENT)
        if same(before, after):
            continue
        is_inner = any(isinstance(value, dict) for value in (pair.before, pair.after))
        one = pair.inner(name, before=before, after=after) if is_inner else pair
        if name == "max":
            yield from limit(pair.name)(one)
        else:
            yield from least(pair.name)(one)


def _ends(value: object) -> Mapping[str, object]:
    if value is ABSENT:
        return {}
    return value if isinstance(value, dict) and "from" not in value else {"max": value}


def _most(pair: Pair) -> Iterator[Change]:
    """How much more an exception allows."""
    for field in pair.members():
        if field.name == "max":
            yield from limit(str(_path_of(pair)))(field)


def _path_of(pair: Pair) -> object:
    return pair.after.get("path") if isinstance(pair.after, dict) else None


def _overrides(pair: Pair) -> Iterator[Change]:
    """Limits of more exact paths, held against the limit of the budget where they come or go."""
    if not all(value is ABSENT or isinstance(value, dict) for value in (pair.before, pair.after)):
        yield undecided(pair, "the other limits")
        return
    general = _general(pair)
    for one in pair.members():
        if ABSENT not in (one.before, one.after):
            yield from limit(one.name)(one)
            continue
        known = one.after if one.before is ABSENT else one.before
        word = "has a limit of its own now" if one.before is ABSENT else "has no limit of its own any more"
        fits = isinstance(known, int) and isinstance(general, int)
        grows = fits and (known >= general if one.before is ABSENT else known <= general)  # type: ignore[operator]
        yield one.change(f"{one.name} {word}: {known}", breaks=NOBODY if grows else PRODUCER)


def _general(pair: Pair) -> object:
    """The limit of the budget whose overrides these are; None where it has several."""
    tokens = pair.pointer.split("/")
    budgets = pair.comparing.data[1].get("budgets")
    budget = budgets[int(tokens[2])] if isinstance(budgets, list) else {}
    given = [budget[name] for name in _MEASURES if name in budget]
    return _ends(given[0]).get("max") if len(given) == 1 else None


_BUDGET: Final[Mapping[str, FieldDiffer]] = {
    **dict.fromkeys(_MEASURES, _measure),
    "severity": SEVERITY,
    "empty": choice("whether it may measure nothing", ("valid", None), None),
    "except": excuses("the budget", _most),
    "overrides": _overrides,
    **{
        name: (lambda pair: [pair.change(f"{pair.name!r} of a budget changed", weight=Level.PATCH)])
        for name in ("id", "refs", "class", "message", "decisions")
    },
}

#: the differ of ``budgets``
BUDGETS: Final[FieldDiffer] = _budgets
