"""Installed is not enabled: without its flags the plugin costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.plugin.conftest import Repository
from tests.processes import environment

HEAVY = {
    "yaml",
    "jsonschema",
    "jsonschema_rs",
    "markdown_it",
    "referencing",
    "packaging.specifiers",
    "pytest_ecocontracts.core",
}


def modules_after(root: Path, *arguments: str) -> set[str]:
    code = (
        "import sys, pytest\n"
        f"code = pytest.main({list(arguments)!r})\n"
        "print('\\nMODULES', *sorted(sys.modules))\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("MODULES"))
    return set(line.split()[1:])


@pytest.mark.parametrize("arguments", [(), ("--co",), ("-m", "not eco"), ("--markers",), ("--help",)])
def test_nothing_heavy_is_imported_while_the_gate_is_off(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    repository.write({"test_a.py": "def test_a(): pass\n", "ecocontracts.yaml": "broken: ["})
    modules = modules_after(repository.root, "-p", "no:hypothesispytest", "-p", "no:xdist", *arguments)
    assert "pytest_ecocontracts.plugin" in modules
    own = {name for name in modules if name.startswith("pytest_ecocontracts.")}
    assert own == {"pytest_ecocontracts.plugin", "pytest_ecocontracts.hookspecs"}
    assert not modules & HEAVY


LAYOUT = "contract: layout/v1\nid: a\nversion: 1.0.0\nowner: b\nsummary: c\ntree: {'**': opt}\n"
ARTIFACT = "contract: artifact/v1\nid: a\nversion: 1.0.0\nowner: b\nsummary: c\npath: '{day:date}.json'\nschema: true\n"


@pytest.mark.parametrize(("contract", "other"), [(LAYOUT, "artifact"), (ARTIFACT, "layout")])
def test_green_runs_import_only_what_their_contracts_need(
    repository: Repository, contract: str, other: str
) -> None:
    pytest.importorskip("jsonschema_rs", reason="without jsonschema-rs every run needs jsonschema")
    repository.write({"contracts/a.contract.yaml": contract, "2026-01-31.json": "{}"})
    modules = modules_after(repository.root, "--eco-only", "-p", "no:hypothesispytest", "-p", "no:xdist")
    core = "pytest_ecocontracts.core"
    features = tuple(f"{core}.{name}." for name in ("cel", "keys", "markdown", "relations", "rows", "rules"))
    names = {f"{core}.rows.formats", f"{core}.rows.model"}
    assert [name for name in modules if name.startswith(features) and name not in names] == []
    assert not modules & {
        "jsonschema",
        "packaging.specifiers",
        f"{core}.artifacts.companion_presence",
        f"{core}.artifacts.exclusive",
        f"{core}.artifacts.explaining",
        f"{core}.catalog.imports",
        f"{core}.kinds.{other}",
        f"{core}.kinds.layout.explaining",
        f"{core}.loading.locate",
        f"{core}.selecting",
        f"{core}.waiving",
        "pytest_ecocontracts.pytest_adapter.fitting",
        "pytest_ecocontracts.pytest_adapter.formats",
    }


def test_nothing_is_written_while_the_gate_is_off(repository: Repository) -> None:
    repository.write({"test_a.py": "def test_a(): pass\n"})
    modules_after(repository.root, "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    assert {path.name for path in repository.root.iterdir()} <= {"test_a.py", "__pycache__"}
