"""The validators and the algebra that comparisons are given here."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.adapters.jsonschema_engine import JsonschemaEngine
from pytest_ecocontracts.core.compat.comparing import Tools

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Both validators and the algebra of jsonschema-rs."""
    from pytest_ecocontracts.adapters.jsonschema_rs_algebra import JsonschemaRsAlgebra
    from pytest_ecocontracts.adapters.jsonschema_rs_engine import JsonschemaRsEngine

    return Tools(engines=[JsonschemaRsEngine(), JsonschemaEngine()], algebra=JsonschemaRsAlgebra())


@pytest.fixture(scope="session")
def alone(tools: Tools) -> Tools:
    """Both validators, and no algebra: all proofs are our own."""
    return Tools(engines=tools.engines)
