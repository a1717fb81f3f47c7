"""What the terminal shows of the gate besides its failures: the header, and the section at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from ..core.rendering.header import CatalogFacts, count_targets, header_lines
from ..core.rendering.notes import LISTED, note_lines, withheld_lines
from ..core.rendering.nothing import nothing_ran
from ..core.rendering.printable import printable
from ..core.rendering.table import ROWS, rows_of, table_lines, total_lines, total_of
from ..core.rendering.text import counted
from ..core.rendering.wrapping import wrap_line
from .colours import write_styled
from .facts import has_workers
from .hooks import call_hook

if TYPE_CHECKING:
    from ..core.rendering.styles import Line, Style
    from .enforcement import Enforcement
    from .recording import Recorder
    from .session import Gate

_LONGEST = 400


class Reporting:
    """Terminal hooks, registered only while the gate is on; silent on xdist's workers."""

    def __init__(self, gate: Gate, recorder: Recorder | None) -> None:
        self._gate = gate
        self._recorder = recorder
        self._deselected = 0
        self._session: pytest.Session | None = None

    def pytest_report_header(self, config: pytest.Config) -> list[str]:
        """Say what is enforced, and what judges it."""
        gate = self._gate
        planned = not has_workers(config)
        if planned:
            gate.plan()  # it is needed anyway, but on a controller of xdist, which collects nothing
        judged = [f"as of {gate.settings.as_of} UTC", f"engine {gate.engine}"]
        base = gate.enforcements[0].context.base
        if base is not None:
            judged.append(f"base {printable(base.name)} ({base.revision[:10]})")
            if planned:
                judged.append(_touched(gate))
        if self._recorder is not None and self._recorder.folder:
            judged.append(f"record {self._recorder.folder}")
        if not gate.engine.startswith("jsonschema-rs"):
            judged.append("jsonschema-rs is not installed: the slower jsonschema judges instead")
        catalogs = [_facts(enforcement, planned=planned) for enforcement in gate.enforcements]
        return header_lines(catalogs, judged, config.get_terminal_writer().fullwidth)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Count checks that options or plugins leave out."""
        self._deselected += sum(item.get_closest_marker("eco") is not None for item in items)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Know the session, which knows whether it was stopped."""
        self._session = session

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config, exitstatus: int
    ) -> None:
        """Write the gate's section: what did not fail but should be known, then the table of contracts."""
        recorder = self._recorder
        if recorder is None or config.getoption("no_summary", default=False):
            return
        terminalreporter.write_sep("-", "eco-contracts")
        writer = config.get_terminal_writer()
        for line in self._section(config, recorder, writer.fullwidth, exitstatus):
            write_styled(writer, line)

    def _section(
        self, config: pytest.Config, recorder: Recorder, width: int, exitstatus: int
    ) -> Iterator[Line]:
        if recorder.shows_only:
            yield from _plain("the checks were collected, and none was run", width)
        elif recorder.checks:
            yield from self._results(recorder, width, config.get_verbosity())
            yield from self._proves_less(width)
            yield from self._changed(recorder, width, config.get_verbosity())
        elif not recorder.withheld:
            yield from _plain(self._nothing_ran(config, exitstatus), width)
        yield from withheld_lines(recorder.withheld, width, LISTED if config.get_verbosity() <= 0 else None)
        for text in (*recorder.notices(), *self._gate.notes, *self._lines_of_plugins(config, recorder)):
            yield from _plain(printable(text, _LONGEST), width)
        yield from _plain(recorder.closing_line(), width)
        if recorder.summary is not None:
            yield from _plain(f"summary: {printable(recorder.summary.path, _LONGEST)}", width)

    def _results(self, recorder: Recorder, width: int, verbosity: int) -> Iterator[Line]:
        """Warnings and waived violations, the table, and its sums; all with -v, the sums alone with -q."""
        rows = rows_of(recorder.checks)
        notes = list(note_lines(recorder.checks, width, LISTED if verbosity <= 0 else None))
        yield from notes
        if verbosity >= 0:
            if notes:
                yield []
            yield from table_lines(rows, width, ROWS if verbosity == 0 else None)
        waivers = any(
            enforcement.is_read and enforcement.has_waivers for enforcement in self._gate.enforcements
        )
        yield from total_lines(total_of(rows), width, waivers=waivers)

    def _changed(self, recorder: Recorder, width: int, verbosity: int) -> Iterator[Line]:
        """What changed since the base; with -q how much of it, in one line."""
        if self._gate.settings.base is None:
            return
        found = recorder.changes()
        if found is not None:
            from ..core.rendering.change_table import change_lines

            if verbosity >= 0:
                yield []
            yield from change_lines(*found, width, everything=verbosity > 0, rows=verbosity >= 0)

    def _proves_less(self, width: int) -> Iterator[Line]:
        narrowed = self._gate.settings.narrowed
        if narrowed:
            text = f"narrowed by {' '.join(narrowed)}: what that leaves out is not proved"
            yield from _wrapped(printable(text, _LONGEST), width, "warning")

    def _nothing_ran(self, config: pytest.Config, exitstatus: int) -> str:
        session, settings = self._session, self._gate.settings
        stopped = session is not None and (session.shouldstop or session.shouldfail)
        dead = exitstatus in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
        return nothing_ran(
            ended=bool(stopped) or dead,
            narrowed=self._narrowing(config),
            covered=[folder or "." for folder in settings.covered] or list(config.args),
            root=os.path.relpath(config.rootpath, config.invocation_params.dir),
        )

    def _narrowing(self, config: pytest.Config) -> list[str]:
        """The options that may have left the checks out, as they are written."""

        def given(*names: str) -> list[str]:
            return [f"--{name.replace('_', '-')}" for name in names if config.getoption(name, default=None)]

        found = [*self._gate.settings.narrowed, *given("lf", "ignore", "ignore_glob")]
        if self._deselected or has_workers(config):  # only workers know what was deselected
            found += [
                f"{option} {config.getoption(name)!r}"
                for option, name in (("-k", "keyword"), ("-m", "markexpr"))
                if config.getoption(name)
            ]
            found += given("deselect", "stepwise")
        return found or ["a plugin or a conftest.py"] * (self._deselected > 0)

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


def _facts(enforcement: Enforcement, *, planned: bool) -> CatalogFacts:
    catalog = enforcement.catalog
    place = catalog.settings.path
    return CatalogFacts(
        id=next((c.id for c in catalog.contracts if c.document.path == place), None),
        file=None if place is None else enforcement.shown(place),
        contracts=sum(catalog.settings.enforces(contract) for contract in catalog.contracts),
        targets=count_targets(enforcement.units()) if planned else None,
    )


def _wrapped(text: str, width: int, style: Style) -> Iterator[Line]:
    for line in wrap_line(text, width):
        yield [(line, style)]


def _touched(gate: Gate) -> str:
    """How many contracts the change may have touched: none is told, too, for then nothing is compared."""
    counts = [one.change_gate.touched for one in gate.enforcements if one.change_gate is not None]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return "what it holds is unknown"
    return f"{counted(sum(known), 'contract')} touched"


def _plain(text: str, width: int) -> Iterator[Line]:
    return _wrapped(text, width, "plain")
