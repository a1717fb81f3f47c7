"""YAML texts to data, with marks where they are asked for: one builder, see ``yaml_builder``."""

from __future__ import annotations

from typing import Final

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .decoding import decode, without_byte_order_mark
from .positions import line_and_column
from .yaml_builder import YamlBuilder, YamlDocument

_AMBIGUOUS: Final = {
    "\x85": "a line break",
    "\u2028": "a line break",
    "\u2029": "a line break",
    "\ufeff": "a byte order mark",
}


def parse(data: bytes, limits: Limits) -> object:
    """Read a file of exactly one YAML document; raises LoadError with every problem."""
    from . import yaml_fast  # noqa: PLC0415 - contracts are read without it

    text = _decode(data)
    value = yaml_fast.parse(text, limits)
    if value is not None:
        return value
    documents = _build(text, limits, marks=False)
    if not documents:
        raise LoadError(
            [LoadProblem(reason="empty", message="the file holds no YAML document", line=1, column=1)]
        )
    if len(documents) > 1:
        second = _build(text, limits, marks=True)[1].marks
        line, column = second[:2] if second else (None, None)
        raise LoadError(
            [
                LoadProblem(
                    reason="several-documents",
                    message=f"the file holds {len(documents)} YAML documents, one is expected",
                    line=line,
                    column=column,
                    fix="remove the '---' between them, or make them items of one list",
                )
            ]
        )
    return documents[0].data


def parse_documents(data: bytes, limits: Limits, *, marks: bool) -> list[YamlDocument]:
    """Read every document of a YAML stream; raises LoadError with every problem."""
    return _build(_decode(data), limits, marks=marks)


def _decode(data: bytes) -> str:
    text = without_byte_order_mark(decode(data))
    _refuse_ambiguous_characters(text)
    return text


def _build(text: str, limits: Limits, *, marks: bool) -> list[YamlDocument]:
    builder = YamlBuilder(text, limits, marks=marks)
    documents = builder.build()
    if builder.flawed and not marks:
        # The words need the places of keys, which are only kept when they are asked for.
        builder = YamlBuilder(text, limits, marks=True)
        builder.build()
    if builder.flawed:
        raise LoadError(builder.problems)
    return documents


def _refuse_ambiguous_characters(text: str) -> None:
    """Raise LoadError for characters that libyaml (1.1) and YAML 1.2 read differently, if not escaped."""
    if text.isascii():
        return
    problems = []
    for character, meaning in _AMBIGUOUS.items():
        if character in text:
            line, column = line_and_column(text, text.index(character))
            name = f"U+{ord(character):04X}"
            problems.append(
                LoadProblem(
                    reason="ambiguous-character",
                    message=f"{name} is {meaning} to some readers of YAML and a character to others",
                    line=line,
                    column=column,
                    found=name,
                    fix=f'remove it, or write it as an escape in double quotes: "\\u{ord(character):04x}"',
                )
            )
    if problems:
        raise LoadError(problems)
