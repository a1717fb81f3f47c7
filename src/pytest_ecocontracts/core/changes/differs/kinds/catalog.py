"""``catalog/v1``: where contracts come from, who owns them, and what their changes need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...model import ABSENT, BOTH, CONSUMER, NOBODY, PRODUCER, Change, Level
from ..comparing import Pair, same
from ..fields import FieldDiffer, harmless, mapping, undecided, words


def _imports(pair: Pair) -> Iterator[Change]:
    """Imports by what they name: one that goes takes what it enforced along."""
    old, new = _by_name(pair.before), _by_name(pair.after)
    for name, (index, entry) in new.items():
        known = old.get(name)
        one = pair.inner(index, before=known[1] if known else ABSENT, after=entry)
        if known is None:
            breaks = PRODUCER if entry.get("enforce") else NOBODY
            yield one.change(f"the catalog {name!r} is imported now", subject=name, breaks=breaks)
        elif not same(known[1], entry):
            yield from _altered(one, name)
    for name, (index, entry) in old.items():
        if name not in new:
            one = pair.inner(index, before=entry)
            yield one.change(f"the catalog {name!r} is no longer imported", subject=name, breaks=CONSUMER)


def _altered(one: Pair, name: str) -> Iterator[Change]:
    for field in one.members():
        if field.name == "enforce":
            what = f"what is enforced of {name!r}:"
            yield from words(what, added=PRODUCER, removed=CONSUMER)(field)
        else:
            yield undecided(field, f"{field.name!r} of the import {name!r}")


def _by_name(entries: object) -> dict[str, tuple[int, dict[str, object]]]:
    found: dict[str, tuple[int, dict[str, object]]] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        found.setdefault(str(entry.get("package") or entry.get("folder")), (index, entry))
    return found


def _policy(pair: Pair) -> Iterator[Change]:
    """Who wants less asked of changes says so in a change of which all is asked."""
    yield pair.change(
        "what a change needs is told otherwise; this one still needs what the base asks for", breaks=BOTH
    )


FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "contracts": words("the folder of contracts", removed=CONSUMER),
    "owners": mapping("the owner", member=harmless("how to reach an owner")),
    "schemas": words("the place of schemas", removed=CONSUMER),
    "roots": mapping("the artifact root", removed=BOTH),
    "record": harmless("the folder of run records", Level.MINOR),
    "imports": _imports,
    "change_policy": _policy,
}
