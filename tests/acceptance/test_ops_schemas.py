"""The schemas of a real ops tree over the files that they govern: the findings are those of an independent reading."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from tests.core.artifacts.gate import enforce

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem

HERE = Path(__file__).resolve().parent
CONTRACTS = HERE / "ops_ssot" / "contracts" / "schemas.contract.yaml"


@pytest.fixture(scope="module")
def found(ops_tree: Path) -> list[tuple[str, str, str]]:
    """(path, code, JSON Pointer) of every violation; the record joins those that are alike."""
    gate = enforce(LocalFileSystem(str(ops_tree)))
    assert gate.problems == []
    return sorted(
        (v.location.path, v.code, v.location.pointer) for v in gate.violations if v.location is not None
    )


@pytest.fixture(scope="module")
def contracts() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(CONTRACTS.read_text("utf-8")))


def paths_of(contract: dict[str, Any]) -> list[str]:
    path = contract["path"]
    return [path] if isinstance(path, str) else list(path)


def governed(ops_tree: Path, contract: dict[str, Any]) -> list[Path]:
    """The files of a contract, found without the product."""
    patterns = [re.sub(r"\{[^}]*\}", "*", path) for path in paths_of(contract)]
    return [file for pattern in patterns for file in sorted(ops_tree.glob(pattern))]


def failures_of_schemas(record: dict[str, Any]) -> list[dict[str, Any]]:
    ids = {contract["id"] for contract in record["contracts"] if contract["kind"] == "artifact/v1"}
    return [failure for failure in record["failures"] if failure["contract"]["id"] in ids]


def test_every_schema_has_a_contract_and_no_contract_has_another(
    ops_tree: Path, contracts: list[dict[str, Any]]
) -> None:
    schemas = sorted(
        path.relative_to(ops_tree).as_posix() for path in (ops_tree / "ops" / "_schemas").rglob("*.json")
    )
    assert len(schemas) == 27
    assert sorted(contract["schema"] for contract in contracts) == schemas


def test_every_schema_is_sound_and_every_check_ran(
    ops_record: dict[str, Any], contracts: list[dict[str, Any]]
) -> None:
    """What is red is red because of the data, and only optional files may be missing."""
    assert {failure["code"][:3] for failure in failures_of_schemas(ops_record)} == {"ECS"}
    ids = {contract["id"] for contract in contracts}
    judged = [contract for contract in ops_record["contracts"] if contract["id"] in ids]
    # The third is that of changes: the contracts are new since the commit of the tree.
    assert [contract["checks"] for contract in judged] == [3] * len(contracts)
    assert Counter(contract["verdict"] for contract in judged) == {"pass": len(contracts) - 4, "fail": 4}


def test_26_pairs_of_data_and_schema_of_which_5_are_bad(
    ops_tree: Path, found: list[tuple[str, str, str]], contracts: list[dict[str, Any]]
) -> None:
    """The study of this repository counted 26 pairs, 21 valid and 5 not, with these numbers of errors."""
    assert sum(len(governed(ops_tree, contract)) for contract in contracts) == 26
    assert Counter(path for path, _, _ in found) == {
        "ops/_meta/ownership.json": 1,
        "ops/obs/drills/drills.json": 21,
        "ops/load/baselines/local.json": 6,
        "ops/load/baselines/ci-runner.json": 6,
        "ops/_generated_committed/report.unified.json": 1,
    }


def test_record_of_the_run_counts_the_same(
    ops_record: dict[str, Any], found: list[tuple[str, str, str]]
) -> None:
    occurrences: Counter[str] = Counter()
    for failure in failures_of_schemas(ops_record):
        occurrences[failure["location"]["path"]] += failure["occurrences"]
    assert occurrences == Counter(path for path, _, _ in found)


def test_what_the_bad_files_get_wrong(found: list[tuple[str, str, str]]) -> None:
    by_path: dict[str, list[tuple[str, str]]] = {}
    for path, code, pointer in found:
        by_path.setdefault(path, []).append((code, pointer))
    missing = [("ECS002", ""), *[("ECS002", "/metadata")] * 5]
    assert by_path == {
        "ops/_meta/ownership.json": [("ECS005", "/areas/packages~1atlasctl")],
        "ops/obs/drills/drills.json": sorted(("ECS004", f"/drills/{index}/script") for index in range(21)),
        "ops/load/baselines/local.json": missing,
        "ops/load/baselines/ci-runner.json": missing,
        "ops/_generated_committed/report.unified.json": [("ECS002", "")],
    }


def test_an_independent_validator_says_the_same(
    ops_tree: Path, found: list[tuple[str, str, str]], contracts: list[dict[str, Any]]
) -> None:
    """``jsonschema`` itself finds as many errors in the same files."""
    expected: Counter[str] = Counter()
    for contract in contracts:
        schema = json.loads((ops_tree / contract["schema"]).read_text("utf-8"))
        validator = validator_for(schema, default=Draft202012Validator)(schema)
        for file in governed(ops_tree, contract):
            errors = len(list(validator.iter_errors(json.loads(file.read_text("utf-8")))))
            expected.update({file.relative_to(ops_tree).as_posix(): errors} if errors else {})
    assert Counter(path for path, _, _ in found) == expected
