"""Text rules of a layout: what a file must hold, what it must not, and how its lines end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import MemoryFiles
from tests.layouts import Git, load, outcomes, refused

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk, Outcome

Found = tuple[str, str, int | None, int | None]


def judged(paths: Any, tree: Any, **fields: Any) -> Outcome:
    return outcomes(paths, tree=tree, **fields)["text"]


def found(paths: Any, tree: Any, **fields: Any) -> list[Found]:
    return [
        (one.code, one.location.path, one.location.line, one.location.column)
        for one in judged(paths, tree, **fields).violations
        if one.location
    ]


def flaws(content: str | bytes, **text: Any) -> list[tuple[str, int | None, int | None]]:
    """What is wrong with one file by one ``$text``."""
    return [one[:1] + one[2:] for one in found({"a.txt": content}, {"a.txt": {"$text": text}})]


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        ("set -e\nls\n", {"require": "set -e"}, []),
        ("ls\n", {"require": "set -e"}, [("ECL032", None, None)]),
        ("ls\nset -e\n", {"require": {"literal": "set -e", "within": 1}}, [("ECL032", None, None)]),
        ("ls\nset -e\n", {"require": {"literal": "set -e", "within": 2}}, []),
        ("SET -E", {"require": {"literal": "set -e", "ignore_case": True}}, []),
        ("a.c", {"require": {"literal": "A.C", "ignore_case": True}}, []),
        ("abc", {"require": {"literal": "A.C", "ignore_case": True}}, [("ECL032", None, None)]),
        ("# owner: me\n", {"require": {"pattern": "^# owner: [a-z]+$"}}, []),
        ("x # owner: me\n", {"require": {"pattern": "^# owner: [a-z]+$"}}, [("ECL032", None, None)]),
        ("# owner: me\r\nx", {"require": {"pattern": "^# owner: [a-z]+$"}}, []),
        ("a\nb", {"require": "a\nb"}, []),
        ("", {"require": "a"}, [("ECL032", None, None)]),
        ("use xtask now\n", {"forbid": "xtask"}, [("ECL033", 1, 5)]),
        ("a\nb xtask xtask\nxtask", {"forbid": ["xtask"]}, [("ECL033", 2, 3), ("ECL033", 3, 1)]),
        ("xtasks my_xtask", {"forbid": {"word": "xtask"}}, []),
        ("é xtask.", {"forbid": {"word": "xtask"}}, [("ECL033", 1, 3)]),
        ("a $(x) b", {"forbid": {"word": "$(x)"}}, [("ECL033", 1, 3)]),
        ("a TODO", {"forbid": [{"pattern": "TODO|FIXME"}, "FIXME"]}, [("ECL033", 1, 3)]),
        ("", {"forbid": "x"}, []),
        ("socket()\n", {"require": {"literal": "@network", "when": "socket"}}, [("ECL032", None, None)]),
        ("socket()\n@network", {"require": {"literal": "@network", "when": {"word": "socket"}}}, []),
        ("sockets()\n", {"require": {"literal": "@network", "when": {"word": "socket"}}}, []),
        ("a b", {"forbid": {"literal": "a", "when": {"pattern": "b$"}}}, [("ECL033", 1, 1)]),
        ("a b.", {"forbid": {"literal": "a", "when": {"pattern": "b$"}}}, []),
        ("#!/bin/sh\n", {"first_line": "#!/bin/sh"}, []),
        ("#!/bin/sh -e\n", {"first_line": "#!/bin/sh"}, [("ECL034", 1, 1)]),
        ("#!/bin/sh -e", {"first_line": {"pattern": "#!/bin/(ba)?sh.*"}}, []),
        ("\n#!/bin/sh", {"first_line": {"pattern": "#!/bin/(ba)?sh.*"}}, [("ECL034", 1, 1)]),
        ("\ufeffa\n", {"first_line": "a"}, []),
        ("a\n", {"final_newline": True}, []),
        ("", {"final_newline": True}, []),
        ("a", {"final_newline": True}, [("ECL035", 1, 2)]),
        ("a\n\n", {"final_newline": True}, [("ECL035", 1, 2)]),
        ("a\r\n", {"final_newline": True}, []),
        ("a\n", {"final_newline": False}, [("ECL035", 1, 2)]),
        ("a", {"final_newline": False}, []),
        ("a\nb\n", {"line_endings": "lf"}, []),
        ("a\nb\r\n", {"line_endings": "lf"}, [("ECL036", 2, 2)]),
        ("a\rb\n", {"line_endings": "lf"}, [("ECL036", 1, 2)]),
        ("a\r\nb\r\n", {"line_endings": "crlf"}, []),
        ("a\r\nb\n", {"line_endings": "crlf"}, [("ECL036", 2, 2)]),
        ("a\rb\r\n", {"line_endings": "crlf"}, [("ECL036", 1, 2)]),
        ("é", {"encoding": "utf-8"}, []),
        ("a\né", {"encoding": "ascii"}, [("ECL037", 2, 1)]),
        (b"ab\n\xe9x", {"encoding": "utf-8"}, [("ECL037", 2, 1)]),
        (b"ab\n\xe9x", {"forbid": "x"}, [("ECL037", 2, 1)]),
        (b"ab\n\xe9x", {"forbid": "x", "encoding": "any"}, [("ECL033", 2, 2)]),
        (b"ab\n\xe9x", {"forbid": {"word": "y"}, "encoding": "any"}, []),
        ("\ufeffa", {"bom": "forbid"}, [("ECL037", 1, 1)]),
        ("a", {"bom": "forbid"}, []),
        ("a", {"bom": "need"}, [("ECL037", 1, 1)]),
        ("\ufeffa", {"bom": "need"}, []),
        (b"a\n\0x", {"forbid": "x"}, [("ECL037", 2, 1)]),
        (b"a\n\0x", {"forbid": "x", "binary": "skip"}, []),
    ],
)  # fmt: skip
def test_rules(content: str | bytes, text: dict[str, Any], expected: list[Any]) -> None:
    assert flaws(content, **text) == expected


def test_every_flaw_of_a_file_is_told_at_once_with_the_rule_that_says_so() -> None:
    text = {
        "id": "headers",
        "refs": ["C-3"],
        "require": [{"literal": "set -e", "reason": "Errors must not be lost."}],
        "forbid": {"word": "curl"},
        "first_line": "#!/bin/sh",
    }
    one, two, three = judged({"a.sh": "curl x\n"}, {"a.sh": {"$text": text}}).violations
    assert one.message == "'a.sh' does not begin with the line '#!/bin/sh'"
    assert two.message == "'a.sh' does not hold 'set -e': Errors must not be lost"
    assert (three.message, three.found) == ("'a.sh' holds 'curl', which is forbidden here", "curl x")
    assert {(each.rule, each.refs) for each in (one, two, three)} == {("headers", ("C-3",))}
    assert all("contracts/layout.contract.yaml:6" in str(each.expected) for each in (one, two, three))


# --- which files ----------------------------------------------------------------------------------------------------

FOLDERS = {
    "$text": {"forbid": "bad", "final_newline": True},
    "src/": {"$text": {"forbid": [{"literal": "worse"}]}, "*.txt": "opt", "*.bin": {"$text": False}},
    "free/": "opt",
    "*.txt": "opt",
}


def test_rules_are_inherited_key_by_key_and_false_takes_them_all_back() -> None:
    paths = {
        "a.txt": "bad\n",
        "src/a.txt": "bad worse",
        "src/a.bin": b"bad worse \0",
        "free/deep/x": "bad\n",
    }
    assert found(paths, FOLDERS) == [
        ("ECL033", "a.txt", 1, 1),
        ("ECL033", "free/deep/x", 1, 1),
        ("ECL035", "src/a.txt", 1, 10),
        ("ECL033", "src/a.txt", 1, 5),
    ]


def test_an_empty_list_takes_back_what_a_folder_forbids() -> None:
    tree = {"$text": {"forbid": "bad"}, "a.txt": {"$text": {"forbid": []}}, "b.txt": "opt"}
    assert found({"a.txt": "bad", "b.txt": "bad"}, tree) == [("ECL033", "b.txt", 1, 1)]


def test_what_git_ignores_is_not_read() -> None:
    index = Git(tracked=["a.txt"], ignored=["b.txt", "cache"])
    paths = {"a.txt": "bad", "b.txt": "bad", "cache/c.txt": "bad"}
    assert found(paths, {"**": {"$text": {"forbid": "bad"}}}, index=index) == [("ECL033", "a.txt", 1, 1)]


def test_rules_that_speak_of_no_file_are_told_unless_that_is_fine() -> None:
    none: dict[str, str] = {"b.md": "x"}
    tree = {"*.md": "opt"}
    assert [one[0] for one in found(none, {**tree, "*.txt": {"$text": {"forbid": "x"}}})] == ["ECC009"]
    assert found(none, {**tree, "*.txt": {"$text": {"forbid": "x", "empty": "valid"}}}) == []
    assert found(none, {**tree, "*.txt": {"$": "opt", "$text": {"forbid": "x"}}}) == []


def test_a_file_that_cannot_be_read_or_is_too_large_is_told() -> None:
    tree = {"*.txt": {"$text": {"forbid": "x"}}}
    for reason, code in (("unreadable", "ECS009"), ("too-large", "ECS011")):
        assert [one[0] for one in found({"a.txt": FileProblem(reason, "a.txt", "no")}, tree)] == [code]


def test_a_file_is_read_once_for_its_text_and_its_lines() -> None:
    tree = {"*.txt": {"$text": {"forbid": ["a", "b"], "require": "c", "final_newline": True}}}
    contract, context = load({"a.txt": "c\n"}, tree=tree, budgets=[{"at": "*.txt", "lines": 1}])
    for check in KIND.checks(contract, context.catalog):
        if check.name in ("text", "budgets"):
            assert check.run(context, Chunk()).violations == ()
    files = context.files._find("x")[0]  # type: ignore[attr-defined]
    assert isinstance(files, MemoryFiles)
    assert files.reads.count("a.txt") == 1


# --- contracts that cannot be used ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ({}, "ECC004"),
        (True, "ECC004"),
        ({"forbid": {"pattern": "(?=x)y"}}, "ECC020"),
        ({"forbid": {"pattern": "x*"}}, "ECC004"),
        ({"forbid": {"pattern": "x", "word": "x"}}, "ECC004"),
        ({"forbid": ""}, "ECC004"),
        ({"require": {"within": 3}}, "ECC004"),
        ({"line_endings": "cr"}, "ECC004"),
        ({"since": "2026-02-30", "forbid": "x"}, "ECC004"),
    ],
)
def test_a_text_that_cannot_be_is_refused(text: Any, code: str) -> None:
    assert refused({"a.txt": {"$text": text}})[0].code == code


def test_two_texts_of_one_name_are_refused() -> None:
    text = {"id": "one", "forbid": "x"}
    assert [one.code for one in refused({"a": {"$text": text}, "b": {"$text": text}})] == ["ECC010"]


def test_a_pattern_that_would_take_exponential_time_elsewhere_is_searched_at_once() -> None:
    assert flaws("a" * 5_000, forbid={"pattern": "(a|aa)+b"}) == []


# --- promises -----------------------------------------------------------------------------------------------------------

LINES = st.lists(st.text(alphabet="abé x", max_size=6), min_size=1, max_size=6)


@given(LINES, st.text(alphabet="abé x", min_size=1, max_size=2), st.sampled_from(["\n", "\r\n"]))
def test_a_forbidden_text_is_found_in_exactly_the_lines_that_hold_it(
    lines: list[str], needle: str, end: str
) -> None:
    expected = [
        ("ECL033", number, line.find(needle) + 1) for number, line in enumerate(lines, 1) if needle in line
    ]
    assert flaws(end.join(lines), forbid=needle) == expected
    assert bool(flaws(end.join(lines), require=needle)) != bool(expected)


@given(st.text(alphabet="ab\r\n", max_size=12))
def test_line_endings_are_right_exactly_if_converting_them_changes_nothing(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert bool(flaws(text, line_endings="lf")) == (plain != text)
    assert bool(flaws(text, line_endings="crlf")) == (plain.replace("\n", "\r\n") != text)
