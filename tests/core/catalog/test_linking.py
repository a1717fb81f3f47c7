"""All contracts in one catalog: everything that is wrong between them is told before anything is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes import (
    FOLDER,
    Link,
    NoteKind,
    catalog_file,
    codes,
    link,
    note,
    problems,
)

from pytest_ecocontracts.core.catalog.linking import NothingToEnforce
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Contract, Report
from pytest_ecocontracts.core.violations import Violation


def only(entries: dict[str, object], path: str | None = None) -> Violation:
    """The one problem of a repository, which stands in the file ``path``."""
    catalog, _ = link(entries)
    found = problems(catalog)
    assert len(found) == 1, found
    if path is not None:
        assert list(catalog.problems) == [path]
    return found[0]


def test_contracts_of_all_files_are_linked_in_the_order_of_their_paths() -> None:
    catalog, context = link(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/b.contract.yaml": note(id="b"),
            "contracts/a.contract.yaml": f"{note(id='z')}---\n{note(id='a')}",
        }
    )
    assert [c.id for c in catalog.contracts] == ["shop", "z", "a", "b"]
    assert catalog.files == ("ecocontracts.yaml", "contracts/a.contract.yaml", "contracts/b.contract.yaml")
    assert catalog.get("a") is catalog.contracts[2]
    assert catalog.get("none") is None
    assert context.catalog is catalog
    assert codes(catalog) == []


def test_a_folder_of_contracts_needs_no_catalog_file() -> None:
    catalog, _ = link({"contracts/a.contract.yaml": note(owner="anybody")})
    assert [c.id for c in catalog.contracts] == ["shop.note"]
    assert codes(catalog) == []


@pytest.mark.parametrize(
    "entries", [{}, {"contracts": FOLDER}, {"contracts/readme.md": ""}, {"a.contract.yaml": note()}]
)
def test_nothing_to_enforce_says_where_it_looked(entries: dict[str, object]) -> None:
    with pytest.raises(NothingToEnforce) as caught:
        link(entries)
    text = str(caught.value)
    assert all(
        part in text
        for part in ("ECC007", "/repository", "ecocontracts.yaml", "*.contract.yaml", "contracts/")
    )


def test_every_declared_folder_must_be_there() -> None:
    problem = only(
        {
            "ecocontracts.yaml": catalog_file(contracts=["contracts", "gone"]),
            "contracts/a.contract.yaml": note(),
        }
    )
    assert problem.code == "ECC002"
    assert problem.location is not None
    assert (problem.location.path, problem.location.pointer) == ("ecocontracts.yaml", "/contracts/1")
    assert problem.location.line == 7


def test_the_default_folder_need_not_be_there_when_others_are_imported() -> None:
    catalog, _ = link(
        {
            "ecocontracts.yaml": catalog_file(imports=[{"folder": "shared", "enforce": ["shared.*"]}]),
            "shared/ecocontracts.yaml": catalog_file(id="shared", contracts=["c"]),
            "shared/c/a.contract.yaml": note(id="shared.a"),
        }
    )
    assert codes(catalog) == []


@pytest.mark.parametrize("folder", ["/etc", "../other", "~/x", "a/../../b", "C:/x", "a\\b", "a\u0007"])
def test_folders_stay_below_the_root(folder: str) -> None:
    problem = only({"ecocontracts.yaml": catalog_file(contracts=[folder])})
    assert problem.code == "ECC022"
    assert problem.location is not None
    assert problem.location.line == 7


@pytest.mark.parametrize(
    "folders", [["./contracts"], ["contracts/"], ["contracts", "contracts/."], ["."], ["x/../contracts/"]]
)
def test_a_folder_has_one_spelling(folders: list[str]) -> None:
    catalog, _ = link(
        {"ecocontracts.yaml": catalog_file(contracts=folders), "contracts/a.contract.yaml": note()}
    )
    expected = [] if ".." not in folders[0] else ["ECC022"]
    assert codes(catalog) == expected
    assert catalog.files[-1] == "contracts/a.contract.yaml"


@pytest.mark.parametrize("entry", [Link("../other"), "text"])
def test_a_default_folder_that_is_none_is_told(entry: object) -> None:
    assert only({"contracts": entry}, "contracts").code == "ECC002"


def test_a_broken_catalog_file_does_not_hide_the_contracts() -> None:
    catalog, _ = link({"ecocontracts.yaml": "a: [", "contracts/a.contract.yaml": note(owner=1)})
    assert codes(catalog) == ["ECC003", "ECC004"]


def test_two_catalog_files_are_ambiguous() -> None:
    problem = only(
        {"ecocontracts.yaml": catalog_file(), "ecocontracts.json": "{}", "contracts/a.contract.yaml": note()}
    )
    assert (problem.code, "ecocontracts.json" in problem.message) == ("ECC010", True)


def test_a_catalog_file_without_a_catalog_is_told() -> None:
    assert only({"ecocontracts.yaml": note()}, "ecocontracts.yaml").code == "ECC004"


@pytest.mark.parametrize(
    "entries",
    [
        {"ecocontracts.yaml": catalog_file(), "contracts/b.contract.yaml": catalog_file(id="second")},
        {"contracts/b.contract.yaml": catalog_file(id="second")},
        {"ecocontracts.yaml": f"{catalog_file()}---\n{catalog_file(id='second')}"},
    ],
)
def test_a_second_catalog_is_not_passed_over(entries: dict[str, object]) -> None:
    catalog, _ = link(entries)
    assert codes(catalog) == ["ECC010"]
    assert "second" in catalog.broken


def test_an_id_belongs_to_one_contract() -> None:
    catalog, _ = link({"contracts/a.contract.yaml": note(), "contracts/b.contract.yaml": note()})
    assert codes(catalog) == ["ECC010", "ECC010"]
    assert catalog.contracts == ()
    assert catalog.broken == {"shop.note"}
    first = problems(catalog)[0]
    assert first.location is not None
    assert (first.location.line, first.found) == (2, "also at contracts/b.contract.yaml:2")


def test_owners_are_those_of_the_catalog() -> None:
    problem = only({"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": note(owner="platfrom")})
    assert (problem.code, problem.fix) == ("ECC011", "did you mean 'platform'?")
    assert problem.location is not None
    assert (problem.location.pointer, problem.location.line) == ("/owner", 4)


def deprecated(contract_id: str, replaced_by: str) -> str:
    return note(id=contract_id, status="deprecated", since="2", sunset="2027-01-01", replaced_by=replaced_by)


def test_what_replaces_a_contract_exists() -> None:
    problem = only(
        {
            "contracts/a.contract.yaml": deprecated("orders", "orders.v2"),
            "contracts/b.contract.yaml": note(id="orders-v2"),
        }
    )
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'orders-v2'?")


def test_a_chain_of_replacements_may_end_at_a_broken_contract() -> None:
    problem = only(
        {
            "contracts/a.contract.yaml": deprecated("a", "b"),
            "contracts/b.contract.yaml": note(id="b", owner=1),
        }
    )
    assert problem.code == "ECC004"


def test_a_chain_of_replacements_ends() -> None:
    files = {f"contracts/{i}.contract.yaml": deprecated(f"c{i}", f"c{(i + 1) % 3}") for i in range(3)}
    catalog, _ = link(dict(files))
    assert codes(catalog) == ["ECC012"] * 3
    assert problems(catalog)[0].found == "c0 -> c1 -> c2 -> c0"


def test_a_contract_that_replaces_itself() -> None:
    assert only({"contracts/a.contract.yaml": deprecated("a", "a")}).code == "ECC012"


def test_a_chain_that_leads_into_a_circle_is_told_once_per_member() -> None:
    catalog, _ = link(
        {
            "contracts/a.contract.yaml": deprecated("a", "b"),
            "contracts/b.contract.yaml": deprecated("b", "c"),
            "contracts/c.contract.yaml": deprecated("c", "b"),
        }
    )
    assert set(codes(catalog)) == {"ECC012"}


class _Linking(NoteKind):
    def link(self, contract: Contract, context: object, report: Report) -> None:
        raise ZeroDivisionError("while linking")


def test_a_kind_that_crashes_while_linking_spares_the_others() -> None:
    kinds = KindRegistry()
    kinds.register(_Linking())
    catalog, _ = link({"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": note()}, kinds=kinds)
    assert codes(catalog) == ["ECZ001"]
    assert [c.id for c in catalog.contracts] == ["shop"]


def test_a_hook_may_change_the_contracts_before_they_are_linked() -> None:
    def modify(contracts: list[Contract]) -> None:
        contracts[:] = [c for c in contracts if c.id != "b"]
        contracts.append(replace(contracts[0], header=replace(contracts[0].header, id="added")))

    catalog, _ = link(
        {"contracts/a.contract.yaml": note(id="a"), "contracts/b.contract.yaml": note(id="b")}, modify=modify
    )
    assert [c.id for c in catalog.contracts] == ["a", "added"]


def test_a_contract_of_a_hook_in_a_file_of_its_own_is_planned_there() -> None:
    def modify(contracts: list[Contract]) -> None:
        document = replace(contracts[0].document, path="generated/x.contract.yaml")
        contracts.append(
            replace(contracts[0], header=replace(contracts[0].header, id="x"), document=document)
        )

    catalog, _ = link({"contracts/a.contract.yaml": note()}, modify=modify)
    assert "generated/x.contract.yaml" in catalog.files


def test_a_contract_of_a_kind_that_does_not_exist_cannot_slip_in() -> None:
    def modify(contracts: list[Contract]) -> None:
        contracts[0] = replace(contracts[0], header=replace(contracts[0].header, kind="nothing"))

    catalog, _ = link({"contracts/a.contract.yaml": note()}, modify=modify)
    assert codes(catalog) == ["ECC021"]


def test_the_catalog_reads_each_file_once() -> None:
    _, context = link({"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": note()})
    files = context.files._repository  # type: ignore[attr-defined]
    assert sorted(files.reads) == ["contracts/a.contract.yaml", "ecocontracts.yaml"]


def test_codes_win_over_names_and_aliases() -> None:
    catalog, _ = link({"contracts/a.contract.yaml": note()})
    assert catalog.codes()["ECS003"] == "ECS003"
    assert catalog.codes()["schema-type-mismatch"] == "ECS003"


def test_a_contract_that_nobody_would_read_is_told_how_it_should_be_called() -> None:
    entries = {"ecocontracts.yaml": catalog_file(), "contracts/b.contract.yaml": note(id="b")}
    violation = only({**entries, "contracts/a.contracts.yml": note(id="a")}, "contracts/a.contracts.yml")
    assert (violation.code, violation.metadata["reason"]) == ("ECC002", "misnamed")
    assert violation.fix == "rename it to a.contract.yml, or move it out of the contract folder"
