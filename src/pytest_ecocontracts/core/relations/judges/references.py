"""``references``: every value also stands on the other side, in a record for which a rule holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...cel import Expression
from ..conditions import VARIABLES
from ..counterparts import counterpart_missing
from ..finding import Finding
from ..holding import Holding
from ..operands import Key, Operand
from ..reading import Reader
from ..showing import show_key
from ..view import View


@dataclass(frozen=True, slots=True)
class References:
    """Values of the records that stand among those of another artifact, or of any of several.

    ``holds`` is a rule over the record and an ``other`` record with its key, true for one of those, or for
    ``every`` one.
    """

    of: Key
    targets: tuple[Key, ...]
    holds: Expression | None
    params: Mapping[str, object]
    every: bool = False
    by_join = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *(part for target in self.targets for part in target.parts))

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at the keys of a group of files."""
        own = view.keys(self.of)
        where = " or ".join(target.text for target in self.targets)
        if len(own) and not any(view.files_of(target.source) for target in self.targets):
            yield counterpart_missing(view, where)
            return
        for target in self.targets:
            for value in view.joined.unmatched.get(target.source, ()):
                yield counterpart_missing(view, target.text, value)
        known = view.keys(*self.targets)
        for missing in own.missing_from(known):
            shown = show_key(missing.key)
            often = missing[2]
            times = f" ({often} times)" if often > 1 else ""
            yield Finding(
                code="ECI002",
                message=f"{shown} at {self.of.text} is not among {where}",
                spot=view.spot(missing.place, self.of),
                expected=f"one of the {len(known)} values of {where}" if len(known) else f"values at {where}",
                found=shown + times,
                metadata={"key": shown},
            )
        if self.holds is not None:
            yield from Holding(view, self.of, self.targets, self.holds, self.params, self.every).judge()


def parse(read: Reader) -> References:
    """Read ``references: {of: ..., in: ..., holds: ...}``; ``in: {any: [...]}`` names several targets."""
    of = read.key("of")
    holds = read.rule("holds", (*VARIABLES, "other"))
    every = read.fields.get("holds_for") == "every"
    return References(of, read.keys("in", of), holds, read.params, every)
