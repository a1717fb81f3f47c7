"""Writes into the record what pytest reports of each item: checks of contracts, and ordinary tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import pytest

from ..core.records.checks import CheckResult, outcome_from_json
from ..core.records.failures import shorten
from .deaths import broken_item, crash_message
from .hooks import call_hook

if TYPE_CHECKING:
    from ..core.records.recorder import RunRecorder
    from .recording import Recorder

_LONGEST_REASON = 1000


class ReportedItems:
    """Hears reports on the controller, also those that xdist's workers sent."""

    def __init__(self, config: pytest.Config, recorder: Recorder, run: RunRecorder) -> None:
        self._config = config
        self._recorder = recorder
        self._run = run
        self.checks: list[CheckResult] = []
        #: (name, why) of each check that was skipped
        self.withheld: list[tuple[str, str]] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note an item in flight, so that a dead run can name it."""
        if self._recorder.shows_only:
            return
        self._run.started(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what an item, or one phase of it, came to."""
        found = getattr(report, "eco", None)
        if cast("str", report.when) == "???":
            self._note_crash(report)
        elif found is not None:
            self._note_check(report, found)
        elif "eco" in report.keywords:
            self._note_check_phase(report)
        else:
            self._note_test(report)

    def _note_check(self, report: pytest.TestReport, found: Mapping[str, object]) -> None:
        result = outcome_from_json(found)
        self.checks.append(result)
        if report.failed and not any(violation.severity.value == "error" for violation in result.violations):
            found = {**found, "violations": [*cast("list[object]", found["violations"]), broken_item(report)]}
        record = self._run.check(report.nodeid, found)
        call_hook(self._config, self._recorder, "pytest_eco_check_finished", record=record)

    def _note_check_phase(self, report: pytest.TestReport) -> None:
        """Setup or teardown of a contract's item: it does nothing of its own, so others' hooks speak here."""
        if report.failed:
            self._run.fail(broken_item(report), nodeid=report.nodeid, phase=report.when or "call")
        if report.when == "setup" and report.skipped:
            reason = _skip_reason(report)
            self.withheld.append((report.nodeid.rpartition("::")[2], reason))
            self._run.unevaluated(report.nodeid, reason)
        elif report.when == "setup" and not report.passed:
            self._run.unevaluated(report.nodeid, "its setup failed")

    def _note_test(self, report: pytest.TestReport) -> None:
        if report.failed:
            outcome = "failed" if report.when == "call" else "error"
            path, line, _ = report.location
            self._run.fail(
                {
                    "code": "ECZ006",
                    "message": crash_message(report.longrepr) or f"{report.nodeid} failed",
                    "location": {"path": path, "line": (line or 0) + 1},
                    "metadata": {"nodeid": report.nodeid},
                },
                nodeid=report.nodeid,
                phase=report.when or "call",
            )
        elif report.when == "call" or report.skipped:
            # Reruns and other outcomes of plugins are not the last word.
            outcome = report.outcome if report.outcome in ("passed", "skipped") else "passed"
        else:
            return
        self._run.finished(report.nodeid, outcome)

    def _note_crash(self, report: pytest.TestReport) -> None:
        worker = getattr(getattr(getattr(report, "node", None), "gateway", None), "id", None)
        self._run.fail(
            {
                "code": "ECZ003",
                "message": f"worker {worker or '?'} crashed; {report.nodeid} is suspected",
                "metadata": {"worker": worker, "nodeid": report.nodeid},
            },
            nodeid=report.nodeid,
        )
        self._run.unevaluated(report.nodeid, "its worker crashed")
        self._run.finished(report.nodeid, "error")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note tests that could not be collected."""
        if report.failed:
            self._run.fail(
                {
                    "code": "ECZ004",
                    "message": crash_message(report.longrepr)
                    or f"{report.nodeid or 'the session'} cannot be collected",
                    "metadata": {"nodeid": report.nodeid},
                },
                nodeid=report.nodeid or None,
                phase="collect",
            )


def _skip_reason(report: pytest.TestReport) -> str:
    """Why an item was skipped, in the words of whoever did it."""
    told = report.longrepr
    text = told[2].removeprefix("Skipped: ") if isinstance(told, tuple) else ""
    return shorten(f"skipped: {text}" if text else "skipped", _LONGEST_REASON)
