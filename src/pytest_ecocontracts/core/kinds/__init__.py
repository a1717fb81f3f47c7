"""Which contract kinds exist: every module of this package is one, imported only when a contract uses it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from ..model import Kind
from ..sources.registry import SourceKinds

#: the word before the slash is the name of the module that holds ``KIND``
BUILT_IN: Final = frozenset(module.name for module in iter_modules(__path__) if module.name[0] != "_")


class KindRegistry:
    """The kinds of this run: the built-in ones and those that plugins register."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, int], Kind] = {}
        self._names: dict[str, int] = dict.fromkeys(BUILT_IN, 1)
        #: the ways to read sources: the built-in ones and those that plugins register
        self.sources = SourceKinds()

    def register(self, kind: Kind) -> None:
        """Add a kind; raises ValueError where its name and version are taken."""
        key = (kind.name, kind.version)
        if key in self._kinds or (kind.name in BUILT_IN and kind.version == 1):
            message = f"contract kind {kind.name}/v{kind.version} is registered twice"
            raise ValueError(message)
        self._kinds[key] = kind
        self._names[kind.name] = max(kind.version, self._names.get(kind.name, 0))

    def names(self) -> Iterable[str]:
        """Every ``kind/vN`` that exists, sorted."""
        built_in = {f"{name}/v1" for name in BUILT_IN}
        return sorted(built_in | {f"{name}/v{version}" for name, version in self._kinds})

    def get(self, name: str, version: int) -> Kind | None:
        """Return the kind, or None where there is none of this name and version."""
        key = (name, version)
        if key not in self._kinds and name in BUILT_IN and version == 1:
            module = import_module(f"{__name__}.{name}")
            kind: Kind = module.KIND
            # A kind that reads sources reads those of plugins, too.
            with_sources = getattr(kind, "with_sources", None)
            self._kinds[key] = kind if with_sources is None else with_sources(self.sources)
        return self._kinds.get(key)
