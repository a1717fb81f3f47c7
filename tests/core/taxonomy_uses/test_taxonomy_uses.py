"""``uses`` of a taxonomy: every code and class that stands in the files of other contracts is declared."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.artifacts.gate import Gate, artifact, enforce
from tests.core.ecosystem_records.garden import changed, failed
from tests.core.ecosystem_records.garden import files as garden_files
from tests.core.relations.relating import text_of
from tests.fakes import MemoryFiles, catalog_file, contract, make_context

from pytest_ecocontracts.core.failure_classes import FailureClass, FailureClasses, fits
from pytest_ecocontracts.core.kinds.taxonomy import KIND
from pytest_ecocontracts.core.taxonomy import Taxonomy
from pytest_ecocontracts.core.taxonomy_uses.declared import Refused, Words
from pytest_ecocontracts.core.violations import Violation

MISSING: dict[str, Any] = {
    "name": "INPUT_MISSING",
    "aliases": ["NO_INPUT"],
    "meaning": "What a run needs is not there.",
    "fix": "Let its producer write it.",
    "codes": ["NO_BEDS", "MISSING_BED_*"],
}
MISMATCH: dict[str, Any] = {
    "name": "SCHEMA_MISMATCH",
    "meaning": "What is there cannot be read.",
    "fix": "Write it as its schema says.",
    "codes": ["SCHEMA_INVALID:json", "SCHEMA_INVALID:field"],
}
MANIFEST = "manifests/2026-05-01.json"
LEDGER = "ledger.jsonl"
ERRORS = {"codes": "garden.manifest:/errors/*~"}
FAILED = {"codes": "garden.ledger:/error", "where": "self.status == 'failed'"}


def judge(*uses: dict[str, Any], errors: object = None, ledger: object = None, **fields: Any) -> Gate:
    """Enforce a taxonomy with these uses over a manifest and a ledger."""
    manifest = {} if errors is None else {"errors": errors}
    rows = [{"status": "done"}, {"status": "failed", "error": "SCHEMA_INVALID:json"}]
    entries: dict[str, object] = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/a.contract.yaml": contract(
            "taxonomy/v1",
            **{
                "id": "garden.failures",
                "domain": "garden",
                "classes": [MISSING, MISMATCH],
                "uses": list(uses),
                **fields,
            },
        ),
        "contracts/b.contract.yaml": artifact(id="garden.manifest", path="manifests/{date:date}.json"),
        "contracts/c.contract.yaml": artifact(
            id="garden.ledger", path=LEDGER, aliases={"failure": ["/error", "/failure/code"]}
        ),
        MANIFEST: text_of(MANIFEST, manifest),
        LEDGER: text_of(LEDGER, rows if ledger is None else ledger),
    }
    return enforce(MemoryFiles(entries), kind="taxonomy")


def found(gate: Gate) -> list[tuple[str, str, str]]:
    assert gate.problems == []
    return gate.found


def at(violation: Violation) -> str:
    """Where in the contract a defect of it stands."""
    assert violation.location is not None
    return violation.location.pointer


def test_declared_codes_pass_by_their_words_and_by_patterns() -> None:
    gate = judge(ERRORS, FAILED, errors={"NO_BEDS": 1, "MISSING_BED_7": 2})
    assert found(gate) == []
    outcomes = {name: outcome.details for name, outcome in gate.outcomes.items()}
    assert outcomes["garden.failures[uses]"] == {"records": 1, "compared": 2}
    assert outcomes["garden.failures[uses-2]"] == {"records": 2, "compared": 1}


def test_a_code_that_is_declared_nowhere_is_found_where_it_stands() -> None:
    gate = judge(
        {**ERRORS, "refs": ["CH-13"], "class": "SCHEMA_MISMATCH"}, errors={"NO_BEDS": 1, "NO_BED": 1}
    )
    assert found(gate) == [("ECI002", MANIFEST, "/errors/NO_BED")]
    (violation,) = gate.violations
    assert (violation.refs, violation.failure_class) == (("CH-13",), "SCHEMA_MISMATCH")
    assert violation.contract is not None
    assert violation.contract.id == "garden.failures"
    assert "did you mean 'NO_BEDS'?" in (violation.fix or "")


def test_only_records_where_the_condition_holds_are_looked_at() -> None:
    rows = [{"status": "done", "error": "OOPS"}, {"status": "failed", "error": "OOPS"}]
    assert found(judge(FAILED, ledger=rows)) == [("ECI002", LEDGER, "/error")]


def test_codes_of_other_classes_are_refused_where_only_some_classes_may_stand() -> None:
    use = {**FAILED, "of": ["SCHEMA_MISMATCH"]}
    assert found(judge(use)) == []
    gate = judge(use, ledger=[{"status": "failed", "error": "NO_BEDS"}])
    assert found(gate) == [("ECI002", LEDGER, "/error")]
    assert gate.violations[0].message == '"NO_BEDS" is a code of INPUT_MISSING'


def test_a_class_is_no_code_and_a_code_no_class() -> None:
    rows = [{"type": "INPUT_MISSING", "error": "INPUT_MISSING"}, {"type": "NO_BEDS", "error": "NO_BEDS"}]
    gate = judge({"codes": "garden.ledger:/error"}, {"classes": "garden.ledger:/type"}, ledger=rows)
    assert [(v.rule, v.message) for v in gate.violations] == [
        ("uses", '"INPUT_MISSING" is a class, and no code'),
        ("uses-2", '"NO_BEDS" is a code, and no class'),
    ]
    assert gate.violations[1].fix == "write INPUT_MISSING"


def test_former_names_of_classes_are_understood_and_unknown_ones_are_not() -> None:
    rows = [{"type": "NO_INPUT"}, {"type": "INPUT_MISING"}]
    gate = judge({"classes": "garden.ledger:/type"}, ledger=rows)
    assert [v.message for v in gate.violations] == ['"INPUT_MISING" is no class']
    assert "INPUT_MISSING" in (gate.violations[0].fix or "")


def test_what_is_no_text_is_no_code_and_null_is_nothing() -> None:
    rows = [{"error": 7}, {"error": None}, {"error": "NO_BEDS"}]
    gate = judge({"codes": "garden.ledger:/error"}, ledger=rows)
    assert found(gate) == [("ECI002", LEDGER, "/error")]


def test_a_capture_may_be_a_code() -> None:
    gate = judge({"codes": "garden.manifest:{date}"})
    assert found(gate) == [("ECI002", MANIFEST, "")]


@pytest.mark.parametrize(
    ("errors", "fields", "codes"),
    [
        (None, {}, ["ECC009"]),
        (None, {"until": "2026-02-01"}, ["ECC009"]),
        (None, {"until": "2026-01-01"}, []),
        (None, {"empty": "valid"}, []),
        ({}, {}, []),  # the place is there, and nobody has failed
    ],
)
def test_a_use_that_finds_no_place_proves_nothing(
    errors: object, fields: dict[str, Any], codes: list[str]
) -> None:
    gate = judge({**ERRORS, **fields}, errors=errors)
    assert gate.problems == []
    assert gate.codes == codes


def test_missing_files_block_the_use() -> None:
    entries = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/a.contract.yaml": contract(
            "taxonomy/v1",
            id="garden.failures",
            domain="garden",
            classes=[MISSING],
            uses=[{"codes": "shop.data:/error"}],
            unused="error",
        ),
        "contracts/b.contract.yaml": artifact(path="a.json"),
    }
    gate = enforce(MemoryFiles(entries), kind="taxonomy")
    assert [(v.code, v.rule, at(v)) for v in gate.violations] == [
        ("ECX001", "uses", "/uses/0/codes"),
        ("ECX001", "unused", "/uses/0/codes"),
    ]


def test_what_is_declared_and_never_used_is_told_as_loud_as_asked_for() -> None:
    uses = (ERRORS, FAILED)
    errors = {"NO_BEDS": 1}
    assert found(judge(*uses, errors=errors)) == []
    gate = judge(*uses, errors=errors, unused="warning")
    assert [(v.code, v.severity.value, at(v)) for v in gate.violations] == [
        ("ECC016", "warning", "/classes/0/codes/1"),
        ("ECC016", "warning", "/classes/1/codes/1"),
    ]
    everything = {"NO_BEDS": 1, "MISSING_BED_1": 1, "SCHEMA_INVALID:json": 1, "SCHEMA_INVALID:field": 1}
    assert found(judge(ERRORS, errors=everything, unused="error")) == []


def test_entries_are_codes_by_code_name_and_alias() -> None:
    entry = {
        "code": "GD001",
        "name": "bed-lost",
        "aliases": ["bed-gone"],
        "category": "bed",
        "severity": "error",
        "fault": "producer",
        "retriable": "no",
        "stops_line": True,
        "status": "stable",
        "since": "1.0.0",
        "meaning": "A bed is not where it was.",
        "fix": "Look for it in the shed.",
        "acts": "The gardener.",
    }
    rows = [{"error": "GD001"}, {"error": "bed-lost"}, {"error": "bed-gone"}, {"error": "GD002"}]
    use = {"codes": "garden.ledger:/error"}
    gate = judge(use, ledger=rows, prefix="GD", entries=[entry])
    assert [v.metadata["key"] for v in gate.violations] == ["GD002"]
    quiet = judge(use, ledger=[{"error": "NO_BEDS"}], prefix="GD", entries=[entry], unused="warning")
    assert ("/entries/0/code", "GD001") in [(at(v), v.metadata["line"]) for v in quiet.violations]


def test_classes_of_run_records_are_used_too() -> None:
    made = changed(failed(), ("/errors/0/type", "NO_BEDS"))
    entries = {
        **garden_files(),
        "runs/run-1.json": text_of("runs/run-1.json", made),
        "ecocontracts.yaml": catalog_file(),
        "contracts/a.contract.yaml": contract(
            "taxonomy/v1",
            id="garden.failures",
            domain="garden",
            classes=[MISSING],
            uses=[{"classes": "garden.runs:/errors/*/type"}],
        ),
        "contracts/b.contract.yaml": contract("record/v1", id="garden.runs", path="runs/{run_id:name}.json"),
    }
    gate = enforce(MemoryFiles(entries), kind="taxonomy")
    assert found(gate) == [("ECI002", "runs/run-1.json", "/errors/0/type")]


def test_examples_are_words_that_may_stand_there_or_not() -> None:
    good = {**ERRORS, "passes": ["NO_BEDS", "MISSING_BED_1"], "fails": ["OOPS"]}
    assert found(judge(good, errors={})) == []
    wrong = judge({**ERRORS, "passes": ["OOPS"], "fails": ["NO_BEDS"]}, errors={}, unused="warning")
    defects = [(v.code, at(v)) for v in wrong.violations if v.code == "ECC019"]
    assert defects == [("ECC019", "/uses/0/passes/0"), ("ECC019", "/uses/0/fails/0")]
    # what stands in an example is not used
    assert "NO_BEDS" in [v.metadata.get("line") for v in wrong.violations]


@pytest.mark.parametrize(
    ("use", "code", "pointer"),
    [
        ({"codes": "/errors/*"}, "ECC004", "/uses/0/codes"),
        ({"codes": "garden.manifest:records"}, "ECC004", "/uses/0/codes"),
        ({"codes": "errors"}, "ECC004", "/uses/0/codes"),
        ({"codes": "garden.manifest:/errors/*~/more"}, "ECC004", "/uses/0/codes"),
        ({"codes": "garden.manifests:/errors/*~"}, "ECC005", "/uses/0/codes"),
        ({"codes": "garden.failures:/classes"}, "ECC005", "/uses/0/codes"),
        ({"codes": "garden.manifest:{day}"}, "ECC004", "/uses/0/codes"),
        ({**ERRORS, "of": ["SCHEMA_MISSMATCH"]}, "ECC014", "/uses/0/of/0"),
        ({**ERRORS, "class": "OOPS"}, "ECC014", "/uses/0/class"),
        ({**ERRORS, "where": "self.status =="}, "ECC004", "/uses/0/where"),
        ({**ERRORS, "where": "companions.data == 1"}, "ECC004", "/uses/0/where"),
        ({**ERRORS, "id": "classes"}, "ECC010", "/uses/0/id"),
        ({**ERRORS, "classes": "garden.ledger:/type"}, "ECC004", "/uses/0"),
        ({"classes": "garden.ledger:/type", "of": ["INPUT_MISSING"]}, "ECC004", "/uses/0"),
    ],
)
def test_a_use_that_cannot_be_judged_is_a_defect_of_the_taxonomy(
    use: dict[str, Any], code: str, pointer: str
) -> None:
    (problem,) = judge(use).problems
    assert (problem.code, at(problem)) == (code, pointer)


def test_unused_needs_uses() -> None:
    entries = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/a.contract.yaml": contract(
            "taxonomy/v1", id="garden.failures", domain="garden", classes=[MISSING], unused="error"
        ),
    }
    assert [v.code for v in enforce(MemoryFiles(entries), kind="taxonomy").problems] == ["ECC004"]


def test_explaining_says_where_the_words_stand() -> None:
    catalog = judge(ERRORS, FAILED).catalog
    taxonomy = catalog.get("garden.failures")
    assert taxonomy is not None
    assert [(one.pointer, one.contract_id) for one in KIND.references(taxonomy)] == [
        ("/uses/0/codes", "garden.manifest"),
        ("/uses/1/codes", "garden.ledger"),
    ]
    facts = [fact.text for fact in KIND.facts(taxonomy, make_context(MemoryFiles({}))) if fact.label == "use"]
    assert facts[0] == "the codes at garden.manifest:/errors/*~ are declared"


CODE = st.text("AB_*", min_size=1, max_size=6)


@given(st.lists(CODE, max_size=5), st.lists(CODE, max_size=5), st.text("AB_", min_size=1, max_size=8))
def test_a_word_is_allowed_where_a_declaration_fits_it(here: list[str], there: list[str], word: str) -> None:
    """Codes of any class where no class is named; else only words that belong to it."""
    one = FailureClass(name="first", meaning="m", fix="f", codes=tuple(here))
    other = FailureClass(name="second", meaning="m", fix="f", codes=tuple(there))
    taxonomy = Taxonomy([], [one, other])
    allowed = Words(taxonomy, classes=False).verdict(word)
    fitting = {code for code in (*here, *there) if fits(code, word)}
    assert isinstance(allowed, Refused) == (not fitting)
    assert isinstance(allowed, Refused) or set(allowed) == fitting
    owners = {owner.name for owner in FailureClasses([one, other]).of_code(word)}
    of_first = Words(taxonomy, classes=False, of=["first"]).verdict(word)
    assert isinstance(of_first, Refused) == ("first" not in owners)
    assert isinstance(Words(taxonomy, classes=True).verdict(word), Refused)


def test_files_of_a_contract_that_cannot_be_used_are_not_judged() -> None:
    entries = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/a.contract.yaml": contract(
            "taxonomy/v1",
            id="garden.failures",
            domain="garden",
            classes=[MISSING],
            uses=[{"codes": "shop.data:/error"}],
        ),
        "contracts/b.contract.yaml": artifact(path="../a.json"),
    }
    gate = enforce(MemoryFiles(entries), kind="taxonomy")
    assert [v.code for v in gate.problems] == ["ECC022"]
    assert gate.codes == ["ECX001"]


def test_codes_stand_where_an_alias_leads() -> None:
    rows = [
        {"error": "NO_BEDS"},
        {"failure": {"code": "NO_BED"}},
        {"error": "NO_BEDS", "failure": {"code": "SCHEMA_INVALID:json"}},
    ]
    gate = judge({"codes": "garden.ledger:@failure"}, ledger=rows)
    told = [(v.code, v.location.line, v.location.pointer) for v in gate.violations if v.location]
    assert told == [("ECI013", 3, "/failure/code"), ("ECI002", 2, "/failure/code")]


def test_an_alias_that_the_contract_does_not_have_is_a_defect() -> None:
    (problem,) = judge({"codes": "garden.ledger:@failures"}).problems
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'failure'?")
