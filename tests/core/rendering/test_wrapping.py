"""Lines fit the terminal, lose nothing but blanks, and keep what editors open in one piece."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.printable import printable
from pytest_ecocontracts.core.rendering.width import width_of
from pytest_ecocontracts.core.rendering.wrapping import wrap, wrap_line

WORDS = st.text(alphabet=st.sampled_from("ab/:7'é漢字가\u0301\u1100\u1161🙂 "), max_size=60)
LINES = st.one_of(
    WORDS,
    st.builds("  {:<10}{}".format, st.sampled_from(["at", "expected", "found", "contract", "fix"]), WORDS),
    st.builds("ECS003 schema-type-mismatch: {}".format, WORDS),
    st.text().map(printable),
)
TEXTS = st.lists(LINES, max_size=4).map("\n".join)
WIDTHS = st.integers(4, 100)


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    assert all(width_of(line) <= width for line in wrap(text, width).split("\n"))


@given(TEXTS, WIDTHS)
def test_nothing_is_lost_but_blanks(text: str, width: int) -> None:
    wrapped = wrap(text, width)
    assert wrapped.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


@given(TEXTS, WIDTHS)
def test_what_is_wrapped_stays_as_it_is(text: str, width: int) -> None:
    assert wrap(wrap(text, width), width) == wrap(text, width)


@given(LINES, WIDTHS)
@example("  at        7 7\u1100", 4)
def test_a_word_is_only_broken_where_it_is_wider_than_the_terminal(line: str, width: int) -> None:
    parts = wrap_line(line, width)
    place = re.match(r"  at +([^ ].*?)(?=  /|$)", line)  # one word, whatever blanks are in it
    broken = place is not None and width_of(place[1]) > width
    for word in (line[place.end() :] if place and broken else line).split(" "):
        assert width_of(word) > width or any(word in part for part in parts)


@given(LINES, WIDTHS)
def test_no_line_is_empty(line: str, width: int) -> None:
    parts = wrap_line(line, width)
    assert len(parts) == 1 or all(part.strip(" ") for part in parts)


@given(WORDS.map(lambda text: " ".join(text.split())), WIDTHS)
def test_no_line_is_broken_sooner_than_it_must(line: str, width: int) -> None:
    parts = wrap_line(line, width)
    for above, below in pairwise(parts):
        word = below.strip(" ").split(" ")[0]
        assert width_of(above) + 1 + width_of(word) > width


@given(WORDS.filter(lambda path: path.strip(" ") == path != ""), WIDTHS)
@example(path="data/two words.json:3:64", width=26)
def test_a_place_is_one_word_whatever_blanks_are_in_it(path: str, width: int) -> None:
    if "  /" in path:
        return  # reads like the beginning of a JSON Pointer
    text = wrap(f"  at        {path}  /a/b", width)
    assert width_of(path) > width or any(path in line for line in text.split("\n"))


def test_the_text_continues_below_the_value() -> None:
    text = "  expected  one of alpha, beta, gamma, delta"
    assert wrap(text, 30) == "  expected  one of alpha,\n            beta, gamma, delta"


def test_a_headline_continues_deeper_than_the_labels() -> None:
    text = "ECL001 path-required-missing: the file is missing"
    assert wrap(text, 34) == "ECL001 path-required-missing: the\n    file is missing"


def test_a_count_stays_in_one_piece() -> None:
    text = "ECL001 path-required-missing: it is missing (+12 more)"
    assert wrap(text, 50) == "ECL001 path-required-missing: it is missing\n    (+12 more)"


def test_a_place_too_wide_for_the_value_column_stands_further_left() -> None:
    place = "d" * 36 + ":1"
    assert wrap(f"  at        {place}  /a", 40) == f"  at\n  {place}\n            /a"


def test_a_value_without_blanks_fills_its_lines() -> None:
    assert wrap("  found     " + "f" * 40, 30).split("\n") == [
        "  found     " + "f" * 18,
        "            " + "f" * 18,
        "            " + "f" * 4,
    ]


def test_wide_characters_count_twice() -> None:
    assert wrap("  found     漢字漢字漢字漢字漢字漢字漢字", 20).split("\n") == [
        "  found     漢字漢字",
        "          漢字漢字漢",
        "          字漢字漢字",
    ]


@pytest.mark.parametrize("text", ["", " ", "short", "a\n\nb", "  trailing  "])
def test_what_fits_is_left_alone(text: str) -> None:
    assert wrap(text, 40) == text
