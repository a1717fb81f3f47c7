"""The little that is read of raw HTML in a page: anchors, links and images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

# None of these looks at a character more than a few times, whatever the page holds.
_TAG: Final = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE: Final = re.compile(
    r"""\s(id|name|href|src)\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_ANCHORS: Final = frozenset({"id", "name"})


def without_comments(text: str) -> str:
    """The HTML without comments, whose line breaks stay; one that is not closed goes on to the end."""
    parts: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        parts += [text[place:start], "\n" * text.count("\n", start, end)]
        place = end
    return "".join([*parts, text[place:]])


def attributes(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield (attribute, value, lines before it) of the tags that declare an anchor or lead somewhere."""
    lines = place = 0
    for tag in _TAG.finditer(text):
        lines += text.count("\n", place, tag.start())
        place = tag.start()
        for attribute in _ATTRIBUTE.finditer(tag[0]):
            value = unescape(next(group for group in attribute.groups()[1:] if group is not None))
            yield attribute[1].lower(), value, lines


def is_anchor(attribute: str) -> bool:
    """Whether the attribute declares an anchor; the others lead somewhere."""
    return attribute in _ANCHORS
