"""Opens the gate: registers the working parts on pytest once, when it is on."""

from __future__ import annotations

import pytest

from .collection import Collection
from .deaths import usage_error
from .failures import Failures
from .items import Reports
from .keys import GATE
from .longlived import LongLived
from .recording import WorkerPlan, start_recording
from .reporting import Reporting
from .session import Gate
from .settings import read_settings


def asks_for_baseline(config: pytest.Config) -> bool:
    """Whether any option about a baseline was given; raises pytest.UsageError for one without a file."""
    given = [
        f"--{name.replace('_', '-')}"
        for name in ("eco_baseline_grow", "eco_baseline_issue", "eco_baseline_until")
        if config.getoption(name)
    ]
    if given and config.getoption("eco_baseline") is None:
        message = f"ECC001 config-invalid: {given[0]}: needs --eco-baseline=FILE"
        raise usage_error("ECC001", message)
    return config.getoption("eco_baseline") is not None


def open_gate(config: pytest.Config) -> None:
    """Register collection and reports in every process, the terminal's part on the controller only."""
    gate = Gate(config, read_settings(config))
    config.stash[GATE] = gate
    register = config.pluginmanager.register
    register(Collection(gate), "ecocontracts-collection")
    register(Reports(), "ecocontracts-reports")
    register(LongLived(), "ecocontracts-long-lived")
    if hasattr(config, "workerinput"):
        register(WorkerPlan(), "ecocontracts-worker-plan")
        return
    recorder = start_recording(config, late=True)
    if recorder is not None and gate.settings.format != "text":
        from .formats import FORMATS

        register(FORMATS[gate.settings.format](recorder), "ecocontracts-format")
    register(Failures(), "ecocontracts-failures")
    if recorder is not None and asks_for_baseline(config):
        from .baseline import BaselineWriter

        register(BaselineWriter(gate, recorder), "ecocontracts-baseline")
    register(Reporting(gate, recorder), "ecocontracts-reporting")
