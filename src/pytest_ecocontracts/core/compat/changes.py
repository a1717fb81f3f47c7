"""The list of what differs between two versions of a schema, each change judged on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from .evaluation import satisfies
from .facts import facts_of
from .model import Change, Direction, Polarity, Verdict
from .nodes import MANY, NAMED, ONE, REFERENCE, Exhausted, Forms, Node, text_of
from .normal import OPAQUE
from .pairing import Pair, inside, matched, pairs, trivial
from .prover import Prover
from .refutation import Refutation
from .samples import Samples

#: what a keyword means something together with
_TOGETHER: Final = (
    frozenset({"properties", "patternProperties", "additionalProperties"}),
    frozenset({"prefixItems", "items"}),
    frozenset({"contains", "minContains", "maxContains"}),
    frozenset({"if", "then", "else"}),
)
_CANDIDATES: Final = 60
#: schemas that may be combined for each step of a proof
_COMBINED: Final = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """One keyword that differs in a pair, or one name or branch of it."""

    pair: Pair
    keyword: str
    location: str
    before: Any
    after: Any


def differences(forms: Forms, old: Node, new: Node) -> Iterator[Difference]:
    """Everything that differs, the outermost first."""
    for pair in pairs(forms, old, new, equal=False):
        keywords = [*pair.old.keywords, *(word for word in pair.new.keywords if word not in pair.old)]
        for keyword in keywords:
            yield from _of_keyword(pair, keyword)


def _of_keyword(pair: Pair, keyword: str) -> Iterator[Difference]:
    before, after = pair.old.get(keyword), pair.new.get(keyword)
    if keyword in NAMED:
        first, second = before or {}, after or {}
        for name in sorted(first.keys() ^ second.keys()):
            place = inside(pair.location, keyword, name)
            yield Difference(pair, keyword, place, first.get(name), second.get(name))
    elif keyword in MANY:
        first, second = before or [], after or []
        for left, right in matched(keyword, first, second):
            if left is None or right is None:
                place = inside(pair.location, keyword, str(right if left is None else left))
                one = None if left is None else first[left]
                yield Difference(pair, keyword, place, one, None if right is None else second[right])
    elif keyword in ONE or keyword == REFERENCE:
        absent = before is None or after is None
        if absent or (keyword in ONE and before.form != after.form and trivial(before, after)):
            yield Difference(pair, keyword, pair.location, before, after)
    elif text_of(before) != text_of(after):
        yield Difference(pair, keyword, pair.location, before, after)


@dataclass(slots=True)
class Appraisal:
    """Judges single changes where they stand.

    ``whole`` are the verdicts on the whole, ``provers`` those that reached them; ``steps`` bounds each proof.
    """

    forms: Forms
    whole: Mapping[Direction, Verdict]
    provers: Mapping[Direction, Prover]
    steps: int

    def change(self, found: Difference) -> Change:
        """A difference with its verdicts."""
        old, new = found.pair.old, found.pair.new
        wider = self._local(Direction.BACKWARD, old, _part(self.forms, new, found.keyword))
        narrower = self._local(Direction.FORWARD, new, _part(self.forms, old, found.keyword))
        if found.pair.polarity is Polarity.FLIPPED:
            verdicts = narrower, wider
        elif found.pair.polarity is Polarity.NORMAL:
            verdicts = wider, narrower
        else:
            same = wider is narrower is Verdict.COMPATIBLE
            verdicts = (Verdict.COMPATIBLE, Verdict.COMPATIBLE) if same else (Verdict.UNDECIDED,) * 2
        both = [
            Verdict.COMPATIBLE if self.whole[way] is Verdict.COMPATIBLE else verdict
            for way, verdict in zip(Direction, verdicts, strict=True)
        ]
        return Change(
            location=found.location,
            keyword=found.keyword,
            kind=_kind(found, wider, narrower),
            before=self._shown(found.keyword, found.before),
            after=self._shown(found.keyword, found.after),
            old_pointer=old.pointer,
            new_pointer=new.pointer,
            polarity=found.pair.polarity,
            backward=both[0],
            forward=both[1],
        )

    def _local(self, way: Direction, narrow: Node, wide: Node) -> Verdict:
        """Whether one schema implies a part of the other, at their own place."""
        self.forms.left = _COMBINED * self.steps
        try:
            return self._judged(self.provers[way].again(self.steps), narrow, wide)
        except (Exhausted, RecursionError):
            return Verdict.UNDECIDED

    def _judged(self, prover: Prover, narrow: Node, wide: Node) -> Verdict:
        facts = facts_of(self.forms, [narrow])
        if prover.implies(facts, wide):
            return Verdict.COMPATIBLE
        samples = Samples(self.forms, self.steps // 10)
        for value in islice(Refutation(samples, prover.settled, prover.failing).of(facts, wide), _CANDIDATES):
            accepted = satisfies(self.forms, narrow, value)
            if accepted and satisfies(self.forms, wide, value) is False:
                return Verdict.BREAKING
        return Verdict.UNDECIDED

    def _shown(self, keyword: str, value: Any) -> Any:
        if not isinstance(value, Node):
            return value[0] if keyword in OPAQUE and isinstance(value, list) else value
        return {name: each for name, each in self.forms.schema(value).items() if name != "$schema"}


def _part(forms: Forms, node: Node, keyword: str) -> Node:
    """The keyword with those that it means something together with."""
    together = next((group for group in _TOGETHER if keyword in group), frozenset({keyword}))
    return forms.node({word: node.keywords[word] for word in together if word in node}, node.pointer)


def _kind(found: Difference, wider: Verdict, narrower: Verdict) -> str:
    if found.before is None:
        return "added"
    if found.after is None:
        return "removed"
    if wider is Verdict.COMPATIBLE and narrower is not Verdict.COMPATIBLE:
        return "widened"
    return "narrowed" if narrower is Verdict.COMPATIBLE and wider is not wider.COMPATIBLE else "changed"
