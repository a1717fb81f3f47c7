"""The clauses about places and names that hold in a real operations tree are able to fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


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
    """A copy is broken, and the contract finds just that."""
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
