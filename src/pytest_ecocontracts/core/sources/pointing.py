"""Values inside data by pointers: ``*`` is every element or member, ``*~`` every name of an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..model import Report
from ..pointers import array_index, join, split
from ..relations.selecting import EVERY, NAMES
from ..suggestions import suggestion

#: what is no escape of RFC 6901
_TILDE: Final = re.compile("~(?![01])")
#: kinds of values in words
_WORDS: Final = {dict: "an object", list: "an array", type(None): "null"}


class Found(NamedTuple):
    """One value; ``stars`` are the names and indices that the stars of the pointer stand for.

    ``member`` is the value of a member whose name was asked for.
    """

    value: object
    pointer: str
    stars: tuple[str | int, ...]
    member: object = None


class NotThere(Exception):
    """There is nothing at a part of the pointer that is spelled out; ``pointer`` leads to where it ended."""

    def __init__(self, pointer: str, token: str, value: object) -> None:
        self.pointer = pointer
        self.token = token
        names = list(value) if isinstance(value, dict) else []
        self.fix = suggestion(token, names)
        if isinstance(value, dict):
            self.found = "the members " + ", ".join(map(repr, names[:10])) if names else "an empty object"
        elif isinstance(value, list):
            self.found = f"an array of {len(value)} elements"
        else:
            self.found = _WORDS.get(type(value), repr(value)[:80])
        super().__init__(f"there is nothing at {join(pointer, token)}")


class Pointer:
    """A JSON Pointer with stars; where it ends in ``*~``, the names of the members are the values."""

    def __init__(self, text: str) -> None:
        self.text = text
        tokens = split(text)
        self.is_names = tokens[-1:] == [NAMES]
        self.tokens: Sequence[str] = tokens[:-1] if self.is_names else tokens
        #: how many of its first tokens are spelled out
        self.spelled = self.tokens.index(EVERY) if EVERY in self.tokens else len(self.tokens)

    def find(self, data: object, *, must: bool) -> Iterator[Found]:
        """Yield the values in the order of the data.

        Behind a star, what an element does not have is passed over. Before the first one it must be there
        (``must``), or raises NotThere; where the values are arrays or objects to go through, too.
        """
        found = self._walk(data, 0, "", (), must)
        if not self.is_names:
            yield from found
            return
        for value, pointer, stars, _ in found:
            if isinstance(value, dict):
                for name, member in value.items():
                    yield Found(name, join(pointer, name), (*stars, name), member)
            elif must and self.spelled == len(self.tokens):
                raise NotThere(pointer, EVERY, value)

    def _walk(
        self, value: object, index: int, pointer: str, stars: tuple[str | int, ...], must: bool
    ) -> Iterator[Found]:
        if index == len(self.tokens):
            yield Found(value, pointer, stars)
            return
        token = self.tokens[index]
        if token == EVERY and isinstance(value, dict):
            for name, inner in value.items():
                yield from self._walk(inner, index + 1, join(pointer, name), (*stars, name), must)
        elif token == EVERY and isinstance(value, list):
            for number, inner in enumerate(value):
                yield from self._walk(inner, index + 1, join(pointer, number), (*stars, number), must)
        elif isinstance(value, dict) and token in value:
            yield from self._walk(value[token], index + 1, join(pointer, token), stars, must)
        elif isinstance(value, list) and (at := array_index(token)) is not None and at < len(value):
            yield from self._walk(value[at], index + 1, join(pointer, token), stars, must)
        elif must and index <= self.spelled:
            raise NotThere(pointer, token, value)

    def bound(self, data: object, stars: Sequence[str | int]) -> object:
        """The value where the stars stand for these names and indices, or None where nothing is there."""
        left = iter(stars)
        value = data
        for token in self.tokens:
            key = next(left, None) if token == EVERY else token
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif (
                isinstance(value, list)
                and (index := array_index(str(key))) is not None
                and index < len(value)
            ):
                value = value[index]
            else:
                return None
        return next(left, None) if self.is_names else value

    @property
    def stars(self) -> int:
        """How many stars it binds, that of the names included."""
        return list(self.tokens).count(EVERY) + self.is_names


def parse_pointer(text: str, pointer: str, report: Report) -> Pointer | None:
    """The pointer that stands at a place of a contract, or None where it cannot be used (ECC004)."""
    tokens = text.split("/")
    wrong = [token for token in tokens if _TILDE.search(token) and token != NAMES]
    if not wrong and NAMES not in tokens[:-1]:
        return Pointer(text)
    fix = "write ~0 for a '~' in a name"
    if wrong == [tokens[-1]] and tokens[-1].endswith("~"):
        fix = f"write {text[:-1]}/{NAMES} for the names of its members, or ~0 for a '~' in a name"
    report.add(
        "ECC004",
        f"{text!r} is no pointer" if wrong else "names are texts, so nothing is below them",
        pointer=pointer,
        expected=f"a JSON Pointer; {EVERY} is every element or member, and {NAMES} at its end every name",
        found=text[:200],
        fix=fix if wrong else None,
        metadata={"keyword": "pattern"},
    )
    return None
