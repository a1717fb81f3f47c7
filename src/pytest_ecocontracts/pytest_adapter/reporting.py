"""What the terminal shows of the gate besides its failures: header, counts, warnings, waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..core.rendering.printable import printable
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
        record = self._recorder.snapshot()
        summary = Summary(self._recorder.checks)
        terminalreporter.write_sep("-", "eco-contracts")
        for line in summary.lines(verbose=config.get_verbosity() > 0):
            terminalreporter.write_line(line)
        for answer in call_hook(
            config, self._recorder, "pytest_eco_summary_lines", record=record, config=config
        ):
            for line in answer or ():
                terminalreporter.write_line(printable(str(line), 400))
        terminalreporter.write_line(self._recorder.closing_line())


class Summary:
    """Counts over the checks that ran, from their records."""

    def __init__(self, checks: list[dict[str, object]]) -> None:
        self._checks = checks

    def lines(self, *, verbose: bool) -> list[str]:
        """The counts in one line, then warnings and waived violations."""
        checks = self._checks
        examined = sum(int(c["examined"]) for c in checks)  # type: ignore[call-overload]
        violations = sum(len(c["violations"]) + int(c["omitted"]) for c in checks)  # type: ignore[call-overload,arg-type]
        waived = [w for c in checks for w in c["waived"]]  # type: ignore[attr-defined]
        warnings = [w for c in checks for w in c["warnings"]]  # type: ignore[attr-defined]
        text = f"{len(checks)} checks, {examined} targets examined, {violations} violations"
        if waived:
            text += f", {len(waived)} waived"
        if warnings:
            text += f", {len(warnings)} warnings"
        if not checks:
            text = "no contract check ran: the arguments and options of this run select none"
        return [text, *_listing("warning", warnings, verbose), *_listing("waived", waived, verbose)]


def _listing(label: str, entries: list[dict[str, object]], verbose: bool) -> list[str]:
    shown = entries if verbose else entries[:LISTED]
    lines = [f"  {label} {_line(entry)}" for entry in shown]
    if len(entries) > len(shown):
        lines.append(f"  ... and {len(entries) - len(shown)} more {label} (-v shows them)")
    return lines


def _line(entry: dict[str, object]) -> str:
    location = entry.get("location")
    where = ""
    if isinstance(location, dict):
        where = f" {location.get('path')}" + (f":{location['line']}" if location.get("line") else "")
    until = entry.get("until")
    end = f" (until {until}, {entry.get('owner')})" if until else ""
    return printable(f"{entry['code']}{where}: {entry['message']}{end}", 400)
