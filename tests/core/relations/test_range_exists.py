"""``range`` and ``exists``."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.artifacts.gate import CONTRACT, artifact, enforce
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, found, relate, violations, where
from tests.fakes import catalog_file

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem

BOUNDS = {"of": "/ts", "min": "manifest:/min", "max": "manifest:/max"}


@pytest.mark.parametrize(
    ("fields", "manifest", "values", "codes"),
    [
        ({}, {"min": 1, "max": 3}, [1, 2, 3], []),
        ({}, {"min": 0, "max": 9}, [1, 2, 3], []),
        ({}, {"min": 2, "max": 2.5}, [1, 2, 3], ["ECI012", "ECI012"]),
        ({}, {"min": "2026-01-01", "max": "2026-01-02"}, ["2026-01-01", "2026-01-03"], ["ECI012"]),
        ({}, {"min": 1, "max": 3}, ["2"], ["ECI012", "ECI012"]),
        ({}, {"min": 1}, [1], ["ECI005"]),
        ({}, {"min": None, "max": 3}, [1], ["ECI005"]),
        ({"exact": True}, {"min": 1, "max": 3}, [3, 1, 2], []),
        ({"exact": True}, {"min": 0, "max": 3}, [1, 3], ["ECI012"]),
        ({"exact": True}, {"min": 2, "max": 3}, [1, 3], ["ECI012"]),
        ({"exact": True}, {"min": None, "max": None}, [], []),
        ({"exact": True}, {"min": None, "max": None}, [1], ["ECI012", "ECI012"]),
        ({"exact": True}, {"min": 1, "max": 2}, [], ["ECI012", "ECI012"]),
        ({"min": 0, "max": 5}, {}, [0, 5, 6], ["ECI012"]),
        ({"min": 0}, {"max": 1}, [-1, 1], ["ECI012"]),
    ],
)
def test_range(fields: dict[str, object], manifest: object, values: list[object], codes: list[str]) -> None:
    files = {DAY: [{"ts": value} for value in values], DAY_MANIFEST: manifest}
    gate = relate({"range": {**BOUNDS, **fields}}, files, companions=MANIFEST)
    assert [v.code for v in violations(gate)] == codes


def test_a_value_outside_is_told_with_where_the_bound_is_declared() -> None:
    files = {DAY: [{"ts": 1}, {"ts": 9}], DAY_MANIFEST: '{"min": 0,\n"max": 8}'}
    (violation,) = violations(relate({"range": BOUNDS}, files, companions=MANIFEST))
    assert (where(violation), violation.expected) == (f"{DAY}:2 /ts", "at most 8")
    assert violation.found == f"9; declared at {DAY_MANIFEST}:2:8  /max"


@given(st.lists(st.integers(-5, 5), max_size=6), st.integers(-4, 4), st.integers(-4, 4))
@settings(max_examples=40, deadline=None)
def test_as_many_are_outside_as_are(values: list[int], least: int, most: int) -> None:
    files = {DAY: [{"ts": value} for value in values], DAY_MANIFEST: {"min": least, "max": most}}
    told = violations(relate({"range": BOUNDS}, files, companions=MANIFEST))
    assert len(told) == sum((value < least) + (value > most) for value in values)


@pytest.mark.parametrize(
    ("paths", "fields", "told"),
    [
        (["a.txt", "sub/b.txt"], {}, []),
        (["a.txt", "c.txt"], {}, ["/files/1"]),
        (["sub"], {}, ["/files/0"]),
        (["../a.txt", "/etc/passwd", "", 1], {}, ["/files/0", "/files/1", "/files/2", "/files/3"]),
        (["b.txt", "../a.txt"], {"relative_to": "file"}, []),
        ([], {}, []),
    ],
)
def test_named_files_are_there(paths: list[object], fields: dict[str, object], told: list[str]) -> None:
    files = {"sub/index.json": {"files": paths}, "a.txt": "", "sub/b.txt": ""}
    gate = relate({"exists": {"of": "/files/*", **fields}}, files, path="sub/index.json")
    assert found(gate) == [("ECI009", f"sub/index.json:1 {pointer}") for pointer in told]


def days(*names: str) -> dict[str, object]:
    return {f"data/{name}.jsonl": "" for name in names}


@pytest.mark.parametrize(
    ("fields", "there", "gaps"),
    [
        ({"from": "2026-01-29"}, ["2026-01-29", "2026-01-30"], []),
        ({"from": "2026-01-28"}, ["2026-01-29", "2026-01-30"], [("2026-01-28", "2026-01-28")]),
        ({}, ["2026-01-27", "2026-01-30"], [("2026-01-28", "2026-01-29")]),
        ({}, ["2026-01-28"], [("2026-01-29", "2026-01-30")]),
        ({"to": "today"}, ["2026-01-30"], [("2026-01-31", "2026-01-31")]),
        ({"to": "2026-01-28"}, ["2026-01-28", "2026-03-01"], []),
        ({"from": "2026-01-01", "to": "2026-01-03"}, ["2026-01-05"], [("2026-01-01", "2026-01-03")]),
    ],
)
def test_every_day_has_its_file(
    fields: dict[str, str], there: list[str], gaps: list[tuple[str, str]]
) -> None:
    """The day of the tests is 2026-01-31."""
    gate = relate({"exists": {"every": "day", "of": "{date}", **fields}}, days(*there))
    assert [(v.metadata["first"], v.metadata["last"]) for v in violations(gate)] == gaps
    assert {v.code for v in violations(gate)} <= {"ECI016"}


@given(st.sets(st.integers(0, 12), min_size=1), st.integers(0, 12), st.integers(0, 12))
@settings(max_examples=40, deadline=None)
def test_the_gaps_are_the_days_that_are_missing(there: set[int], first: int, last: int) -> None:
    start = date(2026, 1, 1)
    relation = {
        "every": "day",
        "of": "{date}",
        "from": str(start + timedelta(first)),
        "to": str(start + timedelta(last)),
    }
    gate = relate({"exists": relation}, days(*(str(start + timedelta(n)) for n in there)))
    missing = set()
    for violation in violations(gate):
        day = date.fromisoformat(str(violation.metadata["first"]))
        while day <= date.fromisoformat(str(violation.metadata["last"])):
            missing.add((day - start).days)
            day += timedelta(1)
    assert missing == set(range(first, last + 1)) - there


def test_days_of_values_count_too() -> None:
    relation = {"exists": {"every": "day", "of": "/at", "from": "2026-01-29"}}
    gate = relate(relation, {"log.jsonl": [{"at": "2026-01-29T10:00:00Z"}, {"at": "x"}]}, path="log.jsonl")
    assert [v.metadata["first"] for v in violations(gate)] == ["2026-01-30"]


@pytest.mark.parametrize(
    "relation",
    [
        {"exists": {"every": "day", "of": "{date}", "from": "2026-02-30"}},
        {"exists": {"every": "week", "of": "{date}"}},
        {"exists": {"of": ["/a", "/b"]}},
        {"range": {"of": "/a", "min": "nobody:/b"}},
        {"range": {"of": "/a", "exact": True}},
    ],
)
def test_what_cannot_be_is_a_defect_of_the_contract(relation: dict[str, object]) -> None:
    assert {p.code for p in relate(relation, {}).problems} & {"ECC004", "ECC005"}


def test_a_link_is_the_file_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"files": ["a.txt", "link.txt", "dangling.txt", "outside.txt"]}')
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "dangling.txt").symlink_to("nothing.txt")
    (tmp_path / "outside.txt").symlink_to("/etc/passwd")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "ecocontracts.yaml").write_text(catalog_file())
    text = artifact(path="index.json", relations=[{"exists": {"of": "/files/*"}}])
    (tmp_path / CONTRACT).write_text(text)
    assert [v.location.pointer for v in enforce(LocalFileSystem(str(tmp_path))).violations if v.location] == [
        "/files/2",
        "/files/3",
    ]
