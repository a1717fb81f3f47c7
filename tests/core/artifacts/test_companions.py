"""Files that belong to each file of an artifact are there, wherever their path comes from."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.artifacts.gate import CONTRACT, artifact, enforce, gate
from tests.fakes import MemoryFiles, catalog_file

DAILY = "day/{date:date}.jsonl"
MANIFEST = {"manifest": {"path": "manifest/{date}.json"}}


def test_companions_of_the_same_captures_are_there() -> None:
    found = gate(
        {"day/2026-01-01.jsonl": "", "manifest/2026-01-01.json": "{}"}, path=DAILY, companions=MANIFEST
    )
    assert found.problems == []
    assert found.codes == []
    assert found.outcome("companions").examined == 1


def test_a_missing_companion_is_told_with_its_path() -> None:
    files = {"day/2026-01-01.jsonl": "", "day/2026-01-02.jsonl": "", "manifest/2026-01-01.json": "{}"}
    assert gate(files, path=DAILY, companions=MANIFEST).found == [
        ("ECL001", "manifest/2026-01-02.json", ""),
    ]


def test_an_optional_companion_may_be_missing() -> None:
    companions = {"manifest": {"path": "manifest/{date}.json", "presence": "optional"}}
    assert gate({"day/2026-01-01.jsonl": ""}, path=DAILY, companions=companions).codes == []


def test_a_folder_is_no_companion() -> None:
    found = gate(
        {"day/2026-01-01.jsonl": "", "manifest/2026-01-01.json/x": ""}, path=DAILY, companions=MANIFEST
    )
    assert found.found == [("ECL006", "manifest/2026-01-01.json", "")]


def test_without_files_the_check_is_blocked_not_passed() -> None:
    found = gate({}, path=DAILY, companions=MANIFEST)
    assert [v.code for v in found.outcome("companions").violations] == ["ECX001"]


def test_without_files_that_are_optional_there_is_nothing_to_find() -> None:
    found = gate({}, path=DAILY, companions=MANIFEST, presence="optional")
    assert found.codes == []


def test_companions_lie_below_the_same_root() -> None:
    files = {
        "ecocontracts.yaml": catalog_file(roots={"lake": "data/lake"}),
        CONTRACT: artifact(path=DAILY, companions=MANIFEST, root="lake"),
        "data/lake/day/2026-01-01.jsonl": "",
    }
    assert enforce(MemoryFiles(files)).found == [("ECL001", "data/lake/manifest/2026-01-01.json", "")]


@pytest.mark.parametrize(
    ("document", "relative", "found"),
    [
        ('{"data": "day/1.jsonl"}', None, []),
        ('{"data": "1.jsonl"}', "file", [("ECL001", "manifest/1.jsonl", "")]),
        ('{"data": "../day/1.jsonl"}', "file", []),
        ('{"data": "day/2.jsonl"}', None, [("ECL001", "day/2.jsonl", "")]),
        ('{"data": 1}', None, [("ECL001", "manifest/a.json", "/data")]),
        ("{}", None, [("ECL001", "manifest/a.json", "/data")]),
        ('{"data": "../../etc/passwd"}', "file", [("ECL001", "manifest/a.json", "/data")]),
        ('{"data": "/etc/passwd"}', None, [("ECL001", "manifest/a.json", "/data")]),
    ],
)
def test_a_manifest_says_where_its_data_is(document: str, relative: str | None, found: list[Any]) -> None:
    companion = {"at": "/data", "format": "jsonl", **({"relative_to": relative} if relative else {})}
    files = {"manifest/a.json": document, "day/1.jsonl": ""}
    assert gate(files, path="manifest/{name}.json", companions={"data": companion}).found == found


def test_a_manifest_that_cannot_be_read_blocks() -> None:
    found = gate({"m.json": "{"}, path="m.json", companions={"data": {"at": "/data"}})
    assert [v.code for v in found.outcome("companions").violations] == ["ECX001"]


def test_the_contract_of_a_companion_says_where_it_is() -> None:
    files = {
        "ecocontracts.yaml": catalog_file(roots={"lake": "lake"}),
        CONTRACT: artifact(path=DAILY, companions={"manifest": {"contract": "shop.manifest"}}),
        "contracts/b.contract.yaml": artifact(id="shop.manifest", path="m/{date:date}.json", root="lake"),
        "day/2026-01-01.jsonl": "",
        "day/2026-01-02.jsonl": "",
        "lake/m/2026-01-01.json": "{}",
    }
    assert enforce(MemoryFiles(files)).found == [("ECL001", "lake/m/2026-01-02.json", "")]


def test_of_several_paths_of_that_contract_the_one_that_the_captures_fill_counts() -> None:
    files = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(
            path="{stream:stream}/{date:date}.jsonl",
            types={"stream": ["events", "trips"]},
            companions={"manifest": {"contract": "shop.manifest"}},
        ),
        "contracts/b.contract.yaml": artifact(
            id="shop.manifest",
            path=[
                "m/{other}.json",
                "m/events/{stream:one}.{date:date}.json",
                "m/{stream:two}.{date:date}.json",
            ],
            types={"one": ["events"], "two": ["trips"]},
            presence="optional",
        ),
        "events/2026-01-01.jsonl": "",
        "trips/2026-01-01.jsonl": "",
        "m/events/events.2026-01-01.json": "{}",
    }
    assert enforce(MemoryFiles(files)).found == [("ECL001", "m/trips.2026-01-01.json", "")]


def test_where_the_captures_fill_none_of_its_paths_the_contract_is_wrong() -> None:
    files = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(path=DAILY, companions={"manifest": {"contract": "shop.manifest"}}),
        "contracts/b.contract.yaml": artifact(id="shop.manifest", path=["m/{other}.json", "m/**/a.json"]),
    }
    (problem,) = enforce(MemoryFiles(files)).problems
    assert problem.location is not None
    assert (problem.code, problem.location.path) == ("ECC004", CONTRACT)
    assert problem.location.pointer == "/companions/manifest/contract"
    assert "{other}" in problem.message


@pytest.mark.parametrize(
    ("companion", "code", "pointer"),
    [
        ({"path": "m/{dat}.json"}, "ECC004", "/companions/manifest/path"),
        ({"path": "m/{date}/*.json"}, "ECC004", "/companions/manifest/path"),
        ({"path": "m/{date}/**/a.json"}, "ECC004", "/companions/manifest/path"),
        ({"path": "../{date}.json"}, "ECC022", "/companions/manifest/path"),
        ({"contract": "shop.nothing"}, "ECC005", "/companions/manifest/contract"),
        ({"at": "/path"}, "ECC004", "/companions/manifest/at"),
        ({"at": "/path", "path": "a.json"}, "ECC004", "/companions/manifest"),
        ({"relative_to": "file", "path": "a.json"}, "ECC004", "/companions/manifest"),
        ({}, "ECC004", "/companions/manifest"),
        ({"path": "a.json", "presense": "optional"}, "ECC004", "/companions/manifest/presense"),
    ],
)
def test_companions_that_cannot_be_are_defects_of_the_contract(
    companion: dict[str, str], code: str, pointer: str
) -> None:
    found = gate({"day/2026-01-01.jsonl": ""}, path=DAILY, companions={"manifest": companion})
    assert [(p.code, p.location.pointer) for p in found.problems if p.location] == [(code, pointer)]


def test_a_capture_that_the_artifact_does_not_have_is_suggested() -> None:
    found = gate({}, path=DAILY, companions={"manifest": {"path": "m/{dat}.json"}})
    assert found.problems[0].fix == "did you mean 'date'?"
