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
