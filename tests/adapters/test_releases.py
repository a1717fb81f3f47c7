"""Releases as a sequence of bases: what tags and folders name, in the order of their versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters.bases import base_problem, open_base
from pytest_ecocontracts.adapters.release_names import release_names
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.ports import GitBase

A, B = "contracts/a.contract.yaml", "contracts/b.contract.yaml"


def test_names_of_releases_in_every_usual_form() -> None:
    found = release_names(
        [
            "v1.10.0",
            "1.9",
            "v1.2.0",
            "2.0.0rc1",
            "v2.0.0-beta.1",
            "v1",
            "latest",
            "release-2026-01-31",
            "v1.0.0.dev1",
        ]
    )
    assert found.families == {"": ["v1.10.0", "1.9", "v1.2.0"]}
    assert found.early == ["2.0.0rc1", "v2.0.0-beta.1", "v1.0.0.dev1"]
    assert found.others == ["v1", "latest", "release-2026-01-31"]


@pytest.mark.parametrize(
    "name", ["shop-1.2.0", "shop-v1.2.0", "shop@1.2.0", "shop/v1.2.0", "shop_1.2.0.post1"]
)
def test_a_release_may_have_a_name_before_its_version(name: str) -> None:
    assert release_names([name]).families == {"shop": [name]}


def test_a_pattern_says_where_the_version_is() -> None:
    found = release_names(["shop/v1", "shop/v10", "shop/v2", "bus/v3", "shop/vx", "shop/v"], "shop/v*")
    assert found.families == {"shop/v*": ["shop/v10", "shop/v2", "shop/v1"]}
    assert found.others == ["bus/v3", "shop/vx", "shop/v"]
    assert base_problem("tags:shop/v*") is None
    for text in ("tags:shop", "tags:*/*", "folder:*/a", "folder:a/*-*"):
        assert "needs one *" in str(base_problem(text)), text
    assert base_problem("folder:released/*") is None


def history(root: Path, *releases: str) -> Path:
    """A repository with a commit after the last of these releases, each of which changed A."""
    make_repository(root, {A: "0", B: "b"})
    for name in releases:
        write(root, {A: name})
        commit(root)
        git(root, "tag", *([name] if name[-1] != "0" else ["-a", "-m", name, name]))
    write(root, {A: "now"})
    commit(root)
    return root


def told(base: GitBase) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(name, content of A, changes) of the base and of each other release."""
    _ = base.revision
    every: Sequence[GitBase] = (base, *base.releases)
    return [
        (one.name, one.files.read(A, 99).decode(), [(change.path, change.kind) for change in one.changes])
        for one in every
    ]


def test_the_newest_tag_before_head_is_the_base_and_each_other_differs_from_the_next(tmp_path: Path) -> None:
    root = history(tmp_path, "v1.0.0", "v1.2.0", "v1.10.0")
    base = open_base("tags", str(root))
    assert told(base) == [
        ("tags: v1.10.0", "v1.10.0", [(A, "modified")]),
        ("v1.2.0", "v1.2.0", [(A, "modified")]),
        ("v1.0.0", "v1.0.0", [(A, "modified")]),
    ]
    assert base.revision == git(root, "rev-parse", "v1.10.0^{commit}")
    assert base.whole


def test_files_that_come_and_go_between_releases_and_releases_that_are_alike(tmp_path: Path) -> None:
    root = history(tmp_path, "v1.0.0")
    git(root, "rm", "-q", B)
    write(root, {"contracts/c.contract.yaml": "c"})
    commit(root)
    for name in ("v1.1.0", "v1.1.1", "v1.2.0"):
        git(root, "tag", name)
    write(root, {A: "later"})
    commit(root)
    assert [one[2] for one in told(open_base("tags", str(root)))[1:]] == [
        [],
        [],
        [(A, "modified"), (B, "deleted"), ("contracts/c.contract.yaml", "added")],
    ]


def test_a_release_that_head_is_is_the_one_that_is_being_made(tmp_path: Path) -> None:
    root = history(tmp_path, "v1.0.0", "v1.1.0")
    git(root, "tag", "v1.2.0")
    assert [one[0] for one in told(open_base("tags", str(root)))] == ["tags: v1.1.0", "v1.2.0", "v1.0.0"]
    make_repository(tmp_path / "new", {A: "0"})
    git(tmp_path / "new", "tag", "1.0")
    assert [one[0] for one in told(open_base("tags", str(tmp_path / "new")))] == ["tags: 1.0"]


def test_a_release_on_another_branch_is_no_base_and_is_looked_at(tmp_path: Path) -> None:
    root = history(tmp_path, "v1.0.0", "v2.0.0")
    git(root, "checkout", "-q", "-b", "maintenance", "v1.0.0")
    write(root, {A: "mended"})
    commit(root)
    assert [one[0] for one in told(open_base("tags", str(root)))] == ["tags: v1.0.0", "v2.0.0"]


def test_the_catalog_of_a_folder_has_the_releases_of_that_folder(tmp_path: Path) -> None:
    make_repository(tmp_path, {"README.md": "0"})
    git(tmp_path, "tag", "v0.9.0")
    write(tmp_path, {f"shop/{A}": "v1.0.0", "other.txt": ""})
    commit(tmp_path)
    git(tmp_path, "tag", "v1.0.0")
    write(tmp_path, {f"shop/{A}": "now"})
    commit(tmp_path)
    base = open_base("tags", str(tmp_path), "shop")
    assert [(one.path, one.kind) for one in base.changes] == [(A, "modified")]
    (first,) = base.releases
    assert [(one.path, one.kind) for one in first.changes] == [(A, "added")]
    assert first.tree.kind(A) is None


@pytest.mark.parametrize(
    ("tags", "asked", "message"),
    [
        ([], "tags", "there is no tag here; if there are any, run: git fetch --tags .*fetch-tags: true"),
        (
            ["latest", "v1"],
            "tags",
            "no tag is one of a release, such as v1.2.0; there are latest, v1; if there",
        ),
        (["v1.0.0rc1"], "tags", "there are pre-releases alone: v1.0.0rc1"),
        (
            ["shop-1.0", "bus-1.0"],
            "tags",
            r"several names: bus \(1\), shop \(1\); say which, such as tags:bus-\*",
        ),
        (["v1.0.0"], "tags:shop-*", r"no tag is one of the pattern 'shop-\*'"),
    ],
)
def test_without_releases_there_is_no_base(tmp_path: Path, tags: list[str], asked: str, message: str) -> None:
    make_repository(tmp_path, {A: "0"})
    for name in tags:
        git(tmp_path, "tag", name)
    base = open_base(asked, str(tmp_path))
    assert base.name == asked
    with pytest.raises(CapabilityMissing, match=message):
        _ = base.revision


def test_a_shallow_clone_does_not_know_which_releases_came_before(tmp_path: Path) -> None:
    root = history(tmp_path / "origin", "v1.0.0")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "work")
    git(tmp_path / "work", "fetch", "-q", "--depth=1", "origin", "tag", "v1.0.0")
    with pytest.raises(
        CapabilityMissing, match=r"'v1.0.0': this clone is shallow; deepen it with git fetch --unsh"
    ):
        _ = open_base("tags", str(tmp_path / "work")).revision


def test_folders_named_by_their_versions_are_releases(tmp_path: Path) -> None:
    for name in ("1.2.0", "1.10.0", "1.0.0"):
        write(tmp_path, {f"released/{name}/{A}": name, f"released/{name}/{B}": "b"})
    write(
        tmp_path,
        {A: "now", B: "b", "released/README.md": "", "released/2.0.0rc1/x": "", "released/.tmp/x": ""},
    )
    base = open_base("folder:released/*", str(tmp_path))
    assert [(name, text) for name, text, _ in told(base)] == [
        ("folder:released/*: 1.10.0", "1.10.0"),
        ("1.2.0", "1.2.0"),
        ("1.0.0", "1.0.0"),
    ]
    assert [one[2] for one in told(base)[1:]] == [[(A, "modified")]] * 2
    assert not base.whole


def test_a_release_is_no_link_to_somewhere_else(tmp_path: Path) -> None:
    """What a repository links to may lie outside of it; ``latest`` is only another name."""
    write(tmp_path, {A: "now", f"released/1.0.0/{A}": "1", f"elsewhere/{A}": "2"})
    (tmp_path / "released/latest").symlink_to("1.0.0")
    assert [one[0] for one in told(open_base("folder:released/*", str(tmp_path)))] == [
        "folder:released/*: 1.0.0"
    ]
    (tmp_path / "released/2.0.0").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CapabilityMissing, match=r"2\.0\.0 in .*released is a symbolic link"):
        _ = open_base("folder:released/*", str(tmp_path)).revision


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "released cannot be listed: No such file"),
        ({"released/README.md": ""}, r"no folder is one of .*released/\*"),
        ({f"released/1.0/{A}": "", "released/old/x": ""}, "are no versions: old; name them by their release"),
        ({f"released/1.1/{A}": "", "released/1.0/x": ""}, "1.0 holds no contract"),
        ({f"released/1.0b1/{A}": ""}, "there are pre-releases alone: 1.0b1"),
    ],
)
def test_folders_that_are_no_releases_are_no_base(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    write(tmp_path, {A: "now", **files})
    with pytest.raises(CapabilityMissing, match=message):
        _ = open_base("folder:released/*", str(tmp_path)).revision
