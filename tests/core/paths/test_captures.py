"""The built-in capture types, and those that a contract declares."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths.captures import BUILT_IN_NAMES, CaptureType, built_in
from pytest_ecocontracts.core.paths.linear_regex import PatternProblem

CASES = {
    "date": (
        ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2023-04-30"],
        [
            "2023-02-29",
            "1900-02-29",
            "2023-04-31",
            "2023-13-01",
            "2023-00-10",
            "2023-01-00",
            "0000-01-01",
            "23-01-01",
            "2023-1-1",
            "2023-01-01 ",
        ],
    ),
    "int": (["0", "0001", "42"], ["", "-1", "1.0", "٣", "1_000"]),
    "slug": (["a", "a-b", "9-lives"], ["", "A", "a--b", "-a", "a-", "a_b"]),
    "snake": (["a", "a_b", "a1_2"], ["", "A", "a__b", "_a", "1a", "a-b"]),
    "semver": (
        ["0.0.0", "1.2.3-rc.1+build.5", "1.0.0-alpha-a.b-c", "1.0.0-0a", "1.0.0+001"],
        ["1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+"],
    ),
    "sha256": (["0" * 64, "a" * 64], ["0" * 63, "A" * 64, "g" * 64]),
    "uuid": ([str(uuid.UUID(int=5)), str(uuid.UUID(int=2**127)).upper()], ["0" * 32, "x"]),
    "name": (["a", "A.b-c_d", "_x", "9"], ["", ".hidden", "-x", "a b", "a/b", "é"]),
    "any": (["a", ".", " ", "é\n", "\udcff"], ["", "a/b"]),
}


@pytest.mark.parametrize("name", BUILT_IN_NAMES)
def test_built_in_types_accept_and_refuse(name: str) -> None:
    kind = built_in(name)
    assert kind is not None
    assert kind.source is not None
    assert kind.describe()
    accepted, refused = CASES[name]
    compiled = re.compile(kind.source, re.ASCII)
    for value in accepted:
        assert (kind.accepts(value), bool(compiled.fullmatch(value))) == (True, True), value
    for value in refused:
        assert (kind.accepts(value), bool(compiled.fullmatch(value))) == (False, False), value


def test_dates_are_those_of_the_calendar() -> None:
    kind = built_in("date")
    assert kind is not None
    for year in (1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 9999):
        for month in range(14):
            for day in range(33):
                text = f"{year:04}-{month:02}-{day:02}"
                try:
                    dt.date(year, month, day)
                    real = True
                except ValueError:
                    real = False
                assert kind.accepts(text) == real, text


@given(st.dates())
def test_every_date_is_accepted(day: dt.date) -> None:
    kind = built_in("date")
    assert kind is not None
    assert kind.accepts(day.isoformat())


def test_a_type_from_words() -> None:
    kind = CaptureType.from_words("stage", ["ingest", "in", "model.v1"])
    assert [
        word for word in ("in", "ingest", "model.v1", "modelxv1", "i", "ingestx") if kind.accepts(word)
    ] == ["in", "ingest", "model.v1"]
    assert "ingest" in kind.describe()


@pytest.mark.parametrize("words", [[], [""], ["a/b"], ["a\0"], [f"w{i}" for i in range(3000)]])
def test_words_that_are_none_are_refused(words: list[str]) -> None:
    with pytest.raises(PatternProblem):
        CaptureType.from_words("stage", words)


@pytest.mark.parametrize("pattern", ["", "^a$", "(?:a|^b)", "(?=x)", "(a", "((a{100}){100}){100}"])
def test_patterns_that_cannot_be_a_type_are_refused(pattern: str) -> None:
    with pytest.raises(PatternProblem):
        CaptureType.from_pattern("run", pattern)


def test_a_capture_never_holds_a_separator() -> None:
    kind = CaptureType.from_pattern("x", "[^x]+.")
    assert kind.accepts("ab")
    assert not kind.accepts("a/b")
    assert not kind.accepts("ab/")


@pytest.mark.parametrize("pattern", ["(a+)+", "(?:a|ab)", "(?:a|b)*", "(?:a|bc)"])
def test_what_re_could_be_slow_or_unsure_about_is_left_to_the_automaton(pattern: str) -> None:
    assert CaptureType.from_pattern("x", pattern).source is None


@pytest.mark.parametrize(
    "pattern", ["[0-9]{8}T[0-9]{6}Z-[a-z0-9]{6}", "[a-z]+", "(?:0[1-9]|1[0-2])", "v[0-9]+"]
)
def test_plain_expressions_run_in_re(pattern: str) -> None:
    assert CaptureType.from_pattern("x", pattern).source is not None
