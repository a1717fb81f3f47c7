"""The project's own promises are under the gate: no schema, code or decision changes in silence."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import MountedFileSystem, Packages, build_catalog, make_context

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.folder_base import FolderBase
from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.proving import CompatProver
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.kinds.taxonomy import TaxonomyKind
from pytest_ecocontracts.core.model import Chunk, Kind

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

ROOT = Path(__file__).resolve().parents[2]
EDITION = "released/0.1.0"
TAXONOMY = "src/pytest_ecocontracts/taxonomies/ecocontracts.contract.yaml"
DECISION = "docs/decisions/0006-path-templates.md"

if not (ROOT / "released").is_dir():
    pytest.skip("what was released is kept beside the sources", allow_module_level=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The last edition as a repository of its own, in which nothing has changed yet."""
    shutil.copytree(ROOT / EDITION, tmp_path / "repository")
    shutil.copytree(ROOT / EDITION, tmp_path / "repository" / EDITION)
    return tmp_path / "repository"


def prover() -> CompatProver:
    return CompatProver(prover_tools())


class OwnKinds(KindRegistry):
    """The kinds of a run, for which the taxonomy of the repository is the one that ships."""

    def get(self, name: str, version: int) -> Kind | None:
        return (
            TaxonomyKind(frozenset({"ecocontracts.failures"}))
            if name == "taxonomy"
            else super().get(name, version)
        )


def gate_of(repository: Path) -> tuple[ChangeGate, Context]:
    context = make_context(MountedFileSystem(LocalFileSystem(str(repository))))
    kinds = OwnKinds()
    catalog = build_catalog(context, kinds, Packages())
    context.base = FolderBase(str(repository), str(repository / EDITION), f"folder:{EDITION}")
    context.catalog = catalog
    return ChangeGate(context, kinds, prover, ChangePolicy()), context


def found(repository: Path) -> dict[str, set[str]]:
    """The codes of what the checks about changes find, by contract."""
    gate, context = gate_of(repository)
    checks = [(one.id, check) for one in context.catalog.contracts for check in gate.checks(one)]
    told: dict[str, set[str]] = {}
    for name, check in checks:
        for violation in check.run(context, Chunk(1, 1)).violations:
            told.setdefault(name, set()).add(violation.code)
    return told


def test_nothing_is_told_of_an_edition_that_did_not_change(repository: Path) -> None:
    assert found(repository) == {}


def _schema(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(repository: Path) -> None:
        path = repository / "schemas" / f"{name}.v1.schema.json"
        data = json.loads(path.read_text("utf-8"))
        change(data)
        path.write_text(json.dumps(data), "utf-8")

    return edit


def _text(path: str, pattern: str, with_: str) -> Callable[[Path], None]:
    def edit(repository: Path) -> None:
        text = (repository / path).read_text("utf-8")
        changed = re.sub(pattern, with_, text, count=1, flags=re.DOTALL)
        assert changed != text
        (repository / path).write_text(changed, "utf-8")

    return edit


def test_what_a_schema_refers_to_is_part_of_it(repository: Path) -> None:
    """The header stands in one file, and belongs to every kind."""
    _schema("header", lambda data: data["properties"]["owner"].update(maxLength=20))(repository)
    gate, context = gate_of(repository)
    schemas = {str(contract.document.data["schema"]) for contract in _language(context)}
    assert "schemas/header.v1.schema.json" not in schemas
    # All of them stand in one file, and are read anew together.
    assert gate.base.touched == {contract.id for contract in _language(context)}


def _language(context: Context) -> list[Any]:
    return [contract for contract in context.catalog.contracts if contract.id.startswith("language.")]


UNANSWERED = {"ECV001", "ECV006", "ECV007"}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            _schema("waivers", lambda data: data["properties"].pop("baseline")),
            {"language.waivers": UNANSWERED},
        ),
        (
            _text(TAXONOMY, r"  - code: ECL016\n.*?(?=\n  - code: |\n\n  # )", ""),
            {"ecocontracts.failures": {"ECV001", "ECV006", "ECV007", "ECV011"}},
        ),
        (
            _text(TAXONOMY, r"name: path-required-missing", "name: path-absent"),
            {"ecocontracts.failures": {"ECV001", "ECV006", "ECV007", "ECV011"}},
        ),
        (_text(DECISION, "## Outcome\n", "## Outcome\n\nPerhaps.\n"), {"project.decisions": {"ECV013"}}),
    ],
    ids=["field-gone", "code-gone", "code-renamed", "decision-rewritten"],
)
def test_a_break_of_a_promise_is_refused(
    repository: Path, edit: Callable[[Path], None], expected: Mapping[str, set[str]]
) -> None:
    edit(repository)
    told = found(repository)
    assert {name: told.get(name) for name in expected} == expected
