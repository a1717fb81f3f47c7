"""The differs of a layout for files of a kind and their places, and for words in names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...model import ABSENT, BOTH, CONSUMER, PRODUCER, Change
from ..comparing import Pair, same
from ..fields import FieldDiffer, choice, excuses, harmless, inside, words
from ..rule_lists import RULE_WORDS


def _concerns(pair: Pair) -> Iterator[Change]:
    """Concerns by their ids, or by the files that they are about."""
    old, new = _by_name(pair.before), _by_name(pair.after)
    for name, (index, concern) in new.items():
        known = old.get(name)
        one = pair.inner(index, before=known[1] if known else ABSENT, after=concern)
        if known is None:
            yield one.change(f"{name} have a place of their own now", subject=name, breaks=PRODUCER)
        elif not same(known[1], concern):
            yield from inside(_CONCERN, f"the place of {name}")(one)
    for name, (index, concern) in old.items():
        if name not in new:
            one = pair.inner(index, before=concern)
            yield one.change(f"{name} may be anywhere now", subject=name, breaks=CONSUMER)


def _by_name(concerns: object) -> dict[str, tuple[int, dict[str, object]]]:
    found: dict[str, tuple[int, dict[str, object]]] = {}
    for index, concern in enumerate(concerns if isinstance(concerns, list) else []):
        files = concern.get("files")
        about = ", ".join(map(str, files)) if isinstance(files, list) else str(files)
        found.setdefault(str(concern.get("id") or about), (index, concern))
    return found


def _owner(pair: Pair) -> Iterator[Change]:
    yield pair.change("the owner of files of a kind changed", breaks=BOTH)


_CONCERN: Final[Mapping[str, FieldDiffer]] = {
    **RULE_WORDS,
    "id": harmless("the id"),
    "files": words("the pattern of files", added=PRODUCER, removed=CONSUMER),
    "only_in": words("the place", added=CONSUMER, removed=PRODUCER),
    "owner": _owner,
    "empty": choice("whether there may be none", ("valid", None), None),
    "except": excuses("the place of such files"),
}

#: the differ of ``concerns``
CONCERNS: Final[FieldDiffer] = _concerns
#: the differ of ``words`` among the rules for all names
NAMES: Final[FieldDiffer] = inside(
    {
        "forbid": words("the forbidden word", added=PRODUCER, removed=CONSUMER),
        "allow": excuses("the forbidden words"),
    },
    "the words",
)
