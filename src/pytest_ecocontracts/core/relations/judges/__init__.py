"""The kinds of relations: every module of this package is one, imported only when a contract uses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from ..model import Judge
from ..reading import Reader

#: the names of all kinds of relations
NAMES: Final = tuple(sorted(module.name for module in iter_modules(__path__)))


@cache
def parser(name: str) -> Callable[[Reader], Judge]:
    """What reads the fields of a kind of relation; its module is imported now."""
    parse: Callable[[Reader], Judge] = import_module(f"{__name__}.{name}").parse
    return parse
