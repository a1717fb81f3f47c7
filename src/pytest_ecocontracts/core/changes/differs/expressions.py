"""Whether two expressions are one: as they are parsed, without blanks, comments and places."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Final

from ...cel.syntax import Place
from .comparing import same

#: fields of rules, at any depth, that hold expressions
_FIELDS: Final = frozenset({"rule", "where", "when"})


def alike(before: object, after: object, name: str) -> bool:
    """Whether two values of the field of a rule say the same, but for how expressions are written."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(alike(before[key], after[key], key) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(
            alike(old, new, name) for old, new in zip(before, after, strict=True)
        )
    return same(before, after) or (name in _FIELDS and same_expression(before, after))


def same_expression(before: object, after: object) -> bool:
    """Whether two texts are the same expression; one that cannot be parsed is like no other."""
    from ...cel.parser import parse  # noqa: PLC0415 - only where an expression changed
    from ...cel.problems import ExpressionProblem  # noqa: PLC0415 - as above

    if not (isinstance(before, str) and isinstance(after, str)):
        return False
    try:
        return _bare(parse(before)) == _bare(parse(after))
    except ExpressionProblem:
        return False


def _bare(node: object) -> object:
    """What a node says, without its places; types of values count, so that 1 and 1.0 differ."""
    if isinstance(node, Place):
        return None
    if is_dataclass(node):
        return (type(node).__name__, *(_bare(getattr(node, one.name)) for one in fields(node)))
    if isinstance(node, tuple | list):
        return tuple(map(_bare, node))
    return (type(node).__name__, node)
