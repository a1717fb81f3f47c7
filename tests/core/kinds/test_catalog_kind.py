"""``catalog/v1``: settings from the catalog file, and the check that something is enforced."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, codes, contract, link, note, note_kinds, problems

from pytest_ecocontracts.core.catalog.model import CatalogSettings
from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import run


def settings(**fields: object) -> CatalogSettings:
    catalog, _ = link({"ecocontracts.yaml": catalog_file(**fields), "contracts/a.contract.yaml": note()})
    return catalog.settings


def judged(entries: dict[str, object]) -> Outcome:
    catalog, context = link(entries)
    unit = plan(catalog, context, note_kinds()).units["ecocontracts.yaml"][0]
    return run(unit, context)


def test_the_defaults_are_those_without_a_catalog_file() -> None:
    found = settings()
    default = CatalogSettings()
    assert (found.folders, found.roots, found.schemas, found.record, found.imports) == (
        default.folders, default.roots, default.schemas, default.record, default.imports,
    )  # fmt: skip
    assert (found.path, found.owners) == ("ecocontracts.yaml", {"platform": "platform@example"})


def test_paths_have_one_spelling() -> None:
    found = settings(contracts=["./contracts/", "contracts"], roots={"data": "./data/"}, record=".eco/runs")
    assert found.folders == ("contracts",)
    assert found.roots["data"].path == "data"
    assert found.record == ".eco/runs"


def test_owners_may_say_how_to_reach_them() -> None:
    assert settings(owners={"platform": {"contact": "a@b", "summary": "s"}}).owners == {"platform": "a@b, s"}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"owners": None}, ""),
        ({"owners": {}}, "/owners"),
        ({"contracts": "contracts"}, "/contracts"),
        ({"contracts": ["a", "a"]}, "/contracts"),
        ({"imports": [{}]}, "/imports/0"),
        ({"imports": [{"folder": "a", "package": "b"}]}, "/imports/0"),
        ({"imports": [{"folder": "a", "enforce": "x"}]}, "/imports/0/enforce"),
        ({"roots": {"Data": "x"}}, "/roots/Data"),
        ({"kontracts": []}, "/kontracts"),
        ({"owners": {"platform": {"mail": "x"}}}, "/owners/platform"),
    ],
)
def test_what_the_schema_refuses_is_placed(fields: dict[str, object], pointer: str) -> None:
    catalog, _ = link({"ecocontracts.yaml": catalog_file(**fields)})
    found = [violation for violation in problems(catalog) if violation.code == "ECC004"]
    assert found
    assert any(
        violation.location is not None and violation.location.pointer.startswith(pointer)
        for violation in found
    )


def test_every_path_that_leaves_the_root_is_told() -> None:
    catalog, _ = link(
        {
            "ecocontracts.yaml": catalog_file(
                contracts=["contracts", "../a"],
                roots={"x": "/b"},
                record="c/../../d",
                imports=[{"folder": "~e"}],
            )
        }
    )
    assert codes(catalog) == ["ECC022"] * 4


def test_a_catalog_with_contracts_is_sound() -> None:
    found = judged({"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": note()})
    assert (found.violations, found.examined) == ((), 2)


def test_a_catalog_that_enforces_nothing_is_not() -> None:
    found = judged({"ecocontracts.yaml": catalog_file()})
    assert [violation.code for violation in found.violations] == ["ECC007"]


def test_contracts_that_are_only_referred_to_enforce_nothing() -> None:
    shared = {
        "shared/ecocontracts.yaml": catalog_file(id="shared"),
        "shared/contracts/a.contract.yaml": note(id="shared.a"),
    }
    imported = judged({"ecocontracts.yaml": catalog_file(imports=[{"folder": "shared"}]), **shared})
    assert [violation.code for violation in imported.violations] == ["ECC007"]
    enforced = judged(
        {"ecocontracts.yaml": catalog_file(imports=[{"folder": "shared", "enforce": ["shared.a"]}]), **shared}
    )
    assert enforced.violations == ()


def test_broken_contracts_are_told_elsewhere() -> None:
    found = judged({"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": contract(owner=1)})
    assert found.violations == ()
