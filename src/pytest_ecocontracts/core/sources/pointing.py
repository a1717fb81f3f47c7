"""Values inside data by pointers with ``*``, which is every element of an array or member of an object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..pointers import join, split
from ..suggestions import suggestion

STAR: Final = "*"
#: behind a pointer: the names of the members of what is there
NAMES: Final = "~"
#: more digits than an array has elements
_DIGITS: Final = 9
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
    """A JSON Pointer with stars; with ``~`` behind it, the names of the members are the values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_names = text.endswith(NAMES)
        self.tokens: Sequence[str] = split(text.removesuffix(NAMES))
        #: how many of its first tokens are spelled out
        self.spelled = self.tokens.index(STAR) if STAR in self.tokens else len(self.tokens)

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
                raise NotThere(pointer, STAR, value)

    def _walk(
        self, value: object, index: int, pointer: str, stars: tuple[str | int, ...], must: bool
    ) -> Iterator[Found]:
        if index == len(self.tokens):
            yield Found(value, pointer, stars)
            return
        token = self.tokens[index]
        if token == STAR and isinstance(value, dict):
            for name, inner in value.items():
                yield from self._walk(inner, index + 1, join(pointer, name), (*stars, name), must)
        elif token == STAR and isinstance(value, list):
            for number, inner in enumerate(value):
                yield from self._walk(inner, index + 1, join(pointer, number), (*stars, number), must)
        elif isinstance(value, dict) and token in value:
            yield from self._walk(value[token], index + 1, join(pointer, token), stars, must)
        elif isinstance(value, list) and _is_index(token) and int(token) < len(value):
            yield from self._walk(value[int(token)], index + 1, join(pointer, token), stars, must)
        elif must and index <= self.spelled:
            raise NotThere(pointer, token, value)

    def bound(self, data: object, stars: Sequence[str | int]) -> object:
        """The value where the stars stand for these names and indices, or None where nothing is there."""
        left = iter(stars)
        value = data
        for token in self.tokens:
            key = next(left, None) if token == STAR else token
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and _is_index(str(key)) and int(str(key)) < len(value):
                value = value[int(str(key))]
            else:
                return None
        return next(left, None) if self.is_names else value

    @property
    def stars(self) -> int:
        """How many stars it binds, that of the names behind ``~`` too."""
        return list(self.tokens).count(STAR) + self.is_names


def _is_index(token: str) -> bool:
    return token.isascii() and token.isdigit() and len(token) <= _DIGITS and (token == "0" or token[0] != "0")
