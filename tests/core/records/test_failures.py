"""Whatever a plugin says of a finding, the finding is recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sample_records import EXPLAINED, check_event, ending, failure, record_schema, tally

from pytest_ecocontracts.core.records.assemble import assemble
from pytest_ecocontracts.core.records.failures import FailureWriter, clean, shorten
from pytest_ecocontracts.core.records.redaction import Redactor
from pytest_ecocontracts.core.records.verify import defects
from pytest_ecocontracts.core.taxonomy import KnownTaxonomies

ANY_TEXT = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["", "/", "/etc", "x" * 20_000, "\ud800", "\udcff"]
)
ODD = ANY_TEXT | st.none() | st.integers() | st.booleans() | st.floats() | st.lists(st.integers(), max_size=2)
VIOLATIONS = st.fixed_dictionaries(
    {"code": st.sampled_from(["ECS002", "ECL014", "SHOP001", "", "ecs002"]) | ANY_TEXT, "message": ANY_TEXT},
    optional={
        "severity": st.sampled_from(["error", "warning", "note"]),
        "location": st.none()
        | st.fixed_dictionaries(
            {"path": ANY_TEXT}, optional={"pointer": ANY_TEXT, "line": ODD, "column": ODD}
        ),
        "contract": st.none() | st.fixed_dictionaries({"id": ANY_TEXT}, optional={"version": ODD}),
        "rule": ODD,
        "expected": ODD,
        "found": ODD,
        "fix": ODD,
        "failure_class": ODD,
        "decisions": st.lists(ODD, max_size=2),
        "refs": st.lists(ODD, max_size=2),
        "metadata": st.dictionaries(ANY_TEXT, ODD, max_size=3),
    },
)


@given(VIOLATIONS, st.none() | ANY_TEXT)
def test_every_violation_gives_a_failure_that_a_record_can_hold(
    violation: dict[str, Any], nodeid: str | None
) -> None:
    """A finding that its own schema refuses would cost the whole record."""
    written = FailureWriter(KnownTaxonomies(), Redactor()).write(violation, nodeid)
    failed = written["severity"] == "error"
    events = ({"event": "failure", "failure": written}, check_event(status="failed" if failed else "passed"))
    made = assemble(tally(*events), ending(int(failed)), emission=EXPLAINED)
    assert defects(json.loads(json.dumps(made)), record_schema()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("ä€😀", "ä€😀"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
        ("\udc41", "\\udc41"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(st.characters()))
def test_clean_text_is_utf_8(text: str) -> None:
    clean(text).encode("utf-8")


def test_shorten_shows_its_cut() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


def test_absolute_places_of_this_machine_are_left_out() -> None:
    assert failure(location={"path": "/home/somebody/x", "pointer": ""})["location"] is None
