"""Installed catalogs: found by entry point without importing anything, whatever their metadata hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.fakes import MemoryFiles

from pytest_ecocontracts.adapters.packages import InstalledCatalogs, MountedFileSystem
from pytest_ecocontracts.core.errors import FileProblem

TRAP = "raise SystemExit('the package was imported')\n"
METADATA = "Metadata-Version: 2.1\nName: eco-library\nVersion: 2.3.4\n"


def installed(
    site: Path, monkeypatch: pytest.MonkeyPatch, value: str, metadata: str | None = METADATA
) -> InstalledCatalogs:
    """The catalogs of a Python with one more distribution, whose entry point has this value."""
    files = {
        "eco_library-2.3.4.dist-info/entry_points.txt": f"[ecocontracts.catalogs]\nlib = {value}\n",
        "eco_library/__init__.py": TRAP,
        "eco_library/catalog/__init__.py": TRAP,
        "eco_library/catalog/ecocontracts.yaml": "id: lib\n",
    }
    if metadata is not None:
        files["eco_library-2.3.4.dist-info/METADATA"] = metadata
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    monkeypatch.syspath_prepend(site)
    return InstalledCatalogs(MountedFileSystem(MemoryFiles({"own.txt": "own"})))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("eco_library:catalog", "ecocontracts.yaml"),
        ("eco_library.catalog", "ecocontracts.yaml"),
        ("eco_library", "catalog/ecocontracts.yaml"),
        ("eco_library : catalog", "ecocontracts.yaml"),
    ],
)
def test_a_catalog_is_a_folder_of_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, path: str
) -> None:
    catalogs = installed(tmp_path, monkeypatch, value)
    found = catalogs.find("lib")
    assert found is not None
    assert (found.name, found.version) == ("lib", "2.3.4")
    assert found.files.read(path, 100) == b"id: lib\n"
    assert "lib" in catalogs.names()
    assert "eco_library" not in sys.modules


@pytest.mark.parametrize(
    "value",
    [
        "gone",
        "gone:catalog",
        "eco_library:gone",
        "eco_library.gone",
        "os:path",
        "json:tool",
        "sys",
        "",
        "::",
        "a b",
        "../x",
        ".",
        "eco_library:a/b",
        "__main__",
    ],
)
def test_an_entry_point_that_leads_nowhere_is_no_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    catalogs = installed(tmp_path, monkeypatch, value)
    assert catalogs.find("lib") is None
    assert "eco_library" not in sys.modules


def test_an_entry_point_cannot_climb_out_of_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    found = installed(tmp_path, monkeypatch, "eco_library:..").find("lib")
    assert found is None or found.files.kind("secret.txt") is None


@pytest.mark.parametrize("metadata", [None, "", "Name: eco-library\n"])
def test_metadata_without_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: str | None
) -> None:
    found = installed(tmp_path, monkeypatch, "eco_library:catalog", metadata).find("lib")
    assert found is not None
    assert isinstance(found.version, str)


def test_what_is_not_installed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed(tmp_path, monkeypatch, "eco_library").find("library") is None


def test_a_mounted_catalog_stands_beside_the_repository(tmp_path: Path) -> None:
    files = MountedFileSystem(MemoryFiles({"own.txt": "own", "@other/x.txt": "a folder of the repository"}))
    assert files.mount("lib", MemoryFiles({"c/a.txt": "mounted"})) == "@lib"
    assert files.root == "/repository"
    assert files.read("own.txt", 10) == b"own"
    assert files.read("@lib/c/a.txt", 10) == b"mounted"
    assert files.list("@lib").folders == ("c",)
    assert (files.kind("@lib/c"), files.kind("@lib/gone"), files.size("@lib/c/a.txt")) == ("folder", None, 7)
    assert [line for _, line in files.lines("@lib/c/a.txt", 0, None, 100)] == [b"mounted"]
    assert files.link_target("@lib/c/a.txt") is None
    assert files.read("@other/x.txt", 100) == b"a folder of the repository"
    with pytest.raises(FileProblem):
        files.read("@lib/../own.txt", 10)
