"""The fields that every rule has mean the same in every kind of contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.artifacts.gate import gate

from pytest_ecocontracts.core.model import Contract, Report
from pytest_ecocontracts.core.resources import OWN_BASE, own_schemas
from pytest_ecocontracts.core.rules.model import Rule
from pytest_ecocontracts.core.rules.parsing import check_rule_ids, parse_rule
from pytest_ecocontracts.core.violations import Severity

DAY = date(2026, 1, 31)


@pytest.fixture
def contract() -> Contract:
    found = gate({"a.json": "{}"}, path="a.json", decisions=["ADR-1"]).catalog.get("shop.data")
    assert found is not None
    return found


def parsed(contract: Contract, *entries: dict[str, Any]) -> tuple[list[Rule], Report]:
    report = Report(contract.document, contract.id)
    return [parse_rule(entry, f"/rules/{i}", f"rule-{i}", report) for i, entry in enumerate(entries)], report


def test_a_violation_carries_all_that_the_rule_says(contract: Contract) -> None:
    fields = {
        "id": "ends-late",
        "refs": ["EV-05", "T001"],
        "severity": "warning",
        "class": "INTEGRITY_MISMATCH",
        "message": "A session ends after it starts.",
        "decisions": ["ADR-2", "ADR-1"],
    }
    (rule,), report = parsed(contract, fields)
    assert report.violations == []
    violation = rule.violation(contract, DAY, "ECS004", "it ends before", metadata={"id": 1})
    assert violation.message == "A session ends after it starts: it ends before"
    assert (violation.rule, violation.refs) == ("ends-late", ("EV-05", "T001"))
    assert (violation.severity, violation.failure_class) == (Severity.WARNING, "INTEGRITY_MISMATCH")
    assert violation.decisions == ("ADR-2", "ADR-1")
    assert violation.contract is not None
    assert violation.contract.id == "shop.data"


def test_a_rule_without_fields_speaks_for_its_contract(contract: Contract) -> None:
    (rule,), _ = parsed(contract, {})
    violation = rule.violation(contract, DAY, "ECS004", "it ends before")
    assert (violation.rule, violation.message) == ("rule-0", "it ends before")
    assert (violation.severity, violation.refs, violation.decisions) == (Severity.ERROR, (), ("ADR-1",))
    assert violation.failure_class is None


@pytest.mark.parametrize(
    ("as_of", "severity", "over"),
    [
        ("2026-01-30", Severity.WARNING, False),
        ("2026-01-31", Severity.ERROR, False),
        ("2026-03-01", Severity.ERROR, False),
        ("2026-03-02", Severity.ERROR, True),
    ],
)
def test_a_rule_is_announced_enforced_and_over(
    contract: Contract, as_of: str, severity: Severity, over: bool
) -> None:
    (rule,), _ = parsed(contract, {"since": "2026-01-31", "until": "2026-03-01"})
    day = date.fromisoformat(as_of)
    assert (rule.severity_on(day), rule.is_over(day)) == (severity, over)


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"since": "2026-02-30"}, "ECC004", "/rules/0/since"),
        ({"until": "2026-13-01"}, "ECC004", "/rules/0/until"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "ECC015", "/rules/0/until"),
    ],
)
def test_days_that_cannot_be_are_defects(
    contract: Contract, fields: dict[str, str], code: str, pointer: str
) -> None:
    _, report = parsed(contract, fields)
    assert [(v.code, v.location.pointer) for v in report.violations if v.location] == [(code, pointer)]


def test_names_of_rules_are_their_own(contract: Contract) -> None:
    rules, report = parsed(contract, {"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "schema"})
    check_rule_ids(rules, ["schema"], report)
    assert [(v.code, v.found) for v in report.violations] == [
        ("ECC010", "also at /rules/0"),
        ("ECC010", "a check of this kind"),
    ]


def test_examples_keep_their_places(contract: Contract) -> None:
    (rule,), _ = parsed(contract, {"passes": [{"a": 1}], "fails": [{"a": 2}, None]})
    assert [(each.pointer, each.passes, each.data) for each in rule.examples] == [
        ("/rules/0/passes/0", True, {"a": 1}),
        ("/rules/0/fails/0", False, {"a": 2}),
        ("/rules/0/fails/1", False, None),
    ]


def test_the_schema_names_the_fields_that_are_parsed() -> None:
    schema: Any = own_schemas("rule.v1.schema.json")[OWN_BASE + "rule.v1.schema.json"]
    known = {"id", "refs", "severity", "class", "message", "decisions", "since", "until", "passes", "fails"}
    assert {*schema["properties"], *schema["$defs"]["words"]["properties"]} == known
