"""When the terminal's failures are fitted: after every listener has heard the plain text of the items."""

from __future__ import annotations

from collections.abc import Generator

import pytest


class Failures:
    """Fits failures to the terminal; on the controller only."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> Generator[None, None, None]:
        """Do it around pytest's own wrapper, which writes the failures before it lets others speak."""
        for report in terminalreporter.stats.get("failed", ()):
            _fit(report, config)
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, report: object) -> None:
        """Do it earlier for --pdb, which shows a failure as soon as every listener has heard it."""
        if node.config.getoption("usepdb", default=False) and isinstance(report, pytest.TestReport):
            _fit(report, node.config)


def _fit(report: pytest.TestReport, config: pytest.Config) -> None:
    if hasattr(report, "eco") and isinstance(report.longrepr, str):
        from .fitting import fit

        fit(report, report.longrepr, config)
