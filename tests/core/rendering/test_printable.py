"""Nothing from a file or a name reaches the terminal as a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 漢", "plain ä 漢"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
    ],
)
def test_control_characters_are_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_text_loses_its_middle_and_keeps_both_ends() -> None:
    shown = printable("a" * 1000 + "z", limit=50)
    assert len(shown) <= 50
    assert shown.startswith("aaa")
    assert shown.endswith("z")
    assert " ... " in shown


@given(st.text())
def test_what_is_printable_encodes_and_stays_on_one_line(text: str) -> None:
    shown = printable(text)
    assert len(shown.encode("utf-8").splitlines()) <= 1
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)
