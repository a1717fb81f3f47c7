"""The layout half of a real ops contract, over the real tree: the findings are those of an independent reading.

The expectations are computed here from the list of paths, or spelled out, clause by clause; the second table says what
somebody else, who read the repository with scripts of their own, counted.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def findings(ops_record: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Code and path of what the layout contracts find, by contract."""
    layouts = {contract["id"] for contract in ops_record["contracts"] if contract["kind"] == "layout/v1"}
    found: dict[str, list[tuple[str, str]]] = {}
    for failure in ops_record["failures"]:
        if failure["contract"]["id"] in layouts:
            place = (failure["code"], failure["location"]["path"])
            found.setdefault(failure["contract"]["id"], []).append(place)
    return {contract: sorted(of_contract) for contract, of_contract in found.items()}


@pytest.fixture(scope="module")
def paths(ops_data: Path) -> list[str]:
    rows = (ops_data / "tree.tsv").read_text("utf-8").splitlines()[1:]
    return [row.split("\t")[0] for row in rows]


def below_ops(paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith("ops/")]


def banned(paths: list[str]) -> list[tuple[str, str]]:
    return sorted(("ECL002", path) for path in paths)


def test_i4_folders_are_the_declared_areas(
    findings: dict[str, list[tuple[str, str]]], paths: list[str], ops_data: Path
) -> None:
    areas = json.loads((ops_data / "files" / "ops" / "_meta" / "ownership.json").read_text("utf-8"))["areas"]
    declared = {area.split("/")[1] for area in areas if area.startswith("ops/")}
    present = {path.split("/")[1] for path in below_ops(paths) if path.count("/") > 1}
    expected = [("ECL001", f"ops/{name}") for name in declared - present]
    expected += [("ECL004", f"ops/{name}") for name in present - declared]
    assert findings["ops.domains"] == sorted(expected)
    # As read by somebody else: four keys without a folder, five folders without a key.
    assert sorted(declared - present) == ["_artifacts", "_generated", "_lint", "run"]
    assert sorted(present - declared) == [
        "_evidence",
        "_examples",
        "_generated.example",
        "manifests",
        "vendor",
    ]


def test_i3_helpers_live_in_lib_or_scripts(
    findings: dict[str, list[tuple[str, str]]], paths: list[str]
) -> None:
    scripts = [path for path in below_ops(paths) if path.endswith((".sh", ".py"))]
    elsewhere = [path for path in scripts if not path.startswith("ops/_lib/") and "/scripts/" not in path]
    assert findings["ops.helpers"] == banned(elsewhere)
    # As read by somebody else: 145 scripts, 38 of them in _lib, none in a scripts folder, 107 elsewhere.
    assert (len(scripts), len(elsewhere)) == (145, 107)


def test_i4b_e2e_composes_only(findings: dict[str, list[tuple[str, str]]]) -> None:
    assert "ops.composition" not in findings


def test_i6_g3_no_committed_evidence(findings: dict[str, list[tuple[str, str]]], paths: list[str]) -> None:
    assert findings["ops.evidence"] == [("ECL002", "ops/_evidence")]
    assert [path for path in paths if path.startswith(("ops/_artifacts/", "artifacts/"))] == []


def test_g1_stable_files_exist(findings: dict[str, list[tuple[str, str]]]) -> None:
    assert "ops.stable" not in findings


def test_g2_only_the_listed_generated_files_are_committed(findings: dict[str, list[tuple[str, str]]]) -> None:
    assert findings["ops.committed"] == [
        ("ECL002", "docs/_generated/ops-badge.md"),
        ("ECL002", "docs/_generated/ops-surface.json"),
        ("ECL004", "ops/_generated.example/INDEX.md"),
        ("ECL004", "ops/_generated_committed/report.unified.json"),
        ("ECL004", "ops/_generated_committed/scorecard.json"),
    ]


def test_i8_schemas_live_in_one_folder(
    findings: dict[str, list[tuple[str, str]]], paths: list[str], ops_data: Path
) -> None:
    schemas = [path for path in below_ops(paths) if re.search(r"(?:[./-]|^)schema\.json$", path)]
    outside = [path for path in schemas if not path.startswith("ops/_schemas/")]
    assert findings["ops.schemas"] == banned(outside)
    read_by_somebody_else = {
        "ops/obs/drills/result.schema.json",
        "ops/obs/pack/compose.schema.json",
        "ops/k8s/charts/bijux-atlas/values.schema.json",
        "ops/load/contracts/suite-schema.json",
    }
    assert len(schemas) - len(outside) == 27
    # That reading overlooked two; both say "$schema" and are JSON Schemas of ops documents.
    overlooked = sorted(set(outside) - read_by_somebody_else)
    assert overlooked == ["ops/load/contracts/result-schema.json", "ops/report/schema.json"]
    for path in overlooked:
        assert "$schema" in json.loads((ops_data / "files" / path).read_text("utf-8"))


def test_e1_no_schema_has_a_version_in_its_name(
    findings: dict[str, list[tuple[str, str]]], paths: list[str]
) -> None:
    schemas = [path for path in paths if path.startswith("ops/_schemas/") and path.endswith(".json")]
    assert findings["ops.schema_names"] == sorted(
        [("ECL001", "ops/_schemas"), *(("ECL004", path) for path in schemas)]
    )
    assert len(schemas) == 27


def test_n1_n2_i9_names_empty_folders_and_links(
    findings: dict[str, list[tuple[str, str]]], paths: list[str], ops_data: Path
) -> None:
    assert "ops.names" not in findings
    links = [row for row in (ops_data / "tree.tsv").read_text("utf-8").splitlines() if "\t120000\t" in row]
    assert [row.split("\t")[0] for row in links] == ["Dockerfile"]


def test_nothing_else_is_found(findings: dict[str, list[tuple[str, str]]]) -> None:
    assert {contract: len(found) for contract, found in findings.items()} == {
        "ops.domains": 9,
        "ops.helpers": 107,
        "ops.evidence": 1,
        "ops.committed": 5,
        "ops.schemas": 6,
        "ops.schema_names": 28,
    }


@pytest.mark.parametrize(
    ("change", "contract", "finding"),
    [
        (lambda root: (root / "ops/stack/linked").symlink_to("kind"), "ops.names", ("ECL007", "ops/stack/linked")),
        (lambda root: (root / "ops/stack/hollow").mkdir(), "ops.names", ("ECL009", "ops/stack/hollow")),
        (lambda root: (root / "ops/k8s/phase2.md").write_text("x"), "ops.names", ("ECL015", "ops/k8s/phase2.md")),
        (lambda root: (root / "ops/k8s/2026-01-02.md").write_text("x"), "ops.names", ("ECL002", "ops/k8s/2026-01-02.md")),
        (lambda root: (root / "ops/INDEX.md").unlink(), "ops.stable", ("ECL001", "ops/INDEX.md")),
        (lambda root: (root / "ops/e2e/k8s/pod.yaml").write_text("x"), "ops.composition", ("ECL002", "ops/e2e/k8s/pod.yaml")),
        (lambda root: (root / "ops/e2e/k8s/tests/Check.rb").write_text("x"), "ops.composition", ("ECL004", "ops/e2e/k8s/tests/Check.rb")),
    ],
    ids=["linked folder", "empty folder", "temporal name", "dated name", "no index", "manifest in e2e", "no wrapper"],
)  # fmt: skip
def test_clauses_that_hold_can_be_broken(
    ops_tree: Path, change: object, contract: str, finding: tuple[str, str]
) -> None:
    """What passes above is able to fail."""
    from datetime import date

    from tests.fakes import NoGit

    from pytest_ecocontracts.adapters.engines import default_engine
    from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
    from pytest_ecocontracts.core.catalog.reading import read_contract_file
    from pytest_ecocontracts.core.context import Context
    from pytest_ecocontracts.core.kinds import KindRegistry
    from pytest_ecocontracts.core.kinds.layout import KIND
    from pytest_ecocontracts.core.limits import Limits
    from pytest_ecocontracts.core.model import Chunk
    from pytest_ecocontracts.core.paths.tree import Tree
    from pytest_ecocontracts.core.schemas import SchemaStore

    copy = ops_tree.parent / "broken"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ops_tree / "ops", copy / "ops", symlinks=True)
    shutil.copytree(ops_tree / "eco", copy / "eco")
    assert callable(change)
    change(copy)
    files, engine = LocalFileSystem(str(copy)), default_engine()
    context = Context(
        files=files,
        tree=Tree(files),
        git=NoGit(),
        engine=engine,
        schemas=SchemaStore(files, engine, Limits()),
        as_of=date(2026, 1, 1),
    )
    reading = read_contract_file("eco/layout.contract.yaml", context, KindRegistry())
    (broken,) = [one for one in reading.contracts if one.id == contract]
    found = [
        (one.code, one.location.path if one.location else "")
        for check in KIND.checks(broken, context.catalog)
        for one in check.run(context, Chunk()).violations
    ]
    assert found == [finding]
