"""What stands in one makefile, in order; nothing is expanded yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class RecipeLine(NamedTuple):
    """One logical line of a recipe, without the characters before it that make itself reads.

    ``offset`` is where ``text`` starts in the makefile.
    """

    text: str
    prefix: str
    offset: int


@dataclass(slots=True, kw_only=True)
class Rule:
    """``targets: prerequisites | order-only``, with its recipe.

    ``pattern`` is the middle of a static pattern rule, ``help`` the text after ``##`` on the line. All parts
    are as written. ``start`` and ``end`` are offsets of the line, without the recipe.
    """

    targets: str
    prerequisites: str
    order_only: str
    pattern: str | None
    is_double: bool
    is_conditional: bool
    help: str
    start: int
    end: int
    recipe: list[RecipeLine] = field(default_factory=list)


class Assignment(NamedTuple):
    """``NAME = value``; ``targets`` is what it is limited to, "" for a variable of the whole makefile."""

    name: str
    operator: str
    value: str
    targets: str
    is_conditional: bool
    start: int


class Include(NamedTuple):
    """``include NAMES``; the names as written."""

    names: str
    is_optional: bool
    is_conditional: bool
    start: int
    end: int


Statement: TypeAlias = Rule | Assignment | Include


class Problem(NamedTuple):
    """Why make could not read the file either."""

    message: str
    offset: int
    found: str | None = None
    fix: str | None = None


class Makefile(NamedTuple):
    """One makefile, read once."""

    text: str
    statements: tuple[Statement, ...]
    problem: Problem | None
