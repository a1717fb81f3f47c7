"""What is shipped: the wheel and the source distribution hold all that the product needs at run time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "src").is_dir(), reason="needs the sources; absent where the built wheel is under test"
)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions with the project's own backend, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer does it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_python(program: str, path: Path, cwd: Path) -> str:
    """Run a program that finds the package in ``path`` before any other place."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONSAFEPATH": "1"}
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def own_schemas() -> set[str]:
    return {path.name for path in (ROOT / "schemas").glob("*.json")}


def test_every_schema_is_in_the_wheel(wheel: Path) -> None:
    """schemas/ ships inside the package, each file byte for byte."""
    assert own_schemas(), "the project has no schemas"
    with zipfile.ZipFile(wheel) as archive:
        for name in own_schemas():
            shipped = archive.read(f"pytest_ecocontracts/schemas/{name}")
            assert shipped == (ROOT / "schemas" / name).read_bytes()


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    """Modules, py.typed and package data: nothing of src/ is left behind."""
    package = ROOT / "src"
    ours = {
        path.relative_to(package).as_posix()
        for path in (package / "pytest_ecocontracts").rglob("*")
        if path.is_file() and not any("cache" in part for part in path.relative_to(package).parts)
    }
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    assert "pytest_ecocontracts/py.typed" in ours
    assert ours <= shipped


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    """One top-level package and its metadata; no tests, no tools."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        (metadata,) = (top for top in tops if top.endswith(".dist-info"))
        entry_points = archive.read(f"{metadata}/entry_points.txt").decode()
        licence = archive.read(f"{metadata}/licenses/LICENSE").decode()
    assert tops == {"pytest_ecocontracts", metadata}
    assert "[pytest11]\necocontracts = pytest_ecocontracts.plugin" in entry_points
    assert licence.startswith("MIT License")


def test_schemas_are_found_installed(installed: Path, tmp_path: Path) -> None:
    """The installed package finds its schemas with no repository around it."""
    program = (
        "import json, pytest_ecocontracts\n"
        "from pytest_ecocontracts.core.resources import own_schema_bytes\n"
        f"names = {sorted(own_schemas())!r}\n"
        "ids = [json.loads(own_schema_bytes(name))['$id'] for name in names]\n"
        "print(json.dumps([pytest_ecocontracts.__file__, ids]))\n"
    )
    place, ids = json.loads(run_python(program, installed, tmp_path))
    assert Path(place).is_relative_to(installed)
    assert [identifier.rsplit("/", 1)[1] for identifier in ids] == sorted(own_schemas())


def test_schemas_are_found_editable(tmp_path: Path) -> None:
    """The same call works from the sources, where schemas/ is at the top of the repository."""
    program = (
        "import pytest_ecocontracts\n"
        "from pytest_ecocontracts.core.resources import own_schema_bytes\n"
        "print(own_schema_bytes('header.v1.schema.json').decode())\n"
    )
    assert json.loads(run_python(program, ROOT / "src", tmp_path))["title"] == "Contract header"


def test_shipped_taxonomy_is_found_installed(installed: Path, tmp_path: Path) -> None:
    """The failure codes are package data."""
    program = (
        "from pytest_ecocontracts.core.taxonomy import load_taxonomy\n"
        "print(load_taxonomy().get('ECC001').name)\n"
    )
    assert run_python(program, installed, tmp_path).strip() == "config-invalid"


def test_source_distribution_is_complete(dist: Path) -> None:
    """From the sdist alone the tests can be run and the wheel can be built."""
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    rooms = (
        "src/",
        "schemas/",
        "tests/",
        "examples/",
        "docs/",
        "benchmarks/",
        "contracts/",
        "changelog/",
        ".ci/",
    )
    needed = {name for name in tracked if name.startswith(rooms) and (ROOT / name).is_file()}
    needed |= {"pyproject.toml", "conftest.py", "README.md", "LICENSE", "CHANGELOG.md", "ecocontracts.yaml"}
    assert needed - names == set()


def test_python_versions_are_told_once() -> None:
    """The classifiers and the workflow's matrix name the same versions of Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "Programming Language :: Python :: 3."
    versions = {
        f"3.{text.removeprefix(prefix)}" for text in project["classifiers"] if text.startswith(prefix)
    }
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    (line,) = (line for line in workflow.splitlines() if line.strip().startswith("python: ["))
    assert set(json.loads(line.partition(":")[2])) == versions
    assert project["requires-python"] == f">={min(versions, key=lambda text: int(text[2:]))}"
