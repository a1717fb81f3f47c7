"""``subset``: every value of one source is a value of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.model import Source
from ...suggestions import did_you_mean
from ..keys import key_of, show
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True)
class Subset:
    """Values that stand among those of any of several sources."""

    of: Source
    targets: Sequence[Source]

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *self.targets)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose value is on none of the other sides."""
        own = view.elements(self.of)
        known = {key for target in self.targets for key in view.by_key(target)}
        where = " or ".join(target.name or "the other side" for target in self.targets)
        for element in own:
            if key_of(element.value) in known:
                continue
            shown = show(element.value)
            near = did_you_mean(str(element.value), [key for key in known if isinstance(key, str)])
            yield Finding(
                code="ECI002",
                message=f"{shown} of {self.of.name or 'the source'} is not among {where}",
                place=element.place,
                expected=f"one of the {len(known)} values of {where}",
                found=shown,
                fix=f"did you mean {near!r}?" if near else None,
                metadata={"key": shown},
            )


def parse(read: RelationReader) -> Subset:
    """Read ``subset: {of: ..., in: ...}``; ``in`` may be a list of sources."""
    return Subset(read.source("of"), read.sources("in"))
