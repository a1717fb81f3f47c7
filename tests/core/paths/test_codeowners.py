"""CODEOWNERS files are read as GitHub documents them, and as another implementation reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths.codeowners import MAXIMUM_RULES, parse_codeowners


def owners(text: str, path: str) -> tuple[str, ...] | None:
    read = parse_codeowners(text)
    folder, _, name = path.rpartition("/")
    found = read.patterns().first(folder, name)
    return None if found is None else read.rules[-1 - found].owners


#: from GitHub's own page on the format, and .gitignore's where that says "the same rules"
DOCUMENTED = [
    ("*", ["a", "a/b"], []),
    ("*.js", ["a.js", "x/y/a.js", "x.js/y"], ["a.jsx"]),
    ("/build/logs/", ["build/logs/a", "build/logs/x/y"], ["x/build/logs/a", "build/logs"]),
    ("docs/*", ["docs/a.md"], ["docs/x/a.md", "x/docs/a.md"]),
    ("apps/", ["apps/a", "x/apps/y/z"], ["apps", "myapps/a"]),
    ("/docs/", ["docs/a", "docs/x/y"], ["x/docs/a"]),
    ("/scripts/", ["scripts/a"], ["x/scripts/a"]),
    ("**/logs", ["logs", "build/logs/a", "a/b/logs"], ["logs.txt"]),
    ("/apps/", ["apps/github/x"], []),
    ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/b/c"], ["x/a/b"]),
    ("a/**", ["a/b", "a/b/c"], ["a", "x/a/b"]),
    ("?.md", ["a.md", "x/b.md"], ["ab.md", "x/.md"]),
    ("a\\ b.md", ["a b.md"], ["a", "b.md"]),
    ("\\*.md", ["*.md"], ["a.md"]),
    ("docs", ["docs", "docs/a", "x/docs/y"], ["docs.md"]),
]


@pytest.mark.parametrize(("pattern", "inside", "outside"), DOCUMENTED, ids=[one[0] for one in DOCUMENTED])
def test_patterns(pattern: str, inside: list[str], outside: list[str]) -> None:
    text = f"{pattern} @x"
    assert {path: owners(text, path) for path in inside} == dict.fromkeys(inside, ("@x",))
    assert {path: owners(text, path) for path in outside} == dict.fromkeys(outside)


def test_the_last_match_wins_also_where_it_gives_nobody() -> None:
    text = "\ufeff# all\n* @a @b/c   # who else\n\n/x/ d@e.f\r\n/x/y\n"
    assert owners(text, "z") == ("@a", "@b/c")
    assert owners(text, "x/z") == ("d@e.f",)
    assert owners(text, "x/y") == ()


@pytest.mark.parametrize(
    "line", ["!a @x", "a[bc] @x", "[Docs] @x", "^[Docs]", "/ @x", "a//b @x", "../a @x", "a x", "a @x @@y"]
)
def test_lines_that_mean_nothing_are_problems_with_their_line(line: str) -> None:
    read = parse_codeowners(f"* @a\n{line}\n")
    assert ([one.line for one in read.rules], [one.line for one in read.problems]) == ([1], [2])


def test_the_number_of_rules_is_bounded() -> None:
    read = parse_codeowners("a @x\n" * (MAXIMUM_RULES + 5))
    assert (len(read.rules), [one.line for one in read.problems]) == (MAXIMUM_RULES, [MAXIMUM_RULES + 1])


def test_a_hostile_pattern_costs_no_time() -> None:
    """An expression that backtracks would need longer than anybody waits."""
    assert owners("*a" * 20 + "b @x", "a" * 255) is None


NAMES = st.sampled_from(["a", "b", "ab", "a.md", "b.md", "docs"])
PARTS = st.sampled_from(["a", "b", "*", "**", "*.md", "a*", "?", "a?", "docs", "**a", "*b*"])
PATTERNS = st.builds(
    lambda start, names, end: start + "/".join(names) + end,
    st.sampled_from(["", "/"]),
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["", "/", "/*", "/**"]),
)


@given(
    st.lists(PATTERNS, min_size=1, max_size=4),
    st.lists(st.lists(NAMES, min_size=1, max_size=5), min_size=1, max_size=8),
)
def test_it_reads_as_another_implementation_does(patterns: list[str], paths: list[list[str]]) -> None:
    peer = pytest.importorskip("codeowners")
    text = "".join(f"{pattern} @owner{number}\n" for number, pattern in enumerate(patterns))
    theirs = peer.CodeOwners(text)
    for names in paths:
        path = "/".join(names)
        assert list(owners(text, path) or ()) == [owner for _, owner in theirs.of(path)], path


@given(st.text(max_size=60))
def test_any_text_is_rules_or_problems(text: str) -> None:
    read = parse_codeowners(text)
    lines = [line for line in text.split("\n") if line.strip() and not line.strip().startswith("#")]
    assert len(read.rules) + len(read.problems) <= len(lines)
    for rule in read.rules:
        assert rule.pattern.template.segments or rule.pattern.below
    read.patterns().first("a/b", "c")
