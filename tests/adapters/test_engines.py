"""Which engine a machine gets, and that nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from pytest_ecocontracts.adapters.engines import default_engine

needs_jsonschema_rs = pytest.mark.skipif(
    find_spec("jsonschema_rs") is None, reason="jsonschema-rs is not installed"
)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@needs_jsonschema_rs
def test_jsonschema_rs_is_the_engine_where_it_is_installed() -> None:
    assert default_engine().name.startswith("jsonschema-rs ")


@needs_jsonschema_rs
def test_jsonschema_is_not_imported_where_jsonschema_rs_is() -> None:
    """It costs more than all the rest of the gate's start."""
    code = (
        "import sys; from pytest_ecocontracts.adapters.engines import default_engine as engine;"
        "schema = engine().compile({'type': 'null'}, base_uri='https://repository.invalid/a', resources={});"
        "schema.errors(1); print('jsonschema' in sys.modules, 'referencing' in sys.modules)"
    )
    assert run(code) == "False False"


def test_engines_module_imports_neither() -> None:
    code = (
        "import sys; import pytest_ecocontracts.adapters.engines;"
        "print('jsonschema_rs' in sys.modules, 'jsonschema' in sys.modules)"
    )
    assert run(code) == "False False"


def test_jsonschema_takes_over_where_jsonschema_rs_cannot_be_imported() -> None:
    code = (
        "import sys; sys.modules['jsonschema_rs'] = None;"
        "from pytest_ecocontracts.adapters.engines import default_engine as engine;"
        "schema = engine().compile({'type': 'null'}, base_uri='https://repository.invalid/a', resources={});"
        "print(engine().name.split()[0], schema.is_valid(None), schema.is_valid(1))"
    )
    assert run(code) == "jsonschema True False"
