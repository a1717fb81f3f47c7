"""``contract`` and ``layout``: what other contracts of the catalog say, and draw."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.artifacts.gate import Gate
from tests.core.sources.reading import refused, rules
from tests.fakes import contract

LAYOUT = contract(
    id="ops.tree",
    tree={
        "ops/": {
            "$owner": "ops",
            "CONTRACT.md": "opt",
            "{domain:slug}/": {
                "$as": "domains",
                "$": "some",
                "CONTRACT.md": {"$": "opt", "$as": "pages"},
                "**": "opt",
            },
        },
        "**": "opt",
    },
)
FILES: dict[str, object] = {
    "contracts/tree.contract.yaml": LAYOUT,
    "ops/k8s/CONTRACT.md": "",
    "ops/k8s/a.sh": "",
    "ops/load/a.sh": "",
}


def found(source: dict[str, Any], **files: object) -> list[tuple[str, str, str]]:
    """(code, path, value) of what is in a source, which nothing should be."""
    gate = rules({**FILES, **files}, sources={"s": source}, relations=[{"absent": "s"}])
    assert gate.problems == [], [problem.message for problem in gate.problems]
    return [
        (v.code, v.location.path if v.location else "", str(v.metadata.get("key"))) for v in gate.violations
    ]


def problems(source: dict[str, Any]) -> list[tuple[str, str]]:
    gate: Gate = rules(FILES, sources={"s": source}, relations=[{"absent": "s"}])
    return [(problem.code, problem.message) for problem in gate.problems]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"layout": "ops.tree", "as": "pages"}, [("ECI040", "ops/k8s/CONTRACT.md", "'ops/k8s/CONTRACT.md'")]),
        (
            {"layout": "ops.tree", "as": "domains", "value": ["/domain", "/kind"]},
            [("ECI040", "ops/k8s", "('k8s', 'folder')"), ("ECI040", "ops/load", "('load', 'folder')")],
        ),
        ({"layout": "ops.tree", "as": "domains", "where": "self.domain == 'none'"}, []),
        (
            {"contract": "ops.tree", "at": "/owner"},
            [("ECI040", "contracts/tree.contract.yaml", "'platform'")],
        ),
        (
            {"contract": "ops.tree", "at": "/tree/ops~1/*~", "where": "value.endsWith('.md')"},
            [("ECI040", "contracts/tree.contract.yaml", "'CONTRACT.md'")],
        ),
        ({"contract": "ops.tree", "at": "/zones", "missing": "none"}, []),
        ({"contract": "ops.tree", "at": "/zones"}, [("ECX001", "contracts/tree.contract.yaml", "None")]),
    ],
)
def test_what_a_contract_says_is_read(source: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert found(source) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"layout": "ops.tre", "as": "pages"}, "there is no contract 'ops.tre'"),
        ({"layout": "ops.tree", "as": "page"}, "no line of 'ops.tree' is called 'page'"),
        ({"layout": "shop.data", "as": "page"}, "'shop.data' is a rules contract and draws no paths"),
        ({"contract": "ops.tre", "at": ""}, "there is no contract 'ops.tre'"),
        ({"union": [{"count": {"contract": "ops.tre", "at": ""}}]}, "there is no contract 'ops.tre'"),
    ],
)
def test_a_contract_that_is_not_there_is_told_once(source: dict[str, Any], message: str) -> None:
    assert problems(source) == [("ECC005", message)]


def test_a_contract_that_cannot_be_used_blocks_the_relation() -> None:
    broken = contract(id="ops.tree", tree={"a": "nonsense"})
    gate = rules(
        {**FILES, "contracts/tree.contract.yaml": broken},
        relations=[{"unique": {"layout": "ops.tree", "as": "domains"}}],
    )
    assert "ECX001" in gate.codes
    assert "ECC005" not in {problem.code for problem in gate.problems}


def test_what_is_read_of_a_contract_is_said() -> None:
    assert "nothing says what is read" in refused("{contract: a.b}")[0]
    assert "nothing says which line" in refused("{layout: a.b}")[0]
