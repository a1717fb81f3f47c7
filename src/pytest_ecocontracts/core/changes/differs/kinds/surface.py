"""``surface/v1``: the stable entrypoints; that none goes away too early has a check of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from ...model import ABSENT, CONSUMER, NOBODY, PRODUCER, Change
from ..comparing import Pair, same
from ..fields import FieldDiffer, choice, demand, mapping, undecided, words
from ..file_fields import PARAMS


def _deprecated(pair: Pair) -> Iterator[Change]:
    """Deprecations by entrypoint: a window may grow, and not shrink."""
    if not all(isinstance(value, list) or value is ABSENT for value in (pair.before, pair.after)):
        yield undecided(pair, "where deprecations are read from")
        return
    for name, one in pair.entries("name"):
        if one.before is ABSENT:
            until = cast("Mapping[str, object]", one.after).get("until")
            yield one.change(f"the entrypoint {name!r} is deprecated, and works until {until}", subject=name)
        elif one.after is ABSENT:
            yield one.change(f"the deprecation of {name!r} is over, or was taken back", subject=name)
        else:
            yield from _altered(one, name)


def _altered(one: Pair, name: str) -> Iterator[Change]:
    for field in one.members():
        if field.name != "until":
            yield field.change(f"{field.name!r} of the deprecation of {name!r} changed", subject=name)
            continue
        earlier = field.after is not ABSENT and str(field.after) < str(field.before)
        yield field.change(
            f"{name!r} worked until {field.before}, and works until {field.after}",
            subject=name,
            breaks=CONSUMER if earlier else NOBODY,
        )


def _window(pair: Pair) -> Iterator[Change]:
    old, new = (0 if value is ABSENT else value for value in (pair.before, pair.after))
    if not (isinstance(old, int) and isinstance(new, int)):
        yield undecided(pair, "the window of deprecations")
        return
    why = f"a deprecated entrypoint worked for {old} days at least, and works for {new}"
    yield pair.change(why, breaks=CONSUMER if new < old else PRODUCER)


def _declared(pair: Pair) -> Iterator[Change]:
    """Entrypoints that the contract itself lists; which of those in files are gone, ``kept`` tells."""
    old, new = (value if isinstance(value, dict) else {} for value in (pair.before, pair.after))
    if not same({**old, "words": 0}, {**new, "words": 0}) or not ("words" in old and "words" in new):
        yield undecided(pair, "where entrypoints are declared")
        return
    one = pair.inner("words", before=old["words"], after=new["words"])
    yield from words("the entrypoint", removed=CONSUMER)(one)


FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "params": PARAMS,
    "sources": mapping("the source", member=lambda pair: [undecided(pair, f"what {pair.name!r} reads")]),
    "declared": _declared,
    "listed": mapping(
        "the place that lists entrypoints",
        added=PRODUCER,
        removed=CONSUMER,
        member=lambda pair: [undecided(pair, f"what is listed in {pair.name!r}")],
    ),
    "lists_more": words("the place that may list more", added=CONSUMER, removed=PRODUCER),
    "real": demand("something real behind each entrypoint"),
    "undeclared": choice("whether all that is real is declared", ("allowed", "refused"), "refused"),
    "wrappers": demand("entrypoints that only pass on"),
    "internal": demand("scripts that only entrypoints start"),
    "deprecated": _deprecated,
    "window": _window,
    "kept": choice("whether promises of the base are kept", (None, "base"), None),
    "removed": words("the removed entrypoint"),
}
