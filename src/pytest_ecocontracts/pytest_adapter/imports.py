"""Imports the gate past pytest's assertion rewriting, which every installed plugin is subject to.

The gate has no assertions to rewrite, and is larger than most plugins. Rewriting reads and hashes the
source of each module at every start, and compiles all of them again where it cannot keep its own
bytecode: in a read-only installation, and under ``PYTHONDONTWRITEBYTECODE``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Final

_OURS: Final = f"{__name__.partition('.')[0]}."


class PlainImports:
    """Finds the modules of this package, and no others, as Python would without pytest."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Implement ``importlib.abc.MetaPathFinder``."""
        return PathFinder.find_spec(name, path, target) if name.startswith(_OURS) else None


def import_plainly() -> None:
    """Let what is imported of this package from now on be imported plainly."""
    if PlainImports not in sys.meta_path:
        sys.meta_path.insert(0, PlainImports)
