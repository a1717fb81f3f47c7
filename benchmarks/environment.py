"""The virtual environment that everything is measured in: the product, its limits' engines, and peers.

It holds nothing but pytest, pytest-xdist, the product with its extras ``fast`` and ``tables``, and what the
product is compared with: any other pytest plugin would blur the start-up figures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
#: engines for the limits, and the Python peer
PYTHON_PACKAGES: Final = (
    "orjson",
    "ryaml",
    "rapidyaml",
    "corvus-json-schema-rs",
    "check-jsonschema",
)
#: Google's CEL: no wheel for musl, and no source package
REFERENCE_PACKAGE: Final = "cel-expr-python"
#: programs that judge trees; alint is a native one, so not for every platform
TREE_PACKAGES: Final = ("alint", "repo-structure")
NODE_PACKAGE: Final = "@sourcemeta/jsonschema"
LS_LINT_PACKAGE: Final = "@ls-lint/ls-lint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where the tools are; those that could not be installed, some of them for lack of npm, are None."""

    work: Path
    python: str
    check_jsonschema: str
    sourcemeta: str | None
    alint: str | None
    ls_lint: str | None
    repo_structure: str | None
    #: further pairs of schemas, in a file
    schema_pairs: Path | None = None

    def variables(self) -> dict[str, str]:
        """The environment of every measured process: nothing inherited that changes pytest."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))
        }
        return {**kept, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "100"}


def prepare(work: Path, *, product: str | None = None, schema_pairs: Path | None = None) -> Environment:
    """Make or reuse the environment below ``work``; ``product`` is a wheel, default this work tree."""
    work.mkdir(parents=True, exist_ok=True)
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
        _pip(python, *PYTHON_PACKAGES)
    for package in (REFERENCE_PACKAGE, *TREE_PACKAGES):
        _pip(python, package, needed=False)
    # Not editable: an editable install adds a finder to every start of Python.
    _pip(python, "--force-reinstall", "--no-deps", product or str(ROOT))
    _pip(python, "pytest-ecocontracts[fast,tables,xdist]")
    return Environment(
        work=work,
        python=str(python),
        check_jsonschema=str(python.parent / "check-jsonschema"),
        sourcemeta=_sourcemeta(work / "node"),
        alint=_program(python.parent / "alint"),
        ls_lint=_ls_lint(work / "node-ls-lint"),
        repo_structure=_program(python.parent / "repo_structure"),
        schema_pairs=schema_pairs,
    )


def python_environment(folder: Path, *packages: str) -> Path | None:
    """The Python of an environment of its own, for peers that want other versions than the product."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        for package in packages:
            _pip(python, package, needed=False)
    return python if python.exists() else None


def _program(path: Path) -> str | None:
    return str(path) if path.exists() else None


def _pip(python: Path, *arguments: str, needed: bool = True) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    answer = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
    if needed and answer.returncode != 0:
        raise SystemExit(answer.stderr)


def _sourcemeta(folder: Path) -> str | None:
    """Path of sourcemeta's native program: its wrapper in JavaScript would add the start of Node."""
    if not npm_package(folder, NODE_PACKAGE):
        return None
    system = f"{sys.platform}-{_machine('arm64', 'x86_64')}"
    programs = sorted(folder.glob(f"node_modules/@sourcemeta/jsonschema/build/*/jsonschema-{system}"))
    return str(programs[0]) if programs else None


def _ls_lint(folder: Path) -> str | None:
    """Path of ls-lint's native program, for the same reason."""
    if not npm_package(folder, LS_LINT_PACKAGE):
        return None
    system = f"{sys.platform}-{_machine('arm64', 'amd64')}"
    return _program(folder / "node_modules/@ls-lint/ls-lint/bin" / f"ls-lint-{system}")


def _machine(arm: str, other: str) -> str:
    return arm if os.uname().machine in ("arm64", "aarch64") else other


def npm_package(folder: Path, package: str) -> bool:
    """Install a package of npm's registry once; whether it is there."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--prefix", str(folder), package]
        return subprocess.run(command, check=False).returncode == 0
    return True
