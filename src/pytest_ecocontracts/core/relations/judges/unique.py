"""``unique``: no two records have the same key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..finding import Finding
from ..operands import Key, Operand
from ..reading import Reader
from ..showing import show_key
from ..view import View


@dataclass(frozen=True, slots=True)
class Unique:
    """Keys that stand once in each file, or in all files ``within`` which they are looked at."""

    of: Key
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return self.of.parts

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at the keys of a group of files."""
        for repeat in view.keys(self.of).repeated():
            shown = show_key(repeat.key)
            yield Finding(
                code="ECI003",
                message=f"{shown} stands more than once at {self.of.text}",
                spot=view.spot(repeat.place, self.of),
                expected="each value once",
                found=shown,
                other=("first at", view.spot(repeat.first, self.of)),
                metadata={"key": shown},
            )


def parse(read: Reader) -> Unique:
    """Read ``unique: {of: ...}``."""
    return Unique(read.key("of"))
