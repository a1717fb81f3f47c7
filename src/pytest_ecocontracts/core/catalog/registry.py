"""The rows of a registry: a small data file that contracts are instantiated for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ..context import Context
from ..errors import FileProblem
from ..loading.problems import fail
from ..model import RegistryRow
from ..pointers import join, resolve
from ..rows.formats import PAGE_TABLES, format_name

#: the formats of registries; those that take a reader of tables may hold more than anybody reads
FORMATS: Final = ("csv", "json", "jsonl", "markdown", "toml", "yaml")
#: the column of a row that is no mapping
VALUE: Final = "value"
#: levels of a row, which come on top of those of the template
_DEPTH: Final = 100
_DOCUMENTS: Final = frozenset({"json", "toml", "yaml", "markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Where the rows are: in the list at ``at``, the table ``table`` or, with ``key``, a mapping."""

    path: str
    at: str | None = None
    table: str | None = None
    key: str | None = None

    @property
    def format(self) -> str | None:
        """The format of its rows; None where its suffix says nothing that is understood."""
        name = format_name(self.path)
        if name == "markdown" and self.at is None and self.key is None:
            return PAGE_TABLES
        return name if name in FORMATS else None

    @property
    def is_document(self) -> bool:
        """Whether the file is one value, and no sequence of rows."""
        return self.format in _DOCUMENTS


def read_registry(
    registry: Registry, context: Context, limit: int
) -> list[tuple[RegistryRow, Mapping[str, object]]]:
    """At most ``limit`` rows, each with its place; a row that is no mapping has one column, ``value``.

    Raises FileProblem, LoadError, CapabilityMissing as readers of rows do, ValueError for a format or a
    place that cannot be.
    """
    if registry.key is not None:
        return list(islice(_entries(registry, context), limit))
    found = _elements(registry, _within_limits(registry, context))
    return list(islice(found, limit))


def read_whole(registry: Registry, context: Context) -> object:
    """All of a registry: the document, whatever ``at`` is, or the list of its rows.

    Raises as ``read_registry``.
    """
    context = _within_limits(registry, context)
    if registry.is_document:
        from ..rows.whole import whole_value  # noqa: PLC0415 - few contracts are read from data files

        return whole_value(context, registry.path, registry.format or "")
    return [row for _, row in _elements(registry, context)]


def line_of(row: RegistryRow, context: Context) -> int | None:
    """The line of a row; looked for where its reader did not know it. Raises as the readers do."""
    form = format_name(row.path)
    if row.line is not None or form not in _DOCUMENTS or row.path.lower().endswith(".gz"):
        return row.line
    from ..loading.locate import locate  # noqa: PLC0415 - only explanations ask

    place = locate(form, context.files.read(row.path, context.limits.contract_bytes), row.pointer)
    return place[0] if place else None


def _within_limits(registry: Registry, context: Context) -> Context:
    """The context with the limits of a contract file. Raises FileProblem where the file is larger."""
    limits = context.limits
    if context.files.size(registry.path) > limits.contract_bytes:
        message = f"{registry.path!r} has more than {limits.contract_bytes} bytes"
        raise FileProblem("too-large", registry.path, message)
    bounded = replace(
        limits,
        artifact_bytes=limits.contract_bytes,
        line_bytes=limits.contract_bytes,
        page_bytes=min(limits.page_bytes, limits.contract_bytes),
        expansion=1,
        depth=min(limits.depth, _DEPTH),
    )
    return replace(context, limits=bounded)


def _elements(registry: Registry, context: Context) -> Iterator[tuple[RegistryRow, Mapping[str, object]]]:
    from ..rows.opening import open_rows  # noqa: PLC0415 - few contracts are read from data files

    form = registry.format
    at = registry.at
    if form == PAGE_TABLES:
        at = None if registry.table is None else join("", registry.table)
    elif at is None and form in _DOCUMENTS:
        at = ""
    for row in open_rows(context, registry.path, form, at):
        place = RegistryRow(
            path=registry.path, number=row.number, pointer=join(at or "", row.number - 1), line=row.line
        )
        yield place, row.value if isinstance(row.value, dict) else {VALUE: row.value}


def _entries(registry: Registry, context: Context) -> Iterator[tuple[RegistryRow, Mapping[str, object]]]:
    key, at = registry.key or "", registry.at or ""
    try:
        mapping = resolve(read_whole(registry, context), at)
    except KeyError:
        fail("pointer-missing", f"there is nothing at {at}", expected=f"a mapping at {at}", found="nothing")
    if not isinstance(mapping, dict):
        fail(
            "not-a-mapping",
            f"no mapping is at {at or 'the top'}",
            expected="a mapping, whose values are the rows",
            found="a list" if isinstance(mapping, list) else "a single value",
            fix="leave key: out where the rows are a list",
        )
    for number, (name, value) in enumerate(mapping.items(), start=1):
        columns = value if isinstance(value, dict) else {VALUE: value}
        if columns.get(key, name) != name:
            fail(
                "key-contradicted",
                f"the entry {name!r} has a field {key!r} with another value",
                pointer=join(at, name, key),
                expected=f"{name!r}, or no field of this name",
                found=str(columns[key])[:80],
                fix="give the key another name under for_each",
            )
        place = RegistryRow(path=registry.path, number=number, pointer=join(at, name))
        yield place, {**columns, key: name}
