"""The bounds that keep hostile or broken input from taking the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on sizes in bytes, depths in levels, and counts."""

    contract_bytes: int = 4 * MEBIBYTE
    artifact_bytes: int = 512 * MEBIBYTE
    line_bytes: int = 64 * MEBIBYTE
    #: of a Markdown page; a hostile one takes some 15 µs a byte to read
    page_bytes: int = MEBIBYTE
    #: of a file that is judged line by line
    text_bytes: int = 16 * MEBIBYTE
    #: jsonschema-rs and libyaml can crash at 20,000 levels and more
    depth: int = 500
    #: values that aliases may add to a YAML document
    alias_values: int = 100_000
    chunk_targets: int = 1000
    chunk_bytes: int = 32 * MEBIBYTE
    #: what any file may decompress to, however small it is; a larger one to ``expansion`` times its size
    decompressed_bytes: int = 16 * MEBIBYTE
    expansion: int = 100
    #: keys held in Python's memory by one work unit, about; more go to disk
    key_bytes: int = 192 * MEBIBYTE
    #: violations of one work unit whose line and column are looked up
    positions: int = 10
    #: rows of a registry that one template is instantiated for
    template_rows: int = 1000
    #: characters that the templates of one file read and make together
    template_characters: int = 64 * MEBIBYTE
