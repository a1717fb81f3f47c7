"""A faster way to the same data for common YAML, where ``ryaml`` (extra ``fast``) is installed.

ryaml reads with a translation of libyaml, so it scans text as ``yaml_builder`` does. It differs in
what some plain scalars mean, and in tags, anchors, merge keys, directives and nesting. A text or a
value that shows a trace of any of these is left to the builder, and so is every error; a differential
test keeps the two together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from ..limits import Limits

try:
    from ryaml import loads  # type: ignore[attr-defined]  # re-exported without saying so
except ImportError:
    loads = None  # type: ignore[assignment]  # what the tests of the other way set, too

#: ryaml refuses nesting beyond this by itself ...
_DEPTH: Final = 128
#: ... but only after reading all of it, which takes long for deep flow collections
_MOST_BRACKETS: Final = 1000

#: what can stand before the first character of a node: nothing else starts one
_BEFORE: Final = r"\s\[{,?:\ufeff"
_PROPERTY: Final = re.compile(rf"[!%&*<](?<=[{_BEFORE}].)(?:(?<=[!%])|(?=[\w<-]))")
#: ryaml reads 0b1, -0x1 and the like as numbers
_RADIX: Final = re.compile(rf"0[box](?<=[{_BEFORE}+-]..)")

_FIRST_OF_NUMBER: Final = "0123456789+-."
#: strings to ryaml, numbers (or too large for one) to the core schema
_MAYBE_NUMBER: Final = re.compile(r"[-+]?(?:0[0-9xob].*|[0-9.]+[eE]\+?[0-9]{3,}|[0-9.]{200,}.*)")
#: above this, ryaml's floats may have been written as integers
_EXACT: Final = 1e38


#: what a ryaml that reads as it should gives for a text of every kind of scalar
_SAMPLE: Final = """\
numbers: [1, -2, +3, 1.5, .5, 1., 1e3, 0x1F, 0o17]
words: [~, null, true, False, yes, on, 2026-01-02, 1:30, 1_000]
'quoted': ['1', "\\x41\\n", '010']
? block
: - |
    lines
    kept
  - >-
    lines
    folded
"""
_MEANING: Final = {
    "numbers": [1, -2, 3, 1.5, 0.5, 1.0, 1000.0, 31, 15],
    "words": [None, None, True, False, "yes", "on", "2026-01-02", "1:30", "1_000"],
    "quoted": ["1", "A\n", "010"],
    "block": ["lines\nkept\n", "lines folded"],
}
_WRONG: Final = ("a: 1\na: 2\n", "a: 1\n---\nb: 2\n", "[" * 200)


@cache
def _is_usable() -> bool:
    """Whether ryaml is there and no release that reads otherwise than the one this was written for."""
    if loads is None:
        return False
    try:
        reads_alike = repr(loads(_SAMPLE)) == repr(_MEANING)
    except ValueError:
        return False
    return reads_alike and not any(_is_read(text) for text in _WRONG)


def _is_read(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True


def parse(text: str, limits: Limits) -> object | None:
    """The data of a text of one YAML document, or None where only the builder can tell."""
    if not _is_usable() or limits.depth < _DEPTH or text.count("[") + text.count("{") > _MOST_BRACKETS:
        return None
    # The blank line before it gives the first node something to stand after.
    padded = f"\n{text}"
    if _PROPERTY.search(padded) or _RADIX.search(padded):
        return None
    try:
        value: object = loads(padded)
    except ValueError:
        return None
    return value if _means_the_same(value) else None


def _means_the_same(root: object) -> bool:
    """Whether every key and scalar is one that the core schema reads in the same way."""
    collections: list[Any] = [[root]]
    for collection in collections:  # grows while it is walked
        values = collection
        if type(collection) is dict:
            values = collection.values()
            for key in collection:
                if type(key) is not str or (key[:1] in _FIRST_OF_NUMBER and _MAYBE_NUMBER.fullmatch(key)):
                    return False
        for value in values:
            kind = type(value)
            if kind is str:
                if value[:1] in _FIRST_OF_NUMBER and _MAYBE_NUMBER.fullmatch(value):
                    return False
            elif kind is dict or kind is list:
                collections.append(value)
            elif kind is float and not -_EXACT < value < _EXACT:
                return False
    return True
