"""Lists of rules: relations, invariants, and whatever else has an id, a severity and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ...compat.model import Witness
from ...loading.canonical import digest
from ..model import ABSENT, BOTH, CONSUMER, NOBODY, PRODUCER, Change, Level, Side
from .comparing import Pair, same
from .expressions import alike
from .fields import FieldDiffer, choice, day, harmless, undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An example that shows a break: in words, and as data."""

    told: str
    witness: Witness


#: what is proved of two editions of a rule with a name: for whom it breaks, and what shows it
Proof: TypeAlias = Callable[[Pair, str], Mapping[Side, Proved]]

#: fields of a rule that only people read, and its examples, which have checks of their own
_WORDS: Final = frozenset({"message", "refs", "decisions", "class", "passes", "fails", "vectors", "id"})
#: the differs of what every rule says of itself
_SELF: Final[Mapping[str, FieldDiffer]] = {
    "severity": choice("the severity", ("warning", "error"), "error"),
    "since": day("the day from which it fails", is_end=False),
    "until": day("its last day", is_end=True),
}
#: the differ of how loud a rule is
SEVERITY: Final = _SELF["severity"]


#: the differs of the fields that every rule has, for kinds whose rules are more than lists
RULE_WORDS: Final[Mapping[str, FieldDiffer]] = {
    **_SELF,
    **{name: harmless(f"{name!r}") for name in ("message", "refs", "decisions", "class")},
}


def _unproved(pair: Pair, name: str) -> Mapping[Side, Proved]:  # noqa: ARG001 - the signature of a proof
    return {}


def rule_list(what: str, proof: Proof = _unproved) -> FieldDiffer:
    """Rules by their ids; those without one are known by what they say.

    A new rule asks more of producers, one that is gone promises less to consumers. One that says another
    thing is proved by the examples of both editions, else it is undecided.
    """

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = _by_name(pair.before), _by_name(pair.after)
        renamed = dict(_renamed(old, new))
        for name, (index, rule) in new.items():
            known = old.pop(renamed[name]) if name in renamed else old.get(name)
            one = pair.inner(index, before=known[1] if known else ABSENT, after=rule)
            if known is None:
                yield _come(one, what, name, proof)
            elif name in renamed:
                yield one.change(f"{what} {renamed[name]!r} is called {name!r} now", subject=name)
            elif not same(known[1], rule):
                yield from _altered(one, what, name, proof)
        for name, (index, rule) in old.items():
            if name not in new:
                why = f"{what} {name!r} is gone: nothing promises it any more"
                one = pair.inner(index, before=rule)
                yield one.change(why, subject=name, breaks=_loud(rule, CONSUMER))
        common = [name for name in old if name in new]
        if common != [name for name in new if name in old]:
            yield pair.change(f"the order of the rules of {pair.name!r} changed", weight=Level.PATCH)

    return differ


def _by_name(rules: object) -> dict[str, tuple[int, dict[str, object]]]:
    found: dict[str, tuple[int, dict[str, object]]] = {}
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        if isinstance(rule, dict):
            name = rule.get("id")
            found.setdefault(name if isinstance(name, str) else _said(rule), (index, rule))
    return found


def _renamed(
    old: Mapping[str, tuple[int, dict[str, object]]], new: Mapping[str, tuple[int, dict[str, object]]]
) -> Iterator[tuple[str, str]]:
    """Yield (new, old) names of the rules that say the same under another id, as loud as before."""
    gone = {name: rule for name, (_, rule) in old.items() if name not in new}
    for name, (_, rule) in new.items():
        if name in old:
            continue
        known = next((one for one in gone if same(_matter(gone[one]), _matter(rule))), None)
        if known is not None:
            del gone[known]
            yield name, known


def _matter(rule: Mapping[str, object]) -> dict[str, object]:
    return {field: value for field, value in rule.items() if field not in _WORDS}


def _said(rule: Mapping[str, object]) -> str:
    """A name for a rule that has none: its kind, and what it says."""
    said = {field: value for field, value in _matter(rule).items() if field not in _SELF}
    first = next(iter(said), "rule")
    return f"{first} {digest(said)[7:15]}"


def _loud(rule: Mapping[str, object], sides: frozenset[Side]) -> frozenset[Side]:
    """A rule that only warns breaks nobody."""
    return NOBODY if rule.get("severity") == "warning" else sides


def _come(one: Pair, what: str, name: str, proof: Proof) -> Change:
    """A new rule; that every recorded example keeps it proves nothing of what others wrote."""
    rule = one.after if isinstance(one.after, dict) else {}
    why = f"{what} {name!r} is new: producers have to keep it"
    return one.change(why, subject=name, breaks=_loud(rule, PRODUCER), **_evidence(proof(one, name)))


def _evidence(proved: Mapping[Side, Proved]) -> dict[str, object]:
    """What a change says of its proofs: all of them in words, the first as data."""
    found = list(proved.values())
    return {"evidence": tuple(one.told for one in found), "witness": found[0].witness if found else None}


def _altered(one: Pair, what: str, name: str, proof: Proof) -> Iterator[Change]:
    others: list[Pair] = []
    for field in one.members():
        if field.name in _WORDS:
            yield field.change(f"{field.name!r} of {what} {name!r} changed", subject=name, weight=Level.PATCH)
        elif field.name in _SELF:
            yield from (replace(change, subject=name) for change in _SELF[field.name](field))
        elif alike(field.before, field.after, field.name):
            why = f"{what} {name!r} is written otherwise, and says the same"
            yield field.change(why, subject=name, weight=Level.PATCH)
        else:
            others.append(field)
    if not others:
        return
    proved = proof(one, name)
    where = others[0] if len(others) == 1 else one
    if not proved:
        yield replace(undecided(where, f"{what} {name!r}"), subject=name)
        return
    told = "; ".join(each.told for each in proved.values())
    yield where.change(
        f"{what} {name!r} says another thing: {told}",
        subject=name,
        breaks=frozenset(proved),
        # That an example shows one side says nothing of the other.
        undecided=BOTH - frozenset(proved),
        **_evidence(proved),
    )
