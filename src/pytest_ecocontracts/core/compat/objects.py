"""The rules for objects: which properties there may and must be, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .evaluation import matches
from .facts import Facts, facts_of
from .judging import Judge, Rule, all_of
from .nodes import Node
from .patterns import Undecided, example

#: names that are looked at in the time of one step
NAMES_PER_STEP: Final = 10
#: patterns of names that are told apart; more make too many combinations
_PATTERNS: Final = 6


class _Unknown(Exception):
    """It cannot be said which patterns match a name."""


def classes(
    judge: Judge, names: frozenset[str], patterns: frozenset[str]
) -> Iterator[tuple[str | None, frozenset[str]]]:
    """Every listed name with the patterns that match it, and the sets of patterns that match other names.

    For the latter the name is None. Some that no name has may be among them. Raises _Unknown.
    """
    judge.spend(len(names) * (1 + len(patterns)) // NAMES_PER_STEP)
    if len(patterns) > _PATTERNS:
        raise _Unknown
    for name in sorted(names):
        verdicts = {pattern: matches(pattern, name) for pattern in patterns}
        if None in verdicts.values():
            raise _Unknown
        yield name, frozenset(pattern for pattern, hit in verdicts.items() if hit)
    ordered = sorted(patterns)
    for chosen in range(1 << len(ordered)):
        inside = tuple(p for index, p in enumerate(ordered) if chosen >> index & 1)
        outside = tuple(p for index, p in enumerate(ordered) if not chosen >> index & 1)
        if _some_name(judge, inside, outside):
            yield None, frozenset(inside)


def _some_name(judge: Judge, inside: tuple[str, ...], outside: tuple[str, ...]) -> bool:
    try:
        return example(judge.forms.languages, inside, outside) is not None
    except Undecided:
        return True


def name_facts(judge: Judge, facts: Facts, name: str | None, matched: frozenset[str]) -> Facts:
    """What is known of the names of a class."""
    forms = judge.forms
    if name is not None:
        own = forms.node({"enum": [name]})
    else:
        refused = [forms.node({"pattern": each}) for each in sorted(facts.name_patterns - matched)]
        others: list[Node] = [forms.node({"not": each}) for each in refused]
        others += [forms.node({"pattern": each}) for each in sorted(matched)]
        listed = forms.node({"not": forms.node({"enum": sorted(facts.names)})}) if facts.names else None
        parts = [*others, listed] if listed is not None else others
        own = forms.node({"type": ["string"], **({"allOf": parts} if parts else {})})
    return facts_of(forms, [*facts.each("propertyNames"), own])


def possible(judge: Judge, facts: Facts, name: str | None, matched: frozenset[str]) -> bool:
    """Whether an object may have a property of this class, as far as its name goes."""
    return not any(facts.each("propertyNames")) or not judge.empty(name_facts(judge, facts, name, matched))


def _values(judge: Judge, facts: Facts, node: Node) -> bool:
    """``properties``, ``patternProperties`` and ``additionalProperties`` together."""
    if not facts.may_be("object"):
        return True
    wide = Facts(judge.forms, [_own(judge, node)])
    held = True
    try:
        names, patterns = facts.names | wide.names, facts.name_patterns | wide.name_patterns
        for name, matched in classes(judge, names, patterns):
            nodes = facts.of_name(name, matched)
            same = {each.form for each in nodes}
            targets = [each for each in wide.of_name(name, matched) if each.form not in same]
            if not targets or not possible(judge, facts, name, matched):
                continue
            known = facts_of(judge.forms, nodes)
            token = name if name is not None else _sample(judge, matched, names)
            held = all_of(judge.inside(token, known, target) for target in targets) and held
    except _Unknown:
        return False
    return held


def _own(judge: Judge, node: Node) -> Node:
    kept = ("properties", "patternProperties", "additionalProperties")
    return judge.forms.node({name: node.keywords[name] for name in kept if name in node}, node.pointer)


def _sample(judge: Judge, matched: frozenset[str], names: frozenset[str]) -> str:
    try:
        found = example(judge.forms.languages, tuple(sorted(matched)), (), 1)
    except Undecided:
        found = None
    found = found or "other"
    while found in names:
        found += "_"
    return found


def _required(_judge: Judge, facts: Facts, node: Node) -> bool:
    return not facts.may_be("object") or facts.required.issuperset(node.keywords["required"])


def _dependent(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("object"):
        return True
    forms = judge.forms
    return all(
        judge.tries(facts.also(forms.node({"required": [name]})), forms.node({"required": needed}))
        for name, needed in node.keywords["dependentRequired"].items()
    )


def _dependent_schemas(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("object"):
        return True
    held = True
    for name, inner in node.keywords["dependentSchemas"].items():
        known = facts.also(judge.forms.node({"type": ["object"], "required": [name]}))
        brought = [each[name] for each in facts.each("dependentSchemas") if name in each]
        held = judge.implies(known.also(*brought), inner) and held
    return held


def _names(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("object"):
        return True
    try:
        for name, matched in classes(judge, facts.names, facts.name_patterns):
            if judge.empty(facts_of(judge.forms, facts.of_name(name, matched))):
                continue
            if not judge.tries(name_facts(judge, facts, name, matched), node.keywords["propertyNames"]):
                return False
    except _Unknown:
        return False
    return True


def _sizes(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("object"):
        return True
    if max(facts.least("minProperties"), len(facts.required)) < node.get("minProperties", 0):
        return False
    if "maxProperties" not in node:
        return True
    most = facts.most("maxProperties")
    count = _at_most(judge, facts)
    found = [each for each in (most, count) if each is not None]
    return bool(found) and min(found) <= node.keywords["maxProperties"]


def _at_most(judge: Judge, facts: Facts) -> int | None:
    """How many properties there can be, where only listed ones can."""
    count = 0
    try:
        for name, matched in classes(judge, facts.names, facts.name_patterns):
            if not possible(judge, facts, name, matched):
                continue
            if judge.empty(facts_of(judge.forms, facts.of_name(name, matched))):
                continue
            if name is None:
                return None
            count += 1
    except _Unknown:
        return None
    return count


def impossible(judge: Judge, facts: Facts) -> bool:
    """Whether no object satisfies the facts."""
    most = facts.most("maxProperties")
    if most is not None and max(facts.least("minProperties"), len(facts.required)) > most:
        return True
    for name in sorted(facts.required):
        verdicts: dict[str, Any] = {pattern: matches(pattern, name) for pattern in facts.name_patterns}
        if None in verdicts.values():
            continue
        matched = frozenset(pattern for pattern, hit in verdicts.items() if hit)
        if judge.empty(facts_of(judge.forms, facts.of_name(name, matched))):
            return True
        if not possible(judge, facts, name, matched):
            return True
    return False


RULES: Final[dict[str, Rule]] = {
    "properties": _values,
    "patternProperties": lambda judge, facts, node: "properties" in node or _values(judge, facts, node),
    "additionalProperties": lambda judge, facts, node: (
        "properties" in node or "patternProperties" in node or _values(judge, facts, node)
    ),
    "required": _required,
    "dependentRequired": _dependent,
    "dependentSchemas": _dependent_schemas,
    "propertyNames": _names,
    "minProperties": _sizes,
    "maxProperties": _sizes,
}
