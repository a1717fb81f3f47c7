"""The rules for alternatives, conditions and negation, and the cases into which known ones fall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .facts import Facts
from .judging import Judge, Rule, all_of
from .nodes import REFERENCE, Forms, Node

_BRANCHING: Final = frozenset({"anyOf", "oneOf", "not", "if", "enum"})


def _all(judge: Judge, facts: Facts, node: Node) -> bool:
    return all_of(judge.implies(facts, each) for each in node.keywords["allOf"])


def _reference(judge: Judge, facts: Facts, node: Node) -> bool:
    return judge.implies(facts, judge.forms.target(node))


def _any(judge: Judge, facts: Facts, node: Node) -> bool:
    return any(judge.tries(facts, each) for each in node.keywords["anyOf"])


def _one(judge: Judge, facts: Facts, node: Node) -> bool:
    """One alternative holds, and each of the others contradicts what is known."""
    options = node.keywords["oneOf"]
    for index, option in enumerate(options):
        if judge.tries(facts, option):
            known = facts.also(option)
            return all(
                judge.empty(known.also(other)) for place, other in enumerate(options) if place != index
            )
    return False


def _not(judge: Judge, facts: Facts, node: Node) -> bool:
    return judge.empty(facts.also(node.keywords["not"]))


def _if(judge: Judge, facts: Facts, node: Node) -> bool:
    condition = node.keywords["if"]
    held = True
    if "then" in node:
        held = judge.tries(facts.also(condition), node.keywords["then"])
    if held and "else" in node:
        opposite = judge.forms.node({"not": condition})
        held = judge.tries(facts.also(opposite), node.keywords["else"])
    return held


def cases(forms: Forms, facts: Facts, node: Node) -> Iterator[list[Facts]]:
    """The cases into which one known alternative divides all that is possible."""
    for holder, keyword in facts.holders("anyOf", "oneOf"):
        options = holder.keywords[keyword]
        rest = facts.without(holder, keyword)
        exclusive = [forms.node({"not": each}) for each in options] if keyword == "oneOf" else []
        yield [
            rest.also(option, *exclusive[:index], *exclusive[index + 1 :])
            for index, option in enumerate(options)
        ]
    for holder, _ in facts.holders("if"):
        rest = facts.without(holder, "if")
        opposite = forms.node({"not": holder.keywords["if"]})
        yield [
            rest.also(*(each for each in (first, holder.get(word)) if each is not None))
            for first, word in ((holder.keywords["if"], "then"), (opposite, "else"))
        ]
    for holder, _ in facts.holders("dependentSchemas"):
        rest = facts.without(holder, "dependentSchemas")
        names = holder.keywords["dependentSchemas"]
        name = min(names)
        further = {each: inner for each, inner in names.items() if each != name}
        kept = [forms.node({"dependentSchemas": further})] if further else []
        absent = forms.node({"properties": {name: forms.nothing}})
        present = forms.node({"required": [name]})
        yield [rest.also(*kept, absent), rest.also(*kept, present, names[name])]
    if len(facts.types) > 1 and not _BRANCHING.isdisjoint(_in_place(forms, node)):
        yield [facts.also(forms.node({"type": [name]})) for name in sorted(facts.types)]


def _in_place(forms: Forms, node: Node) -> set[str]:
    found: set[str] = set()
    for each in Facts(forms, [node]).nodes:
        found.update(each.keywords)
    return found


def excluded(judge: Judge, facts: Facts) -> bool:
    """Whether alternatives or negations leave nothing of what the other facts allow."""
    for holder, _ in facts.holders("not"):
        if judge.tries(facts.without(holder, "not"), holder.keywords["not"]):
            return True
    for holder, keyword in facts.holders("anyOf", "oneOf"):
        rest = facts.without(holder, keyword)
        if all(judge.empty(rest.also(option)) for option in holder.keywords[keyword]):
            return True
    return False


RULES: Final[dict[str, Rule]] = {
    "allOf": _all,
    REFERENCE: _reference,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "if": _if,
}
