"""The change gate over real git repositories, in this process: catalogs, base and prover are the real ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tests.fakes import Packages, catalog_file, contract, make_context, note_kinds

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.adapters.git_base import LocalGitBase
from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.edition import TextProver
from pytest_ecocontracts.core.model import Chunk
from pytest_ecocontracts.core.violations import Violation

SCHEMA = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}\n'
STRICTER = SCHEMA.replace('"object"', '"object", "required": ["id"]')


def layout(name: str, **fields: object) -> str:
    """A contract about the folder of its name; ``tree`` is what changes about it."""
    return contract(**{"id": f"shop.{name}", "root": name, "tree": {"a.md": "opt"}, **fields})


def artifact(name: str, schema: str = "schemas/a.schema.json") -> str:
    """A contract that names a schema."""
    return contract("artifact/v1", id=f"shop.{name}", path=f"data/{name}/*.json", schema=schema)


#: four contracts, one of them with a schema beside it
FILES: dict[str, str | bytes] = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/a.contract.yaml": layout("a"),
    "contracts/b.contract.yaml": layout("b"),
    "contracts/deep/c.contract.yaml": artifact("c"),
    "schemas/a.schema.json": SCHEMA,
    "README.md": "# A shop\n",
}
NEED = {"a.md": "need"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate says: ``states`` of contracts by id, codes of violations by id, and the violations."""

    states: dict[str, str]
    codes: dict[str, list[str]]
    violations: list[Violation]

    @property
    def text(self) -> str:
        """Every message with its fix."""
        return "\n".join(f"{one.message}; {one.fix}" for one in self.violations)


def gate_of(root: Path, name: str = "main") -> ChangeGate:
    """The gate of a work tree against a revision."""
    files = MountedFileSystem(LocalFileSystem(str(root)))
    context = replace(make_context(files), git=LocalGit(str(root)), base=LocalGitBase(str(root), name))
    build_catalog(context, note_kinds(), Packages(files), lambda contracts: None)
    return ChangeGate(context, note_kinds(), TextProver, ChangePolicy())


def told(root: Path, name: str = "main") -> Told:
    """What the gate says about a work tree; contracts whose state is ``unchanged`` are left out."""
    gate = gate_of(root, name)
    codes: dict[str, list[str]] = {}
    violations: list[Violation] = []
    for one in gate._context.catalog.contracts:
        for check in gate.checks(one):
            outcome = check.run(gate._context, Chunk())
            assert outcome.examined > 0
            violations += outcome.violations
            if outcome.violations:
                codes.setdefault(one.id, []).extend(violation.code for violation in outcome.violations)
    states = {name: str(one.change.state) for name, one in gate.judgements.items()}
    return Told({name: state for name, state in states.items() if state != "unchanged"}, codes, violations)
