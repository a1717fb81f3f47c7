"""Imported catalogs: folders and installed packages, read once, blamed where this repository can mend them."""

from __future__ import annotations

import pytest
from tests.fakes import MemoryFiles, catalog_file, codes, contract, link, note, note_kinds, problems

from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.violations import Violation

SHARED = {
    "shared/ecocontracts.yaml": catalog_file(
        id="shared", version="1.4.0", owners={"others": "x"}, owner="others"
    ),
    "shared/contracts/a.contract.yaml": note(id="shared.a", owner="others"),
    "shared/contracts/b.contract.yaml": note(id="shared.b", owner="others"),
}


def importing(*imports: dict[str, object]) -> dict[str, object]:
    return {"ecocontracts.yaml": catalog_file(imports=list(imports)), "contracts/own.contract.yaml": note()}


def package(**files: str) -> dict[str, tuple[str, MemoryFiles]]:
    entries = {"ecocontracts.yaml": catalog_file(id="lib"), "contracts/a.contract.yaml": note(id="lib.a")}
    return {"lib": ("2.0.1", MemoryFiles({**entries, **files}))}


def only(entries: dict[str, object], **keywords: object) -> Violation:
    catalog, _ = link(entries, **keywords)  # type: ignore[arg-type]
    found = problems(catalog)
    assert len(found) == 1, found
    assert list(catalog.problems) == ["ecocontracts.yaml"]
    assert found[0].location is not None
    assert found[0].location.line is not None
    return found[0]


def planned(entries: dict[str, object], **keywords: object) -> list[str]:
    catalog, context = link(entries, **keywords)  # type: ignore[arg-type]
    assert codes(catalog) == []
    return [unit.name for units in plan(catalog, context, note_kinds()).units.values() for unit in units]


def test_imported_contracts_are_known_but_not_enforced() -> None:
    assert planned(importing({"folder": "shared"}) | SHARED) == ["shop[catalog]", "shop.note[look]"]


@pytest.mark.parametrize(
    ("enforce", "expected"),
    [
        (["shared.a"], ["shared.a"]),
        (["shared.*"], ["shared.a", "shared.b"]),
        (["*"], ["shared.a", "shared.b"]),
    ],
)
def test_enforced_contracts_stand_under_the_catalog_file(enforce: list[str], expected: list[str]) -> None:
    entries = importing({"folder": "shared", "enforce": enforce}) | SHARED
    catalog, context = link(entries)
    units = plan(catalog, context, note_kinds()).units["ecocontracts.yaml"]
    assert [unit.contract.id for unit in units if unit.contract.id != "shop"] == expected


def test_a_pattern_that_matches_nothing_is_a_dangling_reference() -> None:
    problem = only(importing({"folder": "shared", "enforce": ["shared.a", "shraed.*"]}) | SHARED)
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'shared'?")
    assert problem.location is not None
    assert problem.location.pointer == "/imports/0/enforce/1"


def test_a_package_is_found_by_the_name_of_its_entry_point() -> None:
    assert "lib.a[look]" in planned(importing({"package": "lib", "enforce": ["lib.a"]}), packages=package())


def test_files_of_an_imported_contract_are_relative_to_its_catalog() -> None:
    catalog, _ = link(importing({"package": "lib"}, {"folder": "shared"}) | SHARED, packages=package())
    imported = {c.id: c for c in catalog.contracts}
    assert imported["lib.a"].file("schemas/x.json") == "@lib/schemas/x.json"
    assert imported["shared.a"].file("schemas/x.json") == "shared/schemas/x.json"
    assert imported["shop.note"].file("schemas/x.json") == "schemas/x.json"


def test_a_package_that_is_not_installed() -> None:
    problem = only(importing({"package": "lob"}), packages=package())
    assert (problem.code, problem.fix) == ("ECC023", "did you mean 'lib'?")
    assert only(importing({"package": "lob"})).fix == "install the package that provides 'lob'"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no catalog file"),
        ({"shared/readme.md": ""}, "no catalog file"),
        ({"shared": "a file"}, "no catalog file"),
        ({"shared/ecocontracts.yaml": note(id="other")}, "no catalog/v1 document"),
        ({"shared/ecocontracts.yaml": catalog_file(id="other", contracts=["gone"])}, "does not exist"),
    ],
)
def test_a_folder_that_holds_no_catalog(files: dict[str, object], words: str) -> None:
    problem = only(importing({"folder": "shared"}) | files)
    assert problem.code == "ECC023"
    assert words in problem.message


def test_a_broken_imported_file_is_told_at_the_entry_with_its_own_place() -> None:
    problem = only(
        importing({"folder": "shared"}) | SHARED | {"shared/contracts/b.contract.yaml": "id: a\nid: b\n"}
    )
    assert problem.code == "ECC003"
    assert "shared/contracts/b.contract.yaml:2:" in problem.message
    assert problem.location is not None
    assert problem.location.pointer == "/imports/0"


def test_an_imported_contract_that_does_not_link_is_told_at_the_entry() -> None:
    dangling = note(id="shared.b", status="deprecated", since="1", sunset="2027-01-01", replaced_by="gone")
    layout = contract("waivers/v1", id="shared.waivers", waivers=[])
    files = SHARED | {
        "shared/contracts/b.contract.yaml": dangling,
        "shared/contracts/w.contract.yaml": layout,
    }
    # What an imported contract says of itself is the business of its own repository.
    catalog, _ = link(importing({"folder": "shared"}) | files)
    assert codes(catalog) == []


def test_an_id_of_an_imported_contract_is_not_free() -> None:
    catalog, _ = link(
        importing({"folder": "shared"}) | SHARED | {"contracts/x.contract.yaml": note(id="shared.a")}
    )
    assert codes(catalog) == ["ECC010", "ECC010"]
    assert set(catalog.problems) == {"ecocontracts.yaml", "contracts/x.contract.yaml"}


def test_an_id_that_two_imports_have_is_told_though_no_own_file_is_wrong() -> None:
    problem = link(
        importing({"folder": "shared"}, {"package": "lib"}) | SHARED,
        packages=package(**{"contracts/a.contract.yaml": note(id="shared.a")}),
    )[0]
    assert codes(problem) == ["ECC010", "ECC010"]
    assert set(problem.problems) == {"ecocontracts.yaml"}


def test_owners_and_waivers_of_an_import_are_its_own_business() -> None:
    waivers = contract(
        "waivers/v1",
        id="shared.waivers",
        owner="others",
        waivers=[
            {
                "code": "ECS003",
                "of": "nothing",
                "owner": "nobody",
                "reason": "migration runs",
                "issue": "#1",
                "until": "2020-01-01",
            }
        ],
    )
    files = SHARED | {"shared/contracts/w.contract.yaml": waivers}
    assert planned(importing({"folder": "shared", "enforce": ["*"]}) | files) == [
        "shop[catalog]", "shared.a[look]", "shared.b[look]", "shop.note[look]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "code"), [(">=1.2,<2", None), ("<1", "ECC023"), ("about 2", "ECC013"), ("", "ECC004")]
)
def test_the_version_of_a_folder_is_that_of_its_catalog(version: str, code: str | None) -> None:
    catalog, _ = link(importing({"folder": "shared", "version": version}) | SHARED)
    assert codes(catalog) == ([] if code is None else [code])


@pytest.mark.parametrize(("version", "code"), [("==2.0.1", None), ("<2", "ECC023")])
def test_the_version_of_a_package_is_that_of_its_distribution(version: str, code: str | None) -> None:
    catalog, _ = link(importing({"package": "lib", "version": version}), packages=package())
    assert codes(catalog) == ([] if code is None else [code])


def test_a_package_whose_version_is_none_is_told() -> None:
    odd = {"lib": ("unknown", package()["lib"][1])}
    assert only(importing({"package": "lib", "version": ">=1"}), packages=odd).code == "ECC013"


def test_metadata_that_cannot_be_read_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise OSError("broken metadata")

    monkeypatch.setattr("tests.fakes.Packages.find", explode)
    assert only(importing({"package": "lib"})).code == "ECZ001"


def nested(**imports: list[dict[str, object]]) -> dict[str, object]:
    """Catalogs in folders a, b ..., that import as told."""
    files: dict[str, object] = {}
    for name, entries in imports.items():
        files[f"{name}/ecocontracts.yaml"] = catalog_file(id=name, imports=entries)
        files[f"{name}/contracts/x.contract.yaml"] = note(id=f"{name}.x")
    return files


def test_imports_of_imports_are_read_relative_to_them() -> None:
    files = {
        "a/ecocontracts.yaml": catalog_file(id="a", imports=[{"folder": "b"}]),
        "a/b/ecocontracts.yaml": catalog_file(id="b"),
        "a/b/contracts/x.contract.yaml": note(id="b.x"),
    }
    catalog, _ = link(importing({"folder": "a"}) | files)
    assert codes(catalog) == []
    found = catalog.get("b.x")
    assert found is not None
    assert found.origin == "a"


def test_what_is_imported_directly_goes_by_its_own_name_whatever_the_order() -> None:
    files: dict[str, object] = {
        "a/ecocontracts.yaml": catalog_file(id="a", imports=[{"package": "lib"}]),
        "a/contracts/x.contract.yaml": note(id="a.x"),
    }
    entries = importing({"folder": "a"}, {"package": "lib", "enforce": ["lib.a"]}) | files
    assert "lib.a[look]" in planned(entries, packages=package())


def test_catalogs_that_import_each_other() -> None:
    library = package(**{"ecocontracts.yaml": catalog_file(id="lib", imports=[{"package": "lab"}])})
    other = {
        "lab": (
            "1",
            MemoryFiles(
                {
                    "ecocontracts.yaml": catalog_file(id="lab", imports=[{"package": "lib"}]),
                    "contracts/a.contract.yaml": note(id="lab.a"),
                }
            ),
        )
    }
    problem = only(importing({"package": "lib"}), packages=library | other)
    assert (problem.code, problem.found) == ("ECC012", "@lib -> @lab -> @lib")
    both = only(importing({"package": "lib"}, {"package": "lab"}), packages=library | other)
    assert both.code == "ECC012"


@pytest.mark.parametrize("folder", [".", "./", "contracts/.."])
def test_a_catalog_that_imports_itself(folder: str) -> None:
    catalog, _ = link(importing({"folder": folder}))
    assert codes(catalog) == (["ECC012"] if ".." not in folder else ["ECC022"])


def test_a_catalog_imported_twice_is_read_once() -> None:
    files = nested(a=[{"folder": "../b"}], b=[])
    # ".." leaves the imported catalog, whatever lies there.
    catalog, _ = link(importing({"folder": "a"}, {"folder": "b"}) | files)
    assert set(codes(catalog)) == {"ECC022"}
    files = nested(a=[], b=[])
    catalog, _ = link(importing({"folder": "a"}, {"folder": "./a/"}, {"folder": "b"}) | files)
    assert codes(catalog) == []
    assert [c.id for c in catalog.contracts if c.origin] == ["a", "a.x", "b", "b.x"]
