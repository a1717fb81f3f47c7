"""Checks by the clauses that they enforce: selected, marked, and recorded."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import CODE, NOTES, Repository, ids

CATALOG = "ecocontracts.yaml::shop[catalog]"
PRESENCE = "contracts/days.contract.yaml::days[presence]"
SCHEMA = "contracts/days.contract.yaml::days[schema]"
UNIQUE = "contracts/days.contract.yaml::days[unique]"
TREE = "contracts/place.contract.yaml::place[tree]"
LOOK = "contracts/note.contract.yaml::shop.note[look]"
PEEK = "contracts/note.contract.yaml::shop.note[peek]"


@pytest.fixture
def clauses(repository: Repository) -> Repository:
    """Contracts of two owners whose checks enforce T001, T002 and house rule 4; one of T002 is violated."""
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(owners={"platform": "p", "data": "d"}),
            "contracts/days.contract.yaml": contract(
                "artifact/v1",
                id="days",
                owner="data",
                path="days.jsonl",
                required=["id"],
                relations=[{"unique": "/id", "refs": ["T002", "EV-05"]}],
                rules={"presence": {"refs": ["T001"]}, "schema": {"refs": ["T001", "T002"]}},
            ),
            "contracts/place.contract.yaml": contract(
                id="place", rules={"tree": {"refs": ["house rule 4"], "severity": "warning"}}
            ),
            "contracts/note.contract.yaml": note(
                checks={"look": {}, "peek": {"finds": [{"path": "n.json"}]}},
                rules={"look": {"refs": ["T001"]}, "peek": {"refs": ["T002"], "class": "LATE"}},
            ),
            "days.jsonl": '{"id": 1}\n{"id": 2}\n',
            "tests/test_code.py": "def test_code(): pass\n",
        }
    )
    return repository


def listed(repository: Repository, *arguments: str) -> set[str]:
    return set(ids(repository.run("--co", "-q", *arguments)))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--eco-select=T001"], {PRESENCE, SCHEMA, LOOK}),
        (["--eco-select=ref:T002"], {SCHEMA, UNIQUE, PEEK}),
        (["--eco-select=T00*"], {PRESENCE, SCHEMA, UNIQUE, LOOK, PEEK}),
        (["--eco-select=house rule 4,EV-05"], {TREE, UNIQUE}),
        (["--eco-select=T001", "--eco-select=owner:data"], {PRESENCE, SCHEMA}),
        (["--eco-select=T002", "--eco-ignore=T001"], {UNIQUE, PEEK}),
        (["--eco-ignore=T00*"], {CATALOG, TREE}),
    ],
)
def test_checks_are_selected_by_clause(clauses: Repository, arguments: list[str], expected: set[str]) -> None:
    """A check that enforces several clauses is selected for each; ordinary tests stay."""
    assert listed(clauses, *arguments) == {CODE, *expected}


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--eco-select=T003", "did you mean 'T00"),
        ("--eco-ignore=ref:T01", "no clause of this run is called 'ref:T01'; did you mean 'T001'"),
        ("--eco-select=EV-05,kind:layout", "leave no check"),
    ],
)
def test_a_clause_that_nothing_enforces_is_a_usage_error(
    clauses: Repository, option: str, words: str
) -> None:
    result = clauses.run(option)
    assert result.ret == 4
    assert words in result.stderr.str()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("eco_T001", {PRESENCE, SCHEMA, LOOK}),
        ("eco_T002 and not eco_T001", {UNIQUE, PEEK}),
        ("eco_house_rule_4", {TREE}),
        ("eco_EV_05", {UNIQUE}),
    ],
)
def test_clauses_are_markers(clauses: Repository, expression: str, expected: set[str]) -> None:
    """Also under --strict-markers; what is no word character in a clause is "_"."""
    assert listed(clauses, "--strict-markers", "-m", expression) == expected


def test_a_test_of_the_repository_may_have_such_a_marker_too(clauses: Repository) -> None:
    """Once the contracts are read, it is declared."""
    clauses.write({"tests/test_code.py": "import pytest\n@pytest.mark.eco_T001\ndef test_code(): pass\n"})
    assert CODE in listed(clauses, "--strict-markers", "-m", "eco_T001")


def test_markers_are_explained(repository: Repository) -> None:
    result = repository.pytest("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.eco: *eco_<clause> for each clause that it enforces*"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_run_of_one_clause(clauses: Repository, workers: tuple[str, ...]) -> None:
    if workers:
        pytest.importorskip("xdist")
    result = clauses.process("--eco-only", "--strict-markers", "-m", "eco_T001", *workers)
    assert result.ret == 0
    result.assert_outcomes(passed=3, deselected=0 if workers else 4)
    assert clauses.record()["outcome"] == "partial"
    assert clauses.process("--eco-only", "--eco-select=T002", *workers).ret == 1


def violation_of(record: dict[str, Any], path: str) -> dict[str, Any]:
    (failure,) = [one for one in record["failures"] if one["location"]["path"] == path]
    return dict(failure)


def test_a_violation_is_recorded_with_its_clauses_and_class(clauses: Repository) -> None:
    clauses.run()
    failure = violation_of(clauses.record(), "n.json")
    assert (failure["refs"], failure["failure_class"]) == (["T002"], "LATE")


def test_a_clause_whose_check_only_warns(clauses: Repository) -> None:
    clauses.write(
        {
            "contracts/place.contract.yaml": contract(
                id="place",
                tree={"contracts/": "opaque"},
                rules={"tree": {"refs": ["house rule 4"], "severity": "warning"}},
            )
        }
    )
    assert clauses.only("--eco-select=place").ret == 0
    record = clauses.record()
    assert {tuple(warning["refs"]) for warning in record["warnings"]} == {("house rule 4",)}


def test_a_clause_is_explained(clauses: Repository) -> None:
    result = clauses.pytest("--eco-explain=T002")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "T002: a clause that 3 checks of 2 contracts enforce",
            "*days?schema?* contracts/days.contract.yaml:9",
            "*pytest --eco-only --eco-select=ref:T002",
        ]
    )
    clauses.pytest("--eco-explain=clauses").stdout.fnmatch_lines(["T001 *3 checks", "house rule 4  1 check"])
    clauses.pytest("--eco-explain=days").stdout.fnmatch_lines(["*schema * T001, T002"])
    mistyped = clauses.pytest("--eco-explain=T003")
    assert mistyped.ret == 4
    mistyped.stderr.fnmatch_lines(
        ["*no failure code, contract, kind, path, run or clause here; did you mean 'T00*"]
    )


def standing(verdict: str, checks: int, contracts: int | None = None, **counts: int) -> dict[str, Any]:
    parts = dict.fromkeys(("passed", "failed", "errored", "waived", "not_evaluated"), 0) | counts
    owned = {} if contracts is None else {"contracts": contracts}
    return {"verdict": verdict, "checks": checks, **owned, **parts}


def without_reasons(stands: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        word: {name: value for name, value in entry.items() if name != "reason"}
        for word, entry in stands.items()
    }


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_the_record_says_how_every_clause_and_project_stands(
    clauses: Repository, workers: tuple[str, ...]
) -> None:
    if workers:
        pytest.importorskip("xdist")
    assert clauses.process("--eco-contracts", *workers).ret == 1
    record = clauses.record()
    assert record["clauses"] == {
        "EV-05": standing("pass", 1, passed=1),
        "T001": standing("pass", 3, passed=3),
        "T002": standing("fail", 3, passed=2, failed=1),
        "house rule 4": standing("pass", 1, passed=1),
    }
    assert record["projects"] == {
        "data": standing("pass", 3, 1, passed=3),
        "platform": standing("fail", 4, 3, passed=3, failed=1),
    }
    owners = {contract["id"]: contract["owner"] for contract in record["contracts"]}
    assert owners == {"days": "data", "place": "platform", "shop": "platform", "shop.note": "platform"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
@pytest.mark.parametrize(
    ("arguments", "narrowed"),
    [(("-m", "eco_T001"), []), (("--eco-select=T001",), ["--eco-select=T001"]), (("-k", "T001"), [])],
)
def test_in_a_narrowed_run_a_clause_that_was_not_judged_did_not_pass(
    clauses: Repository, arguments: tuple[str, ...], narrowed: list[str], workers: tuple[str, ...]
) -> None:
    if workers:
        pytest.importorskip("xdist")
    assert clauses.process("--eco-only", *arguments, *workers).ret == 0
    record = clauses.record()
    assert (record["outcome"], record["narrowed"]) == ("partial", narrowed)
    assert without_reasons(record["clauses"]) == {
        "EV-05": standing("not_evaluated", 1, not_evaluated=1),
        "T001": standing("pass", 3, passed=3),
        "T002": standing("not_evaluated", 3, passed=1, not_evaluated=2),
        "house rule 4": standing("not_evaluated", 1, not_evaluated=1),
    }
    reason = record["clauses"]["EV-05"]["reason"]
    assert reason == "1 of 1 checks: deselected, or outside the paths that were given"
    assert without_reasons(record["projects"]) == {
        "data": standing("not_evaluated", 3, 1, passed=2, not_evaluated=1),
        "platform": standing("not_evaluated", 4, 3, passed=1, not_evaluated=3),
    }


def test_a_run_without_refs_has_no_clauses(shop: Repository) -> None:
    shop.run()
    assert shop.record()["clauses"] == {}
    assert shop.record()["projects"] == {"platform": standing("fail", 5, 3, passed=4, failed=1)}
    journal = next((shop.root / ".eco/runs").glob("*/journal.jsonl")).read_text(encoding="utf-8")
    assert '"enforces"' not in journal


def test_a_check_that_crashed_leaves_its_clause_unproved(clauses: Repository) -> None:
    clauses.write(
        {
            "contracts/note.contract.yaml": note(
                checks={"look": {"raises": "boom"}}, rules={"look": {"refs": ["T009"]}}
            )
        }
    )
    assert clauses.run().ret == 1
    record = clauses.record()
    assert record["clauses"]["T009"]["verdict"] == "error"
    (failure,) = [one for one in record["failures"] if one["code"] == "ECZ001"]
    assert failure["refs"] == ["T009"]


def test_a_recorded_run_is_explained_with_its_clauses(clauses: Repository) -> None:
    clauses.only("-m", "eco_T001")
    clauses.pytest("--eco-explain=latest").stdout.fnmatch_lines(
        [
            "Clauses",
            "  pass           T001          3 checks: 3 passed",
            "  not evaluated  T002          3 checks: 1 passed, 2 not evaluated",
            "Projects",
            "  not evaluated  platform  4 checks: 1 passed, 3 not evaluated",
        ]
    )
