"""Every contract file is found, whatever it hides behind, and nothing else is."""

from __future__ import annotations

import pytest
from tests.fakes import FOLDER, OTHER, Link, MemoryFiles

from pytest_ecocontracts.core.catalog.discovery import find_catalog_file, find_contract_files, find_misnamed
from pytest_ecocontracts.core.errors import FileProblem


def test_contract_files_are_found_by_their_suffix_and_sorted() -> None:
    files = MemoryFiles(
        {
            "contracts/b.contract.yaml": "",
            "contracts/a.contract.json": "",
            "contracts/deep/er/c.contract.md": "",
            "contracts/d.contract.yml": "",
            "contracts/notes.yaml": "",
            "contracts/contract.yaml": "",
            "contracts/e.contract.yaml.bak": "",
            "elsewhere/f.contract.yaml": "",
        }
    )
    assert find_contract_files(files, ["contracts"]) == [
        "contracts/a.contract.json",
        "contracts/b.contract.yaml",
        "contracts/d.contract.yml",
        "contracts/deep/er/c.contract.md",
    ]


def test_the_case_of_a_suffix_hides_no_contract() -> None:
    files = MemoryFiles({"contracts/A.Contract.YAML": ""})
    assert find_contract_files(files, ["contracts"]) == ["contracts/A.Contract.YAML"]


def test_hidden_folders_are_searched_but_not_git() -> None:
    files = MemoryFiles({"c/.hidden/a.contract.yaml": "", "c/.git/b.contract.yaml": ""})
    assert find_contract_files(files, ["c"]) == ["c/.hidden/a.contract.yaml"]


@pytest.mark.parametrize("entry", [Link("gone"), OTHER, FOLDER])
def test_what_is_called_like_a_contract_is_never_passed_over(entry: object) -> None:
    files = MemoryFiles({"contracts/a.contract.yaml": entry})
    assert find_contract_files(files, ["contracts"]) == ["contracts/a.contract.yaml"]


def test_a_folder_called_like_a_contract_hides_what_is_in_it_as_one_finding() -> None:
    files = MemoryFiles({"contracts/a.contract.yaml/b.contract.yaml": ""})
    assert find_contract_files(files, ["contracts"]) == ["contracts/a.contract.yaml"]


def test_links_to_folders_are_not_followed() -> None:
    files = MemoryFiles({"contracts/loop": Link("."), "contracts/a.contract.yaml": ""})
    assert find_contract_files(files, ["contracts"]) == ["contracts/a.contract.yaml"]


def test_overlapping_folders_give_each_file_once() -> None:
    files = MemoryFiles({"c/d/a.contract.yaml": ""})
    assert find_contract_files(files, ["c", "c/d", ""]) == ["c/d/a.contract.yaml"]


def test_a_base_puts_the_folders_below_it() -> None:
    files = MemoryFiles({"shared/contracts/a.contract.yaml": "", "contracts/b.contract.yaml": ""})
    assert find_contract_files(files, ["contracts"], "shared") == ["shared/contracts/a.contract.yaml"]
    assert find_contract_files(files, [""], "shared") == ["shared/contracts/a.contract.yaml"]


def test_folders_nested_without_end_are_a_problem_not_a_crash() -> None:
    files = MemoryFiles({"c/" + "d/" * 60 + "a.contract.yaml": ""})
    with pytest.raises(FileProblem, match="nested"):
        find_contract_files(files, ["c"])


@pytest.mark.parametrize("folder", ["missing", "file", "/etc", "../other"])
def test_a_folder_that_is_none_is_a_problem(folder: str) -> None:
    with pytest.raises(FileProblem):
        find_contract_files(MemoryFiles({"file": ""}), [folder])


@pytest.mark.parametrize("name", ["ecocontracts.yaml", "ecocontracts.yml", "ecocontracts.json"])
def test_the_catalog_file_has_three_spellings(name: str) -> None:
    assert find_catalog_file(MemoryFiles({name: ""})) == name
    assert find_catalog_file(MemoryFiles({f"sub/{name}": ""}), "sub") == f"sub/{name}"


def test_no_catalog_file_is_none() -> None:
    assert find_catalog_file(MemoryFiles({"readme.md": ""})) is None


def test_a_contract_whose_name_does_not_say_so_is_found() -> None:
    header = "# mine\ncontract: layout/v1\nid: a.b\n"
    files = MemoryFiles(
        {
            "contracts/readings.yaml": header,
            "contracts/page.md": "---\ncontract: 'pages/v1'\n---\n",
            "contracts/ecocontracts.yaml": header,
            "contracts/ok.contract.yaml": header,
            "contracts/catalog.yaml": "contract: catalog/v1\n",
            "contracts/rows.yaml": "- contract: layout/v1\n",
            "contracts/notes.txt": header,
            "contracts/deep/a.contracts.yml": header,
            "contracts/deep/copy.yaml": header,
            "contracts/deep/gone.contracts.yml": Link("gone"),
        }
    )
    assert find_misnamed(files, "contracts") == [
        "contracts/deep/a.contracts.yml",
        "contracts/page.md",
        "contracts/readings.yaml",
    ]
    assert find_misnamed(files, "") == []
