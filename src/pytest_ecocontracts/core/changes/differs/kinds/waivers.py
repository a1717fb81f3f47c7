"""``waivers/v1``: entries come and go, and promise nothing; what is asked of them does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...model import ABSENT, NOBODY, PRODUCER, Change, Level
from ..comparing import Pair
from ..fields import FieldDiffer, limit, undecided


def _entries(pair: Pair) -> Iterator[Change]:
    """An entry is an exception with an owner and an end, not a promise; ``granting`` judges new ones."""
    for known, others, word in (
        (pair.after, pair.before, "new"),
        (pair.before, pair.after, "gone"),
    ):
        entries = known if isinstance(known, list) else []
        there = others if isinstance(others, list) else []
        for index, entry in enumerate(entries):
            if entry not in there:
                name = f"{entry.get('code')} for {entry.get('of')!r}" if isinstance(entry, dict) else "one"
                why = f"the waiver of {name} is {word}"
                yield pair.inner(index).change(why, subject="", weight=Level.NONE)


def _baseline(pair: Pair) -> Iterator[Change]:
    yield pair.change(
        "the list may only shrink now" if pair.after is True else "the list may grow now",
        breaks=PRODUCER if pair.after is True else NOBODY,
    )


def _loosened(pair: Pair) -> Iterator[Change]:
    if pair.before is ABSENT:
        yield pair.change(f"{pair.name!r} is asked of every entry now", breaks=PRODUCER)
    elif pair.after is ABSENT:
        yield pair.change(f"{pair.name!r} is no longer asked of entries")
    else:
        yield undecided(pair, f"{pair.name!r}, which is asked of entries,")


_POLICY: Final[Mapping[str, FieldDiffer]] = {"horizon_days": limit("days until a waiver ends")}


def _policy(pair: Pair) -> Iterator[Change]:
    for one in pair.members():
        known = _POLICY.get(one.name)
        yield from (known or _loosened)(one)


FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "waivers": _entries,
    "baseline": _baseline,
    "policy": _policy,
    "from": lambda pair: [undecided(pair, "which files hold exceptions")],
}
