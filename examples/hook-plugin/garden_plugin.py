"""An example plugin: a contract kind, a source, a format, schemas, failure classes and lines of a garden."""

from __future__ import annotations

import configparser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

import pytest

from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import LoadError, LoadProblem
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Check, Chunk, Contract, Document, Outcome, Report
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.sources.files import FileSelection, SourceFiles
from pytest_ecocontracts.core.sources.model import Element, Place
from pytest_ecocontracts.core.sources.registry import SourceKinds
from pytest_ecocontracts.core.sources.selections import parse_selection
from pytest_ecocontracts.core.violations import Location, Violation

# -- a contract kind of our own -------------------------------------------------------------------

ROTA_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://garden.example/schemas/rota.v1.schema.json",
    "$ref": "https://ecocontracts.example/schemas/header.v1.schema.json",
    "properties": {
        "beds": {"description": "Path template of the beds; {bed} is the bed's name.", "type": "string"},
        "gardeners": {
            "description": "Each gardener with the beds to water.",
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    "required": ["beds", "gardeners"],
    "unevaluatedProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """The body of a ``rota/v1`` contract: who waters which bed."""

    beds: PathTemplate
    gardeners: Mapping[str, Sequence[str]]


class RotaKind:
    """``rota/v1``: every bed has somebody who waters it."""

    name = "rota"
    version = 1
    schema = ROTA_SCHEMA

    def parse(self, document: Document, report: Report) -> Rota:
        """Turn schema-valid data into a body; say what a schema cannot."""
        data = cast("dict[str, object]", document.data)
        beds = PathTemplate.parse(str(data["beds"]))
        if "bed" not in beds.captures:
            report.add("ECC004", "the template names no bed", pointer="/beds", expected="a capture {bed}")
        return Rota(beds=beds, gardeners=cast("dict[str, list[str]]", data["gardeners"]))

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Nothing in a rota refers to another contract."""

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check: each bed that exists is in somebody's list."""
        return [Check(name="watered", run=partial(watered, contract), pointer="/gardeners")]


def watered(contract: Contract, context: Context, chunk: Chunk) -> Outcome:
    """Find every bed in the tree, and who waters it."""
    rota = cast("Rota", contract.body)
    listed = {bed for beds in rota.gardeners.values() for bed in beds}
    found = rota.beds.find(context.tree)
    dry = [
        contract.violation(
            "GARDEN001",
            f"nobody waters the bed {captures['bed']!r}",
            pointer="/gardeners",
            location=Location(path=path),
            rule="watered",
            expected="a gardener with this bed",
            found="none",
            metadata={"bed": captures["bed"]},
        )
        for path, captures in found
        if captures["bed"] not in listed
    ]
    return Outcome(violations=tuple(dry), examined=len(found))


def pytest_eco_register_kinds(registry: KindRegistry) -> None:
    """Teach the gate the kind rota/v1."""
    registry.register(RotaKind())


# -- a way to read sources of rules/v1 -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plants:
    """Reads the ``name`` of each bed's plant, with its line."""

    selection: FileSelection

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield one element for each line that names a plant."""

        def plants(path: str, captures: dict[str, str]) -> Iterator[Element]:
            for number, line in enumerate(files.texts.text(path).splitlines(), start=1):
                key, equals, name = line.partition("=")
                if equals and key.strip() == "name":
                    yield Element(name.strip(), Place(path, number), captures)

        return files.each(self.selection, plants)


class PlantsKind:
    """``plants: FILE(s)``."""

    name = "plants"
    options = frozenset({"except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Plants | None:
        """Read the templates of the files, and those that are left out."""
        selection = parse_selection(fields, self.name, pointer, report)
        return Plants(selection) if selection is not None else None


def pytest_eco_register_sources(registry: SourceKinds) -> None:
    """Teach rules/v1 the source ``plants``."""
    registry.register(PlantsKind())


# -- one more check for contracts of a built-in kind ----------------------------------------------


def pytest_eco_register_checks(contract: Contract) -> list[Check]:
    """Files that gardeners edit by hand end with a line break, or the next edit breaks two lines."""
    if contract.header.kind != "artifact" or contract.header.owner != "gardeners":
        return []
    return [Check(name="line-break", run=partial(line_break, contract))]


def line_break(contract: Contract, context: Context, chunk: Chunk) -> Outcome:
    """Read the end of every bed."""
    template = PathTemplate.parse(str(cast("dict[str, object]", contract.document.data)["path"]))
    paths = [path for path, _ in template.find(context.tree)]
    cut = [
        contract.violation(
            "GARDEN002", "the last line has no line break", rule="line-break", location=Location(path=path)
        )
        for path in paths
        if not context.files.read(path, context.limits.artifact_bytes).endswith(b"\n")
    ]
    return Outcome(violations=tuple(cut), examined=len(paths))


# -- a format and a schema that are not built in --------------------------------------------------


def pytest_eco_load_document(path: str, data: bytes) -> dict[str, object] | None:
    """Read INI files; numbers become numbers, so that a schema can speak about them."""
    if not path.endswith(".ini"):
        return None
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(data.decode("utf-8"))
    except (configparser.Error, UnicodeDecodeError) as error:
        problem = LoadProblem(
            reason="not-ini", message=f"not an INI file: {error}", line=getattr(error, "lineno", None)
        )
        raise LoadError([problem]) from None
    return {
        section: {key: int(text) if text.isdigit() else text for key, text in parser[section].items()}
        for section in parser.sections()
    }


def pytest_eco_resolve_schema(uri: str) -> Mapping[str, object] | None:
    """Know the schemas of the garden's own address, without any network."""
    if uri != "https://garden.example/schemas/water.schema.json":
        return None
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": uri,
        "type": "object",
        "properties": {"litres": {"type": "integer", "minimum": 1, "maximum": 50}},
        "required": ["litres"],
        "additionalProperties": False,
    }


# -- policy: which contracts count, and what a failure is called ----------------------------------


def pytest_eco_modify_contracts(contracts: list[Contract]) -> None:
    """Leave drafts out. The same files must give the same list in every process."""
    contracts[:] = [contract for contract in contracts if not contract.id.startswith("draft.")]


def pytest_eco_classify_violation(violation: Violation) -> str | None:
    """Name the garden's own failure classes; the code of the plugin stays."""
    return "garden.bookkeeping" if violation.code.startswith(("ECS", "ECL")) else None


# -- follow the run -------------------------------------------------------------------------------

COUNTS: Final = pytest.StashKey[dict[str, int]]()


def pytest_eco_check_finished(record: Mapping[str, object], config: pytest.Config) -> None:
    """Count the beds that were looked at, as checks finish."""
    counts = config.stash.setdefault(COUNTS, {})
    check = str(record["check"])
    counts[check] = counts.get(check, 0) + cast("int", record["examined"])


def pytest_eco_run_finished(record: Mapping[str, object], config: pytest.Config) -> dict[str, object]:
    """Put the counts under ``extensions`` of the run record."""
    return {"garden.examined": dict(sorted(config.stash.get(COUNTS, {}).items()))}


def pytest_eco_summary_lines(record: Mapping[str, object], config: pytest.Config) -> list[str]:
    """Add a line to the gate's section of the summary."""
    return [f"garden: {config.stash.get(COUNTS, {}).get('watered', 0)} beds looked at"]
