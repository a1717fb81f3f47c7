"""The differs of the header, which every contract has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..model import ABSENT, BOTH, CONSUMER, NOBODY, Change, Level
from .comparing import Pair
from .fields import FieldDiffer, breaking, day, harmless, inside, undecided
from .rule_lists import SEVERITY

_STABLE: Final = "stable"
_EXPERIMENTAL: Final = "experimental"
_DEPRECATED: Final = "deprecated"


def _kind(pair: Pair) -> Iterator[Change]:
    old, new = (str(value).partition("/v")[0] for value in (pair.before, pair.after))
    if old == new:
        yield undecided(pair, f"the language of {new} contracts")
    else:
        yield pair.change(f"it was a contract of the kind {old} and is one of {new}", breaks=BOTH)


def _status(pair: Pair) -> Iterator[Change]:
    old, new = (_STABLE if value is ABSENT else value for value in (pair.before, pair.after))
    if old == new:
        yield pair.change("the status is said, and is the same", weight=Level.PATCH)
    elif new == _EXPERIMENTAL:
        yield pair.change(f"what was {old} promises nothing any more", breaks=BOTH)
    elif new == _DEPRECATED:
        yield pair.change("it is deprecated: those who rely on it have until its sunset to move")
    else:
        yield pair.change(f"it was {old} and is {new}")


def _sunset(pair: Pair) -> Iterator[Change]:
    """A window may grow; who counted on a day must not lose it."""
    if ABSENT in (pair.before, pair.after):
        yield pair.change("the day on which it goes away is new" if pair.before is ABSENT else "it stays")
        return
    earlier = str(pair.after) < str(pair.before)
    yield pair.change(
        f"it goes away on {pair.after}, {'earlier' if earlier else 'later'} than {pair.before}",
        breaks=CONSUMER if earlier else NOBODY,
    )


def _checks(pair: Pair) -> Iterator[Change]:
    """What is said of checks, by their names."""
    for check in pair.members():
        empty: dict[str, object] = {}
        old, new = (empty if value is ABSENT else value for value in (check.before, check.after))
        filled = pair.inner(check.name, before=old, after=new)
        yield from inside(_WORDS, f"the check {check.name!r}")(filled)


_WORDS: Final[Mapping[str, FieldDiffer]] = {
    "severity": SEVERITY,
    "refs": harmless("the clauses"),
    "class": harmless("the failure class", Level.MINOR),
    "message": harmless("the message"),
    "decisions": harmless("the decisions"),
    "since": day("the day from which the check fails", is_end=False),
    "until": day("the last day of the check", is_end=True),
}

#: the differs of the header by field; ``version`` is no change, but the answer to one
HEADER: Final[Mapping[str, FieldDiffer]] = {
    "contract": _kind,
    "owner": harmless("who acts on a violation", Level.MINOR),
    "status": _status,
    "since": harmless("since when it is deprecated"),
    "sunset": _sunset,
    "replaced_by": harmless("the contract that takes over", Level.MINOR),
    "decisions": harmless("the decisions"),
    "summary": harmless("the summary"),
    "rules": _checks,
    "for_each": breaking("the registry that it is made from"),
}
#: fields that a change of content leaves out
ANSWERS: Final = frozenset({"version", "id"})
