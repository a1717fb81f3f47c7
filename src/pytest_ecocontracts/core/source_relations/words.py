"""Words that findings of several relations share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..sources.keys import Key
from ..suggestions import did_you_mean

#: findings of one relation that look for the nearest word: looking takes time for each
_LOOKED_UP = 50


def plural(number: float, word: str) -> str:
    """``1 element``, ``2 elements``."""
    return f"{number} {word}{'s' * (number != 1)}"


class Nearest:
    """The nearest of many known values, for the first findings that ask."""

    def __init__(
        self, known: Iterable[Key], near: Callable[[str, Iterable[str]], str | None] = did_you_mean
    ) -> None:
        self._known = known
        self._near = near
        self._texts: list[str] | None = None
        self._left = _LOOKED_UP

    def fix(self, value: object) -> str | None:
        """``did you mean 'x'?``, or None where nothing is near."""
        if not isinstance(value, str) or not self._left:
            return None
        self._left -= 1
        if self._texts is None:
            self._texts = [key for key in self._known if isinstance(key, str) and key]
        near = self._near(value, self._texts)
        return f"did you mean {near!r}?" if near and near != value else None
