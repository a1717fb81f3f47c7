"""One pytest item per work unit; violations become an exception here and nowhere else."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..core.model import Outcome, WorkUnit
from ..core.planning import PROBLEMS, marker_name, marker_names
from ..core.records.checks import Waived as RecordedWaiver
from ..core.records.checks import outcome_to_json, portable, violation_to_json
from ..core.records.writer import RECORD
from ..core.rendering.text import SHOWN, counted, render_violations
from ..core.running import withheld
from ..core.taxonomy import KnownTaxonomies
from ..core.violations import Violation
from .facts import taxonomies_of
from .judged import Judged
from .keys import RECORDER

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr  # what pytest's own signature returns

    from .enforcement import Enforcement
    from .session import Gate


class ContractViolated(Exception):
    """What a failing item raises; carries the violations as data."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        super().__init__(counted(len(judged.standing), "violation"))


class EcoItem(pytest.Item):
    """What the items of the gate have in common."""

    gate: Gate

    def __init__(self, *, gate: Gate, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.gate = gate
        self.judged: Judged | None = None
        self.add_marker("eco")

    def narrow(self) -> bool:
        """Leave out of the item what the options of the run do not want; False where nothing is left."""
        raise NotImplementedError

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | TerminalRepr:
        """Return text: it survives xdist, JUnit and the short summary as it is."""
        error = excinfo.value
        if isinstance(error, ContractViolated):
            verbose = self.config.get_verbosity() > 0
            text = render_violations(
                error.judged.standing,
                error.judged.outcome.omitted,
                limit=None if verbose else SHOWN,
                codes=KnownTaxonomies(lambda: taxonomies_of(self.config)).get,
                record=self._record(),
            )
            return "\n".join([text, *_witnesses(error.judged.outcome.changes or ())])
        return super().repr_failure(excinfo)

    def _record(self) -> str | None:
        """How people call the record of this run; only the process that writes it knows its path."""
        if self.config.getoption("eco_no_record", default=False):
            return None
        recorder = self.config.stash.get(RECORDER, None)
        return f"{recorder.folder}/{RECORD}" if recorder is not None else "the run record"

    def _settle(self, judged: Judged) -> None:
        self.judged = judged
        if judged.standing:
            raise ContractViolated(judged)
        if judged.waived:
            waivers = {waived.waiver.justification for waived in judged.waived}
            pytest.xfail(f"{counted(len(judged.waived), 'violation')} waived ({', '.join(sorted(waivers))})")


class ContractItem(EcoItem):
    """Runs one work unit."""

    def __init__(self, *, enforcement: Enforcement, unit: WorkUnit, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.enforcement = enforcement
        self.unit = unit
        self.extra_keyword_matches.update((unit.contract.id, unit.contract.header.kind, unit.check.name))
        for name in marker_names(unit):
            self.add_marker(name)

    def setup(self) -> None:
        """Skip a unit that this run may not run: it is recorded as not evaluated, and told at the end."""
        reason = withheld(self.unit, self.enforcement.context)
        if reason is not None:
            pytest.skip(reason)

    def runtest(self) -> None:
        """Run the unit; raises ContractViolated, or marks the item as an expected failure."""
        self._settle(self.enforcement.judge(self.unit))

    def narrow(self) -> bool:
        """Keep the targets that are wanted."""
        unit = self.gate.selection.narrow(self.unit, self.enforcement.shown)
        self.unit = unit or self.unit
        return unit is not None

    def reportinfo(self) -> tuple[Path, int, str]:
        """The contract file, the line of the rule in it (from 0), and the headline of a failure."""
        line = self.unit.contract.document.location(self.unit.check.pointer).line
        return self.path, (line or 1) - 1, _headline(self.name)

    def record(self, duration: float) -> dict[str, object]:
        """What the run record says of this item, as JSON data."""
        judged = self.judged or Judged(Outcome(), [], [])
        return outcome_to_json(
            self.unit,
            replace(judged.outcome, violations=(*judged.standing, *judged.warnings)),
            [
                RecordedWaiver(
                    violation=waived.violation,
                    waiver=self.enforcement.waiver_reference(waived.waiver),
                    reason=f"{waived.waiver.reason} ({waived.waiver.justification})",
                    until=waived.waiver.until.isoformat(),
                    ends_soon=waived.waiver.ends_soon(self.gate.settings.as_of),
                )
                for waived in judged.waived
            ],
            duration,
        )


class ProblemItem(EcoItem):
    """Fails with what is wrong with a contract document."""

    def __init__(self, *, contract_id: str, violations: Sequence[Violation], **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.contract_id = contract_id
        self.violations = list(violations)
        self.add_marker(marker_name(PROBLEMS))

    def runtest(self) -> None:
        """Raise ContractViolated, always: the document is wrong."""
        self._settle(Judged(Outcome(violations=tuple(self.violations), examined=1), self.violations, []))

    def narrow(self) -> bool:
        """Stay, unless the contract is known to be another than those wanted."""
        return self.gate.selection.wants_broken(self.contract_id)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The contract file and the line of the first problem (from 0)."""
        location = self.violations[0].location
        return self.path, ((location.line if location else None) or 1) - 1, _headline(self.name)

    def record(self, duration: float) -> dict[str, object]:
        """What the run record says of this item, as JSON data."""
        return {
            "contract": self.contract_id,
            "kind": "document",
            "check": "contract",
            "chunk": [1, 1],
            "examined": 1,
            "omitted": 0,
            "duration": duration,
            "details": {},
            "violations": [violation_to_json(violation) for violation in self.violations],
            "waived": [],
        }


def _witnesses(changes: Sequence[Mapping[str, object]]) -> Iterator[str]:
    if changes:
        from ..core.rendering.change_words import witness_block

        for change in changes:
            yield from witness_block(change)


def _headline(name: str) -> str:
    # Where the headline ends like the node id, -v shows the id with its dots turned into "::".
    return name.replace("[", " [", 1)


class Reports:
    """Puts what an item found on its report, as plain data, so that it crosses xdist."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach ``report.eco`` to the call report of our items."""
        report = yield
        if isinstance(item, EcoItem) and call.when == "call":
            report.eco = portable(item.record(call.duration))  # type: ignore[attr-defined]
        return report
