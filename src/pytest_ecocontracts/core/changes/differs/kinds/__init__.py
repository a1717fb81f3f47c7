"""What each kind of contract may change: every module of this package is one kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from ..fields import FieldDiffer

_MODULES: Final = frozenset(module.name for module in iter_modules(__path__) if module.name[0] != "_")


def is_known(kind: str, version: int) -> bool:
    """Whether a kind is one of the built-in ones."""
    return version == 1 and kind in _MODULES


@cache
def field_differs(kind: str, version: int) -> Mapping[str, FieldDiffer]:
    """The differs of a kind by the top field that each knows; none for a kind that nobody knows."""
    if not is_known(kind, version):
        return {}
    fields: Mapping[str, FieldDiffer] = import_module(f"{__name__}.{kind}").FIELDS
    return fields
