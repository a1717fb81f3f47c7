"""The rules for texts: lengths and patterns, decided as regular languages."""

from __future__ import annotations

from re import escape
from typing import Final

from .facts import Facts
from .judging import Judge, Rule
from .nodes import Node
from .patterns import Undecided, example

#: texts of an enumeration that are compared with a pattern
_LISTED: Final = 20


def _lengths(_judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("string"):
        return True
    least, most = node.get("minLength", 0), node.get("maxLength")
    low, high = facts.least("minLength"), facts.most("maxLength")
    if low >= least and (most is None or (high is not None and high <= most)):
        return True
    if not facts.patterns:
        return False
    shorter = _none(facts, (), 0, least - 1) if least > low else True
    return shorter and (most is None or _none(facts, (), most + 1, None))


def _pattern(_judge: Judge, facts: Facts, node: Node) -> bool:
    pattern = node.keywords["pattern"]
    if not facts.may_be("string") or pattern in facts.patterns:
        return True
    return _none(facts, (pattern,), 0, None)


def _listed(_judge: Judge, facts: Facts, node: Node) -> bool:
    """A text of a finite language is one of those listed."""
    if facts.types != {"string"} or not facts.patterns:
        return False
    texts = [value for value in node.keywords["enum"] if isinstance(value, str)]
    if len(texts) > _LISTED:
        return False
    return _none(facts, tuple(f"^{escape(text)}$" for text in texts), 0, None)


def _none(facts: Facts, refusing: tuple[str, ...], least: int, most: int | None) -> bool:
    """Whether no text satisfies the facts, has such a length, and is refused by the patterns."""
    longest = [each for each in (most, facts.most("maxLength")) if each is not None]
    shortest = max(least, facts.least("minLength"))
    if longest and shortest > min(longest):
        return True
    try:
        found = example(
            facts.forms.languages,
            facts.patterns,
            (*facts.refused_patterns, *refusing),
            shortest,
            min(longest, default=None),
        )
    except Undecided:
        return False
    return found is None


def impossible(_judge: Judge, facts: Facts) -> bool:
    """Whether no text satisfies the facts."""
    return _none(facts, (), 0, None)


RULES: Final[dict[str, Rule]] = {
    "enum": _listed,
    "minLength": _lengths,
    "maxLength": _lengths,
    "pattern": _pattern,
}
