"""What the terminal shows of the gate besides its failures: header, counts, warnings, waivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from ..core.records.checks import CheckResult
from ..core.rendering.printable import printable
from ..core.rendering.text import counted, place
from ..core.violations import Severity, Violation
from .hooks import call_hook

if TYPE_CHECKING:
    from .recording import Recorder
    from .session import Gate

#: warnings and waived violations listed by default
LISTED = 10


class Reporting:
    """Terminal hooks, registered only while the gate is on; silent on xdist's workers."""

    def __init__(self, gate: Gate, recorder: Recorder | None) -> None:
        self._gate = gate
        self._recorder = recorder

    def pytest_report_header(self, config: pytest.Config) -> list[str]:
        """Say what judges this run."""
        settings = self._gate.settings
        lines = [f"eco-contracts: as of {settings.as_of} UTC, engine {self._gate.context.engine.name}"]
        if self._recorder is not None:
            lines[0] += f", record {self._recorder.folder}"
        if not self._gate.context.engine.name.startswith("jsonschema-rs"):
            lines.append(
                "eco-contracts: jsonschema-rs is not installed; the slower jsonschema judges instead"
            )
        return lines

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        """Write the gate's section: counts first, then what did not fail but should be known."""
        if self._recorder is None or config.getoption("no_summary", default=False):
            return
        _shorten_failures(terminalreporter)
        summary = Summary(self._recorder.checks)
        terminalreporter.write_sep("-", "eco-contracts")
        lines = ["the checks were collected, and none was run"]
        if not self._recorder.shows_only:
            lines = summary.lines(verbose=config.get_verbosity() > 0)
        for line in lines:
            terminalreporter.write_line(line)
        for notice in self._recorder.notices():
            terminalreporter.write_line(printable(notice, 400))
        for line in self._lines_of_plugins(config, self._recorder):
            terminalreporter.write_line(printable(line, 400))
        terminalreporter.write_line(self._recorder.closing_line())

    def _lines_of_plugins(self, config: pytest.Config, recorder: Recorder) -> Iterator[str]:
        hook = "pytest_eco_summary_lines"
        if not config.hook.pytest_eco_summary_lines.get_hookimpls():
            return  # nobody to write a record for
        for answer in call_hook(config, recorder, hook, record=recorder.snapshot()):
            if isinstance(answer, list | tuple):
                yield from map(str, answer)
            else:
                error = TypeError(f"expected a list of lines, found {type(answer).__name__}")
                recorder.note_hook_failure(hook, error)


def _shorten_failures(terminalreporter: pytest.TerminalReporter) -> None:
    """Leave the short summary the first line of each failure; on CI and with -vv it would repeat them whole.

    They have been shown by now, and pytest writes its short summary after this hook.
    """
    for report in terminalreporter.stats.get("failed", ()):
        if hasattr(report, "eco") and isinstance(report.longrepr, str):
            report.longrepr = report.longrepr.partition("\n")[0]


class Summary:
    """Counts over the checks that ran, from their records."""

    def __init__(self, checks: Sequence[CheckResult]) -> None:
        self._checks = checks

    def lines(self, *, verbose: bool) -> list[str]:
        """The counts in one line, then warnings and waived violations."""
        checks = self._checks
        found = [violation for check in checks for violation in check.violations]
        warnings = [violation for violation in found if violation.severity is Severity.WARNING]
        waived = [waived for check in checks for waived in check.waived]
        examined = sum(check.examined for check in checks)
        violations = len(found) - len(warnings) + sum(check.omitted for check in checks)
        text = ", ".join(
            (
                counted(len(checks), "check"),
                f"{counted(examined, 'target')} examined",
                counted(violations, "violation"),
            )
        )
        if waived:
            text += f", {len(waived)} waived"
        if warnings:
            text += f", {counted(len(warnings), 'warning')}"
        if not checks:
            return ["no contract check ran: the arguments and options of this run select none"]
        listed = [(f"warning {_line(violation)}") for violation in warnings]
        excused = [
            f"waived {_line(entry.violation)} (until {entry.until}: {entry.reason})" for entry in waived
        ]
        return [text, *_shortened(listed, verbose=verbose), *_shortened(excused, verbose=verbose)]


def _shortened(lines: list[str], *, verbose: bool) -> list[str]:
    shown = lines if verbose else lines[:LISTED]
    hidden = len(lines) - len(shown)
    more = [f"  ... and {hidden} more (-v shows them)"] if hidden else []
    return [*(f"  {printable(line, 400)}" for line in shown), *more]


def _line(violation: Violation) -> str:
    where = f" {place(violation.location)}" if violation.location else ""
    return f"{violation.code}{where}: {violation.message}"
