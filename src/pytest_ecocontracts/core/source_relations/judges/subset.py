"""``subset``: every value of one source is a value of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...cel import Expression
from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ...sources.steps import VARIABLES, variables
from ..comparing import Codes, Side, differences
from ..conditions import broken, is_true
from ..model import Finding
from ..reading import RelationReader
from ..view import View
from ..words import Nearest

_CODES = Codes(missing="ECI002", surplus="ECI002")


@dataclass(frozen=True, slots=True)
class Subset:
    """Values that stand among those of any of several sources.

    ``holds`` is a rule over the record and an ``other`` one with its value; one for which it is true will do.
    ``mends_targets``: what is missing is told in the last of the targets, and not where it is referred to.
    """

    of: Source
    targets: Sequence[Source]
    holds: Expression | None
    params: Mapping[str, object]
    mends_targets: bool = False

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *self.targets)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose value is on none of the other sides."""
        own = view.elements(self.of)
        there = [element for target in self.targets for element in view.elements(target)]
        where = " or ".join(target.called for target in self.targets)
        if self.mends_targets:
            here = Side(self.of.called, own)
            yield from differences(here, Side(where, there), _CODES, mend="other")
        known: dict[Key, list[Element]] = {}
        for element in there:
            known.setdefault(key_of(element.value), []).append(element)
        nearest = Nearest(known)
        for element in own:
            others = known.get(key_of(element.value))
            if others is None and not self.mends_targets:
                shown = show(element.value)
                yield Finding(
                    code="ECI002",
                    message=f"{shown} of {self.of.called} is not among {where}",
                    place=element.place,
                    expected=f"one of the {len(known)} values of {where}",
                    found=shown,
                    fix=nearest.fix(element.value),
                    metadata={"key": shown},
                )
            elif others is not None and self.holds is not None:
                yield from self._unheld(self.holds, element, others)

    def _unheld(self, holds: Expression, element: Element, others: Sequence[Element]) -> Iterator[Finding]:
        bound = variables(element, self.params)
        for other in others:
            bound["other"] = other.record
            if is_true(holds, bound):
                return
        bound["other"] = others[0].record
        yield broken(holds, element, bound, ("the other at", others[0].place))


def parse(read: RelationReader) -> Subset:
    """Read ``subset: {of: ..., in: ..., holds: ..., fix_in: ...}``; ``in`` may be a list of sources."""
    holds = read.condition("holds", (*VARIABLES, "other"))
    return Subset(read.source("of"), read.sources("in"), holds, read.params, read.text("fix_in") == "right")
