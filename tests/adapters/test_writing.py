"""A file is written whole, or not at all, and only below the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecocontracts.adapters.writing import write_below
from pytest_ecocontracts.core.errors import FileProblem


def test_a_file_and_its_folders_are_made_and_replaced(tmp_path: Path) -> None:
    write_below(str(tmp_path), "a/b/c.lock", b"one")
    write_below(str(tmp_path), "a/b/c.lock", b"two")
    assert (tmp_path / "a/b/c.lock").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.lock"]
    assert (tmp_path / "a/b/c.lock").stat().st_mode & 0o400


@pytest.mark.parametrize("path", ["../x", "out/x", "link", "folder", "/x", ".git/x", "folder/.GIT/hooks/x"])
def test_nothing_is_written_elsewhere_or_over_what_is_no_file(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (root / "out").symlink_to("../elsewhere")
    (root / "link").symlink_to("../elsewhere/x")
    with pytest.raises(FileProblem):
        write_below(str(root), path, b"x")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_where_it_cannot_be_written_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileProblem, match="cannot be written"):
        write_below(str(tmp_path), "file/x", b"y")
    assert (tmp_path / "file").read_text() == "x"
