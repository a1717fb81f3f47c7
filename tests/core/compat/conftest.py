"""The validators and the algebra that comparisons are given here."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.compat.comparing import Tools

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Both validators and the algebra of jsonschema-rs."""
    return prover_tools()


@pytest.fixture(scope="session")
def alone(tools: Tools) -> Tools:
    """Both validators, and no algebra: all proofs are our own."""
    return Tools(engines=tools.engines)
