"""The blocks of ``text.render_violations`` fitted to a terminal: same words, broken and styled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .styles import Line, Style
from .wrapping import LABEL, wrap_line

#: code and name, at the beginning of a block
_HEADLINE: Final = re.compile(r"[A-Z][A-Z0-9]*[0-9](?: [a-z0-9.-]+)?:(?= )")
#: the mark below what is meant in the line above
_MARK: Final = re.compile(r" *\^+(?= |$)")
_VALUES: Final[dict[str, Style]] = {"at": "place", "fix": "fix"}


def fitted(text: str, width: int) -> Iterator[Line]:
    """The lines of a text of blocks, none wider than ``width`` columns."""
    for line in text.split("\n"):
        first, *rest = wrap_line(line, width)
        head, style, value = _styles(line)
        # On a very narrow terminal the head itself may be broken.
        end = min(head, len(first))
        yield [(part, role) for part, role in ((first[:end], style), (first[end:], value)) if part]
        for part in rest:
            yield [(part, value)]


def _styles(line: str) -> tuple[int, Style, Style]:
    """Where the head of a line ends, its style, and that of what follows."""
    headline = _HEADLINE.match(line)
    if headline is not None:
        return headline.end(), "code", "plain"
    mark = _MARK.match(line)
    if mark is not None:
        return mark.end(), "code", "plain"
    label = LABEL.match(line)
    if label is not None:
        return label.end(), "label", _VALUES.get(label[1], "plain")
    return 0, "plain", "plain"
