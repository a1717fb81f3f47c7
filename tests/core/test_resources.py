"""The shipped schemas: found, complete, and as good as what users must write."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.core.resources import OWN_BASE, own_schema_names, own_schemas
from pytest_ecocontracts.core.schemas import compile_own


@pytest.mark.parametrize("name", own_schema_names())
def test_a_shipped_schema_stands_the_judgement_that_it_is_spared(name: str) -> None:
    schemas = own_schemas(name)
    uri = OWN_BASE + name
    judged = default_engine().compile(schemas[uri], base_uri=uri, resources=schemas)
    trusted = compile_own(default_engine(), name)
    for instance in ({}, {"contract": 7, "unknown": []}, None):
        assert trusted.is_valid(instance) is judged.is_valid(instance)
        assert trusted.errors(instance) == judged.errors(instance)
    assert not trusted.is_valid(None)


def test_a_shipped_schema_brings_what_it_refers_to() -> None:
    names = ("catalog", "header", "rule", "template")  # what the header refers to comes with it
    assert sorted(own_schemas("catalog.v1.schema.json")) == [
        f"{OWN_BASE}{name}.v1.schema.json" for name in names
    ]


def test_a_name_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        own_schemas("../secret.json")
