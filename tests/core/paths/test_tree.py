"""The tree: every folder listed once, memory bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.paths.tree import Tree


def test_a_folder_is_listed_once(names_only: Callable[..., Any]) -> None:
    files = names_only(["a/b", "a/c/d"])
    tree = Tree(files)
    assert tree.list("a") == tree.list("a")
    assert tree.kind("a/b") == "file"
    assert tree.kind("a/c") == "folder"
    assert tree.kind("a/z") is None
    assert files.listed == ["a"]
    tree.list("")
    assert tree.kind("") == "folder"


def test_the_kind_of_a_path_needs_no_listing(names_only: Callable[..., Any]) -> None:
    files = names_only(["a/b"], links={"a/l": "b"})
    assert [Tree(files).kind(path) for path in ("a", "a/b", "a/l", "x/y")] == ["folder", "file", "link", None]
    assert files.listed == []


def test_above_its_bound_folders_are_listed_again(names_only: Callable[..., Any]) -> None:
    files = names_only(["a/1", "a/2", "b/1", "b/2"])
    tree = Tree(files, maximum=4)
    for _ in range(3):
        tree.list("a")
        tree.list("b")
    assert files.listed == ["a", "b", "b", "b"]


def test_a_folder_that_is_not_there_is_a_problem_each_time(names_only: Callable[..., Any]) -> None:
    tree = Tree(names_only([]))
    for _ in range(2):
        with pytest.raises(FileProblem):
            tree.list("nowhere")
