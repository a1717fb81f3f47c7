"""Opens the gate: registers the working parts on pytest once, when it is on."""

from __future__ import annotations

import pytest

from .collection import Collection
from .failures import Failures
from .items import Reports
from .keys import GATE
from .longlived import LongLived
from .recording import WorkerPlan, start_recording
from .reporting import Reporting
from .session import Gate
from .settings import read_settings


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
    register(Reporting(gate, recorder), "ecocontracts-reporting")
