"""The git base: what changed since a branch was left, and the files as they were there."""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

import pytest
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters import git_process
from pytest_ecocontracts.adapters.git_base import LocalGitBase
from pytest_ecocontracts.core.digests.blob import blob_id
from pytest_ecocontracts.core.errors import CapabilityMissing, FileProblem

FILES = {
    ".gitignore": "*.log\n",
    "a.txt": "one\ntwo\n",
    "docs/page.md": "# A page\nwith enough words to be known again\n",
    "docs/deep/er/x.json": "{}\n",
    "sub/run.sh": "#!/bin/sh\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository on the branch ``topic``, which left ``main`` where it is."""
    make_repository(tmp_path / "repository", FILES)
    git(tmp_path / "repository", "switch", "-q", "-c", "topic")
    return tmp_path / "repository"


def changes(root: Path, name: str = "main") -> list[tuple[str, str, str | None]]:
    return [(change.path, change.kind, change.was) for change in LocalGitBase(str(root), name).changes]


def test_nothing_changed(root: Path) -> None:
    assert changes(root) == []


def test_what_was_committed_staged_edited_and_never_added_is_one_change(root: Path) -> None:
    write(root, {"committed.txt": "a\n"})
    commit(root)
    write(root, {"staged.txt": "b\n", "a.txt": "one\n2\n"})
    git(root, "add", "staged.txt")
    write(root, {"never/added.txt": "c\n", "ignored.log": "", "docs/page.md": "# Another\n"})
    (root / "sub/run.sh").unlink()
    assert changes(root) == [
        ("a.txt", "modified", "a.txt"),
        ("committed.txt", "added", None),
        ("docs/page.md", "modified", "docs/page.md"),
        ("never/added.txt", "added", None),
        ("staged.txt", "added", None),
        ("sub/run.sh", "deleted", "sub/run.sh"),
    ]


def test_what_the_other_branch_did_meanwhile_is_no_change(root: Path) -> None:
    git(root, "switch", "-q", "main")
    write(root, {"theirs.txt": "x"})
    commit(root)
    git(root, "switch", "-q", "topic")
    write(root, {"mine.txt": "x"})
    assert changes(root) == [("mine.txt", "added", None)]
    assert "theirs.txt" not in LocalGitBase(str(root), "main").files.list("").files


@pytest.mark.parametrize("staged", [True, False])
def test_a_renamed_file(root: Path, staged: bool) -> None:
    (root / "docs/page.md").rename(root / "moved page.md")
    if staged:
        git(root, "add", "-A")
    assert changes(root) == [("moved page.md", "renamed", "docs/page.md")]


def test_a_mode_and_a_file_that_became_a_link_are_modified(root: Path) -> None:
    (root / "a.txt").chmod(0o755)
    (root / "docs/page.md").unlink()
    (root / "docs/page.md").symlink_to("../a.txt")
    assert [(path, kind) for path, kind, _ in changes(root)] == [
        ("a.txt", "modified"),
        ("docs/page.md", "modified"),
    ]


def test_a_file_that_git_only_forgets_did_not_change_on_disk(root: Path) -> None:
    git(root, "rm", "-q", "--cached", "a.txt", "docs/page.md")
    write(root, {"docs/page.md": "# Another\n"})
    assert changes(root) == [("docs/page.md", "modified", "docs/page.md")]


def test_paths_are_relative_to_the_root_also_in_a_sub_folder(root: Path) -> None:
    write(root, {"docs/new.md": "", "top.txt": "", "docs/deep/er/x.json": "[]\n"})
    (root / "a.txt").rename(root / "docs/a.txt")
    git(root, "add", "-A")
    base = LocalGitBase(str(root / "docs"), "main")
    assert [(change.path, change.kind) for change in base.changes] == [
        ("a.txt", "added"),
        ("deep/er/x.json", "modified"),
        ("new.md", "added"),
    ]
    assert base.files.list("").files == ("page.md",)
    assert base.files.read("deep/er/x.json", 10) == b"{}\n"


def test_a_root_that_the_base_does_not_have_is_empty(root: Path) -> None:
    write(root, {"new/a.txt": ""})
    base = LocalGitBase(str(root / "new"), "main")
    assert base.files.list("").files == ()
    assert base.files.kind("a.txt") is None
    assert [change.kind for change in base.changes] == ["added"]


def test_a_repository_inside_of_this_one_is_one_path(root: Path) -> None:
    make_repository(root / "vendored", {"a.txt": ""})
    assert changes(root, "HEAD") == [("vendored", "added", None)]


@pytest.mark.parametrize("name", ["with\nnewline", 'q"uote', "ü.txt", "\udcff.txt", "-x", ":(glob)x"])
def test_strange_names(root: Path, name: str) -> None:
    (root / name).write_text("x")
    commit(root)
    (root / name).write_text("y")
    assert changes(root, "HEAD") == [(name, "modified", name)]
    assert LocalGitBase(str(root), "HEAD").files.read(name, 9) == b"x"


def test_the_files_of_the_base_are_those_of_the_revision(root: Path) -> None:
    write(root, {"a.txt": "changed"})
    files = LocalGitBase(str(root), "main").files
    assert files.list("").folders == ("docs", "sub")
    assert files.list("docs/deep/er").files == ("x.json",)
    assert (files.read("a.txt", 100), files.size("a.txt")) == (b"one\ntwo\n", 8)
    assert list(files.lines("a.txt", 0, None, 100)) == [(0, b"one"), (4, b"two")]
    assert list(files.lines("a.txt", 1, None, 100)) == [(4, b"two")]
    assert files.lines_before("a.txt", 5) == 2
    with files.open("a.txt") as stream:
        assert stream.read() == b"one\ntwo\n"
    with files.borrow("a.txt") as place:
        assert Path(place).read_text() == "one\ntwo\n"
    kinds = [files.kind(path) for path in ("", "docs", "a.txt", "a.txt/x", "nowhere", "nowhere/x")]
    assert kinds == ["folder", "folder", "file", None, None, None]
    assert [files.mode(path) for path in ("", "docs", "a.txt")] == [0o755, 0o755, 0o644]
    with pytest.raises(FileProblem):
        files.mode("nowhere")


def test_links_of_the_base_are_followed_below_the_root_and_no_further(root: Path) -> None:
    for name, target in {
        "docs/up": "../a.txt",
        "folder": "docs/deep",
        "loop": "loop",
        "out": "../elsewhere",
        "far": "/etc/passwd",
        "gone": "nowhere",
    }.items():
        (root / name).symlink_to(target)
    commit(root)
    files = LocalGitBase(str(root), "HEAD").files
    assert files.read("docs/up", 100) == b"one\ntwo\n"
    assert files.read("folder/er/x.json", 100) == b"{}\n"
    assert files.list("folder").folders == ("er",)
    assert (files.kind("loop"), files.link_target("far")) == ("link", "/etc/passwd")
    assert files.link_target("a.txt") is None
    for path, reason in {
        "loop": "link-loop",
        "out": "outside-root",
        "far": "outside-root",
        "gone": "dangling-link",
        "../x": "outside-root",
        "docs/../a.txt": "outside-root",
        "docs": "directory",
        "nowhere": "missing",
        "a.txt/x": "missing",
    }.items():
        with pytest.raises(FileProblem) as raised:
            files.read(path, 100)
        assert raised.value.reason == reason, path
    with pytest.raises(FileProblem, match="not a folder"):
        files.list("a.txt")


def test_a_file_above_the_limit_is_refused_and_the_next_one_is_read(root: Path) -> None:
    write(root, {"big.txt": b"x" * 3_000_000})
    commit(root)
    files = LocalGitBase(str(root), "HEAD").files
    with pytest.raises(FileProblem, match="3000000 bytes, the limit is 10"):
        files.read("big.txt", 10)
    assert files.read("a.txt", 10) == b"one\ntwo\n"
    assert files.size("big.txt") == 3_000_000
    with files.open("big.txt") as stream:
        assert len(stream.read()) == 3_000_000
    assert files.read("a.txt", 10) == b"one\ntwo\n"


def test_a_path_of_a_thousand_folders_is_looked_up_without_recursion(root: Path) -> None:
    deep = "/".join("a" * 2000)
    with pytest.raises(FileProblem) as raised:
        LocalGitBase(str(root), "main").files.read(deep, 1)
    assert raised.value.reason == "missing"
    assert sys.getrecursionlimit() < 2000


def test_a_commit_a_tag_and_a_detached_head_do_as_well(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    git(root, "tag", "-a", "v1", "-m", "x")
    write(root, {"a.txt": "x"})
    commit(root)
    git(root, "switch", "-q", "--detach")
    for name in (first, first[:8], "v1", "HEAD~1", "main"):
        assert LocalGitBase(str(root), name).revision == first


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mian", "git knows no commit 'mian' here; did you mean 'main'?"),
        ("origin/nothing", "and there is no remote; name one that is here"),
        ("--all", "git knows no commit '--all' here"),
        ("main:a.txt", "git knows no commit"),
        ("a b", "git knows no commit 'a b' here; name a branch, a tag or a commit"),
        ("a\nb", r"git knows no commit 'a\nb' here; name a branch, a tag or a commit"),
        ("", "git knows no commit '' here; name a branch"),
    ],
)
def test_a_revision_that_is_none_is_said_with_what_to_do(root: Path, name: str, said: str) -> None:
    with pytest.raises(CapabilityMissing) as raised:
        _ = LocalGitBase(str(root), name).revision
    assert said in raised.value.message


def test_histories_without_a_common_commit(root: Path) -> None:
    git(root, "switch", "-q", "--orphan", "island")
    commit(root)
    with pytest.raises(CapabilityMissing, match="no common commit"):
        _ = LocalGitBase(str(root), "main").revision


def test_no_repository_no_commit_and_no_git(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(CapabilityMissing, match="not a git repository"):
        _ = LocalGitBase(str(tmp_path / "plain"), "main").revision
    git(root, "switch", "-q", "--orphan", "unborn")
    with pytest.raises(CapabilityMissing, match="HEAD has no commit yet"):
        _ = LocalGitBase(str(root), "main").revision
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CapabilityMissing, match="git is not installed"):
        _ = LocalGitBase(str(root), "main").revision


def test_git_that_does_not_answer_is_given_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = LocalGitBase(str(root), "main").files
    process = files._objects._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(git_process, "TIMEOUT_SECONDS", 0)
    with pytest.raises(CapabilityMissing, match="took more than 0 seconds"):
        files.read("a.txt", 100)


@pytest.mark.parametrize("content", [b"broken", None])
def test_an_object_that_is_broken_or_lost_is_told(root: Path, content: bytes | None) -> None:
    oid = git(root, "rev-parse", "main:a.txt")
    place = root / ".git/objects" / oid[:2] / oid[2:]
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    files = LocalGitBase(str(root), "main").files
    with pytest.raises(CapabilityMissing, match="this clone is damaged; run: git fsck"):
        files.read("a.txt", 100)
    assert files.read("docs/deep/er/x.json", 100) == b"{}\n"


def test_an_index_that_cannot_be_copied_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = LocalGitBase(str(root), "main")
    assert base.revision
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(CapabilityMissing, match="the index cannot be copied: No such file or directory"):
        _ = base.changes


def test_nothing_is_written(root: Path) -> None:
    write(root, {"a.txt": "x", "new.txt": "y"})
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    base = LocalGitBase(str(root), "main")
    assert base.changes
    assert base.files.read("a.txt", 100)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_the_index_of_the_base(root: Path) -> None:
    (root / "link").symlink_to("a.txt")
    (root / "sub/run.sh").chmod(0o755)
    commit(root)
    (root / "a.txt").unlink()
    index = LocalGitBase(str(root), "HEAD").index
    assert index.available
    assert index.tracked()["sub/run.sh"] == "100755"
    assert index.tracked()["link"] == "120000"
    assert index.blobs()["a.txt"] == ("100644", blob_id(b"one\ntwo\n"))
    assert index.ignored(["x.log"]) == frozenset()
    assert set(LocalGitBase(str(root / "docs"), "HEAD").index.tracked()) == {"page.md", "deep/er/x.json"}


def test_the_ids_of_git(root: Path) -> None:
    assert blob_id(b"one\ntwo\n") == git(root, "rev-parse", "main:a.txt")


def test_a_root_that_was_a_file_in_the_base_had_nothing_in_it(root: Path) -> None:
    (root / "a.txt").unlink()
    write(root, {"a.txt/inside": "1"})
    commit(root)
    base = LocalGitBase(str(root / "a.txt"), "main")
    assert base.files.list("").files == ()
    assert [(change.path, change.kind) for change in base.changes] == [("inside", "added")]
