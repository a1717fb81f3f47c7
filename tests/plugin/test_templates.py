"""Templates in real runs: an item for each row's checks, problems with their row, explanations."""

from __future__ import annotations

from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository, ids

FILES = {
    "ecocontracts.yaml": catalog_file(),
    "registry/buses.md": "# Buses\n\n| bus | state |\n| - | - |\n| events | on |\n| deltas | on |\n| moods | off |\n",
    "contracts/buses.contract.yaml": contract(
        "artifact/v1",
        for_each={"file": "registry/buses.md", "table": "Buses", "where": "row.state == 'on'"},
        id="bus.${bus}",
        path="data/${bus}.json",
        schema={"properties": {"bus": {"const": "${bus}"}}},
    ),
    "data/events.json": '{"bus": "events"}',
    "data/deltas.json": '{"bus": "deltas"}',
}
ITEMS = [
    f"contracts/buses.contract.yaml::bus.{bus}[{check}]"
    for bus in ("events", "deltas")
    for check in ("presence", "schema")
]


def test_each_row_has_items_of_its_own(repository: Repository) -> None:
    repository.write(FILES)
    result = repository.only("-v")
    assert result.ret == 0
    assert ids(result) == ["ecocontracts.yaml::shop[catalog]", *ITEMS]
    recorded = {entry["id"]: entry["verdict"] for entry in repository.record()["contracts"]}
    assert recorded == {"shop": "pass", "bus.events": "pass", "bus.deltas": "pass"}


def test_a_violation_says_the_row_also_where_workers_found_it(repository: Repository) -> None:
    repository.write({**FILES, "data/deltas.json": '{"bus": "events"}'})
    for arguments in ([], ["-n1"]):
        result = repository.process("--eco-only", *arguments)
        assert result.ret == 1
        result.stdout.fnmatch_lines(
            ["*contract  bus.deltas 1.0.0 (contracts/buses.contract.yaml:*, row 2 of registry/buses.md)"]
        )
        result.assert_outcomes(passed=4, failed=1)


def test_a_bad_row_fails_and_the_others_are_judged(repository: Repository) -> None:
    bad = FILES["registry/buses.md"].replace("moods | off", "Bad Moods | on")
    repository.write({**FILES, "registry/buses.md": bad})
    result = repository.only()
    assert result.ret == 1
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*ECC004*(row 3 of registry/buses.md, line 7)*"])


def test_a_registry_without_rows_is_no_success(repository: Repository) -> None:
    repository.write({**FILES, "registry/buses.md": "# Buses\n\n| bus | state |\n| - | - |\n"})
    result = repository.only()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*ECC009*the registry has no row for the template*"])


def test_an_explanation_says_where_the_contract_comes_from(repository: Repository) -> None:
    repository.write(FILES)
    result = repository.pytest("--eco-explain=bus.deltas")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["at*contracts/buses.contract.yaml:1", "made for*row 2 of registry/buses.md:6"]
    )


def test_a_registry_is_explained_by_the_contracts_of_its_rows(repository: Repository) -> None:
    repository.write(FILES)
    result = repository.pytest("--eco-explain=registry/buses.md")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "registry/buses.md: a file",
            "Contracts that are made for its rows",
            "  1  bus.events (contracts/buses.contract.yaml:1)",
            "  2  bus.deltas (contracts/buses.contract.yaml:1)",
        ]
    )


def test_the_line_of_a_row_is_looked_for_where_its_reader_did_not_know_it(repository: Repository) -> None:
    template = contract(
        "artifact/v1", for_each={"file": "b.yaml", "key": "bus"}, id="bus.${bus}", path="data/${bus}.json"
    )
    repository.write(
        {**FILES, "contracts/buses.contract.yaml": template, "b.yaml": "events: {}\ndeltas: {}\n"}
    )
    repository.pytest("--eco-explain=bus.deltas").stdout.fnmatch_lines(["made for*row 2 of b.yaml:2"])


def test_an_artifact_may_be_the_table_of_a_page(repository: Repository) -> None:
    registry = contract(
        "artifact/v1",
        id="registry",
        path="registry/buses.md",
        table="Buses",
        relations=[{"id": "names", "unique": "/bus"}],
    )
    repository.write({**FILES, "contracts/registry.contract.yaml": registry})
    assert repository.only().ret == 0
    twice = FILES["registry/buses.md"] + "| moods | off |\n"
    repository.write({"registry/buses.md": twice})
    result = repository.only()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*at * registry/buses.md:8*"])
