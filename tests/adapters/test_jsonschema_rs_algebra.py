"""The algebra of jsonschema-rs: three answers, and never an exception."""

from __future__ import annotations

import pytest

pytest.importorskip("jsonschema_rs", reason="the algebra belongs to jsonschema-rs")

INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}


def test_containment_has_three_answers() -> None:
    """Yes, no, and None for what it cannot tell or cannot read."""
    from pytest_ecocontracts.adapters.jsonschema_rs_algebra import JsonschemaRsAlgebra

    algebra = JsonschemaRsAlgebra()
    assert algebra.covers(INTEGER, NUMBER) is True
    assert algebra.covers({"type": "string"}, NUMBER) is False
    assert algebra.covers({"type": "nonsense"}, NUMBER) is None
    assert algebra.covers({"pattern": "("}, NUMBER) is None
    assert algebra.covers({"$ref": "https://elsewhere.invalid/a"}, NUMBER) is None


def test_a_difference_is_a_schema() -> None:
    """Of what one describes and the other does not; None where it has no form."""
    import jsonschema_rs

    from pytest_ecocontracts.adapters.jsonschema_rs_algebra import JsonschemaRsAlgebra

    found = JsonschemaRsAlgebra().difference(NUMBER, INTEGER)
    assert found is not None
    assert jsonschema_rs.is_valid(found, 0.5)
    assert not jsonschema_rs.is_valid(found, 1)
    assert JsonschemaRsAlgebra().difference({"type": "nonsense"}, INTEGER) is None
