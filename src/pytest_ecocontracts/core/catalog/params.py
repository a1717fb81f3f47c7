"""Params of contracts that stand in a data file: one vocabulary, and every contract that needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

from ..context import Context
from ..loading.problems import fail
from ..model import Document, RegistryRow, Report
from ..pointers import join, resolve
from ..suggestions import suggestion
from .placeholders import Budget, Exhausted
from .registry import Registry, line_of, read_whole
from .registry_problems import read_place, told

FIELD: Final = "params"
#: what makes an object of params a file, and no value
FROM: Final = "from"


def is_file(given: object) -> bool:
    """Whether a param stands in a file; an object that has ``from`` is never a value."""
    return isinstance(given, dict) and FROM in given


@dataclass(slots=True)
class ParamFiles:
    """The files that the params of one contract file are read from, each once.

    ``base`` is the folder that their paths are relative to; ``budget`` bounds what is read of them.
    """

    context: Context
    base: str
    budget: Budget
    _read: dict[tuple[object, ...], object] = field(default_factory=dict)

    def filled(self, document: Document, report: Report) -> Document:
        """The document with the values of its params; what cannot be read is reported."""
        data = cast("Mapping[str, object]", document.data)
        params = cast("Mapping[str, object]", data[FIELD])
        values = dict(params)
        for name, given in params.items():
            if is_file(given):
                values[name] = self.value(cast("Mapping[str, object]", given), join("", FIELD, name), report)
        return replace(document, data={**data, FIELD: values})

    def value(self, fields: Mapping[str, object], pointer: str, report: Report) -> object:
        """The value that stands in a file, as ``fields`` at ``pointer`` say; what cannot be is reported."""
        registry = read_place(fields, self.base, pointer, FROM, report)
        if registry is None:
            return None
        try:
            with told(registry, pointer, FROM, self.context, report):
                value = self._at(registry)
                column = fields.get("column")
                return value if column is None else self._column(registry, value, str(column))
        except Exhausted:
            report.add(
                "ECC004",
                "the params of the file's contracts read more than they may",
                pointer=pointer,
                key=True,
                expected=f"at most {self.context.limits.template_characters} bytes together",
                found=f"more, with {registry.path}",
                metadata={"keyword": "limit"},
            )
        return None

    def _at(self, registry: Registry) -> object:
        """The value that is meant: of a document what is at ``at``, else the list of rows."""
        at = registry.at or ""
        key = (registry.path, registry.table, registry.format, None if registry.is_document else at)
        if key not in self._read:
            self.budget.take(self.context.files.size(registry.path))
            self._read[key] = read_whole(registry, self.context)
        if not registry.is_document:
            return self._read[key]
        try:
            return resolve(self._read[key], at)
        except KeyError:
            fail("pointer-missing", f"there is nothing at {at}", expected=f"a value at {at}", found="nothing")

    def _column(self, registry: Registry, value: object, column: str) -> Sequence[object]:
        at = registry.at or ""
        if not isinstance(value, list):
            fail(
                "not-a-list",
                f"no list is at {at or 'the top'}",
                pointer=at,
                expected="a list of rows, which column: chooses from",
                found="a mapping" if isinstance(value, dict) else "a single value",
            )
        for number, row in enumerate(value, 1):
            if not (isinstance(row, dict) and column in row):
                place = RegistryRow(path=registry.path, number=number, pointer=join(at, number - 1))
                fail(
                    "column-missing",
                    f"row {number} has no {column!r}",
                    line=line_of(place, self.context),
                    pointer=place.pointer,
                    expected=f"{column!r} in every row",
                    found="none",
                    fix=suggestion(column, row if isinstance(row, dict) else ()),
                )
        return [row[column] for row in value]
