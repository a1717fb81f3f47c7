"""The table of what changed: one line per contract, as wide as the terminal, with the witnesses once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.change_entries import BASE, answered, block, change, entry, missing, obligation, witness

from pytest_ecocontracts.core.rendering.change_table import ROWS, UNJUDGED, WITNESSES, change_lines
from pytest_ecocontracts.core.rendering.change_words import witness_block
from pytest_ecocontracts.core.rendering.printable import UNSAFE
from pytest_ecocontracts.core.rendering.styles import plain
from pytest_ecocontracts.core.rendering.width import width_of

GONE = entry("shop.gone", state="removed", version_after=None, changes=[], breaks=["producer", "consumer"])
NEW = answered("x.new", state="added", version_before=None, exempt="experimental")
LOST = {"id": "shop.lost", "reason": "its worker crashed"}


def shown(*entries: Any, width: int = 100, everything: bool = False, rows: bool = True, **more: Any) -> str:
    lines = change_lines(BASE, block(*entries, **more), width, everything=everything, rows=rows)
    return "".join(f"{plain(line).rstrip()}\n" for line in lines)


def test_nothing_changed_is_one_line() -> None:
    assert shown() == "no contract differs from main (88a6b79cd0)\n"


def test_one_line_per_contract_then_the_witness() -> None:
    assert shown(entry(), answered(), GONE, NEW) == (
        """\
since main (88a6b79cd0): 4 contracts changed, 2 lack something
contract          change   level  verdict              version         missing
weather.readings  changed  major  breaking: producers  1.0.0           version 2.0.0, decision,
                                                                       migration note
weather.stations  changed  minor  compatible           1.0.0 -> 1.1.0  nothing
shop.gone         removed  major  breaking             1.0.0           version 2.0.0, decision,
                                                                       migration note
x.new             added    minor  compatible           1.1.0           nothing: experimental
weather.readings: allowed in the base, refused now (schemas/reading.v1.schema.json:9
    /properties/celsius/type)
  {
    "celsius": "cold"
               ^^^^^^ it is no number
  }
"""
    )


def test_a_narrow_terminal_keeps_what_is_missing() -> None:
    assert shown(entry(changes=[]), answered(), width=46) == (
        """\
since main (88a6b79cd0): 2 contracts changed,
    1 lacks something
contract          missing
weather.readings  version 2.0.0, decision,
                  migration note
weather.stations  nothing
"""
    )


def test_quietly_it_is_the_first_line_alone() -> None:
    assert shown(entry(), rows=False) == "since main (88a6b79cd0): 1 contract changed, 1 lacks something\n"
    assert shown(answered(), rows=False) == (
        "since main (88a6b79cd0): 1 contract changed, nothing is missing\n"
    )


def test_what_was_not_judged_is_no_silence() -> None:
    text = shown(unjudged=(LOST,))
    assert text.startswith("since main (88a6b79cd0): 1 contract not judged\n")
    assert "  not judged  shop.lost: its worker crashed\n" in text


def test_many_that_were_not_judged_are_counted() -> None:
    """Whoever runs one check of many has left out the others, and knows it."""
    many = tuple({"id": f"shop.c{number}", "reason": "deselected"} for number in range(40))
    text = shown(unjudged=many)
    assert text.startswith("since main (88a6b79cd0): 40 contracts not judged\n")
    assert text.count("  not judged  ") == UNJUDGED
    assert text.endswith("  ... and 35 more not judged (-v shows them)\n")
    assert shown(unjudged=many, everything=True).count("  not judged  ") == 40


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"verdict": "breaking", "breaks": ["consumer"]}, "breaking: consumers"),
        ({"verdict": "breaking", "breaks": ["producer", "consumer"]}, "breaking "),
        ({"verdict": "undecided", "breaks": [], "undecided": ["producer"]}, "undecided: producers"),
        ({"verdict": "compatible", "breaks": []}, "compatible "),
    ],
)
def test_a_verdict_names_whom_it_is_about(fields: dict[str, Any], verdict: str) -> None:
    assert f"  {verdict} " in shown(entry(changes=[], **fields), width=140)


def test_what_is_waived_is_not_missing() -> None:
    waived = obligation("settle /x", missing("ECV009", "waive it", waived=True))
    text = shown(entry(changes=[], obligations=[waived]))
    assert "nothing is missing" in text
    assert text.endswith("nothing: waived\n")


def test_many_contracts_and_witnesses_are_cut_and_counted() -> None:
    many = [entry(f"shop.c{number:02}") for number in range(ROWS + 3)]
    text = shown(*many, width=120)
    assert text.count("version 2.0.0") == ROWS
    assert "... and 3 more contracts (-v shows them)\n" in text
    assert text.count("^^^^^^") == WITNESSES
    assert text.endswith(f"... and {ROWS - WITNESSES} more witnesses (-v shows them)\n")
    everything = shown(*many, width=120, everything=True, omitted=2)
    assert everything.count("^^^^^^") == ROWS + 3
    assert "... and 2 more contracts that were only counted\n" in everything


def test_many_needs_are_counted() -> None:
    lacks = [obligation(f"settle /{name}", missing("ECV009", "no")) for name in "abcdef"]
    assert "settle /a, settle /b, settle /c, 3 more" in shown(entry(changes=[], obligations=lacks), width=160)


def test_a_failure_ends_with_its_witnesses() -> None:
    assert witness_block(entry()) == [
        (
            "  witness   schemas/reading.v1.schema.json:9  /properties/celsius/type: "
            "allowed in the base, refused now"
        ),
        "    {",
        '      "celsius": "cold"',
        "                 ^^^^^^ it is no number",
        "    }",
    ]
    assert witness_block(answered()) == []


@given(st.text(min_size=1, max_size=60), st.text(max_size=60), st.integers(40, 200))
def test_no_name_breaks_the_table(name: str, text: str, width: int) -> None:
    spoiled = entry(
        name,
        version_before=text,
        obligations=[obligation(text, missing("ECV001", text))],
        changes=[change(path=text, pointer=text, witness=witness({text: text}, message=text, origin=text))],
    )
    lines = [plain(line) for line in change_lines(BASE, block(spoiled, answered()), width, everything=True)]
    assert all(UNSAFE.search(line) is None for line in lines)
    assert max(map(width_of, lines)) <= width


def test_what_did_not_change_and_lacks_something_is_no_change() -> None:
    older = entry(
        state="unchanged",
        level="none",
        changes=[],
        obligations=[obligation("supported editions", missing("ECV015", "support it no more"))],
    )
    assert shown(older).startswith("no contract differs from main (88a6b79cd0), and 1 lacks something\n")
    assert shown(older, answered()).startswith(
        "since main (88a6b79cd0): 1 contract changed, 1 lacks something\n"
    )
    assert shown(older, unjudged=(LOST,)).startswith(
        "since main (88a6b79cd0): 1 contract not judged, 1 lacks something\n"
    )
