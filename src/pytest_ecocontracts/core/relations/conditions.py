"""Expressions over records: what their variables mean here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..cel import Expression
from .data import Data
from .finding import DataFile

#: self: the record; path: the captures of its file; companions: the documents beside the file, by name;
#: params: the values that the contract gives
VARIABLES: Final = ("self", "path", "companions", "params")
#: formats whose files are one value, which an expression can look at as a whole
_DOCUMENTS: Final = frozenset({"json", "yaml", "toml", "markdown"})


class Bindings:
    """The variables of an expression for the records of a file; what it does not read is not looked for."""

    def __init__(self, expression: Expression, params: Mapping[str, object], data: Data) -> None:
        self._reads_companions = "companions" in expression.variables
        self._data = data
        self._file: DataFile | None = None
        self._bound: dict[str, Any] = {"params": params}

    def of(self, file: DataFile, value: object) -> Mapping[str, Any]:
        """The variables for one record. Raises Blocked where a required companion cannot be read."""
        if file is not self._file:
            self._file = file
            self._bound["path"] = file.captures
            if self._reads_companions:
                self._bound["companions"] = companions_of(file, self._data)
        self._bound["self"] = value
        return self._bound


def companions_of(file: DataFile, data: Data) -> dict[str, object]:
    """The documents beside a file, by name; optional ones that are missing have no entry. Raises Blocked."""
    found: dict[str, object] = {}
    for name in data.companion_names:
        beside = data.beside(file, name)
        if beside is not None and beside.format in _DOCUMENTS:
            found[name] = data.document(beside)
    return found
