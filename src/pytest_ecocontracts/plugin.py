"""The pytest entry point: options and hook declarations; the gate itself is loaded only when it is on."""

from __future__ import annotations

from collections.abc import Generator

import pytest

_MARKER = (
    "a check of a contract, collected by pytest-ecocontracts; it also has eco_<kind>, eco_<check>, and "
    "eco_<clause> for each clause that it enforces, such as eco_artifact, eco_schema and eco_T002"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the gate's options."""
    group = parser.getgroup("eco-contracts", "contracts between repositories (pytest-ecocontracts)")
    add = group.addoption
    add(
        "--eco-contracts",
        action="store_true",
        dest="eco_contracts",
        help="enforce the contracts of this repository",
    )
    add(
        "--eco-only",
        action="store_true",
        dest="eco_only",
        help="enforce the contracts and collect nothing else",
    )
    add(
        "--eco-catalog",
        metavar="PATH",
        action="append",
        dest="eco_catalog",
        help="enforce the catalog in this file or folder; may be repeated (default: the nearest one)",
    )
    add(
        "--eco-select",
        metavar="NAME",
        action="append",
        dest="eco_select",
        help="only checks of this kind, contract id, owner or clause, or only violations of this code",
    )
    add(
        "--eco-ignore",
        metavar="NAME",
        action="append",
        dest="eco_ignore",
        help="leave out checks of this kind, contract id, owner or clause; "
        "list violations of this code as warnings",
    )
    add(
        "--eco-target",
        metavar="GLOB",
        action="append",
        dest="eco_target",
        help="judge only files that match, such as 'data/2026-*/**'; may be repeated",
    )
    add(
        "--eco-as-of",
        metavar="DATE",
        dest="eco_as_of",
        help="judge dates as of this day (YYYY-MM-DD; default: today, UTC)",
    )
    add(
        "--eco-base",
        metavar="BASE",
        dest="eco_base",
        nargs="?",
        const="\0",
        help="judge what changed since this branch, tag or commit was left, such as origin/main, or auto for "
        "the branch that the change goes to; or since a released catalog, folder:PATH or package:NAME; or "
        "since every release, tags or folder:PATH/*",
    )
    add(
        "--eco-history",
        metavar="RANGE",
        dest="eco_history",
        help="say where the commits of a range such as v1.0.0..main, or the releases (tags), "
        "broke the update rule, and exit",
    )
    add(
        "--eco-actor",
        metavar="NAME",
        dest="eco_actor",
        help="who made the change: judge whether they may write what they wrote",
    )
    add(
        "--eco-written",
        metavar="FILE",
        dest="eco_written",
        help="the paths that were written, one a line, instead of what differs from the base",
    )
    add(
        "--eco-exec",
        action="store_true",
        dest="eco_exec",
        help="run the commands that contracts name, in copies of the tracked files, and compare their output",
    )
    add(
        "--eco-write-locks",
        action="store_true",
        dest="eco_write_locks",
        help="write the locks of what is generated, and exit",
    )
    add(
        "--eco-baseline",
        metavar="FILE",
        dest="eco_baseline",
        help="write what is violated now as waivers that may only shrink into this contract file",
    )
    add(
        "--eco-baseline-grow",
        action="store_true",
        dest="eco_baseline_grow",
        help="let a baseline that exists take in what is new, and what has expired again",
    )
    add(
        "--eco-baseline-issue",
        metavar="ISSUE",
        dest="eco_baseline_issue",
        help="the issue that tracks the removal of what enters the baseline",
    )
    add(
        "--eco-baseline-until",
        metavar="DATE",
        dest="eco_baseline_until",
        help="last day of what enters the baseline (YYYY-MM-DD; default: in 90 days)",
    )
    add(
        "--eco-record",
        metavar="DIR",
        dest="eco_record",
        help="write run records below this folder (default: .eco/runs)",
    )
    add(
        "--eco-no-record",
        action="store_true",
        dest="eco_no_record",
        help="write no run record",
    )
    add(
        "--eco-summary",
        metavar="FILE",
        dest="eco_summary",
        help="write what changed, what that breaks and what is missing as Markdown, for a pull request",
    )
    add(
        "--eco-format",
        metavar="FORMAT",
        dest="eco_format",
        help="text, json (the run record on standard output, all else on standard error), "
        "or github (annotations of a workflow as well)",
    )
    add(
        "--eco-chunk",
        metavar="N",
        dest="eco_chunk",
        help="judge at most this many files in one test item (default: 1000)",
    )
    add(
        "--eco-explain",
        metavar="THING",
        dest="eco_explain",
        help="explain a failure code, contract, kind, path, run or clause, and exit",
    )
    parser.addini("eco_base", "what changes are judged against, as --eco-base takes it", default="")
    parser.addini("eco_catalogs", "catalog files or folders that are enforced", type="paths", default=[])
    parser.addini("eco_chunk", "how many files one test item judges at most", default="")
    parser.addini("eco_format", "how violations are told: text, json or github", default="text")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the ``pytest_eco_*`` hooks."""
    from . import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


def _on(config: pytest.Config) -> bool:
    options = config.known_args_namespace
    # Explaining is no run: where the flag stands in the configuration file it leaves no record.
    asked = (getattr(options, name, None) is not None for name in ("eco_explain", "eco_history"))
    is_no_run = any(asked) or getattr(options, "eco_write_locks", False)
    return not is_no_run and bool(
        getattr(options, "eco_contracts", False) or getattr(options, "eco_only", False)
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the run record before any foreign code runs: a killed run must still be found."""
    if _on(early_config):
        from .pytest_adapter.imports import import_plainly

        import_plainly()
        from .pytest_adapter.recording import start_recording
        from .pytest_adapter.rootdir import refuse_mistaken_root

        try:
            refuse_mistaken_root(early_config)
            start_recording(early_config)
        except pytest.UsageError:
            if getattr(early_config.known_args_namespace, "eco_summary", None) is not None:
                from .pytest_adapter.summary_file import forget_summary

                forget_summary(early_config)
            raise
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker always, so that ``-m "not eco"`` works everywhere; load the gate when it is on."""
    config.addinivalue_line("markers", f"eco: {_MARKER}")
    if _on(config):
        from .pytest_adapter.gate import open_gate

        open_gate(config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Explain a code, audit a history, or write locks, instead of running."""
    code = config.getoption("eco_explain")
    history = config.getoption("eco_history")
    if code is None and history is not None:
        from .pytest_adapter.history import audit_history

        audited: int = audit_history(config, history)
        return audited
    if code is None and config.getoption("eco_write_locks"):
        from .pytest_adapter.lock_writing import write_locks

        written: int = write_locks(config)
        return written
    if code is None:
        return None
    from .pytest_adapter.explain import explain

    status: int = explain(config, code)
    return status
