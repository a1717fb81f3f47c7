"""The schemas of a real ops tree over the files that they govern: the findings are those of an independent reading."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
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
DATA = HERE.parents[2] / "shared" / "data" / "ops-ssot"
CONTRACTS = HERE / "ops_ssot" / "schemas.contract.yaml"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the materialised ops tree needs {DATA.name} beside the repository"
)

CATALOG = """\
contract: catalog/v1
id: ops
version: 1.0.0
owner: bijux-atlas-operations
summary: The contracts of an operations tree.
contracts: [eco]
owners: {bijux-atlas-operations: operations@atlas.example}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, materialised, with the contracts in a folder of its own."""
    root = tmp_path_factory.mktemp("ops") / "repository"
    subprocess.run([sys.executable, DATA / "materialise.py", root], check=True, capture_output=True)
    (root / "eco").mkdir()
    shutil.copy(CONTRACTS, root / "eco")
    (root / "ecocontracts.yaml").write_text(CATALOG)
    return root


@pytest.fixture(scope="module")
def run(tree: Path) -> dict[str, Any]:
    """The run record of the gate over the tree."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--eco-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "--eco-record",
        "record",
    ]
    ended = subprocess.run(command, cwd=tree, capture_output=True, check=False)
    assert ended.returncode == 1, ended.stdout
    (record,) = (tree / "record").rglob("run.json")
    loaded: dict[str, Any] = json.loads(record.read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def found(tree: Path) -> list[tuple[str, str, str]]:
    """(path, code, JSON Pointer) of every violation; the record joins those that are alike."""
    gate = enforce(LocalFileSystem(str(tree)))
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


def governed(tree: Path, contract: dict[str, Any]) -> list[Path]:
    """The files of a contract, found without the product."""
    patterns = [re.sub(r"\{[^}]*\}", "*", path) for path in paths_of(contract)]
    return [file for pattern in patterns for file in sorted(tree.glob(pattern))]


def test_every_schema_has_a_contract_and_no_contract_has_another(
    tree: Path, contracts: list[dict[str, Any]]
) -> None:
    schemas = sorted(
        path.relative_to(tree).as_posix() for path in (tree / "ops" / "_schemas").rglob("*.json")
    )
    assert len(schemas) == 27
    assert sorted(contract["schema"] for contract in contracts) == schemas


def test_every_schema_is_sound_and_every_check_ran(
    run: dict[str, Any], contracts: list[dict[str, Any]]
) -> None:
    """What is red is red because of the data, and only optional files may be missing."""
    assert {failure["code"][:3] for failure in run["failures"]} == {"ECS"}
    assert run["checks"]["total"] == 2 * len(contracts) + 1
    assert run["checks"]["failed"] == 4
    assert run["checks"]["errored"] == run["checks"]["not_evaluated"] == 0


def test_26_pairs_of_data_and_schema_of_which_5_are_bad(
    tree: Path, found: list[tuple[str, str, str]], contracts: list[dict[str, Any]]
) -> None:
    """The study of this repository counted 26 pairs, 21 valid and 5 not, with these numbers of errors."""
    assert sum(len(governed(tree, contract)) for contract in contracts) == 26
    assert Counter(path for path, _, _ in found) == {
        "ops/_meta/ownership.json": 1,
        "ops/obs/drills/drills.json": 21,
        "ops/load/baselines/local.json": 6,
        "ops/load/baselines/ci-runner.json": 6,
        "ops/_generated_committed/report.unified.json": 1,
    }


def test_record_of_the_run_counts_the_same(run: dict[str, Any], found: list[tuple[str, str, str]]) -> None:
    occurrences: Counter[str] = Counter()
    for failure in run["failures"]:
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
    tree: Path, found: list[tuple[str, str, str]], contracts: list[dict[str, Any]]
) -> None:
    """``jsonschema`` itself finds as many errors in the same files."""
    expected: Counter[str] = Counter()
    for contract in contracts:
        schema = json.loads((tree / contract["schema"]).read_text("utf-8"))
        validator = validator_for(schema, default=Draft202012Validator)(schema)
        for file in governed(tree, contract):
            errors = len(list(validator.iter_errors(json.loads(file.read_text("utf-8")))))
            expected.update({file.relative_to(tree).as_posix(): errors} if errors else {})
    assert Counter(path for path, _, _ in found) == expected
