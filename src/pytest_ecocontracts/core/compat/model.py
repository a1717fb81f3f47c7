"""The outcome of comparing two versions of a schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .. import pointers
from ..ports import SchemaError


class Verdict(StrEnum):
    """Whether what one version produces the other accepts; undecided is neither."""

    COMPATIBLE = "compatible"
    BREAKING = "breaking"
    UNDECIDED = "undecided"


class Direction(StrEnum):
    """Backward: the new version accepts the data of the old one. Forward: the other way round."""

    BACKWARD = "backward"
    FORWARD = "forward"


class View(StrEnum):
    """How a schema is read.

    Strict: all that it describes. Writer: data holds only names that its schema declares. Writer-reader: and
    whoever reads tolerates names that are not declared.
    """

    STRICT = "strict"
    WRITER = "writer"
    WRITER_READER = "writer-reader"


class Method(StrEnum):
    """How a verdict was reached."""

    EQUAL = "equal"
    ALGEBRA = "algebra"
    STRUCTURE = "structure"
    WITNESS = "witness"
    NONE = "none"


class Level(StrEnum):
    """What a change asks of the version number."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"
    UNDECIDED = "undecided"


class Polarity(StrEnum):
    """Whether a part that accepts more makes the whole accept more, less, or either."""

    NORMAL = "normal"
    FLIPPED = "flipped"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A value that may be a witness; ``origin`` says where it was found, for people."""

    value: Any
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A value that one version accepts and the other refuses, as every validator confirmed.

    ``errors`` are those of the refusing version; their pointers point into ``value``. ``origin`` is where
    the data was found that it is what is left of; "" for a value that was made.
    """

    value: Any
    errors: tuple[SchemaError, ...]
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A pair of subschemas between which nothing could be proved.

    ``location`` is the place in an instance, ``pointer`` and ``keyword`` are where the accepting version
    demands what could not be proved of the other.
    """

    location: str
    pointer: str
    keyword: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict in one direction and view, with its evidence."""

    verdict: Verdict
    method: Method
    witness: Witness | None = None
    unsettled: tuple[Unsettled, ...] = ()
    #: why there is no verdict, where that is not for want of a proof alone
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One keyword that differs.

    ``location`` is the place in an instance (``*`` for any item or property), the pointers are those of the
    schemas that hold the keyword, None where there is none. ``kind`` is added, removed, widened, narrowed or
    changed. The verdicts are those of this change alone, in the strict view;
    the keyword is that of 2020-12, whatever the draft.
    """

    location: str
    keyword: str
    kind: str
    before: Any
    after: Any
    old_pointer: str | None
    new_pointer: str | None
    polarity: Polarity
    backward: Verdict
    forward: Verdict

    @property
    def level(self) -> Level:
        """Major where old data break, minor where only more is accepted, patch where it is the same."""
        if Verdict.BREAKING is self.backward:
            return Level.MAJOR
        if Verdict.UNDECIDED in {self.backward, self.forward}:
            return Level.UNDECIDED
        return Level.PATCH if self.forward is Verdict.COMPATIBLE else Level.MINOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that no comparison of sets of values can tell; ``rule`` is a stable kebab-case word."""

    rule: str
    location: str
    message: str
    level: Level
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a schema compared."""

    judgements: Mapping[tuple[View, Direction], Judgement]
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()

    def judgement(self, view: View, direction: Direction) -> Judgement:
        """The judgement in a view and direction; raises KeyError where it was not asked for."""
        return self.judgements[view, direction]

    def verdict(self, view: View, direction: Direction) -> Verdict:
        """The verdict in a view and direction."""
        return self.judgements[view, direction].verdict

    def level(self, view: View) -> Level:
        """What the change asks of the version number, in a view.

        Major where a direction breaks or a notice says so, minor where the sets of values differ, patch where
        they are proved to be the same.
        """
        verdicts = {self.verdict(view, direction) for direction in Direction}
        levels = {notice.level for notice in self.notices}
        if Verdict.BREAKING in verdicts or Level.MAJOR in levels:
            return Level.MAJOR
        if Verdict.UNDECIDED in verdicts:
            return Level.UNDECIDED
        strict = {j.verdict for (each, _), j in self.judgements.items() if each is View.STRICT}
        same = strict == {Verdict.COMPATIBLE}
        return Level.PATCH if same and levels <= {Level.PATCH} else Level.MINOR

    def guilty(self, view: View, direction: Direction) -> Change | None:
        """The change that the witness of a breaking verdict fell over, None where it cannot be told."""
        witness = self.judgements[view, direction].witness
        return None if witness is None else _guilty(witness, self.changes, direction)


def _guilty(witness: Witness, changes: tuple[Change, ...], direction: Direction) -> Change | None:
    """The change at the deepest place of an error, one of the same keyword first."""
    ranked: list[tuple[bool, int, Change]] = []
    for change in changes:
        judged = change.backward if direction is Direction.BACKWARD else change.forward
        if judged is Verdict.COMPATIBLE:
            continue
        for error in witness.errors:
            places = [error.pointer]
            if error.property is not None:
                places.append(pointers.join(error.pointer, error.property))
            if any(_above(change.location, place) for place in places):
                ranked.append((change.keyword == error.keyword, change.location.count("/"), change))
    return max(ranked, key=lambda each: each[:2])[2] if ranked else None


def _above(location: str, place: str) -> bool:
    """Whether a location is that of a place, or of something around it."""
    wanted, tokens = location.split("/"), place.split("/")
    return len(wanted) <= len(tokens) and all(
        want in {"*", token} for want, token in zip(wanted, tokens, strict=False)
    )
