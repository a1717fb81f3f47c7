"""What is told of a clause: the checks that enforce it, where that is said, and how to run only these."""

from __future__ import annotations

from tests.core.explaining.catalogs import sources
from tests.fakes import catalog_file, contract, note

from pytest_ecocontracts.core.explaining.clauses import explain_clause, list_clauses

FILES = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/days.contract.yaml": contract(
        "artifact/v1",
        id="days",
        path="days.jsonl",
        relations=[{"unique": "/id", "refs": ["T002"]}],
        rules={"presence": {"refs": ["T001"]}, "format": {"refs": ["T001", "T002"]}},
    ),
    "contracts/note.contract.yaml": note(
        checks={"look": {"chunks": 3}}, rules={"look": {"refs": ["house rule 4"]}}
    ),
    "days.jsonl": "",
}


def test_every_check_of_the_clause_is_told_with_its_place() -> None:
    assert explain_clause("T002", sources(FILES)) == [
        "T002: a clause that 2 checks of 1 contract enforce",
        "",
        "Checks",
        "  days[format]  every file is jsonl  contracts/days.contract.yaml:8",
        "  days[unique]  unique /id           contracts/days.contract.yaml:7",
        "",
        "Run only these checks",
        "  pytest --eco-only --eco-select=ref:T002",
        "  pytest --eco-only -m eco_T002",
    ]


def test_a_check_in_many_chunks_is_one_and_commands_are_quoted() -> None:
    for word in ("house rule 4", "ref:house rule 4"):
        lines = explain_clause(word, sources(FILES))
        assert lines[0] == "house rule 4: a clause that 1 check of 1 contract enforces"
        assert lines[3].split()[0] == "shop.note[look]"
        assert lines[-2:] == [
            "  pytest --eco-only '--eco-select=ref:house rule 4'",
            "  pytest --eco-only -m eco_house_rule_4",
        ]


def test_a_catalog_below_the_root_is_named() -> None:
    lines = explain_clause("T001", sources(FILES, folders=("svc",)))
    assert "svc/contracts/days.contract.yaml:8" in lines[3]
    assert lines[-1] == "  pytest --eco-only --eco-catalog=svc -m eco_T001"


def test_contracts_that_cannot_be_used_are_not_forgotten() -> None:
    lines = explain_clause("T001", sources(FILES | {"contracts/b.contract.yaml": note(id="b", colour=1)}))
    assert lines[lines.index("Contracts that cannot be used, and may enforce it too") + 1] == "  b"


def test_what_nothing_enforces_is_no_clause() -> None:
    assert explain_clause("T003", sources(FILES)) == []
    assert explain_clause("", sources(FILES)) == []


def test_all_clauses_are_listed() -> None:
    assert list_clauses(sources(FILES)) == [
        "T001          2 checks",
        "T002          2 checks",
        "house rule 4  1 check",
    ]
    assert list_clauses(sources({"ecocontracts.yaml": catalog_file()})) == []
