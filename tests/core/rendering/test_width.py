"""Texts measured as a terminal draws them, and cut to fit."""

from __future__ import annotations

import sys

import pytest
from _pytest._io.wcwidth import wcwidth  # what pytest measures its own lines with
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.printable import printable
from pytest_ecocontracts.core.rendering.width import columns_of, cut, shortened, width_of

TEXTS = st.text(alphabet=st.sampled_from("ab.é漢🙂\u0301"), max_size=30) | st.text().map(printable)


def test_the_width_of_every_character_is_what_pytest_takes_it_for() -> None:
    """But for Hangul vowels, which only pytest's normalization draws together, and invisible marks."""
    other = {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if printable(character) == character and columns_of(character) != wcwidth(character)
    }
    assert all("\u1160" <= character < "\u1200" or columns_of(character) == 0 for character in other)
    assert len(other) < 500


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("漢字", 4), ("e\u0301", 1), ("🙂", 2), ("각", 2)]
)
def test_width_of(text: str, width: int) -> None:
    assert width_of(text) == width


@given(TEXTS, st.integers(3, 40))
@example(text="漢字漢字", width=4)
def test_shortened_and_cut_texts_fit_and_whole_ones_stay(text: str, width: int) -> None:
    for made in (shortened(text, width), cut(text, width)):
        assert width_of(made) <= width
        assert (made == text) is (width_of(text) <= width)


def test_both_ends_of_an_id_can_be_told() -> None:
    assert shortened("stations.weather.readings", 15) == "statio...adings"
    assert cut("stations.weather.readings", 15) == "stations.wea..."
