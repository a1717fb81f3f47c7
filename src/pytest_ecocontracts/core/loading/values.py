"""Artifacts to data: one reader per format, all within JSON's data model."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Final, TypeAlias

from ..limits import Limits

Reader: TypeAlias = Callable[[bytes, Limits], object]

_MODULES: Final = {
    "json": "json_text",
    "jsonl": "jsonl",
    "yaml": "yaml_text",
    "toml": "toml_text",
    "csv": "csv_text",
    "text": "text",
    "checksums": "checksums_text",
    "markdown": "markdown_text",
}

FORMATS: Final = frozenset(_MODULES)

_SUFFIXES: Final = {
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "yaml": "yaml",
    "yml": "yaml",
    "toml": "toml",
    "csv": "csv",
    "txt": "text",
    "log": "text",
    "sha256": "checksums",
    "sha384": "checksums",
    "sha512": "checksums",
    "md": "markdown",
    "markdown": "markdown",
}


def format_of(path: str) -> str | None:
    """The format that a file name's suffix stands for, or None where it says nothing."""
    name = path.rpartition("/")[2]
    stem, _, suffix = name.rpartition(".")
    return _SUFFIXES.get(suffix.lower()) if stem else None


@cache
def reader(format: str) -> Reader:  # noqa: A002 - the language's own word
    """The reader of one of ``FORMATS``; its module, and what that needs, is imported now."""
    parse: Reader = import_module(f".{_MODULES[format]}", __package__).parse
    return parse


def read_value(format: str, data: bytes, limits: Limits) -> object:  # noqa: A002 - as above
    """Read a file's data in one of ``FORMATS``; raises LoadError with every problem.

    csv gives a list of mappings by column name, checksums one of digests and paths, text a list of lines,
    markdown its front matter, jsonl a list of the lines' values. A file without data raises ``empty`` where
    the format wants some.
    """
    return reader(format)(data, limits)
