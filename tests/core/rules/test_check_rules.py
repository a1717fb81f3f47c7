"""``rules:`` of the header: what a contract says of its own checks holds for each of their violations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from tests.core.pages.gate import CONTRACT, Gate, enforce
from tests.fakes import (
    MemoryFiles,
    Packages,
    catalog_file,
    contract,
    link,
    make_context,
    note,
    note_kinds,
    problems,
)

from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import HookFailed
from pytest_ecocontracts.core.model import Check, Chunk, Contract, Outcome
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import run
from pytest_ecocontracts.core.violations import Severity, Violation

WORDS = {
    "refs": ["EV-05", "T001"],
    "class": "LATE",
    "severity": "warning",
    "message": "Days are complete.",
    "decisions": ["ADR-7"],
}

TAXONOMY = contract(
    "taxonomy/v1",
    id="shop.failures",
    domain="shop",
    classes=[{"name": "LATE", "meaning": "It came too late.", "fix": "Send it in time."}],
)
OLD = {"until": "2026-01-01", "reason": "will be mended later", "owner": "platform", "issue": "I-1"}

#: kind, check, files, fields: contracts that each violate one of their checks
VIOLATED: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "artifact presence": ("presence", {}, {"path": "a.json"}),
    "artifact format": ("format", {"a.json": "{"}, {"path": "a.json"}),
    "artifact schema": ("schema", {"a.json": "{}"}, {"path": "a.json", "required": ["x"]}),
    "artifact companions": (
        "companions",
        {"a.json": "{}"},
        {"path": "{n:name}.json", "companions": {"log": {"path": "{n}.log"}}},
    ),
    "artifact relation": (
        "unique",
        {"a.jsonl": '{"x": 1}\n{"x": 1}\n'},
        {"path": "a.jsonl", "relations": [{"unique": "/x"}]},
    ),
    "layout tree": ("tree", {"b.md": ""}, {"tree": {"contracts/": "opaque", "ecocontracts.yaml": "need"}}),
    "layout names": ("names", {"CON": ""}, {"tree": {"**": "opt"}, "global": {"names": "portable"}}),
    "taxonomy released": (
        "released",
        {},
        {
            "domain": "more",
            "classes": [{"name": "EARLY", "meaning": "It came too early.", "fix": "Send it in time."}],
            "released": "old.yaml",
        },
    ),
    "waivers waivers": ("waivers", {}, {"waivers": [{"code": "ECS003", "of": "shop", **OLD}]}),
    "record presence": ("presence", {}, {"path": "runs/{run_id}.json", "taxonomy": "shop.failures"}),
    "record schema": (
        "schema",
        {"runs/1.json": "[]"},
        {"path": "runs/{run_id}.json", "taxonomy": "shop.failures"},
    ),
    "pages presence": ("presence", {}, {"path": "a.md"}),
    "pages structure": ("structure", {"a.md": "# A\n"}, {"path": "a.md", "sections": ["B"]}),
    "pages links": ("links", {"a.md": "[x](y)\n"}, {"path": "a.md"}),
    "pages tables": ("tables", {"a.md": "# A\n"}, {"path": "a.md", "tables": [{"columns": ["A"]}]}),
    "pages identifiers": (
        "identifiers",
        {"a.md": "`a1`\n"},
        {"path": "a.md", "identifiers": [{"pattern": "a[0-9]", "declared": {"words": ["a2"]}}]},
    ),
    "decisions decisions": ("decisions", {"1-a.md": "# A\n"}, {"path": "{n:int}-{title:slug}.md"}),
    "decisions presence": ("presence", {}, {"path": "{n:int}-{title:slug}.md"}),
}


def judged(name: str, as_of: date = date(2026, 1, 31), **words: Any) -> tuple[Gate, list[Violation]]:
    check, files, fields = VIOLATED[name]
    kind = f"{name.split(maxsplit=1)[0]}/v1"
    rules = {check: words} if words else None
    files = {"contracts/t.contract.yaml": TAXONOMY, **files}
    gate = enforce(kind, files, as_of=as_of, rules=rules, **fields)
    assert gate.problems == []
    return gate, list(gate.outcome(check).violations)


@pytest.mark.parametrize("name", VIOLATED)
def test_every_violation_of_a_check_carries_what_is_said_of_it(name: str) -> None:
    """Whatever the kind, and the same violations as without a word."""
    _, plain = judged(name)
    _, spoken = judged(name, **WORDS)
    assert plain != []
    assert [(v.code, v.location and v.location.path, v.metadata) for v in spoken] == [
        (v.code, v.location and v.location.path, v.metadata) for v in plain
    ]
    for before, after in zip(plain, spoken, strict=True):
        assert (after.refs, after.failure_class) == (("EV-05", "T001"), "LATE")
        assert after.decisions == ("ADR-7", *before.decisions)
        assert after.message == f"Days are complete: {before.message}"
        stays = before.code.startswith(("ECC", "ECX"))
        assert after.severity is (Severity.ERROR if stays else Severity.WARNING)


@pytest.mark.parametrize("name", VIOLATED)
def test_what_is_announced_only_warns_and_what_is_over_is_not_judged(name: str) -> None:
    _, early = judged(name, since="2026-02-01")
    assert {v.severity for v in early if not v.code.startswith(("ECC", "ECX"))} <= {Severity.WARNING}
    _, today = judged(name, since="2026-01-31", until="2026-01-31")
    assert {v.severity for v in today} == {Severity.ERROR}
    gate, over = judged(name, until="2026-01-30")
    assert over == []
    assert gate.outcome(VIOLATED[name][0]).examined == 0


def test_the_other_checks_of_the_contract_are_not_spoken_of() -> None:
    gate, _ = judged("artifact schema", **WORDS)
    checks = {unit.check.name: unit.check for unit in units(gate)}
    assert checks["schema"].refs == ("EV-05", "T001")
    assert checks["presence"].refs == ()


def units(gate: Gate) -> list[Any]:
    planned = plan(gate.catalog, gate.context, note_kinds())
    return [unit for group in planned.units.values() for unit in group]


def test_rules_inside_of_a_check_keep_what_they_say() -> None:
    section = {"title": "B", "refs": ["PG-01"], "class": "SHAPE", "message": "Say it"}
    rules = {"structure": WORDS}
    gate = enforce("pages/v1", {"a.md": "# A\n"}, path="a.md", sections=[section, "C"], rules=rules)
    violation, other = gate.outcome("structure").violations
    assert (violation.refs, violation.failure_class) == (("PG-01",), "SHAPE")
    assert violation.message == "Days are complete: Say it: the section 'B' is missing"
    assert (other.refs, other.failure_class) == (("EV-05", "T001"), "LATE")
    (check,) = [unit.check for unit in units(gate) if unit.check.name == "structure"]
    assert check.refs == ("EV-05", "T001", "PG-01")


def test_a_name_also_speaks_of_what_is_numbered_after_it() -> None:
    relations = [{"unique": "/x", "refs": ["R-1"]}, {"unique": "/y"}, {"sorted": "/x"}]
    files = {"a.jsonl": '{"x": 1, "y": 1}\n{"x": 1, "y": 1}\n'}
    gate = enforce("artifact/v1", files, path="a.jsonl", relations=relations, rules={"unique": WORDS})
    refs = {unit.check.name: unit.check.refs for unit in units(gate)}
    assert refs["unique"] == ("EV-05", "T001", "R-1")
    assert refs["unique-2"] == ("EV-05", "T001")
    assert refs["sorted"] == ()
    assert [v.refs for v in gate.outcome("unique").violations] == [("EV-05", "T001", "R-1")]
    assert [v.refs for v in gate.outcome("unique-2").violations] == [("EV-05", "T001")]


# --- checks that examine nothing, crash, or cannot be planned -----------------------------------------------


def noted(
    checks: dict[str, Any],
    rules: dict[str, Any],
    extra: Any = lambda contract, catalog: (),
    **fields: Any,
) -> tuple[Catalog, dict[str, Outcome], dict[str, Check]]:
    files = MountedFileSystem(
        MemoryFiles({"contracts/a.contract.yaml": note(id="a", checks=checks, rules=rules, **fields)})
    )
    context, kinds = make_context(files), note_kinds()
    catalog = build_catalog(context, kinds, Packages(), extra=extra)
    planned = [u for group in plan(catalog, context, kinds, extra).units.values() for u in group]
    return (
        catalog,
        {unit.check.name: run(unit, context) for unit in planned},
        {unit.check.name: unit.check for unit in planned},
    )


@pytest.mark.parametrize(("behaviour", "code"), [({"examined": 0}, "ECC009"), ({"raises": "boom"}, "ECZ001")])
def test_a_check_that_proves_nothing_leaves_its_clauses_unproved(
    behaviour: dict[str, Any], code: str
) -> None:
    _, outcomes, _ = noted({"look": behaviour}, {"look": WORDS})
    (violation,) = outcomes["look"].violations
    assert (violation.code, violation.refs, violation.failure_class) == (code, ("EV-05", "T001"), "LATE")
    assert violation.severity is Severity.ERROR


def test_a_passing_check_has_nothing_to_carry() -> None:
    _, outcomes, checks = noted({"look": {}}, {"look": WORDS})
    assert outcomes == {"look": Outcome(examined=1)}
    assert checks["look"].refs == ("EV-05", "T001")


def further(contract: Contract, catalog: Catalog) -> Sequence[Check]:
    found = contract.violation("ECS003", "no", rule="more")

    def look(context: object, chunk: Chunk) -> Outcome:
        return Outcome(violations=(found,), examined=1)

    return [Check(name="more", run=look, refs=("P-1",))]


def test_checks_of_plugins_are_spoken_of_too() -> None:
    catalog, outcomes, checks = noted({"look": {}}, {"more": WORDS}, further)
    assert problems(catalog) == []
    assert checks["more"].refs == ("EV-05", "T001", "P-1")
    assert [violation.refs for violation in outcomes["more"].violations] == [("EV-05", "T001")]


def test_a_plugin_that_fails_does_not_make_its_checks_unknown() -> None:
    """Its own failure is told, at an item that has the clauses: they are not enforced."""

    def fails(contract: Contract, catalog: Catalog) -> Sequence[Check]:
        raise HookFailed("pytest_eco_register_checks", RuntimeError("boom"))

    catalog, outcomes, checks = noted({"look": {}}, {"more": WORDS}, fails)
    assert problems(catalog) == []
    assert checks["plugin-checks"].refs == ("EV-05", "T001")
    assert [v.refs for v in outcomes["plugin-checks"].violations] == [("EV-05", "T001")]


# --- contracts that are wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "code", "pointer"),
    [
        ({"presense": {"refs": ["x"]}}, "ECC004", "/rules/presense"),
        ({"examples": {"refs": ["x"]}}, "ECC004", "/rules/examples"),
        ({"presence": {"id": "x"}}, "ECC004", "/rules/presence/id"),
        ({"presence": {"fails": [1]}}, "ECC004", "/rules/presence/fails"),
        ({"presence": {"refs": "x"}}, "ECC004", "/rules/presence/refs"),
        ({"presence": {"since": "2026-02-30"}}, "ECC004", "/rules/presence/since"),
        ({"presence": {"since": "2026-02-02", "until": "2026-02-01"}}, "ECC015", "/rules/presence/until"),
        ({"presence": {"class": "LAET"}}, "ECC014", "/rules/presence/class"),
        ({"presence": []}, "ECC004", "/rules/presence"),
        ([], "ECC004", "/rules"),
    ],
)
def test_words_that_nobody_could_keep_are_told(rules: Any, code: str, pointer: str) -> None:
    files = {"a.json": "1", "contracts/t.contract.yaml": TAXONOMY}
    gate = enforce("artifact/v1", files, path="a.json", rules=rules)
    assert (code, pointer) in gate.problems
    assert gate.outcomes == {}


@pytest.mark.parametrize(
    ("kind", "fields", "wrong", "right"),
    [
        ("artifact/v1", {"path": "a.json"}, "presense", "presence"),
        ("layout/v1", {"tree": {"**": "opt"}}, "three", "tree"),
        ("waivers/v1", {"waivers": []}, "waiver", "waivers"),
        ("taxonomy/v1", {"domain": "x", "classes": [{"name": "LATE"}]}, "class", "classes"),
        ("record/v1", {"path": "{run_id}.json", "taxonomy": "shop.failures"}, "statusses", "statuses"),
    ],
)
def test_a_name_that_no_check_has_is_told_with_the_right_one(
    kind: str, fields: dict[str, Any], wrong: str, right: str
) -> None:
    if kind == "taxonomy/v1":
        fields["classes"][0] |= {"meaning": "It came too late.", "fix": "Send it in time."}
        fields["classes"][0]["name"] = "EARLY"
    gate = enforce(kind, {"contracts/t.contract.yaml": TAXONOMY}, **fields, rules={wrong: {"refs": ["x"]}})
    (problem,) = [problem for found in gate.catalog.problems.values() for problem in found]
    assert problem.fix == f"did you mean '{right}'?"
    assert problem.location is not None
    assert (problem.location.path, problem.location.pointer) == (CONTRACT, f"/rules/{wrong}")
    assert problem.location.line is not None


def test_the_catalog_speaks_of_its_own_check() -> None:
    """A catalog without contracts is wrong, whatever it says of that."""
    catalog, context = link({"ecocontracts.yaml": catalog_file(rules={"catalog": WORDS})})
    (unit,) = plan(catalog, context, note_kinds()).units["ecocontracts.yaml"]
    (violation,) = run(unit, context).violations
    assert (violation.code, violation.refs) == ("ECC007", ("EV-05", "T001"))
    assert violation.severity is Severity.ERROR


def test_an_imported_contract_speaks_of_its_checks_here_too() -> None:
    inner = {
        "lib/ecocontracts.yaml": catalog_file(id="lib", rules={"catalog": {"refs": ["L-1"]}}),
        "lib/contracts/a.contract.yaml": note(id="lib.a", rules={"look": {"refs": ["L-2"]}}),
        "lib/contracts/b.contract.yaml": note(id="lib.b", rules={"lok": {"refs": ["L-3"]}}),
    }
    outer = catalog_file(imports=[{"folder": "lib", "enforce": ["*"]}])
    catalog, context = link({"ecocontracts.yaml": outer, **inner})
    units_ = [u for group in plan(catalog, context, note_kinds()).units.values() for u in group]
    assert {unit.name: unit.check.refs for unit in units_ if unit.check.refs} == {"lib.a[look]": ("L-2",)}
    (problem,) = problems(catalog)
    assert (problem.code, problem.location and problem.location.path) == ("ECC004", "ecocontracts.yaml")
    assert "no check that is called 'lok'" in problem.message


def test_a_template_speaks_of_the_checks_of_each_contract() -> None:
    template = {"for_each": {"file": "rows.csv"}, "id": "days.${name}", "path": "${name}.json"}
    rules = {"presence": {"refs": ["DAY-${name}"]}}
    files = {"rows.csv": "name\none\ntwo\n"}
    gate = enforce("artifact/v1", files, **{**template, "rules": rules})
    assert gate.problems == []
    refs = {unit.name: unit.check.refs for unit in units(gate) if unit.check.refs}
    assert refs == {"days.one[presence]": ("DAY-one",), "days.two[presence]": ("DAY-two",)}


def test_plugins_are_asked_only_for_names_that_the_kind_does_not_have() -> None:
    asked: list[str] = []

    def counting(contract: Contract, catalog: Catalog) -> Sequence[Check]:
        asked.append(contract.id)
        return further(contract, catalog)

    noted({"look": {}}, {"look": WORDS}, counting)
    assert asked == ["a"]  # planning
    noted({"look": {}}, {"look": WORDS, "more": WORDS}, counting)
    assert asked == ["a", "a", "a"]


def test_an_imported_contract_that_is_only_referred_to_is_for_its_own_repository_to_judge() -> None:
    inner = {
        "lib/ecocontracts.yaml": catalog_file(id="lib"),
        "lib/contracts/b.contract.yaml": note(id="lib.b", rules={"lok": {"refs": ["L-3"]}}),
    }
    catalog, _ = link({"ecocontracts.yaml": catalog_file(imports=[{"folder": "lib"}]), **inner})
    assert problems(catalog) == []
