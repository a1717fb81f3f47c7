"""The nouns of the change gate: side, level, change, and what became of one contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

from ..compat.model import Witness
from ..model import Contract
from ..violations import Violation

#: the checks that judge a change: of a contract, of decisions that were taken, of what is gone
CHANGE: Final = "change"
KEPT: Final = "kept"
GONE: Final = "gone"
CHECKS: Final = frozenset({CHANGE, KEPT, GONE})
#: how the codes of changes begin
CODES: Final = "ECV"


class Side(StrEnum):
    """Who relies on a contract: those who write what it is about, and those who read it."""

    PRODUCER = "producer"
    CONSUMER = "consumer"


BOTH: Final = frozenset(Side)
PRODUCER: Final = frozenset({Side.PRODUCER})
CONSUMER: Final = frozenset({Side.CONSUMER})
NOBODY: Final[frozenset[Side]] = frozenset()


class Level(IntEnum):
    """How large a change is, or a step from one version to another; ordered."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


class _Absent:
    """The value of what is not there; null is a value."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is no longer as it was, at ``pointer`` of the contract, or of the file ``path``.

    ``breaks`` are the sides whose files or programs were fine under the base and need not be so now;
    ``undecided`` those for whom nobody could find out. ``weight`` is the level where it breaks nobody.
    ``subject`` is the name of what changed, which a migration note has to speak of; "" where there is none.
    ``forbidden`` is what to do instead, where no version makes the change right, and ``until`` the last day
    of that, None where it is for ever. ``witness`` is data that one edition allows and the other refuses;
    ``evidence`` is what else proves the verdict, for people.
    """

    pointer: str
    why: str
    subject: str = ""
    before: object = ABSENT
    after: object = ABSENT
    weight: Level = Level.MINOR
    breaks: frozenset[Side] = NOBODY
    undecided: frozenset[Side] = NOBODY
    forbidden: str | None = None
    until: date | None = None
    path: str | None = None
    evidence: Sequence[str] = ()
    witness: Witness | None = None

    def level(self, sides: frozenset[Side] = BOTH) -> Level:
        """The level, where only some sides count; what is undecided may be as large as can be."""
        if self.forbidden is not None or self.breaks & sides or self.undecided & sides:
            return Level.MAJOR
        return max(self.weight, Level.MINOR) if self.breaks or self.undecided else self.weight

    def is_undecided(self, sides: frozenset[Side] = BOTH) -> bool:
        """Whether the level is only the largest because nobody could find out."""
        return self.forbidden is None and not self.breaks & sides and bool(self.undecided & sides)

    @property
    def affected(self) -> frozenset[Side]:
        """Who has to look at it."""
        return self.breaks | self.undecided


class State(StrEnum):
    """What became of a contract since the base."""

    ADDED = "added"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChange:
    """One contract, as it was and as it is; ``before`` is None for an added one, ``after`` for a removed one.

    ``unreadable`` is what is wrong with the edition of the base, where today's language cannot read it:
    ``before`` is then None, although the contract is not new, and ``version_before`` what it says.
    ``renamed_to`` is the id of a new contract that says what a removed one said.
    """

    id: str
    state: State
    before: Contract | None = None
    after: Contract | None = None
    changes: Sequence[Change] = ()
    unreadable: Sequence[Violation] = ()
    version_before: str | None = None
    renamed_to: str | None = None

    @property
    def contract(self) -> Contract:
        """The contract as it is, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is always there
        return found

    def level(self, sides: frozenset[Side] = BOTH) -> Level:
        """The largest level of its changes."""
        return max((change.level(sides) for change in self.changes), default=Level.NONE)
