"""What was released keeps its word: no version means two things, and every supported edition still works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ...rendering.json_text import shown
from ...rendering.printable import printable
from ...violations import Location
from ..catalogs import compared
from ..differs.comparing import Comparing
from ..model import PRODUCER, Change, ContractChange, Level
from ..policy import ChangePolicy, Need
from ..rule.obligations import Judgement, Obligation
from ..rule.versions import Decreased, next_version, step
from ..schemas.witnesses import witness_title
from .editions import Edition, Editions

if TYPE_CHECKING:
    from ...context import Context
    from ...kinds import KindRegistry
    from ...model import Contract
    from ...violations import Violation
    from ..schemas.edition import SchemaProver

#: the name under which the editions of releases are judged
RELEASED: Final = "released"
#: codes of the update rule that already ask for another version
_ASK_FOR_VERSION: Final = frozenset({"ECV001", "ECV002", "ECV004"})
_UNDECIDED: Final = "ECV009"
#: releases that a message names
_SHOWN: Final = 4
#: columns of an example
_WITNESS: Final = 160


@dataclass(slots=True)
class _Found:
    """One thing that is wrong, with the editions that it is wrong with, newest first."""

    code: str
    change: Change
    taken: Level
    editions: list[Edition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReleasedEditions:
    """Holds contracts of today against the editions of releases; each edition is compared once."""

    editions: Editions
    context: Context
    policy: ChangePolicy
    kinds: KindRegistry

    def concerns(self, contract: Contract) -> bool:
        """Whether there is an edition that has to be looked at, or should be one."""
        return any(self._is_asked(one, contract) for one in self.editions.of(contract.id)) or (
            self._lacks_editions(contract)
        )

    def judge(
        self, contract: Contract, judgement: Judgement | None, prover: SchemaProver
    ) -> tuple[Sequence[Violation], int]:
        """What is wrong, and how many editions were looked at.

        ``judgement`` is that of the update rule: what it says of the base is not said again.
        """
        asked = [one for one in self.editions.of(contract.id) if self._is_asked(one, contract)]
        told = {one.code for one in judgement.violations} if judgement is not None else set()
        found: dict[tuple[str, str, str | None, str], _Found] = {}
        violations: list[Violation] = []
        if not asked and self._lacks_editions(contract):
            violations.append(self._nothing_supported(contract))
        for edition in asked:
            if edition.contract is None:
                violations.append(self._unreadable(edition, contract))
                continue
            change = self._compared(edition, contract, prover)
            if self._is_reuse(edition, contract):
                if not told & _ASK_FOR_VERSION and self._asks_for_version(change):
                    violations.append(self._reused(edition, change, contract))
                continue
            for one in self._broken(edition, change, contract):
                if self._is_told(one, judgement, told):
                    continue
                place = (one.code, one.change.pointer, one.change.path, one.change.why)
                found.setdefault(place, one).editions.append(edition)
        violations += (self._violation(one, contract) for one in found.values())
        return violations, len(asked)

    def obligation(self, contract: Contract, judgement: Judgement | None, prover: SchemaProver) -> Obligation:
        """The same as a line of the checklist."""
        return edition_obligation(*self.judge(contract, judgement, prover))

    # --- which editions ---------------------------------------------------------------------------------

    def _is_asked(self, edition: Edition, contract: Contract) -> bool:
        """Whether an edition is supported, or has the version of today's."""
        if edition.contract is not None and edition.contract.header.status in self.policy.exempt:
            return False
        supported = self.policy.supported
        taken = None
        if edition.version is not None:
            taken = supported.step(contract.id, edition.version, contract.header.version)
        if edition.is_base:
            # The update rule asks for the version; it lets a major one break what it named as supported.
            return edition.contract is not None and taken is Level.MAJOR
        if edition.contract is None and edition.version is None:
            return supported.of(contract.id) != "none"
        return taken is not None or self._is_reuse(edition, contract)

    def _is_reuse(self, edition: Edition, contract: Contract) -> bool:
        if edition.version is None:
            return False
        try:
            return step(edition.version, contract.header.version) is Level.NONE
        except Decreased:
            return False

    def _lacks_editions(self, contract: Contract) -> bool:
        """Whether versions of this contract are named, and no release has one of them."""
        editions = self.editions.of(contract.id)
        if not (editions and self.context.base is not None and self.context.base.releases):
            return False
        supported, now = self.policy.supported, contract.header.version
        known = [now, *(one.version for one in editions if one.version is not None)]
        return supported.is_named(contract.id) and all(
            supported.step(contract.id, version, now) is None for version in known
        )

    # --- verdicts ---------------------------------------------------------------------------------------

    def _compared(self, edition: Edition, contract: Contract, prover: SchemaProver) -> ContractChange:
        assert edition.contract is not None  # noqa: S101 - the unreadable ones have been told
        return compared(
            Comparing(
                before=edition.contract,
                after=contract,
                base=edition.catalog.context,
                now=self.context,
                prover=prover,
                view=self.policy.view,
            ),
            self.kinds,
        )

    def _asks_for_version(self, change: ContractChange) -> bool:
        level = change.level(self.policy.sides)
        return level is not Level.NONE and Need.VERSION in self.policy.requires.get(str(level), ())

    def _broken(self, edition: Edition, change: ContractChange, contract: Contract) -> Iterator[_Found]:
        """The changes that are larger than the step from a supported edition to today's.

        Behind a major step an edition was named as supported: what was written for it is still read.
        """
        taken = self.policy.supported.step(contract.id, str(edition.version), contract.header.version)
        if taken is None:
            return
        sides, largest = (PRODUCER, Level.MINOR) if taken is Level.MAJOR else (self.policy.sides, taken)
        for one in change.changes:
            if one.is_undecided(sides):
                yield _Found("ECV017", one, taken)
            elif one.level(sides) > largest:
                yield _Found("ECV015", one, taken)

    def _is_told(self, found: _Found, judgement: Judgement | None, told: set[str]) -> bool:
        """Whether the update rule says the same of the base, so that mending that mends this."""
        if judgement is None:
            return False
        if found.code == "ECV017":
            return _UNDECIDED in told and any(
                one.pointer == found.change.pointer and one.path == found.change.path
                for one in judgement.change.changes
                if one.is_undecided(self.policy.sides)
            )
        level = found.change.level(self.policy.sides)
        return found.taken is not Level.MAJOR and bool(told & _ASK_FOR_VERSION) and judgement.level >= level

    # --- words ------------------------------------------------------------------------------------------

    def _reused(self, edition: Edition, change: ContractChange, contract: Contract) -> Violation:
        level = change.level(self.policy.sides)
        first = next(one for one in change.changes if one.level(self.policy.sides) is level)
        version = contract.header.version
        return contract.violation(
            "ECV005",
            f"the release {printable(edition.release)} has the version {version} with other content: "
            f"{printable(first.why, 160)}",
            rule=RELEASED,
            pointer="/version",
            expected="a version that no release has with other content",
            found=_listed([f"{one.path or ''}{one.pointer or '/'}" for one in change.changes]),
            fix=f"write version: {next_version(version, level)}, or a later one",
            metadata={"release": edition.release[:200], "version": version, "level": str(level)},
        )

    def _violation(self, found: _Found, contract: Contract) -> Violation:
        one, version = found.change, contract.header.version
        older = _listed([f"{each.version} (release {printable(each.release)})" for each in found.editions])
        several = f" and {len(found.editions) - _SHOWN} more" * (len(found.editions) > _SHOWN)
        location = contract.document.location(one.pointer)
        if one.path is not None:
            location = Location(path=one.path, pointer=one.pointer)
        if found.code == "ECV017":
            message = f"nobody can tell whether the supported edition {older}{several} still works"
            fix = "take it out of change_policy.supported, or waive this pointer with the reason why it works"
        else:
            level = one.level(self.policy.sides)
            if found.taken is Level.MAJOR:
                message = f"what was written for the supported edition {older}{several} is read no more"
            elif level is Level.MAJOR:
                message = f"the supported edition {older}{several} is broken"
            else:
                message = f"since the supported edition {older}{several} the change is {level}"
                message += f", and the step {found.taken}"
            fix = "make the change so that it breaks no supported edition, or support it no more"
            if found.taken is not Level.MAJOR:
                fix = f"write version: {next_version(version, level)}, or {fix}"
        return contract.violation(
            found.code,
            f"{message}: {printable(one.why, 200)}",
            rule=RELEASED,
            location=location,
            expected=f"an edition that may stand for {found.editions[-1].version} (change_policy.supported: "
            f"{printable(self.policy.supported.of(contract.id))})",
            found=_shown(one),
            fix=fix,
            metadata={
                "release": found.editions[0].release[:200],
                "edition": str(found.editions[0].version),
                "version": version,
                "pointer": one.pointer[:200],
            },
        )

    def _unreadable(self, edition: Edition, contract: Contract) -> Violation:
        first = edition.problems[0]
        return contract.violation(
            "ECV016",
            f"the edition of the release {printable(edition.release)} cannot be read with the language of "
            f"today: {first.message} ({first.code})",
            rule=RELEASED,
            pointer="/version",
            expected="an edition to compare with",
            found=f"version {edition.version or 'unknown'}, with {len(edition.problems)} problems",
            fix="bump the major version, support that edition no more (change_policy.supported), or waive it",
            metadata={"release": edition.release[:200], "code": first.code},
        )

    def _nothing_supported(self, contract: Contract) -> Violation:
        asked = self.policy.supported.of(contract.id)
        known = sorted({str(one.version) for one in self.editions.of(contract.id)})
        return contract.violation(
            "ECC009",
            f"no release has an edition of {contract.id!r} that change_policy.supported names",
            rule=RELEASED,
            pointer="/version",
            expected=f"an edition {printable(asked)}",
            found=_listed(known),
            fix="name versions that were released",
            metadata={"supported": asked[:60]},
        )


def edition_obligation(violations: Sequence[Violation], number: int) -> Obligation:
    """What releases ask of a contract, of which ``number`` editions were looked at."""
    return Obligation(
        need="released editions",
        asked="a version that no release has otherwise, and every supported edition still works",
        found="; ".join(one.message for one in violations)
        or f"{number} edition{'s' * (number != 1)} of releases, and nothing against them",
        violations=tuple(violations),
    )


def unreadable_editions(editions: Editions, told_under: Contract) -> Iterator[Violation]:
    """Tell once of each document of a release that cannot be read, and of which no contract is left."""
    seen: set[tuple[str, str]] = set()
    for release, problem in editions.lost:
        path = problem.location.path if problem.location else ""
        if (path, problem.message) in seen:
            continue
        seen.add((path, problem.message))
        yield told_under.violation(
            "ECV016",
            f"{printable(path)!r} of the release {printable(release)} cannot be read with the language of "
            f"today: {problem.message} ({problem.code})",
            rule=RELEASED,
            location=Location(path=path),
            expected="contracts that can be compared with those of today",
            found="a file that does not say whose edition it is",
            fix="waive it by its path, with the reason why nobody relies on it",
            metadata={"release": release[:200], "path": path[:200], "code": problem.code},
        )


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(printable(text, 120) for text in texts[:_SHOWN]) + more


def _shown(change: Change) -> str:
    """What proves it: data that one edition allows and the other refuses, and the error that it gets."""
    if change.witness is None:
        return "; ".join(map(printable, change.evidence)) or "no example that shows it"
    error = change.witness.errors[0]
    title = witness_title(change).replace("the base", "the release")
    return f"{shown(change.witness.value, _WITNESS)} ({title}), at {error.pointer or '/'}: {error.message}"
