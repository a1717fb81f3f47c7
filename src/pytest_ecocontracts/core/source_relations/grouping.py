"""Elements in groups: all together, by file, by folder, or by a part of the record."""

from __future__ import annotations

from collections.abc import Iterable

from ..sources.keys import Key, key_of, show
from ..sources.model import Element
from .fields import MISSING, part


def group_of(element: Element, per: str | None) -> Key:
    """The group of an element; ``per`` is file, folder, None, or a pointer: MISSING without value."""
    if per is None:
        return ""
    if per == "file":
        return element.place.path
    if per == "folder":
        return element.place.path.rpartition("/")[0]
    found = part(element, per)
    return MISSING if found is MISSING else key_of(found)


def grouped(elements: Iterable[Element], per: str | None) -> dict[Key, list[Element]]:
    """The elements of each group, in the order of their first elements; those without a group at MISSING."""
    found: dict[Key, list[Element]] = {}
    for element in elements:
        found.setdefault(group_of(element, per), []).append(element)
    return found


def group_shown(elements: Iterable[Element], per: str | None, group: Key) -> str:
    """A group as messages name it: the path, or the value at the pointer."""
    if per is None:
        return ""
    if per in ("file", "folder"):
        return str(group) or "the root"
    for element in elements:
        return show(part(element, per))
    return group if isinstance(group, str) else str(group)
