"""The rules for arrays: items by position, their number, and what is among them."""

from __future__ import annotations

from math import inf
from typing import Final

from .facts import Facts, facts_of
from .judging import Judge, Rule, all_of
from .nodes import Node


def _items(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("array"):
        return True
    own = {name: node.keywords[name] for name in ("prefixItems", "items") if name in node}
    wide = Facts(judge.forms, [judge.forms.node(own, node.pointer)])
    most = facts.most("maxItems")
    held = True
    for index in range(max(facts.positions, wide.positions) + 1):
        if most is not None and most <= index:
            break
        known = facts_of(judge.forms, facts.of_item(index))
        targets = wide.of_item(index)
        if not all_of(judge.inside(index, known, target) for target in targets):
            held = False
        elif judge.empty(known):
            break  # no array is as long as this
    return held


def _sizes(judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("array"):
        return True
    needed = max((each.get("minContains", 1) for each, _ in facts.holders("contains")), default=0)
    if max(facts.least("minItems"), needed) < node.get("minItems", 0):
        return False
    most = _most(judge, facts)
    return "maxItems" not in node or (most is not None and bool(most <= node.keywords["maxItems"]))


def _most(judge: Judge, facts: Facts) -> int | None:
    """How many items there can be."""
    most = facts.most("maxItems")
    for index in range(facts.positions + 1):
        if most is not None and index >= most:
            break
        if judge.empty(facts_of(judge.forms, facts.of_item(index))):
            return index
    return most


def _unique(judge: Judge, facts: Facts, _node: Node) -> bool:
    most = _most(judge, facts) if facts.may_be("array") else 0
    return any(facts.each("uniqueItems")) or (most is not None and most <= 1)


def _contains(judge: Judge, facts: Facts, node: Node) -> bool:
    return not facts.may_be("array") or (_enough(judge, facts, node) and _few(judge, facts, node))


def _enough(judge: Judge, facts: Facts, node: Node) -> bool:
    wanted, least = node.keywords["contains"], node.get("minContains", 1)
    if least == 0:
        return True
    for known, _ in facts.holders("contains"):
        inner = facts_of(judge.forms, [known.keywords["contains"]])
        if known.get("minContains", 1) >= least and judge.tries(inner, wanted):
            return True
    sure = range(min(facts.least("minItems"), facts.positions + least))
    found = [judge.tries(facts_of(judge.forms, facts.of_item(index)), wanted) for index in sure]
    return bool(found.count(True) >= least)


def _few(judge: Judge, facts: Facts, node: Node) -> bool:
    most = node.get("maxContains")
    if most is None:
        return True
    limit = _most(judge, facts)
    if limit is not None and limit <= most:
        return True
    wanted = facts_of(judge.forms, [node.keywords["contains"]])
    for known, _ in facts.holders("contains"):
        if known.get("maxContains", inf) <= most and judge.tries(wanted, known.keywords["contains"]):
            return True
    return False


def impossible(judge: Judge, facts: Facts) -> bool:
    """Whether no array satisfies the facts."""
    least, most = facts.least("minItems"), facts.most("maxItems")
    for known, _ in facts.holders("contains"):
        if known.get("minContains", 1) > 0:
            least = max(least, known.get("minContains", 1))
            if judge.empty(facts_of(judge.forms, [known.keywords["contains"]])):
                return True
        if known.get("minContains", 1) > known.get("maxContains", inf):
            return True
    if most is not None and least > most:
        return True
    return any(
        judge.empty(facts_of(judge.forms, facts.of_item(index)))
        for index in range(min(least, facts.positions + 1))
    )


RULES: Final[dict[str, Rule]] = {
    "prefixItems": lambda judge, facts, node: "items" in node or _items(judge, facts, node),
    "items": _items,
    "minItems": _sizes,
    "maxItems": _sizes,
    "uniqueItems": _unique,
    "contains": _contains,
}
