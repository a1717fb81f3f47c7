"""``disjoint``: no value stands on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..finding import Finding
from ..operands import Key, Operand
from ..reading import Reader
from ..showing import show_key
from ..view import View


@dataclass(frozen=True, slots=True)
class Disjoint:
    """Values of the records that must not stand among those of the other side."""

    of: Key
    other: Key
    by_join = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *self.other.parts)

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at the keys of a group of files."""
        own = view.keys(self.of)
        for shared in own.shared_with(view.keys(self.other)):
            shown = show_key(shared.key)
            yield Finding(
                code="ECI010",
                message=f"{shown} stands at {self.of.text} and at {self.other.text}",
                spot=view.spot(shared.place, self.of),
                expected=f"a value that does not stand at {self.other.text}",
                found=shown,
                other=("also at", view.spot(shared.other, self.other)),
                metadata={"key": shown},
            )


def parse(read: Reader) -> Disjoint:
    """Read ``disjoint: {of: ..., from: ...}``."""
    of = read.key("of")
    others = read.keys("from", of)
    return Disjoint(of, others[0] if others else of)
