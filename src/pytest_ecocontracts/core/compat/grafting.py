"""Known data with another part in one place: where nobody can make the whole, data at hand may supply it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

#: items of an array that are tried
_ITEMS: Final = 3
_ABSENT: Final = object()


def grafts(value: Any, path: Sequence[str | int], parts: Sequence[Any]) -> Iterator[Any]:
    """The value with each of ``parts`` at a path; nothing where the path leads nowhere.

    A number stands for any of the first items. An object at the end of the path is also tried without each
    of its members, and with the members of each part.
    """
    if not path:
        yield from _instead(value, parts)
        return
    head, rest = path[0], path[1:]
    if isinstance(head, int) and isinstance(value, list):
        for index, item in enumerate(value[:_ITEMS]):
            for made in grafts(item, rest, parts):
                yield [*value[:index], made, *value[index + 1 :]]
    elif isinstance(head, str) and isinstance(value, dict) and (head in value or not rest):
        for made in grafts(value.get(head, _ABSENT), rest, parts):
            yield {**value, head: made}


def _instead(value: Any, parts: Sequence[Any]) -> Iterator[Any]:
    if isinstance(value, dict):
        for name in value:
            yield {other: value[other] for other in value if other != name}
        for part in parts:
            if isinstance(part, dict):
                yield {**value, **part}
    yield from parts
