"""A released catalog as a base: what is in its folder is compared with the work tree, content by content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.repositories import make_repository, write

from pytest_ecocontracts.adapters.bases import base_hint, base_problem, missing, open_base
from pytest_ecocontracts.adapters.folder_base import FolderBase, NoIndex, compared
from pytest_ecocontracts.core.errors import CapabilityMissing

CONTRACT = "contracts/day.contract.yaml"
FILES = {
    CONTRACT: "contract: layout/v1\n",
    "schemas/day.json": '{"type": "object"}',
    "schemas/night.json": '{"type": "array"}',
    "adr/1.md": "# One\n",
}


def trees(tmp_path: Path, now: dict[str, str] | None = None) -> FolderBase:
    """A work tree without git, and a folder beside it that holds FILES."""
    write(tmp_path / "work", FILES if now is None else now)
    write(tmp_path / "released", FILES)
    return FolderBase(str(tmp_path / "work"), str(tmp_path / "released"), "folder:released")


def told(base: FolderBase) -> list[tuple[str, str, str | None]]:
    return [(one.path, one.kind, one.was) for one in base.changes]


def test_the_same_content_is_no_change_whatever_its_time(tmp_path: Path) -> None:
    base = trees(tmp_path)
    os.utime(tmp_path / "work" / CONTRACT, (1, 1))
    assert told(base) == []
    assert base.files.read(CONTRACT, 100) == b"contract: layout/v1\n"
    assert base.tree.kind("schemas") == "folder"
    assert not base.whole


def test_every_kind_of_change(tmp_path: Path) -> None:
    moved = {name: text for name, text in FILES.items() if name not in ("schemas/night.json", "adr/1.md")}
    now = {
        **moved,
        CONTRACT: "contract: layout/v2\n",
        "schemas/dark.json": '{"type": "array"}',
        "src/a.py": "",
    }
    assert told(trees(tmp_path, now)) == [
        ("adr/1.md", "deleted", "adr/1.md"),
        (CONTRACT, "modified", CONTRACT),
        ("schemas/dark.json", "renamed", "schemas/night.json"),
        ("src/a.py", "added", None),
    ]


def test_other_content_of_the_same_length_and_another_kind_of_entry_are_changes(tmp_path: Path) -> None:
    base = trees(tmp_path, {**FILES, CONTRACT: "contract: layout/v2\n"})
    (tmp_path / "work/adr/1.md").unlink()
    (tmp_path / "work/adr/1.md").symlink_to("../" + CONTRACT)
    assert told(base) == [("adr/1.md", "modified", "adr/1.md"), (CONTRACT, "modified", CONTRACT)]


def test_what_git_ignores_and_what_was_deleted_is_not_added(tmp_path: Path) -> None:
    base = trees(tmp_path, {})
    make_repository(tmp_path / "work", {**FILES, ".gitignore": "*.log\n", "old.txt": ""})
    write(tmp_path / "work", {"a.log": "", "new.txt": ""})
    (tmp_path / "work/old.txt").unlink()
    assert told(base) == [(".gitignore", "added", None), ("new.txt", "added", None)]


def test_a_folder_of_the_repository_is_not_itself_a_change(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, **{f"released/{name}": text for name, text in FILES.items()}})
    assert told(FolderBase(str(tmp_path), str(tmp_path / "released"), "folder:released")) == []


def test_the_revision_is_the_digest_of_paths_and_contents(tmp_path: Path) -> None:
    base = trees(tmp_path)
    assert len(base.revision) == 64
    assert FolderBase(base._root, base._folder, "other").revision == base.revision
    write(tmp_path / "released", {"adr/1.md": "# Two\n"})
    assert FolderBase(base._root, base._folder, "other").revision != base.revision


@pytest.mark.parametrize(
    ("files", "folder", "message"),
    [
        ({}, "released", "released does not exist"),
        ({"released": "text"}, "released", "released is not a folder"),
        ({"released/ecocontracts.yaml": "id: a", "released/a.yaml": ""}, "released", "holds no contract"),
        ({"released/.git/a.contract.yaml": ""}, "released", "holds no contract"),
        ({CONTRACT: ""}, ".", "holds the repository itself"),
        ({CONTRACT: ""}, "..", "holds the repository itself"),
    ],
)
def test_what_holds_no_catalog_is_no_base(
    tmp_path: Path, files: dict[str, str], folder: str, message: str
) -> None:
    (tmp_path / "work").mkdir()
    write(tmp_path / "work", files)
    base = open_base(f"folder:{folder}", str(tmp_path / "work"))
    with pytest.raises(CapabilityMissing, match=message):
        _ = base.revision


def test_git_knows_nothing_of_it(tmp_path: Path) -> None:
    index = trees(tmp_path).index
    assert isinstance(index, NoIndex)
    assert (index.available, index.ignored(["a"]), index.blobs()) == (False, frozenset(), {})
    with pytest.raises(CapabilityMissing, match="folder:released is a released catalog"):
        index.tracked()


def test_two_releases_are_compared_by_their_contents(tmp_path: Path) -> None:
    write(tmp_path / "a", FILES)
    write(tmp_path / "b", {**FILES, "adr/1.md": "# Eins\n", "adr/2.md": "# Two\n"})
    (tmp_path / "b/schemas/day.json").unlink()
    old, new = (FolderBase(str(tmp_path), str(tmp_path / name), name).contents for name in "ab")
    assert [(one.path, one.kind) for one in compared(old, new)] == [
        ("adr/1.md", "modified"),
        ("adr/2.md", "added"),
        ("schemas/day.json", "deleted"),
    ]


def test_the_catalog_below_a_folder_has_the_base_below_it(tmp_path: Path) -> None:
    write(tmp_path, {f"shop/{name}": text for name, text in FILES.items()})
    write(tmp_path / "released", {f"shop/{name}": text for name, text in FILES.items()})
    assert open_base("folder:released", str(tmp_path), "shop").changes == ()


def test_the_catalog_of_a_release_lies_in_it(tmp_path: Path) -> None:
    write(tmp_path, {f"shop/{CONTRACT}": "", "released/README.md": "", f"elsewhere/{CONTRACT}": ""})
    (tmp_path / "released/shop").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CapabilityMissing, match=r"leads out of .*released through a symbolic link"):
        open_base("folder:released", str(tmp_path), "shop")


METADATA = "Metadata-Version: 2.1\nName: eco-released\nVersion: 2.3.4\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with one that offers a catalog, which is FILES."""
    points = "[ecocontracts.catalogs]\nreleased = eco_released:catalog\nempty = eco_released:nothing\n"
    write(
        tmp_path / "site",
        {
            "eco_released-2.3.4.dist-info/entry_points.txt": points,
            "eco_released-2.3.4.dist-info/METADATA": METADATA,
            "eco_released/__init__.py": "raise SystemExit('the package was imported')\n",
            "eco_released/nothing/__init__.py": "",
            **{f"eco_released/catalog/{name}": text for name, text in FILES.items()},
        },
    )
    monkeypatch.syspath_prepend(tmp_path / "site")
    write(tmp_path / "work", {**FILES, CONTRACT: "contract: layout/v2\n"})
    return tmp_path


def test_an_installed_catalog_is_a_base_with_its_version(site: Path) -> None:
    base = open_base("package:released", str(site / "work"))
    assert base.name == "package:released==2.3.4"
    assert [(one.path, one.kind) for one in base.changes] == [(CONTRACT, "modified")]


def test_an_installed_catalog_is_the_base_of_a_catalog_in_a_folder_too(site: Path) -> None:
    write(site / "root", {f"shop/{name}": text for name, text in FILES.items()})
    assert open_base("package:released", str(site / "root"), "shop").changes == ()
    write(site / "site/eco_released/catalog/shop", {CONTRACT: "contract: layout/v3\n"})
    held = open_base("package:released", str(site / "root"), "shop")
    assert held.files.read(CONTRACT, 99) == b"contract: layout/v3\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("relesed", "no catalog 'relesed' is installed; did you mean 'released'?"),
        ("zzz", "no package has it as an entry point 'ecocontracts.catalogs'; installed are"),
        ("empty", "holds no contract"),
    ],
)
def test_a_package_without_a_catalog_is_no_base(site: Path, name: str, message: str) -> None:
    with pytest.raises(CapabilityMissing, match=message.replace("?", r"\?")):
        _ = open_base(f"package:{name}", str(site / "work")).revision


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("origin/main", None),
        ("HEAD^{/fix: it}", None),
        (":/fix it", None),
        ("folder:released", None),
        ("folder:", "folder: needs a name behind it"),
        ("package: ", "package: needs a name behind it"),
        ("floder:released", "'floder:' is no kind of base; did you mean 'folder:'?"),
    ],
)
def test_how_a_base_is_written(text: str, problem: str | None) -> None:
    found = base_problem(text)
    assert found is None if problem is None else problem in str(found)


def test_a_path_that_the_option_swallowed_is_told_from_a_revision(tmp_path: Path) -> None:
    write(tmp_path, {"tests/test_a.py": ""})
    assert "write the base behind an equals sign" in base_hint("tests/test_a.py", str(tmp_path))
    assert "folder:tests" in base_hint("tests", str(tmp_path))
    assert base_hint("main", str(tmp_path)) == ""


def test_a_message_about_a_base_shows_what_a_terminal_would_act_on(tmp_path: Path) -> None:
    message = missing(
        "folder:\x1b[31m", CapabilityMissing("a folder", "/a/\x1b[31m does not exist"), str(tmp_path)
    )
    assert message == "ECC008 capability-missing: --eco-base=folder:\\x1b[31m: /a/\\x1b[31m does not exist"
