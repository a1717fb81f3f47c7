"""What a Python module says, as far as rules ask; lines and columns count from 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class At(NamedTuple):
    """Where something stands, and in which function and class ("" outside of all)."""

    line: int
    column: int
    function: str
    class_: str


class Import(NamedTuple):
    """One imported name; ``module`` as written, ``name`` is "" for ``import module``."""

    module: str
    name: str
    alias: str
    level: int
    is_conditional: bool
    is_typing_only: bool
    at: At


class Definition(NamedTuple):
    """A function or class; ``lines`` counts those from its first decorator on."""

    name: str
    parameters: Sequence[str]
    bases: Sequence[str]
    decorators: Sequence[str]
    is_async: bool
    has_docstring: bool
    lines: int
    at: At


class Call(NamedTuple):
    """A call; ``first`` are the literal texts in the first argument, or in the list that it is."""

    written: str
    arguments: int
    keywords: Sequence[str]
    first: Sequence[str]
    at: At


class Text(NamedTuple):
    """A name that is used, a name of ``__all__``, or a text."""

    text: str
    is_docstring: bool
    at: At


class Module(NamedTuple):
    """A module, each part in the order of the text."""

    imports: Sequence[Import]
    exports: Sequence[Text]
    functions: Sequence[Definition]
    classes: Sequence[Definition]
    calls: Sequence[Call]
    names: Sequence[Text]
    strings: Sequence[Text]
    #: where ``__all__`` gets names that are not written out
    computed_exports: Sequence[At]
