"""Invariants: rules over each record, in the expression language."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.artifacts.gate import Gate, gate

from pytest_ecocontracts.core.rendering.text import render_violation
from pytest_ecocontracts.core.violations import Severity

ENDS = {"id": "ends", "rule": "self.end >= self.start", "fails": [{"start": 2, "end": 1}]}
DAY = "d/2026-01-01.jsonl"


def judged(invariant: dict[str, Any], files: dict[str, object], **fields: object) -> Gate:
    found = gate(files, **{"path": "d/{date:date}.jsonl", "invariants": [invariant], **fields})
    assert found.problems == []
    return found


def test_records_for_which_the_rule_is_true_pass() -> None:
    found = judged(ENDS, {DAY: '{"start": 1, "end": 1}\n{"start": 1, "end": 2}\n'})
    assert found.codes == []
    assert found.outcome("ends").details == {"records": 2, "compared": 2}
    assert found.outcome("rule-examples").examined == 1


def test_a_broken_rule_is_shown_with_the_values_that_broke_it() -> None:
    found = judged(ENDS, {DAY: '{"start": 1, "end": 1}\n{"start": 3, "end": 1}\n'})
    (violation,) = found.violations
    assert render_violation(violation).splitlines() == [
        "ECI030 invariant-violated: the rule does not hold: self.end >= self.start is false",
        f"  at        {DAY}:2:21  /end",
        "  expected  a record for which the rule is true",
        "  found     self.end = 1; self.start = 3",
        "  rule      self.end >= self.start",
        "            ^^^^^^^^^^^^^^^^^^^^^^",
        "  contract  shop.data 1.0.0 (contracts/a.contract.yaml:7)",
        "  fix       Correct the record where it is made; or the rule, if it demands too much.",
    ]


def test_the_element_that_broke_it_is_told() -> None:
    rule = {"rule": "self.outs.all(o, o.p.startsWith('x/'))", "fails": [{"outs": [{"p": "y"}]}]}
    (violation,) = judged(rule, {DAY: '{"outs": [{"p": "x/1"}, {"p": "z"}]}\n'}).violations
    assert violation.location is not None
    assert violation.location.pointer == "/outs/1"
    assert violation.message.startswith("the rule does not hold for self.outs[1]: ")


def test_a_rule_without_a_value_is_no_pass() -> None:
    (violation,) = judged(ENDS, {DAY: '{"start": 1}\n'}).violations
    assert (violation.code, violation.message) == ("ECI031", "the rule has no value: there is no key 'end'")


def test_rules_read_captures_companions_and_params() -> None:
    rule = {
        "rule": "self.day == path.date && self.kind in companions.m.kinds && self.n <= params.most",
        "fails": [{"self": {"day": "x"}, "path": {"date": "y"}}],
    }
    files = {DAY: '{"day": "2026-01-01", "kind": "a", "n": 2}\n', "m/2026-01-01.json": '{"kinds": ["a"]}'}
    fields: dict[str, Any] = {"companions": {"m": {"path": "m/{date}.json"}}, "params": {"most": 2}}
    assert judged(rule, files, **fields).codes == []
    assert judged(rule, files, **{**fields, "params": {"most": 1}}).codes == ["ECI030"]
    del files["m/2026-01-01.json"]
    found = judged(rule, files, **fields)
    assert [v.code for v in found.outcome("invariant-1").violations] == ["ECX001"]


def test_an_optional_companion_that_is_missing_is_no_key() -> None:
    companions = {"m": {"path": "m/{date}.json", "presence": "optional"}}
    fails = [{"self": {"n": 1}, "companions": {"m": {"n": 2}}}]
    rule = {"rule": "!has(companions.m) || companions.m.n == self.n", "fails": fails}
    assert judged(rule, {DAY: '{"n": 1}\n'}, companions=companions).codes == []


def test_parts_of_a_document_are_judged_each() -> None:
    rule = {"rule": "self.end > self.start", "each": "/stages/*", "fails": [{"start": 1, "end": 1}]}
    document = '{"stages": [{"start": 1, "end": 2},\n{"start": 2, "end": 2}]}'
    found = judged(rule, {"run.json": document}, path="run.json")
    assert found.found == [("ECI030", "run.json", "/stages/1/end")]
    assert found.violations[0].location is not None
    assert found.violations[0].location.line == 2


def test_a_rule_about_parts_that_are_nowhere_proves_nothing() -> None:
    rule = {"rule": "self.n > 0", "each": "/stags/*", "fails": [{"n": 0}]}
    found = judged(rule, {"run.json": '{"stages": [{"n": 1}]}'}, path="run.json")
    assert found.codes == ["ECC009"]
    assert judged({**rule, "empty": "valid"}, {"run.json": "{}"}, path="run.json").codes == []
    assert judged(rule, {"run.json": '{"stags": []}'}, path="run.json").codes == []


def test_empty_is_valid_and_missing_is_not() -> None:
    assert judged(ENDS, {DAY: ""}).codes == []
    assert [v.code for v in judged(ENDS, {}).outcome("ends").violations] == ["ECX001"]


def test_the_fields_of_a_rule_are_those_of_every_rule() -> None:
    fields = {"refs": ["SE-01"], "class": "XM", "severity": "warning", "message": "Sessions end"}
    (violation,) = judged({**ENDS, **fields}, {DAY: '{"start": 2, "end": 1}\n'}).violations
    assert violation.message == "Sessions end: the rule does not hold: self.end >= self.start is false"
    assert (violation.refs, violation.failure_class) == (("SE-01",), "XM")
    assert (violation.rule, violation.severity) == ("ends", Severity.WARNING)
    assert "contract  shop.data 1.0.0 (contracts/a.contract.yaml:7), class XM, for SE-01" in render_violation(
        violation
    )


@pytest.mark.parametrize(
    ("invariant", "pointer"),
    [
        ({**ENDS, "rule": "slf.end > 1"}, "/invariants/0/rule"),
        ({**ENDS, "rule": "self.end >"}, "/invariants/0/rule"),
        ({**ENDS, "rule": "1 + 1"}, "/invariants/0/rule"),
        ({**ENDS, "rule": ""}, "/invariants/0/rule"),
        ({**ENDS, "fails": []}, "/invariants/0/fails"),
        ({"rule": "self.end > 1"}, "/invariants/0"),
        ({**ENDS, "fals": []}, "/invariants/0/fals"),
    ],
)
def test_invariants_that_cannot_be_are_defects_of_the_contract(
    invariant: dict[str, Any], pointer: str
) -> None:
    found = gate({}, path="d/{date:date}.jsonl", invariants=[invariant])
    assert [(p.code, p.location.pointer) for p in found.problems if p.location] == [("ECC004", pointer)]


def test_a_misspelt_variable_is_suggested() -> None:
    found = gate({}, path="a.json", invariants=[{**ENDS, "rule": "slf.end > 1"}])
    assert (found.problems[0].fix, found.problems[0].found) == (
        "did you mean 'self'?",
        "'slf.end > 1', character 1",
    )


@pytest.mark.parametrize(
    ("examples", "pointer", "told"),
    [
        ({"fails": [{"start": 1, "end": 1}]}, "/invariants/0/fails/0", "none"),
        ({"fails": [{}]}, "/invariants/0/fails/0", "ECX001"),
        ({"passes": [{"start": 2, "end": 1}]}, "/invariants/0/passes/0", "ECI030"),
        ({"passes": [{}]}, "/invariants/0/passes/0", "ECX001"),
    ],
)
def test_examples_with_the_wrong_verdict_are_defects(
    examples: dict[str, Any], pointer: str, told: str
) -> None:
    found = judged({**ENDS, **examples}, {DAY: ""})
    assert [(v.code, v.location.pointer, v.found) for v in found.violations if v.location] == [
        ("ECC019", pointer, told)
    ]
