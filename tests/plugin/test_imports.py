"""What the plugin imports, and how: nothing of the gate while it is off, nothing rewritten while it is on."""

from __future__ import annotations

import pytest

CATALOG = """\
contract: catalog/v1
id: acme
version: 1.0.0
owner: acme
summary: A catalog.
owners: {acme: acme@example.org}
"""

REPORT = """\
import sys
import pytest

pytest.register_assert_rewrite("pytest_ecocontracts")

def pytest_unconfigure(config):
    loaded = sorted(name for name in sys.modules if name.split(".")[0] in %r)
    print("loaded:", *loaded)
    ours = [m for name, m in sys.modules.items() if name.startswith("pytest_ecocontracts.core")]
    print("loaders:", *{type(module.__loader__).__name__ for module in ours})
"""

HEAVY = {"yaml", "jsonschema", "jsonschema_rs", "referencing", "jiter", "ryaml", "rpds"}


def _line(result: pytest.RunResult, start: str) -> list[str]:
    (line,) = [line for line in result.outlines if line.startswith(start)]
    return line.split()[1:]


def test_nothing_of_the_gate_is_imported_while_it_is_off(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    pytester.makepyfile(report=REPORT % sorted({*HEAVY, "pytest_ecocontracts"}))
    result = pytester.runpytest_subprocess("-p", "report")
    loaded = _line(result, "loaded:")
    assert sorted(loaded) == [
        "pytest_ecocontracts",
        "pytest_ecocontracts.hookspecs",
        "pytest_ecocontracts.plugin",
    ]


def test_the_gate_is_not_rewritten_even_where_the_plugin_is_marked_for_it(pytester: pytest.Pytester) -> None:
    """An installed plugin is marked so; an editable one has to be marked here."""
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    pytester.makepyfile(report=REPORT % ["pytest_ecocontracts"])
    result = pytester.runpytest_subprocess("-p", "report", "--eco-only")
    assert "pytest_ecocontracts.core.model" in _line(result, "loaded:")
    assert _line(result, "loaders:") == ["SourceFileLoader"]
