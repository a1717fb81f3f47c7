"""Releases that are read as far as they differ hold what they hold when each is read for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.changes import ChangedBase
from tests.fakes import MemoryFiles, catalog_file, contract, link, make_context, note_kinds

from pytest_ecocontracts.core.catalog.discovery import find_contract_files
from pytest_ecocontracts.core.catalog.reading import read_contract_file
from pytest_ecocontracts.core.changes.bases.catalog import read_base
from pytest_ecocontracts.core.changes.releases.editions import read_releases

Files = Mapping[str, object]


def catalog(folders: list[str]) -> str:
    return catalog_file(contracts=folders)


def day(name: str, version: str, schema: str = "schemas/s.json") -> str:
    return contract("artifact/v1", id=name, version=version, path="day.json", schema=schema)


#: what may stand at each path; None: nothing
CHOICES: dict[str, list[object]] = {
    "ecocontracts.yaml": [catalog(["contracts"]), catalog(["contracts", "more"]), catalog(["more"])],
    "contracts/a.contract.yaml": [day("a", "1.0.0"), day("a", "1.1.0"), day("a2", "1.0.0"), "{", None],
    "contracts/b.contract.yaml": [
        f"{day('b', '2.0.0')}---\n{day('c', '1.0.0', 'schemas/t.json')}",
        "id: b",
        None,
    ],
    "more/d.contract.yaml": [day("d", "1.0.0", "schemas/t.json"), day("d2", "3.0.0"), None],
    "schemas/s.json": ['{"$ref": "t.json"}', "{}", '{"type": "object"}'],
    "schemas/t.json": ["{}", '{"type": "array"}'],
    "contracts/z.contract.yaml": [contract("layout/v1", id="z")],
    "more/z.contract.yaml": [contract("layout/v1", id="z2")],
    "day.json": ["{}"],
}
TREES = st.fixed_dictionaries({path: st.sampled_from(texts) for path, texts in CHOICES.items()}).map(
    lambda files: {path: text for path, text in files.items() if text is not None}
)


def as_they_are(files: Files) -> dict[str, object]:
    """The contracts of a tree by id, read file by file."""
    context = make_context(MemoryFiles(files))
    (own,) = read_contract_file("ecocontracts.yaml", context, note_kinds()).contracts
    folders: Any = own.document.data
    paths = find_contract_files(context.files, folders["contracts"])
    read = (read_contract_file(path, context, note_kinds()) for path in paths)
    return {"shop": own.document.data} | {
        one.id: one.document.data for reading in read for one in reading.contracts
    }


@given(st.lists(TREES, min_size=2, max_size=5))
def test_a_chain_of_releases_holds_what_each_of_them_holds(trees: list[dict[str, object]]) -> None:
    now, *older = trees
    _, context = link(now)
    chain: list[Any] = [ChangedBase(then, newer) for newer, then in zip(trees, older, strict=False)]
    chain[0].releases = tuple(chain[1:])
    context.base = chain[0]
    before = read_base(context, note_kinds())
    steps = [before, *(step for _, step in read_releases(before, context, note_kinds()))]
    for step, files, newer in zip(steps, older, trees, strict=False):
        held = {name: one.document.data for name, one in step.contracts.items()}
        wanted = as_they_are(files)
        assert held == wanted
        if any(files[path] != newer[path] for path in ("schemas/s.json", "schemas/t.json")):
            differing = {name for name in held if _reads_differing(name, held[name], files, newer)}
            assert differing <= step.touched


def _reads_differing(name: str, data: Any, files: Files, newer: Files) -> bool:
    schema = data.get("schema")
    read = {schema} if schema else set()
    if schema == "schemas/s.json" and "t.json" in str(newer["schemas/s.json"]):
        read.add("schemas/t.json")
    return any(files[path] != newer[path] for path in read)
