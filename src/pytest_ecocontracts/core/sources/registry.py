"""Which kinds of sources exist in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .readers import NAMES, source_kind

if TYPE_CHECKING:
    from .composing import ComposedKind
    from .model import SourceKind

#: the keys of a source that are steps: what is done with its elements, whatever they are read from
STEPS: Final = frozenset({"value", "normalise", "replace", "rename", "where"})
#: the keys that every source may have
COMMON: Final = STEPS | {"empty"}


class SourceKinds:
    """The kinds of sources of this run: the built-in ones, and those that plugins register."""

    def __init__(self) -> None:
        self._added: dict[str, SourceKind | ComposedKind] = {}

    def register(self, kind: SourceKind | ComposedKind) -> None:
        """Add a kind; raises ValueError where its name is taken."""
        if kind.name in self._added or kind.name in NAMES or kind.name in COMMON:
            message = f"the kind of source {kind.name!r} is registered twice"
            raise ValueError(message)
        self._added[kind.name] = kind

    def names(self) -> list[str]:
        """The keys that say how a source is read, sorted."""
        return sorted({*NAMES, *self._added})

    def get(self, name: str) -> SourceKind | ComposedKind:
        """The kind of one of ``names``."""
        return self._added.get(name) or source_kind(name)
