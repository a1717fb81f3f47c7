"""The commits of a range, as git tells them, whatever is in them and however git is configured."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from tests.histories import make_history
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters.git_history import LocalGitHistory
from pytest_ecocontracts.adapters.git_stream import stream
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.ports import Change, Commit


def history(root: Path, start: str = "", end: str = "HEAD") -> LocalGitHistory:
    return LocalGitHistory(str(root), f"{start}..{end}", start, end)


def commits(root: Path, start: str = "", end: str = "HEAD") -> list[Commit]:
    return list(history(root, start, end).commits())


def test_each_commit_has_its_parent_day_subject_and_changes(tmp_path: Path) -> None:
    ids = make_history(
        tmp_path,
        [
            ("Begin", {"a": "1", "b": "1"}),
            ("", {"a": "2", "b": None, "c/d": "3"}),
            ("Nothing\n\nwith a body", {}),
        ],
    )
    one, two, three = commits(tmp_path)
    assert [one.id, two.id, three.id] == ids
    assert (one.parent, two.parent, three.parent) == ("", ids[0], ids[1])
    assert (one.day, three.day) == (date(2026, 1, 1), date(2026, 1, 3))
    assert (one.subject, two.subject, three.subject) == ("Begin", "", "Nothing")
    assert one.changes == (Change("a", "added", None), Change("b", "added", None))
    assert two.changes == (
        Change("a", "modified", "a"),
        Change("b", "deleted", "b"),
        Change("c/d", "added", None),
    )
    assert three.changes == ()


def test_what_users_configure_changes_nothing(tmp_path: Path) -> None:
    make_history(tmp_path, [("Begin", {"a": "1\n" * 9}), ("Move", {"a": None, "b": "1\n" * 9})])
    git(tmp_path, "checkout", "-q", "-b", "side")
    write(tmp_path, {"c": "1"})
    commit(tmp_path, "Side")
    git(tmp_path, "checkout", "-q", "main")
    write(tmp_path, {"d": "1"})
    commit(tmp_path, "Main")
    git(tmp_path, "merge", "-q", "-m", "Merge", "side")
    plain = commits(tmp_path)
    assert [one.subject for one in plain] == ["Begin", "Move", "Main", "Merge"]
    assert plain[3].changes == (Change("c", "added", None),), "against the first parent alone"
    for name, value in {
        "log.showRoot": "false",
        "log.diffMerges": "combined",
        "log.showSignature": "true",
        "log.decorate": "full",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "diff.relative": "true",
        "diff.external": "false",
        "format.pretty": "oneline",
        "core.quotePath": "true",
        "i18n.logOutputEncoding": "latin1",
        "log.mailmap": "true",
        "log.follow": "true",
        "log.date": "relative",
    }.items():
        git(tmp_path, "config", name, value)
    assert commits(tmp_path) == plain


def test_names_and_subjects_of_strangers_arrive_as_they_are(tmp_path: Path) -> None:
    make_repository(tmp_path, {"a\nb": "1", ":100644 x": "1"})
    odd = os.fsdecode(b"\xff\xfe")
    write(tmp_path, {odd: "1"})
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", ":000000 100644 00 00 A é \x1b[31m")
    one, two = commits(tmp_path)
    assert {change.path for change in one.changes} == {"a\nb", ":100644 x"}
    assert two.subject == ":000000 100644 00 00 A é \x1b[31m"
    assert [change.path for change in two.changes] == [odd]


def test_a_subject_in_another_encoding_is_read(tmp_path: Path) -> None:
    make_repository(tmp_path, {"a": "1"})
    message = tmp_path.parent / "message"
    message.write_bytes("Grüße".encode("latin-1"))
    git(tmp_path, "-c", "i18n.commitEncoding=latin1", "commit", "-q", "--allow-empty", "-F", str(message))
    assert commits(tmp_path)[1].subject == "Grüße"


def test_a_base_is_the_parent_with_files_that_moved_told_once(tmp_path: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(30))
    make_history(
        tmp_path,
        [("Begin", {"x/a": text, "x/b": "1"}), ("Move", {"x/a": None, "x/c": text + "more\n", "x/b": "2"})],
    )
    found = history(tmp_path / "x")
    first, second = found.commits()
    base = found.base(second)
    assert base.changes == (Change("b", "modified", "b"), Change("c", "renamed", "a"))
    assert base.files.read("b", 9) == b"1"
    assert base.tree.kind("c") is None
    assert (base.revision, base.name) == (first.id, first.id[:10])
    assert found.files(second.id).read("b", 9) == b"2"
    assert set(base.index.tracked()) == {"a", "b"}
    root = found.base(first)
    assert (root.revision, root.name) == ("", "nothing")
    assert root.files.list("").files == ()
    assert root.index.tracked() == {}
    assert root.changes == (Change("a", "added", None), Change("b", "added", None))


def test_a_folder_that_was_not_there_yet_is_empty(tmp_path: Path) -> None:
    make_history(tmp_path, [("Begin", {"a": "1", "x": "a file"}), ("Folder", {"x": None, "x/b": "1"})])
    found = history(tmp_path / "x")
    first, second = found.commits()
    assert (first.changes, second.changes) == ((), (Change("b", "added", None),))
    assert found.files(first.id).kind("b") is None


def test_links_modes_and_submodules_are_changes(tmp_path: Path) -> None:
    other = make_repository(tmp_path / "other", {"a": "1"})
    root = tmp_path / "shop"
    make_repository(root, {"script": "run\n", "plain": "1"})
    (root / "script").chmod(0o755)
    (root / "plain").unlink()
    (root / "plain").symlink_to("script")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{other},part")
    git(root, "add", "script", "plain")
    git(root, "commit", "-q", "-m", "Change modes")
    assert commits(root)[1].changes == (
        Change("part", "added", None),
        Change("plain", "modified", "plain"),
        Change("script", "modified", "script"),
    )


def test_repositories_with_longer_ids_are_read(tmp_path: Path) -> None:
    tmp_path.joinpath("r").mkdir()
    root = tmp_path / "r"
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    write(root, {"x/a": "1"})
    commit(root, "Begin")
    write(root, {"x/a": "2"})
    commit(root, "Change")
    found = history(root / "x")
    first, second = found.commits()
    assert len(second.id) == 64
    assert found.base(second).files.read("a", 9) == b"1"
    assert found.base(first).changes == (Change("a", "added", None),)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("", "v9", "git knows no commit 'v9' here"),
        ("mian", "HEAD", "did you mean 'main'?"),
        ("--all", "HEAD", "git knows no commit '--all' here"),
        ("HEAD:a", "HEAD", "git knows no commit 'HEAD:a' here"),
        ("a\0b", "HEAD", "git knows no commit"),
    ],
)
def test_ends_that_are_no_commits(tmp_path: Path, start: str, end: str, said: str) -> None:
    make_repository(tmp_path, {"a": "1"})
    with pytest.raises(CapabilityMissing, match=said.replace("?", r"\?")):
        commits(tmp_path, start, end)


def test_a_repository_without_a_commit_has_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(CapabilityMissing, match="git knows no commit 'HEAD' here"):
        commits(tmp_path)


def test_a_long_answer_comes_in_parts_and_an_error_with_its_reason(tmp_path: Path) -> None:
    make_repository(tmp_path, {f"{number:05}" * 40: "1" for number in range(9)})
    names = list(stream(str(tmp_path), "ls-files", "-z"))
    assert len(names) == 9
    with pytest.raises(CapabilityMissing, match=r"fatal: .*nonsense"):
        list(stream(str(tmp_path), "log", "nonsense"))
    reading = stream(str(tmp_path), "ls-files", "-z")
    assert next(reading) == names[0]
    reading.close()


def test_what_is_read_is_kept_and_what_is_too_large_is_not(tmp_path: Path) -> None:
    make_repository(tmp_path, {"x/a": "1", "x/large": "1" * (1 << 21)})
    found = history(tmp_path)
    (only,) = found.commits()
    asked: list[str] = []
    objects = found._objects
    ask = objects._ask
    objects._ask = lambda name: (asked.append(name), ask(name))[1]  # type: ignore[method-assign]
    for _ in range(3):
        files = found.files(only.id)
        assert files.read("x/a", 9) == b"1"
        assert len(files.read("x/large", 1 << 22)) == 1 << 21
    # The top folder each time, by two names; two folders and the small file once; the large file each time.
    assert len(asked) == 3 * 2 + 2 + 1 + 3
