"""Which parts of two versions of a schema belong together, and where in an instance they apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .. import pointers
from .model import Polarity
from .nodes import MANY, NAMED, ONE, REFERENCE, Forms, Node
from .views import is_nothing

#: keywords whose schemas judge what is inside of the value
_INSIDE: Final = frozenset(
    {"additionalProperties", "contains", "items", "unevaluatedItems", "unevaluatedProperties"}
)
_MIXED: Final = frozenset({"oneOf", "if"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two subschemas that belong together, at a place of an instance; ``*`` is any item or property."""

    old: Node
    new: Node
    location: str
    polarity: Polarity


def pairs(forms: Forms, old: Node, new: Node, *, equal: bool = True) -> Iterator[Pair]:
    """Every pair of subschemas, the outermost first; each two places once.

    Without ``equal`` none are told that say the same, nor what is inside of them.
    """
    pending = [Pair(old, new, "", Polarity.NORMAL)]
    seen: set[tuple[object, object]] = set()
    while pending:
        found = pending.pop()
        pair = Pair(_through(forms, found.old), _through(forms, found.new), found.location, found.polarity)
        key = (pair.old.pointer, pair.new.pointer)
        if key in seen or (not equal and pair.old.form == pair.new.form):
            continue
        seen.add(key)
        yield pair
        pending.extend(reversed(list(_inner(forms, pair))))


def _through(forms: Forms, node: Node) -> Node:
    """What a schema stands for that only refers to another."""
    seen: set[int] = set()
    while node.keywords.keys() == {REFERENCE} and node.form not in seen:
        seen.add(node.form)
        node = forms.target(node)
    return node


def _inner(forms: Forms, pair: Pair) -> Iterator[Pair]:
    for keyword, before in pair.old.keywords.items():
        after = pair.new.get(keyword)
        if after is None:
            continue
        polarity = _below(pair, keyword)
        if keyword in ONE and not trivial(before, after):
            yield Pair(before, after, inside(pair.location, keyword), polarity)
        elif keyword in NAMED:
            for name in sorted(before.keys() & after.keys()):
                yield Pair(before[name], after[name], inside(pair.location, keyword, name), polarity)
        elif keyword in MANY:
            for first, second in matched(keyword, before, after):
                if first is not None and second is not None:
                    place = inside(pair.location, keyword, str(first))
                    yield Pair(before[first], after[second], place, polarity)
        elif keyword == REFERENCE:
            yield Pair(forms.target(pair.old), forms.target(pair.new), pair.location, polarity)


def trivial(before: Node, after: Node) -> bool:
    """Whether one of two schemas accepts everything or nothing, so that not their parts have changed."""
    return any(not each.keywords or is_nothing(each) for each in (before, after))


def inside(location: str, keyword: str, name: str = "") -> str:
    """Where the schemas of a keyword apply."""
    if keyword in {"properties", "prefixItems"}:
        return pointers.join(location, name)
    if keyword == "patternProperties" or keyword in _INSIDE:
        return f"{location}/*"
    return location


def _below(pair: Pair, keyword: str) -> Polarity:
    if keyword in _MIXED or (
        keyword == "contains" and ("maxContains" in pair.old or "maxContains" in pair.new)
    ):
        return Polarity.MIXED
    if keyword != "not" or pair.polarity is Polarity.MIXED:
        return pair.polarity
    return Polarity.FLIPPED if pair.polarity is Polarity.NORMAL else Polarity.NORMAL


def matched(
    keyword: str, before: Sequence[Node], after: Sequence[Node]
) -> Iterator[tuple[int | None, int | None]]:
    """The indexes of branches that belong together: positions by place, others equal ones first."""
    left, right = list(range(len(before))), list(range(len(after)))
    if keyword != "prefixItems":
        for index in range(len(before)):
            equal = next((other for other in right if after[other].form == before[index].form), None)
            if equal is not None:
                yield index, equal
                left.remove(index)
                right.remove(equal)
    for count in range(max(len(left), len(right))):
        yield (left[count] if count < len(left) else None), (right[count] if count < len(right) else None)
