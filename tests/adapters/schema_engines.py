"""Both JSON Schema engines, and short ways to ask them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pytest

from pytest_ecocontracts.adapters.jsonschema_engine import JsonschemaEngine
from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.json_schema.uris import uri_of
from pytest_ecocontracts.core.ports import CompiledSchema, SchemaEngine, SchemaError


class Absent:
    """An engine that is not installed: who asks it cannot be tested."""

    name = "none"

    def compile(self, *_args: Any, **_options: Any) -> CompiledSchema:
        pytest.skip("jsonschema-rs is not installed")


def _jsonschema_rs() -> SchemaEngine:
    if find_spec("jsonschema_rs") is None:
        return Absent()
    from pytest_ecocontracts.adapters.jsonschema_rs_engine import JsonschemaRsEngine

    return JsonschemaRsEngine()


RS = _jsonschema_rs()
PY = JsonschemaEngine()
ENGINES: Mapping[str, SchemaEngine] = {"jsonschema-rs": RS, "jsonschema": PY}

DRAFTS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def compiled(
    engine: SchemaEngine, schema: object, files: Mapping[str, object] | None = None
) -> CompiledSchema:
    """Compile a schema that stands in ``schema.json``, beside other schema files."""
    resources = {uri_of(path): value for path, value in (files or {}).items()}
    return engine.compile(schema, base_uri=uri_of("schema.json"), resources=resources)


def problems(
    engine: SchemaEngine, schema: object, files: Mapping[str, object] | None = None
) -> list[SchemaProblem]:
    """Everything for which the engine refuses a schema; empty where it accepts it."""
    try:
        compiled(engine, schema, files)
    except SchemaProblem as problem:
        return [problem, *problem.others]
    return []


def errors(engine: SchemaEngine, schema: object, instance: object) -> list[SchemaError]:
    """Every failure; the two questions of a compiled schema must agree."""
    schema_ = compiled(engine, schema)
    found = schema_.errors(instance)
    assert schema_.is_valid(instance) is (not found)
    return found
