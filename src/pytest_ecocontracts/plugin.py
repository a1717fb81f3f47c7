"""The pytest entry point: options and hook declarations; the gate itself is loaded only when it is on."""

from __future__ import annotations

from collections.abc import Generator

import pytest


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
        "--eco-as-of",
        metavar="DATE",
        dest="eco_as_of",
        help="judge dates as of this day (YYYY-MM-DD; default: today, UTC)",
    )
    add(
        "--eco-record",
        metavar="DIR",
        dest="eco_record",
        help="write run records below this folder (default: .eco/runs)",
    )
    add(
        "--eco-chunk",
        metavar="N",
        dest="eco_chunk",
        help="judge at most this many files in one test item (default: 1000)",
    )
    add(
        "--eco-explain",
        metavar="CODE",
        dest="eco_explain",
        help="explain a failure code, by code or name, and exit",
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the ``pytest_eco_*`` hooks."""
    from . import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


def _on(config: pytest.Config) -> bool:
    options = config.known_args_namespace
    return bool(getattr(options, "eco_contracts", False) or getattr(options, "eco_only", False))


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the run record before any foreign code runs: a killed run must still be found."""
    if _on(early_config):
        from .pytest_adapter.rootdir import refuse_mistaken_root

        refuse_mistaken_root(early_config)
        from .pytest_adapter.imports import import_plainly

        import_plainly()
        from .pytest_adapter.recording import start_recording

        start_recording(early_config)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker always, so that ``-m "not eco"`` works everywhere; load the gate when it is on."""
    config.addinivalue_line("markers", "eco: a check of a contract, collected by pytest-ecocontracts")
    if _on(config):
        from .pytest_adapter.gate import open_gate

        open_gate(config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Explain a code instead of running."""
    code = config.getoption("eco_explain")
    if code is None:
        return None
    from .pytest_adapter.explain import explain

    status: int = explain(config, code)
    return status
