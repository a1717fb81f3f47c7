"""The ways to read a source: every module of this package is one, imported only when a contract uses it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, cast

from ..model import SourceKind

#: the keys of sources that say how they are read
NAMES: Final = tuple(sorted(module.name for module in iter_modules(__path__) if module.name[0] != "_"))


@cache
def source_kind(name: str) -> SourceKind:
    """The kind of source that a key asks for; its module is imported now."""
    return cast("SourceKind", import_module(f"{__name__}.{name}").KIND)
