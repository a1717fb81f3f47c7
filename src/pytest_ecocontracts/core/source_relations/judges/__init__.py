"""The kinds of relations between sources: every module here is one, imported only when a contract uses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from ..model import Judge
from ..reading import RelationReader

#: the names of all kinds of relations; a module's name ends in "_" where the word is Python's own
NAMES: Final = tuple(sorted(module.name for module in iter_modules(__path__) if module.name[0] != "_"))


@cache
def parser(name: str) -> Callable[[RelationReader], Judge]:
    """What reads the fields of a kind of relation; its module is imported now."""
    parse: Callable[[RelationReader], Judge] = import_module(f"{__name__}.{name}").parse
    return parse
