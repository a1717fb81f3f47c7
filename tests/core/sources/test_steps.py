"""What every source may do with its elements."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused

from pytest_ecocontracts.core.sources.patterns import Pattern, Replacement


def source(**steps: object) -> str:
    return yaml.safe_dump({"lines": "a.txt", **steps})


@pytest.mark.parametrize(
    ("pattern", "template", "text", "result"),
    [
        ("^make ", "", "make up", "up"),
        ("(a)(b)?", r"<\1\2>", "ab a", "<ab> <a>"),
        ("(?P<x>\\d+)", r"\g<x>\\\0", "é7", "é7\\7"),
        ("x*", "-", "ax", "-a--"),
        (",", "\n", "a,b", "a\nb"),
    ],
)
def test_matches_are_replaced(pattern: str, template: str, text: str, result: str) -> None:
    assert Replacement(Pattern(pattern), template).apply(text) == result


@pytest.mark.parametrize("template", [r"\1", r"\9", r"\g<x>", "\\", r"x\q"])
def test_a_group_that_is_not_there_is_refused(template: str) -> None:
    (message,) = refused(source(replace=[{"pattern": "a", "with": template}]))
    assert "the pattern has no group for" in message


@given(
    st.text(alphabet="abé ", max_size=12),
    st.sampled_from(["a", "(a)b?", "a|(é)", "b+", "(?P<x>b*)a"]),
    st.lists(st.sampled_from(["é", "-", r"\\", r"\0", r"\1", r"\g<x>"]), max_size=3).map("".join),
)
def test_replacements_are_those_of_re(text: str, pattern: str, template: str) -> None:
    groups = re.compile(pattern)
    if (r"\1" in template and not groups.groups) or ("<x>" in template and "x" not in groups.groupindex):
        template = ""
    expected = re.sub(pattern, template.replace(r"\0", r"\g<0>"), text)
    assert Replacement(Pattern(pattern), template).apply(text) == expected


def test_steps_are_done_in_their_order() -> None:
    steps = source(
        value="/text",
        normalise=["trim", "lower"],
        replace=[{"pattern": "^make ", "with": ""}],
        rename={"up": "ops-up"},
    )
    assert read({"a.txt": "MAKE up\nmake down\n"}, steps).values == ["ops-up", "down"]


def test_replacements_do_not_grow_without_end() -> None:
    steps = source(replace=[{"pattern": "", "with": "x" * 1000}] * 3)
    (trouble,) = read({"a.txt": "abc\n"}, steps).troubles
    assert (trouble.code, trouble.place and trouble.place.line) == ("ECX001", 1)
    assert "adds more than 1000000 characters" in trouble.message


def test_lists_are_changed_part_by_part() -> None:
    steps = source(value=["/text", "/line"], normalise=["lower"])
    assert read({"a.txt": "A\n"}, steps).values == [["a", 1]]
