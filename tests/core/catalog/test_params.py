"""Params that stand in data files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, found, relate
from tests.fakes import MemoryFiles

from pytest_ecocontracts.core.kinds.artifact import KIND
from pytest_ecocontracts.core.limits import Limits

RULE = {"id": "kind", "rule": "self.kind in params.kinds", "fails": [{"kind": "no kind"}]}
FILES: dict[str, object] = {
    "r/kinds.json": {"kinds": ["a", "b"], "rows": [{"k": "a"}, {"k": "b"}]},
    "r/kinds.yaml": "kinds:\n  a: {power: 1}\n  b: {power: 2}\n",
    "r/kinds.toml": 'kinds = ["a", "b"]\n',
    "r/kinds.csv": "kind,power\na,1\nb,2\n",
    "r/kinds.jsonl": [{"kind": "a"}, {"kind": "b"}],
    "r/words.jsonl": ["a", "b"],
    "r/kinds.md": "---\nkinds: [a, b]\n---\n# Kinds\n\n| kind |\n| --- |\n| `a` |\n| b |\n\n# Others\n\n| kind |\n| --- |\n| c |\n",
    "r/broken.json": '{\n"kinds": ["a",]}',
}


def judged(params: object, files: dict[str, object] | None = None, **fields: Any) -> Any:
    records = [{"kind": "a"}, {"kind": "c"}]
    given = {**FILES, DAY: records, **(files or {})}
    relations = fields.pop("relations", [])
    return relate(relations, given, **{"params": params, "invariants": [RULE], **fields})


@pytest.mark.parametrize(
    "source",
    [
        {"from": "r/kinds.json", "at": "/kinds"},
        {"from": "r/kinds.json", "at": "/rows", "column": "k"},
        {"from": "r/kinds.yaml", "at": "/kinds"},
        {"from": "r/kinds.toml", "at": "/kinds"},
        {"from": "r/kinds.csv", "column": "kind"},
        {"from": "r/kinds.jsonl", "column": "kind"},
        {"from": "r/words.jsonl", "column": "value"},
        {"from": "r/kinds.md", "table": "Kinds", "column": "kind"},
        {"from": "r/kinds.md", "table": 1, "column": "kind"},
        {"from": "r/kinds.md", "at": "/kinds"},
    ],
)
def test_a_vocabulary_stands_in_a_file_of_any_format(source: object) -> None:
    gate = judged({"kinds": source})
    assert gate.problems == []
    assert found(gate) == [("ECI030", f"{DAY}:2 /kind")]


def test_what_stands_in_the_contract_is_a_value() -> None:
    gate = judged({"kinds": {"a": {"to": 1}, "c": {"from": "x"}}})
    assert found(gate) == []


@pytest.mark.parametrize(
    ("source", "code", "place", "message"),
    [
        ({"from": "r/kind.json"}, "ECC005", "/params/kinds/from", "the registry cannot be read"),
        ({"from": "../kinds.json"}, "ECC022", "/params/kinds/from", ""),
        ({"from": "r/kinds.parquet"}, "ECC004", "/params/kinds/from", "is no registry"),
        ({"from": "r/broken.json"}, "ECC003", "r/broken.json:2", "the registry cannot be read"),
        ({"from": "r/kinds.json", "at": "/kind"}, "ECC003", "r/kinds.json", "there is nothing at /kind"),
        ({"from": "r/kinds.csv", "at": "/kind"}, "ECC004", "/params/kinds/at", "one sequence of rows"),
        ({"from": "r/kinds.csv", "column": "knd"}, "ECC003", "r/kinds.csv", "row 1 has no 'knd'"),
        (
            {"from": "r/kinds.json", "at": "/rows", "column": "x"},
            "ECC003",
            "r/kinds.json:1",
            "row 1 has no 'x'",
        ),
        ({"from": "r/kinds.yaml", "column": "x"}, "ECC003", "r/kinds.yaml", "no list is at the top"),
        ({"from": "r/kinds.md", "column": "kind"}, "ECC003", "r/kinds.md", ""),
        ({"from": "r/kinds.md", "table": "Sorts"}, "ECC003", "r/kinds.md", ""),
        ({"from": "r/kinds.json", "table": "Kinds"}, "ECC004", "/params/kinds/table", "Markdown page"),
        ({"from": "r/kinds.json", "colum": "k"}, "ECC004", "/params/kinds/colum", ""),
        ({"from": ["a", "b"]}, "ECC004", "/params/kinds/from", ""),
    ],
)
def test_what_keeps_a_param_from_being_read_is_told_at_its_place(
    source: object, code: str, place: str, message: str
) -> None:
    (problem,) = judged({"kinds": source}).problems
    assert problem.code == code
    assert problem.location is not None
    where = problem.location
    shown = f"{where.path}:{where.line}" if where.path.startswith("r/") else where.pointer
    assert shown.startswith(place)
    assert message in problem.message


def test_every_param_that_cannot_be_read_is_told_at_once() -> None:
    params = {"a": {"from": "x.json"}, "kinds": {"from": "y.json"}, "c": {"from": "r/broken.json"}}
    assert [problem.code for problem in judged(params).problems] == ["ECC005", "ECC005", "ECC003"]


def test_a_file_is_read_once_for_all_params_of_a_contract_file(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = MemoryFiles.read

    def counted(self: MemoryFiles, path: str, limit: int) -> bytes:
        reads.append(path)
        return read(self, path, limit)

    monkeypatch.setattr(MemoryFiles, "read", counted)
    one = {"kinds": {"from": "r/kinds.json", "at": "/kinds"}}
    assert judged(one).problems == []
    once = reads.count("r/kinds.json")
    assert judged({**one, "rows": {"from": "r/kinds.json", "at": "/rows"}}).problems == []
    assert reads.count("r/kinds.json") == 2 * once > 0


def test_what_params_read_is_bounded() -> None:
    kinds = {"kinds": {"from": "r/kinds.json", "at": "/kinds"}}
    (problem,) = judged(kinds, limits=Limits(template_characters=20)).problems
    assert (problem.code, problem.metadata["keyword"]) == ("ECC004", "limit")
    (problem,) = judged(kinds, {"r/kinds.json": "[" + " " * 5_000_000 + "]"}).problems
    assert (problem.code, problem.metadata["reason"]) == ("ECC005", "too-large")


@pytest.mark.parametrize(
    ("rule", "fix"),
    [("self.kind in params.kind", "did you mean 'kinds'?"), ("params.x == 1", "known: kinds")],
)
def test_params_that_the_contract_does_not_have_are_refused_at_load(rule: str, fix: str) -> None:
    params = {"kinds": {"from": "r/kinds.json", "at": "/kinds"}}
    invariant = {"rule": rule, "fails": [{}]}
    (problem,) = judged(params, invariants=[invariant]).problems
    assert (problem.code, problem.fix) == ("ECC004", fix)
    assert problem.location is not None
    assert problem.location.pointer == "/invariants/0/rule"


def test_relations_and_examples_see_the_values_of_the_file() -> None:
    relation = {"count": {"where": "self.kind in params.kinds", "equals": 1}}
    gate = judged(
        {"kinds": {"from": "r/kinds.json", "at": "/kinds"}}, relations=[relation], invariants=[RULE]
    )
    assert found(gate) == [("ECI030", f"{DAY}:2 /kind")]
    wrong = {**RULE, "fails": [{"kind": "a"}]}
    gate = judged({"kinds": {"from": "r/kinds.json", "at": "/kinds"}}, invariants=[wrong])
    assert "ECC019" in [v.code for v in gate.violations]


def test_params_in_files_are_explained() -> None:
    gate = judged({"kinds": {"from": "r/kinds.json", "at": "/rows", "column": "k"}, "n": 3})
    contract = gate.catalog.get("shop.data")
    assert contract is not None
    facts = [f"{fact.label}: {fact.text}" for fact in KIND.facts(contract, gate.context)]
    assert "param: kinds: r/kinds.json, at /rows, column k" in facts


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "k", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(JSON, st.sampled_from([{}, {"at": "/k"}, {"at": "/0"}, {"column": "k"}, {"at": "/k", "column": "a"}]))
@settings(max_examples=80, deadline=None)
def test_a_file_gives_its_value_whatever_it_is_or_a_problem_with_its_place(
    data: object, fields: dict[str, str]
) -> None:
    """A value of a file that looks like a file itself is a value."""
    invariant = {"rule": "type(params.x) != string || params.x != self", "fails": ["a"], "empty": "valid"}
    gate = relate(
        [],
        {"d.json": json.dumps(data), "data/2026-01-01.json": 1},
        path="data/{date:date}.json",
        params={"x": {"from": "d.json", **fields}},
        invariants=[invariant],
    )
    assert [p.code for p in gate.problems] in ([], ["ECC003"])
    if gate.problems:
        assert gate.problems[0].location is not None
        assert gate.problems[0].location.path == "d.json"
    assert not [v for v in gate.violations if v.code.startswith("ECZ")]
