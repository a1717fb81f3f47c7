"""The change gate of a run: one check for each contract that the change touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from ..errors import CapabilityMissing, FileProblem
from ..model import Check, Chunk, Contract, Outcome
from .bases.absent import left_out, lost
from .bases.catalog import BaseCatalog, read_base
from .catalogs import compare_catalogs, unseen
from .model import CHANGE, GONE, KEPT, State
from .policy import ChangePolicy
from .releases.editions import Editions, read_editions
from .releases.released import RELEASED, ReleasedEditions, edition_obligation, unreadable_editions
from .rule.checklist import checklist, obligation_lines
from .rule.granting import with_grants
from .rule.obligations import Judgement
from .rule.rewriting import removed, rewritten
from .rule.update_rule import Answers, judge_change
from .schemas.edition import SchemaProver
from .telling.entries import told
from .telling.more_entries import told_absent, told_editions
from .telling.places import Places

if TYPE_CHECKING:
    from ..context import Context
    from ..decisions.model import DecisionsBody
    from ..kinds import KindRegistry


_T = TypeVar("_T")


def _tried(make: Callable[[], _T]) -> _T | CapabilityMissing | FileProblem:
    """What is made, or what prevents it: tried once, however many contracts ask."""
    try:
        return make()
    except (CapabilityMissing, FileProblem) as problem:
        return problem


def _given(found: _T | CapabilityMissing | FileProblem) -> _T:
    if isinstance(found, CapabilityMissing | FileProblem):
        raise found
    return found


class ChangeGate:
    """Compares the contracts of a run with those of its git base, once and when asked.

    Made once the catalog of ``context`` is linked, and only where there is a base. Which checks there are
    follows from what git says of the change alone; nothing is compared, and no prover made, before the first
    of them runs.
    """

    def __init__(
        self,
        context: Context,
        kinds: KindRegistry,
        make_prover: Callable[[], SchemaProver],
        policy: ChangePolicy,
    ) -> None:
        self._context = context
        self._kinds = kinds
        self._make_prover = make_prover
        self._policy_of_today = policy

    @property
    def base(self) -> BaseCatalog:
        """The catalog of the base; raises CapabilityMissing and FileProblem."""
        return _given(self._read)

    @cached_property
    def _read(self) -> BaseCatalog | CapabilityMissing | FileProblem:
        return _tried(lambda: read_base(self._context, self._kinds))

    @property
    def touched(self) -> int | None:
        """How many contracts, of today or of the base, the change touches; None where that is unknown."""
        if isinstance(self._read, Exception):
            return None
        return len(self._read.touched) + len(self._read.left_out)

    def differs(self, path: str) -> bool:
        """Whether the change touches a file of today; False where that is unknown."""
        return not isinstance(self._read, Exception) and path in self._read.paths

    @cached_property
    def _policy(self) -> ChangePolicy:
        """What is asked: by the base, where it has a catalog file, so that no change asks less of itself."""
        settings = self.base.context.catalog.settings
        if settings.path is None:
            return self._policy_of_today
        return settings.change_policy or ChangePolicy()

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.base, self._context, self._policy)

    @cached_property
    def _prover(self) -> SchemaProver:
        return self._make_prover()

    @property
    def editions(self) -> Editions:
        """The editions of releases that differ from today's; raises as ``base`` does."""
        return _given(self._read_editions)

    @cached_property
    def _read_editions(self) -> Editions | CapabilityMissing | FileProblem:
        return _tried(lambda: read_editions(self.base, self._context, self._kinds))

    @cached_property
    def _released(self) -> ReleasedEditions:
        # Who supports less says so in the catalog file, whose change is judged like every other one.
        policy = replace(self._policy, supported=self._policy_of_today.supported)
        return ReleasedEditions(self.editions, self._context, policy, self._kinds)

    @property
    def judgements(self) -> Mapping[str, Judgement]:
        """The verdict on each contract that the change touches, by id."""
        return _given(self._judged)

    @cached_property
    def _judged(self) -> Mapping[str, Judgement] | CapabilityMissing | FileProblem:
        return _tried(self._compared)

    def _compared(self) -> Mapping[str, Judgement]:
        view = self._policy.view
        found = compare_catalogs(self.base, self._context, self._prover, view, self._kinds)
        judged = (judge_change(one, self._policy, self._answers) for one in found)
        return {one.change.id: with_grants(one, self._answers) for one in judged}

    def checks(self, contract: Contract) -> Sequence[Check]:
        """The checks of one contract of this repository; none where the change does not touch it."""
        if contract.origin:
            return []
        if isinstance(self._read, Exception):
            return [self._without_base] if contract is self._first else []
        found: list[Check] = []
        if contract.id in self.base.touched:
            found.append(
                Check(
                    name=CHANGE,
                    pointer="/version",
                    summary="what changed comes with its version, its decision and its migration note",
                    run=lambda context, chunk: self._judge(contract, context, chunk),
                    tells_changes=True,
                )
            )
        if self._has_editions(contract):
            found.append(
                Check(
                    name=RELEASED,
                    pointer="/version",
                    summary="supported editions still work, and no version was used twice",
                    run=lambda context, chunk: self._judge_released(contract, context, chunk),
                    tells_changes=True,
                )
            )
        lacking = self._unknown_pages(contract) if contract.header.kind == "decisions" else None
        if contract.header.kind == "decisions" and (lacking or self._answers.pages.touches(contract)):
            found.append(
                Check(
                    name=KEPT,
                    pointer="/path",
                    summary="no decision that was taken was rewritten",
                    run=lambda context, chunk: self._judge_decisions(contract, context, chunk),
                    withheld=lambda _: lacking,
                )
            )
        if contract is self._first and (self.gone or self.base.lost or self.base.left_out):
            found.append(
                Check(
                    name=GONE,
                    summary="contracts go away after their window alone, with a decision and a note",
                    run=self._judge_gone,
                    tells_changes=True,
                )
            )
        return found

    def _has_editions(self, contract: Contract) -> bool:
        """Whether releases have something to say; what none can be read without is told under the first."""
        if isinstance(self._read_editions, Exception):
            return contract is self._first
        lost = contract is self._first and bool(self._read_editions.lost)
        return lost or self._released.concerns(contract)

    @property
    def _without_base(self) -> Check:
        """Fails for all contracts, under the first: what none can be compared without is told once."""
        return Check(
            name=CHANGE,
            summary="the contracts of the base can be read",
            run=lambda *_: Outcome(examined=len(self.base.contracts)),
            tells_changes=True,
        )

    def explain(self, contract_id: str) -> Sequence[str]:
        """The whole obligation of a contract as a checklist; nothing where the change does not touch it."""
        judgement = self.judgements.get(contract_id)
        base = self._context.base
        if base is None:
            return []
        lines: list[str] = []
        if judgement is not None and (judgement.change.state is not State.UNCHANGED or judgement.obligations):
            lines += checklist(judgement, base.name, self._policy.sides)
            if not self._policy.is_like(self._policy_of_today):
                lines.insert(
                    1, f"asked by the policy of {base.name}: that of today counts from the next change on"
                )
        contract = self._context.catalog.get(contract_id)
        if contract is not None and not contract.origin and self._released.concerns(contract):
            lines += obligation_lines(self._released.obligation(contract, judgement, self._prover))
        return lines

    @cached_property
    def _first(self) -> Contract | None:
        """The contract under which is told of those that are gone: that of the catalog, else the first."""
        catalog = self._context.catalog
        own = [contract for contract in catalog.contracts if not contract.origin]
        return next((one for one in own if one.body is catalog.settings), own[0] if own else None)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The ids of contracts that only the base has; raises as ``base`` does."""
        catalog = self._context.catalog
        own = {contract.id for contract in catalog.contracts if not contract.origin}
        known = own | catalog.broken | unseen(self.base, catalog)
        return (self.base.touched & self.base.contracts.keys()) - known

    def _unknown_pages(self, contract: Contract) -> str | None:
        """Why nobody knows which decisions there were: a released catalog may have been made without."""
        pages = cast("DecisionsBody", contract.body).pages.templates
        base = self._context.base
        if base is None or all(map(self._answers.pages.knows, pages)):
            return None
        return f"it compares decisions with those of the base, and {base.name} holds none"

    def _judge(self, contract: Contract, context: Context, chunk: Chunk) -> Outcome:
        judgement = self.judgements.get(contract.id)
        if judgement is None:
            return Outcome(examined=1, changes=())
        return Outcome(
            violations=judgement.violations,
            examined=1,
            details={"changes": len(judgement.change.changes)},
            changes=self._told([judgement]),
        )

    def _judge_released(self, contract: Contract, context: Context, chunk: Chunk) -> Outcome:
        judgement = self.judgements.get(contract.id)
        found, number = self._released.judge(contract, judgement, self._prover)
        lost = unreadable_editions(self.editions, contract) if contract is self._first else ()
        return Outcome(
            violations=(*found, *lost),
            examined=max(1, number),
            details={"editions": number},
            changes=tuple(told_editions(contract, judgement, edition_obligation(found, number))),
        )

    def _told(self, judgements: Sequence[Judgement]) -> tuple[Mapping[str, object], ...]:
        """What records and summaries say of contracts that are not as they were."""
        sides = self._policy.sides
        return tuple(
            told(one, sides, Places(one.change, self._context).line_of)
            for one in judgements
            if one.change.state is not State.UNCHANGED or one.obligations
        )

    def _judge_decisions(self, contract: Contract, context: Context, chunk: Chunk) -> Outcome:
        own = [one for one in self._answers.decisions if one.contract is contract]
        gone = [one for one in self._answers.pages.removed_decisions() if one[0] is contract]
        found = (*rewritten(own), *removed(gone))
        return Outcome(violations=found, examined=max(1, len(own) + len(gone)))

    def _judge_gone(self, context: Context, chunk: Chunk) -> Outcome:
        gone = [self.judgements[name] for name in sorted(self.gone)]
        first, base = self._first, self.base
        assert first is not None  # noqa: S101 - this is its check
        found = [violation for one in gone for violation in one.violations]
        absent = [*lost(base, first, self._answers, self._policy), *left_out(base, first)]
        found += absent
        return Outcome(
            violations=tuple(found),
            examined=len(gone) + len(base.lost) + len(base.left_out),
            changes=(*self._told(gone), *told_absent(base, absent)),
        )
