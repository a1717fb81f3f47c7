"""What the audit of a history came to: commits, and what each did to contracts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...waiving import Waived
from ..model import Level, State

if TYPE_CHECKING:
    from ...ports import Commit
    from ...violations import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedContract:
    """What a commit did to one contract; ``id`` is the path of its file where nobody knows its id.

    ``violations`` stand, ``waived`` are tolerated by waivers of the commit itself. ``unreadable`` is why the
    edition of the commit cannot be judged with the language of today; there is no ``state`` then.
    """

    id: str
    state: State | None
    level: Level = Level.NONE
    before: str | None = None
    after: str | None = None
    violations: Sequence[Violation] = ()
    waived: Sequence[Waived] = ()
    unreadable: Sequence[Violation] = ()

    @property
    def broken(self) -> bool:
        """Whether the rule was broken, or nobody can tell."""
        return bool(self.violations or self.unreadable)

    def moved(self, place: Callable[[str], str]) -> AuditedContract:
        """The same with its paths as ``place`` gives them."""
        return replace(
            self,
            violations=[violation.moved(place) for violation in self.violations],
            waived=[Waived(one.violation.moved(place), one.waiver) for one in self.waived],
            unreadable=[violation.moved(place) for violation in self.unreadable],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCommit:
    """A commit that touches contracts, with those that it changed, sorted by id."""

    commit: Commit
    contracts: Sequence[AuditedContract]

    @property
    def broken(self) -> bool:
        """Whether it broke the rule anywhere."""
        return any(one.broken for one in self.contracts)


@dataclass(slots=True, kw_only=True)
class Audit:
    """A range of commits: how many there are, and those of them that touch contracts, oldest first.

    ``unit`` is what is counted: commits, or releases.
    """

    range: str
    unit: str = "commit"
    commits: int = 0
    audited: list[AuditedCommit] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether the rule was broken anywhere."""
        return any(one.broken for one in self.audited)

    def moved(self, place: Callable[[str], str]) -> Audit:
        """The same with its paths as ``place`` gives them."""
        audited = [
            replace(commit, contracts=[one.moved(place) for one in commit.contracts])
            for commit in self.audited
        ]
        return replace(self, audited=audited)
