"""``sorted``: the elements of a source stand in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...sources.keys import show
from ...sources.model import Element, Source
from ..grouping import grouped
from ..model import Finding
from ..reading import RelationReader
from ..view import View

_DIGITS: Final = re.compile(r"([0-9]+)")


class _Backwards:
    """A key in descending order."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __lt__(self, other: _Backwards) -> bool:
        return bool(other.key < self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The order of all elements, or of those of each file; numbers stand before texts."""

    of: Source
    descending: bool
    ignore_case: bool
    natural: bool
    per: str | None

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """The fewest elements that must move, each with the place where it belongs."""
        key = self._key()
        for elements in grouped(view.elements(self.of), self.per).values():
            keys = [key(element.value) for element in elements]
            kept = in_order(keys)
            if len(kept) == len(keys):
                continue
            staying = set(kept)
            kept_keys = [keys[index] for index in kept]
            for index, element in enumerate(elements):
                if index in staying:
                    continue
                at = bisect_right(kept_keys, keys[index])
                before = elements[kept[at - 1]] if at else None
                after = elements[kept[at]] if at < len(kept) else None
                yield self._finding(element, before, after)

    def _finding(self, element: Element, before: Element | None, after: Element | None) -> Finding:
        shown = show(element.value)
        words = [f"after {show(before.value)}"] if before is not None else []
        words += [f"before {show(after.value)}"] if after is not None else []
        neighbour = before or after
        side = "belongs after" if before is not None else "belongs before"
        return Finding(
            code="ECI011",
            message=f"{shown} is out of order in {self.of.called}",
            place=element.place,
            expected=f"{shown} {' and '.join(words)}",
            found=f"{shown} at another place",
            other=(side, neighbour.place) if neighbour is not None else None,
            fix="move it" if not self.natural else "move it; digits are compared as numbers",
            metadata={"by": "value"},
        )

    def _key(self) -> Callable[[object], Any]:
        def key(value: object) -> Any:
            found = self._plain(value)
            return _Backwards(found) if self.descending else found

        return key

    def _plain(self, value: object) -> tuple[Any, ...]:
        """Values of every type in one order: nothing and truth values, numbers, texts, lists, objects."""
        if isinstance(value, bool) or value is None:
            return (1, value is not None, value is True)
        if isinstance(value, int | float):
            return (2, value)
        if isinstance(value, list):
            return (4, *map(self._plain, value))
        if not isinstance(value, str):
            return (5, show(value))
        text = value.casefold() if self.ignore_case else value
        if not self.natural:
            return (3, text)
        parts = _DIGITS.split(text)
        # Longer numbers are larger ones: none is too long to be compared.
        return (3, tuple(_number(part) if n % 2 else (-1, part) for n, part in enumerate(parts)))


def _number(digits: str) -> tuple[int, str]:
    bare = digits.lstrip("0")
    return (len(bare), bare)


def in_order(keys: Sequence[Any]) -> list[int]:
    """Positions of a longest part of a sequence that is in order, equal keys included (patience sorting).

    Of two such parts, the one that keeps what stands first: so it goes from the end.
    """
    tails: list[_Backwards] = []
    ends: list[int] = []
    after: list[int] = [-1] * len(keys)
    for index in reversed(range(len(keys))):
        key = _Backwards(keys[index])
        length = bisect_right(tails, key)
        after[index] = ends[length - 1] if length else -1
        if length == len(tails):
            tails.append(key)
            ends.append(index)
        else:
            tails[length] = key
            ends[length] = index
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = after[at]
    return found


def parse(read: RelationReader) -> Sorted:
    """Read ``sorted: {of: ..., order: ..., ignore_case: ..., natural: ..., within: ...}``."""
    within = read.text("within")
    return Sorted(
        of=read.source("of"),
        descending=read.text("order") == "descending",
        ignore_case=read.is_set("ignore_case"),
        natural=read.is_set("natural"),
        per=within if within != "all" else None,
    )
