"""Budgets of a layout: what is measured, by which limit, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import MemoryFiles
from tests.layouts import Git, load, outcomes, refused

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk, Outcome
from pytest_ecocontracts.core.violations import Violation

ANYTHING = {"**": "opt"}


def judged(paths: Any, *budgets: Mapping[str, Any], **fields: Any) -> Outcome:
    given = {"tree": ANYTHING, **({"budgets": budgets} if budgets else {}), **fields}
    return outcomes(paths, **given)["budgets"]


def found(paths: Any, *budgets: Mapping[str, Any], **fields: Any) -> list[tuple[str, str, str | None]]:
    violations = judged(paths, *budgets, **fields).violations
    return [(one.code, one.location.path if one.location else "", one.found) for one in violations]


LINES = {"src/a.py": "x\n" * 3, "src/core/b.py": "x\n" * 5, "src/core/c.py": "x\nx", "run.sh": ""}


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ({"at": "src/**/*.py", "lines": 5}, []),
        ({"at": "src/**/*.py", "lines": 4}, [("src/core/b.py", "5 lines")]),
        ({"at": "src/core/c.py", "lines": 1}, [("src/core/c.py", "2 lines")]),
        ({"at": "run.sh", "lines": {"min": 1}}, [("run.sh", "0 lines")]),
        ({"at": "src/**/*.py", "lines": 9, "per": "total"}, [("src", "10 lines: src/a.py, src/core/b.py, src/core/c.py")]),
        ({"at": "src/**/*.py", "lines": 6, "per": "folder"}, [("src/core", "7 lines: src/core/b.py, src/core/c.py")]),
        ({"at": "src/core/", "lines": 6}, [("src/core", "7 lines")]),
        ({"at": "src/**/*.py", "bytes": 9}, [("src/core/b.py", "10 bytes")]),
        ({"at": "src/**/*.py", "bytes": "1 kB"}, []),
        ({"at": "src/**/*.py", "files": 2}, [("src", "3 files: src/a.py, src/core/b.py, src/core/c.py")]),
        ({"at": "src/**/*.py", "files": 1, "per": "folder"}, [("src/core", "2 files: src/core/b.py, src/core/c.py")]),
        ({"at": "src/{part}/*.py", "files": 1, "per": "part"}, [("src/core", "2 files: src/core/b.py, src/core/c.py")]),
        ({"at": "src/{part}/*.py", "files": {"min": 3}, "per": ["part"]}, [("src/core", "2 files: src/core/b.py, src/core/c.py")]),
        ({"at": "**/*.rb", "files": 0}, []),
        ({"at": "**/*.rb", "files": {"min": 1}}, [(".", "0 files")]),
        ({"at": "src/", "files": 0}, [("src", "1 file")]),
        ({"at": "src/", "folders": 0}, [("src", "1 folder")]),
        ({"at": "src/**/", "entries": 1}, [("src/core", "2 entries")]),
        ({"at": "src/", "entries": {"min": 2, "max": 2}}, []),
        ({"at": "src/**/*.py", "depth": 1}, [("src/core/b.py", "depth 2"), ("src/core/c.py", "depth 2")]),
        ({"at": "**/", "depth": 1}, [("src/core", "depth 2")]),
        ({"at": "src/**", "name_length": 3}, [("src/a.py", "4 characters in its name"), ("src/core/b.py", "4 characters in its name"), ("src/core/c.py", "4 characters in its name")]),
        ({"at": "src/**/", "name_length": 4}, []),
        ({"at": "src/**", "path_length": 12}, [("src/core/b.py", "13 characters in its path"), ("src/core/c.py", "13 characters in its path")]),
    ],
)  # fmt: skip
def test_measures(budget: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(path, what) for code, path, what in found(LINES, budget) if code == "ECL030"] == expected
    assert not {code for code, _, _ in found(LINES, budget)} - {"ECL030"}


def test_a_finding_says_what_was_measured_the_limit_and_where_it_stands() -> None:
    (one,) = judged(
        LINES, {"at": "src/**/*.py", "lines": 4, "refs": ["R-7"], "message": "Small modules"}
    ).violations
    assert one.message == "Small modules: 'src/core/b.py' has 5 lines, and 4 are allowed"
    assert (one.expected, one.found) == ("at most 4 lines (src/**/*.py, line 7)", "5 lines")
    assert (one.rule, one.refs) == ("budgets-1", ("R-7",))
    assert one.contract is not None
    assert one.contract.line == 7


def test_the_more_exact_of_several_limits_holds_whatever_their_order() -> None:
    wide = {"at": "**/*.py", "lines": 4}
    exact = {"at": "src/core/*.py", "lines": 5}
    assert found(LINES, wide, exact) == found(LINES, exact, wide) == []
    strict = {"at": "src/a.py", "lines": 1}
    assert found(LINES, wide, strict, exact) == [("ECL030", "src/a.py", "3 lines")]


def test_overrides_are_further_limits_of_the_same_budget() -> None:
    budget = {"at": "**/*.py", "lines": 2, "overrides": {"src/core/*.py": 5, "src/a.py": 1}}
    assert found(LINES, budget) == [("ECL030", "src/a.py", "3 lines")]


def test_limits_of_different_measures_names_and_totals_all_hold() -> None:
    budgets = [
        {"at": "**/*.py", "lines": 4},
        {"at": "src/core/b.py", "bytes": 100},
        {"at": "src/**/*.py", "lines": 9, "per": "total"},
        {"at": "src/core/*.py", "lines": 100, "per": "total"},
        {"at": "**/*.py", "files": 1, "per": "folder"},
        {"at": "**/*.sh", "files": 1, "per": "folder"},
    ]
    assert [(path, what.split(":")[0]) for _, path, what in found(LINES, *budgets) if what] == [
        ("src/core/b.py", "5 lines"),
        ("src", "10 lines"),
        ("src/core", "2 files"),
    ]


def test_two_limits_neither_of_which_is_more_exact_contradict_each_other() -> None:
    (one,) = refused(ANYTHING, budgets=[{"at": "**/a*", "lines": 1}, {"at": "**/*b", "lines": 2}])
    assert (one.code, one.metadata["witness"]) == ("ECC015", "ab")
    assert [one.code for one in refused(ANYTHING, budgets=[{"at": "a", "lines": 1}] * 2)] == ["ECC015"]
    assert not refused(ANYTHING, budgets=[{"at": "**/a*", "lines": 1}, {"at": "**/*b", "bytes": 2}])


# --- exceptions ---------------------------------------------------------------------------------------------------


def test_an_exception_allows_more_and_its_own_limit_holds() -> None:
    excuse = {"path": "src/core/b.py", "reason": "It is a table."}
    budget = {"at": "src/**/*.py", "lines": 3}
    assert found(LINES, {**budget, "except": [excuse]}) == []
    assert found(LINES, {**budget, "except": [{**excuse, "max": 5}]}) == []
    assert found(LINES, {**budget, "except": [{**excuse, "max": 4}]}) == [
        ("ECL030", "src/core/b.py", "5 lines")
    ]


@pytest.mark.parametrize(
    ("path", "state"),
    [("src/a.py", "it has 3 lines"), ("gone.py", "nothing is there"), ("src/core/c.py", "it has 2 lines")],
)
def test_an_exception_that_is_no_longer_needed_is_told(path: str, state: str) -> None:
    needed = {"path": "src/core/b.py", "reason": "It is a table."}
    budget = {"at": "src/**/*.py", "lines": 3, "except": [needed, {"path": path, "reason": "It was long."}]}
    (one,) = judged(LINES, budget).violations
    assert (one.code, one.found, one.metadata["path"]) == ("ECL031", state, path)
    assert one.location is not None
    assert one.location.path == "contracts/layout.contract.yaml"


def test_an_exception_is_needed_where_one_of_the_measures_of_its_budget_needs_it() -> None:
    excuse = [{"path": "src/core", "reason": "It will be split."}]
    assert found(LINES, {"at": "src/**/", "files": 1, "entries": 9, "except": excuse}) == []


# --- data files ---------------------------------------------------------------------------------------------------


def with_data(data: object) -> dict[str, object]:
    return {**LINES, "limits.json": json.dumps(data)}


def test_limits_exceptions_and_overrides_may_stand_in_a_data_file() -> None:
    data = {
        "most": 3,
        "known": [{"path": "src/core/b.py", "reason": "It is a table.", "owner": "team"}],
        "other": {"src/a.py": 2},
    }
    budget = {
        "at": "src/**/*.py",
        "lines": {"max": {"from": "limits.json", "at": "/most"}},
        "except": {"from": "limits.json", "at": "/known"},
        "overrides": {"from": "limits.json", "at": "/other"},
    }
    assert found(with_data(data), budget) == [("ECL030", "src/a.py", "3 lines")]
    stale = {**data, "known": [*data["known"], {"path": "x.py", "reason": "Gone."}]}  # type: ignore[misc]
    assert [code for code, _, _ in found(with_data(stale), budget)] == ["ECL030", "ECL031"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "ECC003"),
        ({"most": "many", "known": [], "other": {}}, "ECC004"),
        ({"most": 3, "known": [{"path": "a"}], "other": {}}, "ECC004"),
        ({"most": 3, "known": {}, "other": {}}, "ECC004"),
        ({"most": 3, "known": [], "other": []}, "ECC004"),
        ({"most": 3, "known": [], "other": {"a/": 1}}, "ECC004"),
        ({"most": 3, "known": [], "other": {"../a": 1}}, "ECC022"),
        ({"most": 3, "known": [], "other": {"src/**/*.py": 1}}, "ECC015"),
    ],
)
def test_what_cannot_be_used_of_a_data_file_is_told(data: dict[str, Any], code: str) -> None:
    places = {"most": "/most", "known": "/known", "other": "/other"}
    place = {name: {"from": "limits.json", "at": at} for name, at in places.items()}
    budget = {
        "at": "src/**/*.py",
        "lines": {"max": place["most"]},
        "except": place["known"],
        "overrides": place["other"],
    }
    assert {one.code for one in judged(with_data(data), budget).violations} == {code}


# --- what is examined ---------------------------------------------------------------------------------------------


def test_a_budget_that_measures_nothing_is_told_unless_that_is_fine() -> None:
    assert [code for code, _, _ in found(LINES, {"at": "lib/*.py", "lines": 1})] == ["ECC009"]
    assert found(LINES, {"at": "lib/*.py", "lines": 1, "empty": "valid"}) == []
    # what a more exact budget measures was found
    assert found(LINES, {"at": "*.sh", "lines": 1}, {"at": "run.sh", "lines": 2}) == []


def test_what_git_ignores_is_not_measured() -> None:
    paths = {"a.py": "x\n" * 9, "b.py": "x", "cache/c.py": "x", "cache/d.py": "x"}
    budgets = [
        {"at": "**/*.py", "files": 1},
        {"at": "**/*.py", "lines": 1},
        {"at": "**/", "files": 1, "empty": "valid"},
    ]
    index = Git(tracked=["b.py"], ignored=["a.py", "cache"])
    assert judged(paths, *budgets, index=index).violations == ()
    assert len(judged(paths, *budgets, index=Git(tracked=["b.py"])).violations) == 3


def test_a_file_with_a_nul_byte_has_no_lines() -> None:
    paths = {"a.bin": b"x\n\0", "b.bin": b"x\n"}
    assert found(paths, {"at": "*.bin", "lines": 1}) == [("ECL037", "a.bin", "byte 3 is NUL")]
    assert found(paths, {"at": "*.bin", "bytes": 3}) == []


def test_a_file_that_is_too_large_to_be_read_is_told() -> None:
    paths = {"a.py": FileProblem("too-large", "a.py", "it is large")}
    assert found(paths, {"at": "*.py", "lines": 1}) == [("ECS011", "a.py", "too-large")]


def test_more_limits_than_can_be_compared_are_refused() -> None:
    overrides = {f"src/{number}.py": 1 for number in range(2000)}
    (one,) = refused(ANYTHING, budgets=[{"at": "**", "lines": 9, "overrides": overrides}])
    assert (one.code, "2001 limits" in one.message) == ("ECC004", True)


def test_a_file_that_cannot_be_read_is_told() -> None:
    paths = {"a.py": FileProblem("unreadable", "a.py", "permission denied")}
    assert found(paths, {"at": "*.py", "lines": 1}) == [("ECS009", "a.py", "unreadable")]


def test_each_file_is_read_once() -> None:
    contract, context = load(
        LINES, tree=ANYTHING, budgets=[{"at": "**/*.py", "lines": 9}, {"at": "src/**/", "lines": 9}]
    )
    (check,) = [one for one in KIND.checks(contract, context.catalog) if one.name == "budgets"]
    files = context.files
    assert check.run(context, Chunk()).violations == ()
    reads = _memory(files).reads
    assert sorted(path for path in reads if path.endswith(".py")) == [
        "src/a.py",
        "src/core/b.py",
        "src/core/c.py",
    ]


def _memory(files: Any) -> MemoryFiles:
    found = files._find("x")[0]
    assert isinstance(found, MemoryFiles)
    return found


def test_the_global_limits_hold_for_every_file_and_a_budget_may_say_more() -> None:
    rules = {"global": {"max_size": 7, "max_path": 12}}
    assert found(LINES, **rules) == [
        ("ECL030", "src/core/b.py", "13 characters in its path"),
        ("ECL030", "src/core/c.py", "13 characters in its path"),
        ("ECL030", "src/core/b.py", "10 bytes"),
    ]
    assert found(LINES, {"at": "src/core/*", "bytes": "1 KiB"}, **{"global": {"max_size": 7}}) == []


# --- contracts that cannot be used --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "code", "words"),
    [
        ({"at": "*.py"}, "ECC004", "measures nothing"),
        ({"at": "../*.py", "lines": 1}, "ECC022", "is no path of a layout"),
        ({"at": "{x:(a*)*b}", "lines": {"max": -1}}, "ECC004", "-1"),
        ({"at": "{x:(?=a)b}", "lines": 1}, "ECC020", "is no path of a layout"),
        ({"at": "*.py", "folders": 1}, "ECC004", "measured of folders"),
        ({"at": "*.py", "files": 1, "per": "each"}, "ECC004", "each file is one file"),
        ({"at": "*.py", "files": 1, "per": "module"}, "ECC004", "no capture 'module'"),
        ({"at": "*/", "files": 1, "per": "folder"}, "ECC004", "adds up the files"),
        ({"at": "*.py", "depth": 1, "per": "total"}, "ECC004", "not added up"),
        ({"at": "*.py", "files": 1, "overrides": {"a.py": 1}}, "ECC004", "single paths or folders"),
        ({"at": "*.py", "lines": 1, "overrides": {"a/": 1}}, "ECC004", "cannot be used"),
        ({"at": "*.py", "lines": {"min": 2, "max": 1}}, "ECC015", "cannot be kept"),
        ({"at": "*.py", "lines": 1, "except": [{"path": "a.py"}]}, "ECC004", "reason"),
    ],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_refused(budget: dict[str, Any], code: str, words: str) -> None:
    first: Violation = refused(ANYTHING, budgets=[budget])[0]
    assert first.code == code
    assert words in f"{first.message} {first.expected} {first.found}"


# --- the promise ---------------------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.sampled_from(["a", "a/b", "a/c", "d"]), st.integers(0, 6)), min_size=1, max_size=8),
    st.integers(0, 8),
)
def test_a_file_breaks_a_budget_exactly_if_it_has_more_lines(sizes: list[tuple[str, int]], most: int) -> None:
    paths = {f"{folder}/{number}.txt": "x\n" * size for number, (folder, size) in enumerate(sizes)}
    wide, exact = {"at": "**/*.txt", "lines": most}, {"at": "a/**/*.txt", "lines": most + 2, "empty": "valid"}
    told = {path for _, path, _ in found(paths, wide, exact)}
    assert told == {
        path for path, text in paths.items() if text.count("\n") > most + 2 * path.startswith("a/")
    }
