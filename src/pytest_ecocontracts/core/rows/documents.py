"""Rows of formats that are read as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..context import Context
from ..loading.problems import fail
from ..loading.values import read_value
from ..pointers import resolve
from .compressed import read_all
from .formats import RowFormat
from .model import Row

_NAMES: Final = {dict: "an object", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def document_rows(context: Context, path: str, format: RowFormat, at: str | None) -> Iterator[Row]:  # noqa: A002
    """The elements of the array at ``at``, or each document of the file; see ``opening.open_rows``."""
    data = read_all(context, path, compressed=format.compressed)
    extensions = context.extensions
    value = extensions.load_document(path, data) if extensions.loads_documents() else None
    if value is None and format.name == "yaml" and at is None:
        yield from _yaml_documents(context, data)
        return
    if value is None:
        value = read_value(format.name, data, context.limits)
    if at is None:
        yield Row(1, value)
        return
    for number, element in enumerate(_array(value, at), start=1):
        yield Row(number, element)


def _yaml_documents(context: Context, data: bytes) -> Iterator[Row]:
    from ..loading import yaml_text  # noqa: PLC0415 - only the format at hand

    documents = yaml_text.parse_documents(data, context.limits, marks=False)
    if not documents:
        fail("empty", "the file holds no YAML document", line=1, column=1)
    for number, document in enumerate(documents, start=1):
        yield Row(number, document.data)


def _array(value: object, at: str) -> list[object]:
    try:
        found = resolve(value, at)
    except KeyError:
        fail("pointer-missing", f"there is nothing at {at}", expected=f"an array at {at}", found="nothing")
    if not isinstance(found, list):
        what = "null" if found is None else _NAMES.get(type(found), type(found).__name__)
        fail(
            "not-an-array",
            f"no array is at {at or 'the top'}",
            expected="an array, whose elements are the rows",
            found=what,
        )
    return found
