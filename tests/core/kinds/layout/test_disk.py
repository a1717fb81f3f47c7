"""The checks over real folders, with real git, and over folders that change or cannot be read."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import Link, MemoryFiles, contract, make_context
from tests.layouts import CONTRACT, Git, load

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.core.catalog.reading import read_contract_file
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import CapabilityMissing, FileProblem
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk, Contract, WorkUnit
from pytest_ecocontracts.core.running import run


def judge(root: Path, **fields: Any) -> list[tuple[str, str]]:
    """What every check of a layout finds in a real folder, with real git."""
    (root / CONTRACT).parent.mkdir(exist_ok=True)
    (root / CONTRACT).write_text(contract(**{"tree": TREE, **fields}))
    context = make_context(LocalFileSystem(str(root)))
    context.git = LocalGit(str(root))
    (found,) = read_contract_file(CONTRACT, context, KindRegistry()).contracts
    return found_by(found, context)


def found_by(found: Contract, context: Context) -> list[tuple[str, str]]:
    units = [
        WorkUnit(contract=found, check=check, chunk=Chunk()) for check in KIND.checks(found, context.catalog)
    ]
    violations = [one for unit in units for one in run(unit, context).violations]
    return [(one.code, one.location.path if one.location else "") for one in violations]


TREE = {"contracts/": "opaque", ".gitignore": "opt", "a.txt": "need", "src/": {"**/*.py": "some"}}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "m.py").write_text("")
    (tmp_path / "a.txt").write_text("")
    (tmp_path / ".gitignore").write_text("build/\n*.pyc\n")
    return tmp_path


def test_a_working_copy_with_its_usual_litter_is_in_order(repository: Path) -> None:
    for path, text in {
        "build/out/x": "",
        "src/__pycache__/m.pyc": "",
        ".pytest_cache/.gitignore": "*",
        ".pytest_cache/v/cache": "",
        ".venv/.gitignore": "*",
        ".venv/lib/x.py": "",
        ".eco/.gitignore": "*",
        ".eco/runs/x.json": "",
    }.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text)
    assert judge(repository) == []
    (repository / "notes").mkdir()
    (repository / "notes" / "x").write_text("")
    (repository / "src" / "y.txt").write_text("")
    assert judge(repository) == [("ECL004", "notes"), ("ECL004", "src/y.txt")]


def test_tracked_with_real_git(repository: Path) -> None:
    assert judge(repository) == []  # writes the contract
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    assert judge(repository) == []
    (repository / "src" / "x.py").write_text("")
    (repository / "a.txt").unlink()
    subprocess.run(["git", "add", CONTRACT], cwd=repository, check=True)
    assert judge(repository, git="tracked") == [
        ("ECL001", "a.txt"),
        ("ECL012", "src/x.py"),
        ("ECL013", "a.txt"),
    ]


ZONES = {
    "contracts/": {"$git": "any", "**": "opt"},
    "src/": {"$zone": "stable", "**/*.py": "some"},
    "runs/": {"$": "opt", "$zone": "runtime", "INDEX.md": {"$": "opt", "$zone": "stable"}, "{n:int}/": {"**": "opt"}},
    "out/": {"$": "opt", "$zone": "ephemeral"},
    "cache/": {"$": "opt", "$zone": "runtime"},
    ".gitignore": "opt",
    "a.txt": "opt",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("/runs/*\n!/runs/INDEX.md\n/out/\ncache/\n", []),
        ("/runs/\n/out/\ncache/\n", [("ECL025", "runs/INDEX.md")]),
        ("/runs/*\n!/runs/INDEX.md\ncache/\n", [("ECL018", "out")]),
        ("/runs/*.log\n/out\ncache\n", [("ECL018", "runs")]),
        ("/runs/*\n!/runs/INDEX.md\n/out\n/cache/*.tmp\n", [("ECL018", "cache")]),
        ("/runs/*\n!/runs/INDEX.md\n/out\ncache\n*.py\n", [("ECL012", "src"), ("ECL025", "src")]),
    ],
)
def test_zones_with_real_git(repository: Path, ignored: str, expected: list[tuple[str, str]]) -> None:
    """Also where nothing is yet: no file of a run, and neither out nor cache, is there."""
    (repository / ".gitignore").write_text(ignored)
    (repository / "runs").mkdir()
    (repository / "runs" / "INDEX.md").write_text("What runs leave.")
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    assert judge(repository, tree=ZONES) == expected


def test_zones_behind_a_link_and_in_a_submodule_are_not_asked_about(repository: Path) -> None:
    """Git answers no question about such paths, and none of the others in the same breath."""
    (repository / "elsewhere").mkdir()
    (repository / "elsewhere" / "x").write_text("")
    (repository / "runs").symlink_to("elsewhere")
    subprocess.run(["git", "init", "-q", str(repository / "module")], check=True)
    commit = [
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.c",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ]
    subprocess.run(commit, cwd=repository / "module", check=True)
    (repository / "module" / "a").write_text("")
    (repository / ".gitignore").write_text("/runs\n/other/\n/module/\n")
    tree = {
        "**": "opt",
        "*/": "opt",
        "runs/": {"$": "opt", "$zone": "runtime", "{n:int}/": {"log": "opt"}},
        "other/": {"$": "opt", "$zone": "runtime"},
        "module/": {"$": "opt", "$zone": "stable", "a": "opt"},
    }
    subprocess.run(["git", "add", "-f", "module", "src"], cwd=repository, check=True, capture_output=True)
    found = judge(repository, tree=tree, **{"global": {"symlinks": "inside"}})
    assert found == [("ECL006", "runs")]


def test_names_that_are_not_utf8(repository: Path) -> None:
    place = os.fsencode(repository) + b"/src/\xff.py"
    os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
    assert judge(repository) == []
    assert judge(repository, **{"global": {"names": "portable"}}) == [("ECL011", "src/\udcff.py")]


class Changing(MemoryFiles):
    """Some folders cannot be listed any more when the walk comes to them."""

    def __init__(self, entries: dict[str, object], problems: dict[str, str]) -> None:
        super().__init__(entries)
        self.problems = problems

    def list(self, folder: str) -> Any:
        if folder in self.problems:
            raise FileProblem(self.problems[folder], folder, "so it is")
        return super().list(folder)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("missing", []),
        ("unreadable", [("ECS009", "d")]),
        ("outside-root", [("ECS009", "d")]),
    ],
)
def test_folders_that_cannot_be_listed(reason: str, expected: list[tuple[str, str]]) -> None:
    """One that has vanished is no longer there to be judged; the others are told, and the walk goes on."""
    found, _ = load(["a", "d/x", "e/y"], tree={"a": "need", "d/": {"x": "need"}, "e/": {"z": "need"}})
    context = make_context(Changing({"a": "", "d/x": "", "e/y": ""}, {"d": reason}))
    assert found_by(found, context) == [*expected, ("ECL004", "e/y"), ("ECL001", "e/z")]


@pytest.mark.parametrize("fields", [{"git": "tracked"}, {}], ids=["tracked", "zones"])
def test_what_lies_in_a_folder_that_cannot_be_listed_is_not_gone(fields: dict[str, str]) -> None:
    folder = {"x": "need"} if fields else {"x": "need", "$zone": "stable"}
    found, _ = load(["d/x"], tree={"d/": folder}, **fields)
    for reason, gone in (("unreadable", False), ("missing", True)):
        context = make_context(Changing({"d/x": ""}, {"d": reason}))
        context.git = Git(["d/x"])
        assert (("ECL013", "d/x") in found_by(found, context)) == gone


def test_a_link_that_cannot_be_read_leads_to_nothing() -> None:
    class Closed(MemoryFiles):
        def link_target(self, path: str) -> str | None:
            raise FileProblem("unreadable", path, "permission denied")

    found, _ = load(["a"], tree={"a": "opt", "l": "opt"})
    assert found_by(found, make_context(Closed({"a": "", "l": Link("a")}))) == [("ECL008", "l")]


def test_git_that_fails_while_it_is_asked_is_a_missing_capability() -> None:
    class Failing(Git):
        def ignored(self, paths: Any) -> Any:
            raise CapabilityMissing("git", "git check-ignore took more than 120 seconds")

    found, context = load(["a", "b"], tree={"a": "opt"})
    context.git = Failing()
    assert [code for code, _ in found_by(found, context)] == ["ECC008"]


def test_record_folders_are_never_judged() -> None:
    """Neither the one that the catalog names, nor the one of the command line."""
    found, context = load(["a", "out/records/1.json", "out/b"], tree={"a": "opt", "out/": {"b": "need"}})
    context.catalog = replace(
        context.catalog, settings=replace(context.catalog.settings, record="out/records")
    )
    assert found_by(found, context) == []
    found, context = load(["a", "out/records/1.json", "out/b"], tree={"a": "opt", "out/": {"b": "need"}})
    context.own_folders = frozenset({"out/records"})
    assert found_by(found, context) == []
