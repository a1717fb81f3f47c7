"""The differ of schemas that proves and refutes: the verdicts of ``core.compat``, told as changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from ...compat.comparing import Tools, compare
from ...compat.model import Comparison, Direction, Verdict
from ...compat.model import Level as SchemaLevel
from ...compat.model import View as SchemaView
from ...compat.normal import Source
from ...errors import SchemaProblem
from ...pointers import join, split
from ..model import ABSENT, BOTH, CONSUMER, NOBODY, Change, Level, Side
from .edition import SchemaEdition, TextProver
from .words import told_change

if TYPE_CHECKING:
    from ...compat.model import Judgement
    from ..policy import View

#: who suffers where a direction breaks: whoever wrote data of the base, or reads as the base said
_SIDES: Final = {Direction.BACKWARD: Side.PRODUCER, Direction.FORWARD: Side.CONSUMER}
_TOLD: Final = {
    Direction.BACKWARD: "the schema refuses what it accepted",
    Direction.FORWARD: "the schema accepts what it refused",
}
_OPEN: Final = "nothing could be proved, and no data was found that shows a break"
#: keywords whose changes the views read in different ways
_VIEWED: Final = frozenset(
    {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames"}
)
#: who misses what a notice is about; both, for the others
_NOTICED: Final = {"key-required-removed": CONSUMER, "key-optional-removed": CONSUMER}


@dataclass(frozen=True, slots=True)
class CompatProver:
    """Implements ``SchemaProver``; where the texts differ, both directions are judged."""

    tools: Tools

    def changes(self, before: SchemaEdition, after: SchemaEdition, view: View) -> Sequence[Change]:
        """Every place that differs, the guilty one with its verdict and its witness."""
        places = list(TextProver().changes(before, after, view))
        differing = [one for one in places if one.undecided]
        if not differing:
            return places
        chosen = SchemaView(view.value)
        try:
            found = compare(
                _source(before),
                _source(after),
                self.tools,
                views=(SchemaView.STRICT, chosen),
                formats=True,  # as the gate judges data
                seeds=chain(before.recorded, after.recorded),
            )
        except SchemaProblem as problem:
            return [*_patches(places), replace(differing[0], why=f"it cannot be compared: {problem.message}")]
        verdicts = {way: found.judgement(chosen, way) for way in Direction}
        strict = {found.verdict(SchemaView.STRICT, way) for way in Direction}
        weight = Level.PATCH if strict == {Verdict.COMPATIBLE} else Level.MINOR
        told = _merged([change for way, one in verdicts.items() for change in _told(way, one, differing)])
        guilty = {(change.path, change.pointer) for change in told}
        others = [
            _alone(replace(one, why=told_change(one), weight=weight, undecided=NOBODY), found, verdicts)
            for one in differing
            if (one.path, one.pointer) not in guilty
        ]
        return [*told, *_notices(found, differing), *others, *_patches(places)]


def _alone(place: Change, found: Comparison, verdicts: Mapping[Direction, Judgement]) -> Change:
    """A further change, with whom it breaks, or may break, by itself where the whole does so for another one.

    What a keyword does by itself is known in the strict view; those in which the views differ are left out.
    """
    breaks, undecided = set(), set()
    for one in found.changes:
        holders = {one.old_pointer, one.new_pointer} - {None}
        if one.keyword not in _VIEWED and place.pointer in {join(str(each), one.keyword) for each in holders}:
            for way, alone in ((Direction.BACKWARD, one.backward), (Direction.FORWARD, one.forward)):
                whole = verdicts[way].verdict
                if whole is Verdict.BREAKING and alone is Verdict.BREAKING:
                    breaks.add(_SIDES[way])
                elif whole is Verdict.UNDECIDED and alone is not Verdict.COMPATIBLE:
                    undecided.add(_SIDES[way])
    why = f"{place.why}: {_OPEN}" if undecided else place.why
    return replace(place, why=why, breaks=frozenset(breaks), undecided=frozenset(undecided))


def _source(edition: SchemaEdition) -> Source:
    return Source(schema=edition.schema, base_uri=edition.uri, resources=edition.resources)


def _patches(places: Sequence[Change]) -> list[Change]:
    return [one for one in places if not one.undecided]


def _told(way: Direction, judgement: Judgement, places: Sequence[Change]) -> Iterator[Change]:
    sides = frozenset({_SIDES[way]})
    if judgement.verdict is Verdict.BREAKING and judgement.witness is not None:
        error = judgement.witness.errors[0]
        place = _guilty(places, error.keyword, error.pointer, error.property)
        yield replace(
            place,
            why=f"{_TOLD[way]}: {error.message}",
            subject=error.property or place.subject,
            breaks=sides,
            undecided=NOBODY,
            witness=judgement.witness,
        )
    elif judgement.verdict is not Verdict.COMPATIBLE:
        for open_pair in judgement.unsettled:
            place = _guilty(places, open_pair.keyword, open_pair.location)
            yield replace(
                place,
                why=f"{told_change(place)}: {judgement.reason or _OPEN}",
                pointer=place.pointer or open_pair.pointer,
                undecided=sides,
            )


def _merged(told: Sequence[Change]) -> list[Change]:
    """What nobody could settle at one place is one change, whichever way it is read."""
    merged: list[Change] = []
    for one in told:
        for index, known in enumerate(merged):
            here = (known.path, known.pointer) == (one.path, one.pointer)
            if here and known.undecided and one.undecided:
                merged[index] = replace(known, undecided=known.undecided | one.undecided)
                break
        else:
            merged.append(one)
    return merged


def _guilty(places: Sequence[Change], keyword: str, pointer: str, name: str | None = None) -> Change:
    """The place that a failure of a keyword at an instance pointer is most likely of; the top for none."""

    def likeness(place: Change) -> int:
        tokens = split(place.pointer)
        inside = sum(token in tokens for token in split(pointer))
        return inside + 2 * (keyword in tokens) + (name in tokens)

    best = max(places, key=likeness)
    if likeness(best) or len(places) == 1:
        return best
    return replace(best, pointer="", subject="", before=ABSENT, after=ABSENT)


def _notices(found: Comparison, places: Sequence[Change]) -> Iterator[Change]:
    """What no comparison of sets can tell, such as a name that was given up."""
    for notice in found.notices:
        major = notice.level is SchemaLevel.MAJOR
        place = _guilty(places, "", notice.location)
        yield replace(
            place if notice.location else replace(place, pointer=""),
            why=notice.message,
            subject=notice.location.rpartition("/")[2],
            before=notice.before,
            after=notice.after,
            weight=Level.PATCH if notice.level is SchemaLevel.PATCH else Level.MINOR,
            breaks=_NOTICED.get(notice.rule, BOTH) if major else NOBODY,
            undecided=BOTH if notice.level is SchemaLevel.UNDECIDED else NOBODY,
        )
