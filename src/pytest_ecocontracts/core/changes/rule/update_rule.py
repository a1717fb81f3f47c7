"""The update rule: no contract changes without a version, a decision and a migration note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...rendering.printable import printable
from ...rendering.text import counted
from ..model import CHANGE, Change, ContractChange, Level, State
from ..policy import ChangePolicy, Need
from ..telling.places import Places
from .answers import decision_of, note_of, window_of
from .copies import Copies
from .deprecating import deprecations_of
from .obligations import Judgement, Obligation
from .owners import Owners
from .pages import ChangedDecision, ChangedPage, ChangedPages
from .versions import Decreased, next_version, step

if TYPE_CHECKING:
    from ...context import Context
    from ...violations import Location, Violation
    from ..bases.catalog import BaseCatalog

#: lists of exceptions promise nothing that anybody could rely on
_PROMISES_NOTHING: Final = frozenset({"waivers"})


class Answers:
    """What the change brings along as answers: decisions and pages of notes, read once and when asked for."""

    def __init__(self, base: BaseCatalog, context: Context, policy: ChangePolicy) -> None:
        self.base = base
        self.context = context
        self.policy = policy
        self.owners = Owners(base, context)
        self.pages = ChangedPages(base, context)
        self.copies = Copies(base.context, context, policy.notes)

    @cached_property
    def decisions(self) -> Sequence[ChangedDecision]:
        """Every decision that is new or changed."""
        return tuple(self.pages.decisions())

    @cached_property
    def notes(self) -> Sequence[ChangedPage]:
        """Every page that may hold a migration note."""
        found = {one.changed.path: one.changed for one in self.decisions}
        for template in self.policy.notes:
            found.update((page.path, page) for page, _ in self.pages.matching(template))
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Judging:
    change: ContractChange
    policy: ChangePolicy
    answers: Answers

    # --- levels -----------------------------------------------------------------------------------------

    @property
    def undecided(self) -> Sequence[Change]:
        return [one for one in self.change.changes if one.is_undecided(self.policy.sides)]

    @property
    def decided(self) -> Level:
        """The level as far as it is known; what is undecided is a change of content at least."""
        sides = self.policy.sides
        known = (one.level(sides) for one in self.change.changes if not one.is_undecided(sides))
        floor = Level.MINOR if self.undecided or self.change.unreadable else Level.NONE
        return max([floor, *known])

    def step(self) -> Level | None:
        """How far the version went; None where it went down."""
        old = self.change.before.header.version if self.change.before else self.change.version_before
        if old is None or self.change.after is None:
            return Level.NONE
        try:
            return step(old, self.change.after.header.version)
        except Decreased:
            return None

    # --- the rule ---------------------------------------------------------------------------------------

    def judge(self) -> Judgement:
        change = self.change
        taken = self.step()
        if self.policy.is_exempt(change):
            status = change.before.header.status if change.before else ""
            return Judgement(change=change, level=self.decided, step=taken, exempt=status)
        if change.state in (State.UNCHANGED, State.MOVED):
            return Judgement(change=change, level=Level.NONE, step=taken)
        if change.state is State.CHANGED:
            # A major version says that everything may be otherwise: nothing is left to decide.
            level = Level.MAJOR if taken is Level.MAJOR and self.undecided else self.decided
            asked = [*self._settled(taken), *self._version(level, taken)]
            asked += deprecations_of(change, self.policy, self.answers.base.context, self.answers.context)
            word = str(level)
        else:
            level = Level.MINOR if change.state is State.ADDED else Level.MAJOR
            asked, word = [], str(change.state)
            if change.contract.header.kind in _PROMISES_NOTHING:
                word = ""
        needs = self.policy.requires.get(word, ()) if level is not Level.NONE else ()
        if Need.WINDOW in needs and change.state is State.REMOVED:
            asked.append(window_of(change, self.answers.context))
        if Need.DECISION in needs:
            asked.append(decision_of(change, self.answers.decisions, self.policy, self.answers.context))
        if Need.MIGRATION in needs:
            asked.append(note_of(change, self.answers.notes, self.policy, self.answers.copies))
        return Judgement(change=change, level=level, step=taken, obligations=tuple(asked))

    def _settled(self, taken: Level | None) -> Iterator[Obligation]:
        """Whatever no version makes right, and what nobody could decide."""
        contract = self.change.contract
        places = Places(self.change, self.answers.context)
        for one in self.change.changes:
            if one.forbidden is not None:
                expected = "what the base promised, which is for ever"
                if one.until is not None:
                    is_over = one.until < self.answers.context.as_of
                    expected = f"what the base promised, until {one.until}"
                    expected = "no word of what is gone" if is_over else expected
                found = contract.violation(
                    "ECV011" if one.until is None else "ECV019",
                    one.why,
                    rule=CHANGE,
                    location=places.of(one),
                    expected=expected,
                    found="a change that no version makes right",
                    fix=one.forbidden,
                    metadata={"subject": one.subject[:200]},
                )
                asked = f"keep {one.subject}"
                yield Obligation(need=asked, asked=asked, found=one.why, violations=(found,))
        if taken is Level.MAJOR or (self.decided is Level.MAJOR and not self.change.unreadable):
            return
        if self.change.unreadable:
            yield self._unreadable()
        for one in self.undecided:
            found = self._violation_undecided(one, places.of(one))
            asked = f"settle {one.pointer or 'the contract'}"
            yield Obligation(need=asked, asked=asked, found=one.why, violations=(found,))

    def _unreadable(self) -> Obligation:
        first = self.change.unreadable[0]
        told = f"{first.message} ({first.code})"
        place = first.location
        where = "" if place is None else f"{place.path}:{place.line or 1} of the base"
        more = len(self.change.unreadable) - 1
        found = self.change.contract.violation(
            "ECV010",
            f"the edition of the base cannot be read with the language of today: {told}",
            rule=CHANGE,
            pointer="/version",
            expected="an edition to compare with",
            found=printable(where) + (f", and {counted(more, 'more problem')}" if more else ""),
            fix="bump the major version, with a decision and a migration note: that covers any change"
            if self.change.version_before is not None
            else "waive this with the reason why it breaks nobody: no version can be read there either",
            metadata={"code": first.code},
        )
        return Obligation(
            need="a major version" if self.change.version_before is not None else "a waiver",
            asked="an edition of the base to compare with",
            found=told,
            violations=(found,),
        )

    def _violation_undecided(self, one: Change, place: Location) -> Violation:
        return self.change.contract.violation(
            "ECV009",
            one.why,
            rule=CHANGE,
            location=place,
            expected="a change whose effect is known",
            found="; ".join(one.evidence) or "neither a proof nor an example that breaks",
            fix="bump the major version, or waive this pointer with the reason why it breaks nobody",
            metadata={"subject": one.subject[:200], "pointer": one.pointer[:200]},
        )

    def _version(self, level: Level, taken: Level | None) -> Iterator[Obligation]:
        change, after = self.change, self.change.after
        assert after is not None  # noqa: S101 - only what is still there has a version
        before = change.before.header.version if change.before else change.version_before
        now = after.header.version
        wanted = next_version(before, level) if before is not None else now
        size = f"at least {level}" if self.undecided and level < Level.MAJOR else str(level)
        found = None
        if before is None:
            return
        if taken is None:
            found = after.violation(
                "ECV004",
                f"the version went down, from {before} to {now}",
                rule=CHANGE,
                pointer="/version",
                expected=f"{wanted} or later" if level else before,
                found=now,
                fix=f"write version: {wanted if level else before}",
                metadata={"before": before, "version": now},
            )
        elif level is Level.NONE:
            if taken is Level.NONE or change.changes:
                return
            found = after.violation(
                "ECV003",
                f"the version went from {before} to {now}, and nothing else changed",
                rule=CHANGE,
                pointer="/version",
                expected=before,
                found=now,
                fix=f"write version: {before}, or make the change that it announces",
                metadata={"before": before, "version": now},
            )
        elif Need.VERSION in self.policy.requires.get(str(level), ()) and taken < level:
            code, what = ("ECV001", "stayed") if taken is Level.NONE else ("ECV002", f"made a {taken} step")
            sides = self.policy.sides
            guilty = [one for one in change.changes if one.level(sides) >= level]
            reasons = [one.why for one in sorted(guilty, key=lambda one: one.is_undecided(sides))]
            found = after.violation(
                code,
                f"the change is {size} ({_listed(reasons)}), and the version {what}",
                rule=CHANGE,
                pointer="/version",
                expected=f"{wanted} or later",
                found=now if now == before else f"{now} after {before}",
                fix=f"write version: {wanted}",
                metadata={"before": before, "version": now, "level": str(level)},
            )
        yield Obligation(
            need=f"version {wanted if level else before}",
            asked=f"version {wanted} or later ({before} in the base; the change is {size})"
            if level
            else f"version {before}, for nothing else changed",
            found=f"version {now}",
            violations=(found,) if found else (),
        )


def _listed(reasons: Sequence[str]) -> str:
    more = f", and {len(reasons) - 1} more" if reasons[1:] else ""
    return (printable(reasons[0], 160) if reasons else "its level is not known") + more


def judge_change(change: ContractChange, policy: ChangePolicy, answers: Answers) -> Judgement:
    """Hold one contract against the update rule."""
    return _Judging(change, policy, answers).judge()
