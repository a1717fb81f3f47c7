"""``expires``, ``pinned`` and ``ratchet``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from tests.core.source_relations.judging import found, judge, lists, text_of
from tests.fakes import MemoryBase

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.source_relations.pins import READERS, problem

TODAY = date(2026, 6, 15)


def told(relation: dict[str, object], **values: list[object]) -> list[tuple[str, str]]:
    sources, files = lists(**values)
    return found(judge(relation, files, sources=sources, as_of=TODAY))


def test_dates_have_not_passed() -> None:
    assert told({"expires": "a"}, a=["2026-06-15", "2027-01-01T00:00:00Z"]) == []
    assert told({"expires": "a"}, a=["2026-06-14"]) == [("ECI046", "a.json:2")]
    assert told({"expires": "a"}, a=["soon", "2026-13-01", "2026-06-31", 20260701]) == [
        ("ECI005", f"a.json:{line}") for line in (2, 3, 4, 5)
    ]


def test_dates_within_a_horizon_and_a_time_that_ends() -> None:
    relation = {"expires": {"of": "a", "at": "/until", "horizon": 30}}
    assert told(relation, a=[{"until": "2026-07-15"}]) == []
    assert told(relation, a=[{"until": "2026-07-16"}, {}]) == [("ECI012", "a.json:2"), ("ECI005", "a.json:3")]
    relation = {"expires": {"of": "a", "at": "/until", "optional": True}}
    assert told(relation, a=[{"until": "2026-07-16"}, {}]) == []
    boxed = {"expires": {"of": "a", "at": "/until", "from": "/since", "longest": 90}}
    assert told(boxed, a=[{"since": "2026-06-01", "until": "2026-08-30"}]) == []
    assert told(boxed, a=[{"since": "2026-06-01", "until": "2026-08-31"}]) == [("ECI012", "a.json:2")]
    assert told(boxed, a=[{"since": "2026-09-01", "until": "2026-08-31"}]) == [("ECI012", "a.json:2")]
    assert told(boxed, a=[{"until": "2026-08-31"}]) == [("ECI005", "a.json:2")]


def test_age_of_dates_in_the_past() -> None:
    relation = {"expires": {"of": "a", "max_age": 30}}
    assert told(relation, a=["2026-06-15", "2026-05-16"]) == []
    assert told(relation, a=["2026-05-15", "2026-06-16"]) == [("ECI046", "a.json:2"), ("ECI012", "a.json:3")]


def test_dates_that_are_near_are_warnings() -> None:
    sources, files = lists(a=["2026-06-20", "2026-07-20"])
    gate = judge({"expires": {"of": "a", "notice": 10}}, files, sources=sources, as_of=TODAY)
    assert found(gate) == [("ECI047", "a.json:2")]
    assert gate.violations[0].severity == "warning"


COMMIT, DIGEST = "0123456789abcdef" * 2 + "01234567", "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("kind", "text", "form", "wrong"),
    [
        ("version", "1.2.3", "exact", None),
        ("version", "v1.2.3-rc.1+b", "exact", None),
        ("version", "3.11", "exact", "does not name one version"),
        ("version", "3.11", "fixed", None),
        ("version", "1.x", "fixed", "is a range of versions"),
        ("version", ">=1.2", "fixed", "is a range of versions"),
        ("version", "==1.2", "exact", None),
        ("version", "==1.*", "exact", "is a range of versions"),
        ("version", "^1.2.3", "fixed", "is a range of versions"),
        ("version", "*", "fixed", "is a range of versions"),
        ("version", "1.0 - 2.0", "fixed", "is a range of versions"),
        ("version", "", "fixed", "has no version"),
        ("version", "Latest", "fixed", "floats: 'Latest' is another version tomorrow"),
        ("version", "linux-x64", "fixed", None),
        ("image", "registry.example:5000/team/app:1.2", "fixed", None),
        ("image", "registry.example:5000/team/app", "fixed", "has no version"),
        ("image", "app:latest", "fixed", "floats: 'latest' is another version tomorrow"),
        ("image", f"app:latest@{DIGEST}", "exact", None),
        ("image", "app:1.2.3", "digest", "has no digest"),
        ("image", f"app@{DIGEST}", "digest", None),
        ("image", "app@sha256:12", "digest", "has no digest"),
        ("action", "actions/checkout@v4", "fixed", None),
        ("action", "actions/checkout@main", "fixed", "floats: 'main' is another version tomorrow"),
        ("action", "actions/checkout@v4", "sha", "names no commit"),
        ("action", f"actions/checkout@{COMMIT}", "sha", None),
        ("action", "actions/checkout", "fixed", "has no version"),
        ("action", "./.github/actions/setup", "sha", None),
        ("action", f"docker://alpine@{DIGEST}", "sha", None),
        ("requirement", "pytest==9.0", "exact", None),
        ("requirement", "pytest[x]==9.*", "fixed", "is a range of versions"),
        ("requirement", "pytest>=9; python_version > '3'", "fixed", "is a range of versions"),
        ("requirement", "pytest", "fixed", "has no version"),
        ("requirement", f"tool @ git+https://example.org/tool@{COMMIT}", "sha", None),
        ("requirement", "-r other.txt", "fixed", "has no version"),
    ],
)
def test_pins(kind: str, text: str, form: str, wrong: str | None) -> None:
    assert problem(READERS[kind](text), form) == wrong


def test_pinned_tells_each_version_that_floats() -> None:
    relation = {"pinned": {"of": "a", "as": "image", "form": "exact"}}
    assert told(relation, a=["app:1.2.3"]) == []
    assert told(relation, a=["app:1.2.3", "db:latest", None]) == [
        ("ECI048", "a.json:3"),
        ("ECI005", "a.json:4"),
    ]


def test_the_pins_of_one_file_are_those_used_elsewhere() -> None:
    sources, files = lists(
        uses=["grafana/grafana:11.2.0", "prom/prometheus:v2", "redis:7.0.0"],
    )
    sources["pins"] = {"file": "pins.json", "at": "/*~"}
    files["pins.json"] = {"grafana/grafana": "11.2.0", "prom/prometheus": "v3"}
    relation = {
        "pinned": {"of": "uses", "as": "image", "same_as": {"of": "pins", "key": "/name", "value": "/value"}}
    }
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI013", "uses.json:3"), ("ECI002", "uses.json:4")]
    assert gate.violations[0].message == "'prom/prometheus' is v2 here, and v3 in pins"
    relation["pinned"]["same_as"]["others"] = "allowed"  # type: ignore[index]
    assert found(judge(relation, files, sources=sources)) == [("ECI013", "uses.json:3")]
    tools = {
        "pinned": {
            "of": "tools",
            "key": "/tool",
            "at": "/is",
            "same_as": {"of": "pins", "key": "/name", "value": "/value"},
        }
    }
    sources["tools"] = {"file": "tools.json", "at": "/*"}
    files["tools.json"] = '[{"tool": "prom/prometheus", "is": "v3"},\n{"is": "v3"}]'
    assert found(judge(tools, files, sources=sources)) == [("ECI005", "tools.json:2")]


def against(
    base: Mapping[str, object] | None, options: Mapping[str, object], files: Mapping[str, object]
) -> list[tuple[str, str]]:
    def within(context: Context) -> Context:
        return replace(context, base=MemoryBase(base) if base is not None else None)

    source = {"file": "src/*.sh", "pattern": "^(\\w+)$"}
    return found(judge({"ratchet": {"of": source, **options}}, files, context=within))


def test_a_number_may_only_shrink_against_the_git_base() -> None:
    base = {"src/a.sh": "one\ntwo\n"}
    assert against(base, {}, {"src/a.sh": "one\nthree\n"}) == []
    assert against(base, {}, {"src/a.sh": "one\n"}) == []
    assert against(base, {}, {"src/a.sh": "one\n", "src/b.sh": "x\ny\n"}) == [("ECI044", "src/b.sh:1")]
    assert against(base, {}, {"src/a.sh": "one\ntwo\n", "src/0.sh": "x\n"}) == [("ECI044", "src/0.sh:1")]
    assert against(base, {}, {"src/a.sh": "one\ntwo\none\n"}) == [("ECI044", "src/a.sh:3")]
    assert against(base, {"direction": "up"}, {"src/a.sh": "one\n"}) == [("ECI044", "src/a.sh:1")]
    assert against(base, {"direction": "up"}, {"src/a.sh": "one\ntwo\nthree\n"}) == []
    assert against(base, {"measure": "distinct"}, {"src/a.sh": "one\ntwo\none\n"}) == []
    assert against(base, {"per": "file"}, {"src/a.sh": "one\n", "src/b.sh": "x\n"}) == [
        ("ECI044", "src/b.sh:1")
    ]


def test_each_tree_has_its_own_number_of_lines() -> None:
    """What is known of the files of one tree is not known of those of another, whose names are the same."""
    lines = {"paths": "src/*.sh", "give": "lines", "value": "/lines"}
    relation = {
        "ratchet": {"of": lines, "measure": "sum"},
        "fails": [{"files": {"src/a.sh": "1\n2\n3\n"}, "base": {"src/a.sh": "1\n"}}],
    }

    def within(context: Context) -> Context:
        return replace(context, base=MemoryBase({"src/a.sh": "1\n"}))

    assert found(judge(relation, {"src/a.sh": "1\n"}, context=within)) == []
    assert found(judge(relation, {"src/a.sh": "1\n2\n"}, context=within)) == [("ECI044", "src/a.sh:None")]


def test_a_set_may_only_shrink_against_the_git_base() -> None:
    base, sets = {"src/a.sh": "one\ntwo\n"}, {"measure": "set"}
    assert against(base, sets, {"src/a.sh": "two\n"}) == []
    assert against(base, sets, {"src/a.sh": "two\nthree\n"}) == [("ECI044", "src/a.sh:2")]
    up = {"measure": "set", "direction": "up"}
    assert against(base, up, {"src/a.sh": "three\ntwo\n"}) == [("ECI044", "src/a.sh:2")]


def test_what_is_gone_is_told_in_the_file_that_had_it() -> None:
    base = {"src/a.sh": "one\ntwo\n", "src/b.sh": "x\n"}
    up = {"measure": "set", "direction": "up"}
    assert against(base, up, {"src/a.sh": "two\n", "src/b.sh": "x\n"}) == [("ECI044", "src/a.sh:1")]
    assert against({**base, "src/c.sh": "y\n"}, up, {**base}) == [("ECI044", "src/c.sh:None")]


def test_a_source_that_is_new_has_nothing_to_be_held_against() -> None:
    def within(context: Context) -> Context:
        return replace(context, base=MemoryBase({"README.md": "x"}))

    relation = {"ratchet": {"of": {"file": "list.json", "at": "/*"}}}
    assert found(judge(relation, {"list.json": ["a"]}, context=within)) == []


def test_without_a_base_there_is_no_verdict() -> None:
    files: dict[str, object] = {"src/a.sh": "one\n"}
    gate = judge({"ratchet": {"of": {"file": "src/*.sh", "pattern": "."}}}, files)
    (unit,) = gate.units
    assert unit.check.withheld(gate.context) == "it judges against the git base, which --eco-base names"
    based = replace(gate.context, base=MemoryBase(files))
    assert unit.check.withheld(based) is None


def test_a_number_of_a_committed_baseline() -> None:
    sources, files = lists(a=["x", "y"])
    sources["baseline"] = {"file": "baseline.json", "at": "/count"}

    def told_with(number: object, **options: object) -> list[tuple[str, str]]:
        gate = judge(
            {"ratchet": {"of": "a", "against": "baseline", **options}},
            {**files, "baseline.json": {"count": number}},
            sources=sources,
        )
        return [
            (code, f"{where} {each.severity}")
            for (code, where), each in zip(found(gate), gate.violations, strict=True)
        ]

    assert told_with(2) == []
    assert told_with(1) == [("ECI044", "a.json:3 error")]
    assert told_with(3) == [("ECI045", "baseline.json:1 warning")]
    assert told_with(3, slack="refused") == [("ECI045", "baseline.json:1 error")]
    assert told_with(3, slack="allowed") == []
    assert told_with("many") == [("ECI005", "baseline.json:1 error")]


def test_a_baseline_by_group_and_one_that_lists_what_is_allowed() -> None:
    sources: dict[str, object] = {
        "todo": {"file": "src/*.py", "pattern": "TODO"},
        "baseline": {"file": "baseline.json", "at": "/*~"},
    }
    relation: dict[str, object] = {
        "ratchet": {
            "of": "todo",
            "per": "file",
            "against": {"of": "baseline", "key": "/name", "value": "/value"},
        }
    }
    files: dict[str, object] = {
        "src/a.py": "TODO\n",
        "src/b.py": "TODO\n",
        "baseline.json": {"src/a.py": 1, "src/c.py": 2},
    }
    assert found(judge(relation, files, sources=sources)) == [
        ("ECI044", "src/b.py:1"),
        ("ECI045", "baseline.json:1"),
    ]
    sources, files = lists(a=["x", "y"], allowed=["y", "z"])
    relation = {"ratchet": {"of": "a", "measure": "set", "against": "allowed"}}
    assert found(judge(relation, files, sources=sources)) == [
        ("ECI044", "a.json:2"),
        ("ECI045", "allowed.json:3"),
    ]


def test_an_example_may_have_a_base_and_a_day() -> None:
    source = {"file": "a.json", "at": "/*"}
    relation = {
        "ratchet": {"of": source, "against": {"file": "b.json", "at": "/n"}},
        "passes": [{"files": {"a.json": ["x"], "b.json": {"n": 1}}}],
        "fails": [{"files": {"a.json": ["x", "y"], "b.json": {"n": 1}}}],
    }
    based = {
        "id": "based",
        "ratchet": {"of": source},
        "passes": [{"files": {"a.json": ["x"]}, "base": {"a.json": ["x"]}}],
        "fails": [{"files": {"a.json": ["x", "y"]}, "base": {"a.json": ["x"]}}],
    }
    dated = {
        "expires": {"file": "day.json", "at": "/*"},
        "passes": [{"files": {"day.json": ["2020-01-01"]}, "as_of": "2020-01-01"}],
        "fails": [{"files": {"day.json": ["2020-01-01"]}, "as_of": "2020-01-02"}],
    }
    files = {"a.json": ["x"], "b.json": {"n": 1}, "day.json": ["2027-01-01"]}

    def within(context: Context) -> Context:
        return replace(context, base=MemoryBase({path: text_of(each) for path, each in files.items()}))

    assert found(judge([relation, based, dated], files, context=within)) == []


def test_the_version_that_is_stated_is_the_fix() -> None:
    same_as = {"of": {"file": "pins.json", "at": "/*~"}, "key": "/name", "value": "/value"}
    relation = {"pinned": {"of": {"file": "a.json", "at": "/*"}, "as": "image", "same_as": same_as}}
    files = {"pins.json": {"redis": "7.2.4"}, "a.json": ["redis:latest", "nginx"]}
    assert [each.fix for each in judge(relation, files).violations] == [
        "write the version that is stated for 'redis': 7.2.4",
        "name one version, by its number",
    ]


def test_an_object_is_called_by_its_id() -> None:
    relation = {"expires": {"of": {"file": "a.json", "at": "/*"}, "at": "/until"}}
    files = {"a.json": [{"why": "x" * 200, "id": "EX-1", "until": "2020-01-01"}]}
    assert judge(relation, files).violations[0].message.startswith("'EX-1' expired on 2020-01-01")
