"""How far a version went, and which one is the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.changes.model import Level
from pytest_ecocontracts.core.changes.rule.versions import Decreased, next_version, step


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("1.2.3", "1.2.3", Level.NONE),
        ("1.2", "1.2.0", Level.NONE),
        ("1.2.3", "1.2.4", Level.PATCH),
        ("1.2.3", "1.3.0", Level.MINOR),
        ("1.2.3", "2.0.0", Level.MAJOR),
        ("1", "2", Level.MAJOR),
        ("1.9", "1.10", Level.MINOR),
        ("2.0.0rc1", "2.0.0", Level.MAJOR),
        ("2.0.0rc1", "2.0.0rc2", Level.MAJOR),
        ("2.1.0rc1", "2.1.0", Level.MINOR),
        ("2.1.1.dev1", "2.1.1", Level.PATCH),
        ("2.1.0rc1", "3.0.0rc1", Level.MAJOR),
        ("1.0.0", "2.0.0rc1", Level.MAJOR),
        ("0.1.1rc1", "0.1.1", Level.MINOR),
        ("1.0.0", "1.0.0.post1", Level.PATCH),
        ("1.0.0+linux", "1.0.0+windows", Level.NONE),
        ("1.0.0+windows", "1.0.0+linux", Level.NONE),
        ("1.0.0+b7", "1.0.1+b2", Level.PATCH),
        ("1.0.0", "1!1.0.0", Level.MAJOR),
        ("0.1.0", "0.1.1", Level.MINOR),
        ("0.1.0", "0.2.0", Level.MAJOR),
        ("0.9.0", "1.0.0", Level.MAJOR),
        ("event.v1", "event.v2", Level.MAJOR),
        ("event.v1.1", "event.v1.2", Level.MINOR),
        ("event.v1", "record.v1", Level.MAJOR),
        ("not a version", "1.0.0", Level.MAJOR),
    ],
)
def test_steps(before: str, after: str, level: Level) -> None:
    assert step(before, after) is level


@pytest.mark.parametrize(
    ("before", "after"),
    [("1.2.3", "1.2.2"), ("event.v2", "event.v1"), ("1.10", "1.9"), ("1.0.0", "1.0.0rc1")],
)
def test_a_lower_version_is_told(before: str, after: str) -> None:
    with pytest.raises(Decreased):
        step(before, after)


@pytest.mark.parametrize(
    ("version", "level", "wanted"),
    [
        ("1.2.3", Level.PATCH, "1.2.4"),
        ("1.2.3", Level.MINOR, "1.3.0"),
        ("1.2.3", Level.MAJOR, "2.0.0"),
        ("1", Level.MINOR, "1.1"),
        ("0.1.0", Level.MAJOR, "0.2.0"),
        ("0.1.0", Level.MINOR, "0.1.1"),
        ("event.v1", Level.MAJOR, "event.v2"),
        ("2.0.0rc1", Level.MAJOR, "2.0.0"),
        ("2.1.0rc1", Level.MAJOR, "3.0.0"),
        ("2.1.0rc1", Level.MINOR, "2.1.0"),
        ("1.0.0+b7", Level.PATCH, "1.0.1"),
        ("1!1.0.0", Level.MINOR, "1!1.1.0"),
    ],
)
def test_the_next_version_is_a_step_of_that_size(version: str, level: Level, wanted: str) -> None:
    assert next_version(version, level) == wanted
    assert step(version, wanted) >= level


NUMBERS = st.lists(st.integers(0, 20), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
VERSIONS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "event.v"]),
        st.sampled_from(["", "1!"]),
        NUMBERS,
        st.sampled_from(["", "a1", "rc2", ".post3", ".dev4", "rc1.dev2"]),
        st.sampled_from(["", "+build.7"]),
    ),
)


@given(version=VERSIONS, level=st.sampled_from([Level.PATCH, Level.MINOR, Level.MAJOR]))
def test_the_version_that_is_asked_for_is_large_enough(version: str, level: Level) -> None:
    assert step(version, next_version(version, level)) >= level


@given(before=VERSIONS, after=VERSIONS)
def test_a_step_up_is_none_down(before: str, after: str) -> None:
    try:
        taken = step(before, after)
    except Decreased:
        assert step(after, before) > Level.NONE
        return
    if taken is Level.NONE:
        assert step(after, before) is Level.NONE
    elif before.startswith("event") == after.startswith("event"):
        with pytest.raises(Decreased):
            step(after, before)
