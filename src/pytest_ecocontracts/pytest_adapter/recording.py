"""Records the run that this process is: from before the first conftest to after the last plugin.

The record starts in ``pytest_load_initial_conftests`` and ends around ``pytest_cmdline_main``:
``pytest_sessionfinish`` knows neither the final exit code (``--max-warnings`` changes it later) nor runs
in every death (another plugin's failing hook skips it).
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import pytest

from ..adapters.engines import default_engine
from ..adapters.host import DirtyQuestion
from ..core.errors import FileProblem
from ..core.records import writer
from ..core.records.assemble import SCHEMA_FILE, Ending
from ..core.records.checks import CheckResult
from ..core.records.identity import timestamp
from ..core.records.recorder import RecordNotWritten, RunRecorder
from ..core.records.recovery import Recovered, recover
from ..core.records.redaction import Redactor
from ..core.schemas import compile_own
from ..core.taxonomy import KnownTaxonomies
from .deaths import (
    exit_code_of,
    failing_hook,
    first_line,
    say_on_stderr,
    unexplained,
    usage_code,
    usage_error,
)
from .facts import contracts_of, has_workers, planned_of, start_of, taxonomies_of
from .hooks import call_hook
from .keys import GATE, RECORDER
from .places import record_folder
from .reported import ReportedItems
from .termination import Termination

if TYPE_CHECKING:
    from ..core.ports import CompiledSchema
    from .summary_file import SummaryFile

NAME = "ecocontracts-recorder"


def start_recording(config: pytest.Config, *, late: bool = False) -> Recorder | None:
    """Start the record of this process, or return None where it is not the one that records.

    An xdist worker leaves the record to its controller. That it is one is only certain later, when
    xdist has marked its config; so a process that merely inherited the variable starts ``late``, from
    ``pytest_configure``. Raises pytest.UsageError where the record cannot be written.
    """
    if RECORDER in config.stash or hasattr(config, "workerinput"):
        return config.stash.get(RECORDER, None)
    if "PYTEST_XDIST_WORKER" in os.environ and not late:
        return None
    recorder = Recorder(config)
    config.stash[RECORDER] = recorder
    config.pluginmanager.register(recorder, NAME)
    config.pluginmanager.register(recorder.reported, f"{NAME}-items")
    config.add_cleanup(recorder.config_closed)
    if getattr(config.known_args_namespace, "eco_summary", None) is not None:
        from .summary_file import summary_file

        recorder.summary = summary_file(config)
    return recorder


def _nothing_more(record: Mapping[str, object]) -> None:
    """Nobody else wants the record."""


def _schema() -> CompiledSchema:
    return compile_own(default_engine(), SCHEMA_FILE)


class WorkerPlan:
    """On an xdist worker: sends what was planned and selected to the controller, which collects nothing."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Put the plan where xdist takes it along."""
        session.config.workeroutput[NAME] = planned_of(session.config, session.items)  # type: ignore[attr-defined]


class Recorder:
    """Hears what pytest says about the run, and passes it on to the record."""

    def __init__(self, config: pytest.Config) -> None:
        """Start; raises pytest.UsageError where the folder of the record cannot be written."""
        self._config = config
        self._process = os.getpid()
        self._started = time.monotonic_ns()
        self._in_main = False
        self._session: pytest.Session | None = None
        self._collect_only = False
        self._final: int | None = None
        self._exit_so_far = 0
        self._planned = False
        #: told the record once it is written
        self.when_finished: Callable[[Mapping[str, object]], None] = _nothing_more
        #: the Markdown file that tells of the run
        self.summary: SummaryFile | None = None
        self._place = place = record_folder(config)
        redactor = Redactor.from_environment(os.environ)
        start = start_of(config, redactor)
        try:
            taxonomies = KnownTaxonomies(lambda: taxonomies_of(config))
            self._run = RunRecorder(
                None if place is None else place.path, start, redactor, _schema, taxonomies
            )
            if place is not None and place.private:
                place.hide_from_git()
        except OSError as problem:
            message = (
                f"ECR005 run-record-not-written: {place and place.path}: {problem.strerror or problem}; "
                "make the folder writable, or name another with --eco-record"
            )
            raise usage_error("ECR005", message) from problem
        self.reported = ReportedItems(config, self, self._run)
        self.recovered: Sequence[Recovered] = ()
        if place is not None:
            producer = cast("Mapping[str, object]", start.producer)
            self.recovered = recover(place.path, start.run_id, producer, _schema)
            writer.sweep(place.path)
        self._dirty = DirtyQuestion(str(config.rootpath))
        atexit.register(self._process_ends)
        self._termination = Termination()

    # ---- what others ask ------------------------------------------------------------------------

    @property
    def run_id(self) -> str:
        """The id of this run."""
        return self._run.start.run_id

    @property
    def folder(self) -> str | None:
        """The folder of this run's files, relative to the root; None where it is to leave none."""
        if self._place is None:
            return None
        return os.path.relpath(self._run.folder.path, self._config.rootpath)

    @property
    def checks(self) -> Sequence[CheckResult]:
        """The work units that have ended so far."""
        return self.reported.checks

    @property
    def withheld(self) -> Sequence[tuple[str, str]]:
        """(name, why) of each check that was reached and not run."""
        return self.reported.withheld

    @property
    def shows_only(self) -> bool:
        """Whether pytest was asked to show what there is, and to run none of it."""
        return self._collect_only

    @property
    def unreached(self) -> int | None:
        """How many checks of a whole run were not run, but those withheld; None where none is planned."""
        planned, ended = self._run.tally.planned.keys(), self._run.tally.units.keys()
        return len(planned - ended) - len(set(self.withheld)) if planned else None

    def changes(self) -> tuple[Mapping[str, object], Mapping[str, object]] | None:
        """The base, and what changed since, as the record will say it; None where nobody compared."""
        return self._run.changes()

    def snapshot(self) -> dict[str, object]:
        """The record as it stands; complete but for what is still to come."""
        return self._run.record(self._ending(self._exit_so_far))

    def closing_line(self) -> str:
        """The last line of the summary: where the record will be."""
        where = f"{self.folder}/{writer.RECORD}" if self._place else "none, as --eco-no-record asks"
        return f"run record: {where}"

    def notices(self) -> list[str]:
        """What the summary says about earlier runs that never ended."""
        return [
            f"warning ECR003 run-record-incomplete: {dead.message} ({dead.path})" for dead in self.recovered
        ]

    def note_failure(self, code: str, message: str, *, phase: str = "call", **fields: object) -> None:
        """Record a failure that belongs to no contract; fields as in ``checks.violation_to_json``."""
        self._run.fail({"code": code, "message": message or code, **fields}, phase=phase)

    def note_hook_failure(self, hook: str, error: BaseException) -> None:
        """Record that a hook raised (ECZ005)."""
        self.note_failure(
            "ECZ005",
            f"the hook {hook} raised {type(error).__name__}: {first_line(str(error))}",
            metadata={"exception": type(error).__name__, "hook": hook},
        )

    # ---- the run, as pytest tells it --------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> Generator[None, int | None, int | None]:
        """Enclose the whole run; whatever leaves it, the record says how."""
        self._in_main = True
        # Each of these ends before the first check is run.
        showing = ("collectonly", "setuponly", "setupplan")
        self._collect_only = any(config.getoption(name, default=False) for name in showing)
        try:
            code = yield
        except BaseException as error:
            self._note_escape(error)
            self.finish(exit_code_of(error))
            raise
        final = self.finish(int(code or 0))
        return code if final == int(code or 0) else final

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Know the session, which holds the exit code."""
        self._session = session

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Know what a whole run consists of, and what of it was selected."""
        if not has_workers(session.config):
            self._note_plan(planned_of(session.config, session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take the plan from the first xdist worker that ended in order: the controller collects nothing."""
        output = getattr(node, "workeroutput", None) or {}
        if isinstance(output.get(NAME), dict):
            self._note_plan(output[NAME])

    def _note_plan(self, plan: Mapping[str, object]) -> None:
        if not self._planned:
            self._planned = True
            self._run.emit(
                {"event": "catalog", "contracts": plan["contracts"]},
                {
                    "event": "planned",
                    "checks": plan["planned"],
                    **{name: plan[name] for name in ("clauses", "enforces") if name in plan},
                },
                {"event": "selected", "nodeids": plan["selected"]},
            )
            if plan.get("base"):
                base = cast("dict[str, str]", plan["base"])
                self._run.emit({"event": "base", **base, "checks": plan.get("telling", [])})
            if plan["narrowed"]:
                self._run.emit({"event": "narrowed", "options": plan["narrowed"]})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Note that tests begin."""
        if not self._collect_only:
            self._run.emit({"event": "running"})

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note who stopped the run; pytest also calls this where collection failed or -x has had enough."""
        error = excinfo.value
        # pytest and xdist have an own subclass each for "enough failures" and "collection failed".
        by_pytest = isinstance(error, KeyboardInterrupt) and type(error) is not KeyboardInterrupt
        if by_pytest and self._run.tally.failures.total:
            return
        self._note_interrupt(error)

    def _note_interrupt(self, error: BaseException) -> None:
        reason = self._termination.signal or type(error).__name__
        self.note_failure(
            "ECZ002",
            f"the run was stopped: {first_line(str(error)) or reason}",
            metadata={"reason": reason},
        )

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note an exception that pytest calls internal: a hook of somebody's, or our own mistake."""
        hook, ours = failing_hook(excinfo.value)
        if ours:
            self.note_failure(
                "ECZ001",
                f"the gate crashed: {type(excinfo.value).__name__}: {first_line(str(excinfo.value))}",
                metadata={"exception": type(excinfo.value).__name__},
            )
        else:
            self.note_hook_failure(hook, excinfo.value)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Tell the hooks before the summary is written; one that raises fails the run."""
        self._exit_so_far = int(exitstatus)
        self._note_plan_of_controller()
        if not self._config.hook.pytest_eco_run_finished.get_hookimpls():
            return  # nobody to write a record for
        for answer in call_hook(self._config, self, "pytest_eco_run_finished", record=self.snapshot()):
            self._extend(answer)

    def _note_plan_of_controller(self) -> None:
        # Every worker died: at least name the contracts that were not judged.
        gate = self._config.stash.get(GATE, None)
        if self._planned or gate is None or not self._run.tally.running:
            return
        contracts = [entry for e in gate.enforcements if e.is_read for entry in contracts_of(e)]
        if contracts:
            self._note_plan({"contracts": contracts, "planned": [], "selected": [], "narrowed": []})

    def _extend(self, answer: object) -> None:
        try:
            self._run.extend(cast("Mapping[str, object]", answer))
        except (TypeError, ValueError) as problem:
            self.note_hook_failure("pytest_eco_run_finished", problem)

    # ---- the end ----------------------------------------------------------------------------------

    def config_closed(self) -> None:
        """Finish where ``pytest_cmdline_main`` was never reached, as after a bad option or a bad conftest.

        pytest closes its config while it handles the exception that ended the run, so that can be asked.
        """
        if self._in_main or self._final is not None:
            return
        error = sys.exc_info()[1]
        if error is not None:
            self._note_escape(error)
            self.finish(exit_code_of(error))
        elif self._session is None:
            self.finish(1)
        else:
            # A late start was too late to enclose the run; pytest still asks the session for the code.
            self._session.exitstatus = self.finish(int(self._session.exitstatus))

    def _process_ends(self) -> None:
        """Finish a run whose thread was cut off by the end of the interpreter."""
        self.finish(1)

    def _note_escape(self, error: BaseException) -> None:
        """Record what left pytest as an exception."""
        if isinstance(error, pytest.UsageError) or type(error).__name__ == "ConftestImportFailure":
            code, message = usage_code(error)
            self.note_failure(code, message, phase="start")
        elif isinstance(error, (KeyboardInterrupt, pytest.exit.Exception)):
            self._note_interrupt(error)
        else:
            hook, _ = failing_hook(error)
            self.note_hook_failure(hook, error)

    def finish(self, code: int) -> int:
        """Write the record once, and return the exit code of the run: never 0 where something failed."""
        if self._final is not None:
            return self._final
        if os.getpid() != self._process:
            return code  # a forked child that ran on; the run is its parent's
        self._termination.release()
        atexit.unregister(self._process_ends)
        failures = self._run.tally.failures.total
        if code != 0 and not failures:
            failure, message = unexplained(code)
            self.note_failure(failure, message, phase="end", metadata={"exit": code})
        self._final = code or (1 if failures else 0)
        record: Mapping[str, object]
        try:
            record = self._run.finish(self._ending(self._final), dirty=self._dirty.answer())
        except RecordNotWritten as problem:
            self._final = self._final or 1
            record = problem.record
            say_on_stderr(problem)
        else:
            if self._place is not None and self._place.private:
                writer.retain(self._place.path)
            self.when_finished(record)
        self._summarise(record)
        return self._final

    def _summarise(self, record: Mapping[str, object]) -> None:
        if self.summary is None:
            return
        try:
            self.summary.write(record)
        except FileProblem as problem:
            self._final = self._final or 1
            sys.stderr.write(f"\nECC001 config-invalid: --eco-summary: {problem.message}\n")

    def _ending(self, code: int) -> Ending:
        return Ending(
            exit_code=code,
            signal=self._termination.signal,
            ended_at=timestamp(time.time_ns()),
            duration_ms=(time.monotonic_ns() - self._started) // 1_000_000,
            collect_only=self._collect_only,
        )
