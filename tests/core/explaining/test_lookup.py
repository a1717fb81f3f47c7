"""Whatever somebody types, and wherever it leads, is explained or is not: nothing else happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.core.explaining.catalogs import Known
from tests.fakes import Packages, catalog_file, contract, make_context, note, note_kinds

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.explaining.lookup import find, suggest
from pytest_ecocontracts.core.explaining.sources import Sources
from pytest_ecocontracts.core.explaining.text import MAXIMUM_LINE, shown
from pytest_ecocontracts.core.failure_classes import FailureClass
from pytest_ecocontracts.core.taxonomy import Taxonomy, load_taxonomy

PARTS = ("contracts", "data", "n.contract.yaml", "..", ".", "", "away", "loop", "layout", "v1", "shop.note", ".git", "*", "{a}")  # fmt: skip


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """A repository with links that lead out of it and in circles."""
    root = tmp_path_factory.mktemp("repository")
    files = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/n.contract.yaml": note(),
        "contracts/l.contract.yaml": contract(tree={"data/": {"{n:int}.json": "some"}, "**/*.tmp": "ban"}),
        "contracts/a.contract.yaml": contract("artifact/v1", id="shop.data", path="data/**/{n:int}.json"),
        "data/1.json": "{}",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    os.symlink(root.parent, root / "away")
    os.symlink("loop", root / "loop")
    registry = note_kinds()
    mounted = MountedFileSystem(LocalFileSystem(str(root)))
    context = make_context(mounted)
    return Sources(
        [Known("", build_catalog(context, registry, Packages(mounted)), context, registry)], registry
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.lists(st.sampled_from(PARTS), max_size=6).map("/".join))
@example("\0")
@example("data/" + "x" * 5_000)
@example("data/\udcff")
def test_any_word_is_explained_or_means_nothing(on_disk: Sources, word: str) -> None:
    lines = find(word, [word, word.strip("/")], load_taxonomy(), on_disk)
    text = shown(lines or [])
    assert "\x1b" not in text
    assert len(text.splitlines()) == len(lines or [])
    assert all(len(line) <= 6 * MAXIMUM_LINE for line in text.splitlines())
    if lines is None:
        assert suggest(word, load_taxonomy(), on_disk)


def test_what_lies_behind_a_link_out_of_the_repository_is_not_looked_at(on_disk: Sources) -> None:
    away = Path(on_disk.catalogs[0].context.files.root).parent
    (away / "secret.txt").write_text("x")
    lines = find("away/secret.txt", ["away/secret.txt"], load_taxonomy(), on_disk)
    assert lines is not None
    assert lines[0] == "away/secret.txt: nothing is there"


CLASSES = Taxonomy(
    [],
    [
        FailureClass(name="GONE", meaning="It is gone.", fix="Write it.", aliases=("LOST",), codes=("NO_*",)),
        FailureClass(name="LATE", meaning="It took long.", fix="Begin.", codes=("NO_TIME", "NO_DAY")),
    ],
)


@pytest.mark.parametrize(
    ("word", "name"), [("GONE", "GONE"), ("LOST", "GONE"), ("NO_BEDS", "GONE"), ("NO_TIME", "LATE")]
)
def test_a_class_is_found_by_its_names_and_its_codes(word: str, name: str, on_disk: Sources) -> None:
    lines = find(word, (), CLASSES, on_disk)
    assert lines is not None
    assert lines[0].startswith(name)
    assert "GONE" in suggest("GNOE", CLASSES, on_disk)
    listed = find("codes", (), CLASSES, on_disk)
    assert listed is not None
    assert any(line.startswith("LATE") for line in listed)
