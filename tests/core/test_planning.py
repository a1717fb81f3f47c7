"""The plan: every check of every enforced contract, in one order in every process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.fakes import NoteKind, catalog_file, link, note, note_kinds

from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import HookFailed
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Check, Chunk, Contract, Outcome
from pytest_ecocontracts.core.planning import ExtraChecks, Plan, plan, problem_groups
from pytest_ecocontracts.core.running import run
from pytest_ecocontracts.core.violations import ContractReference, Violation


def planned(
    entries: dict[str, object],
    extra: ExtraChecks = lambda contract, catalog: (),
    kinds: KindRegistry | None = None,
) -> Plan:
    kinds = kinds or note_kinds()
    catalog, context = link(entries, kinds=kinds)
    return plan(catalog, context, kinds, extra)


def names(found: Plan) -> list[str]:
    return [unit.name for units in found.units.values() for unit in units]


def nothing(context: object, chunk: Chunk) -> Outcome:
    return Outcome(examined=1)


ONE = {"contracts/a.contract.yaml": note(id="a")}


def test_units_stand_under_their_files_in_the_order_of_kinds() -> None:
    found = planned(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/b.contract.yaml": note(id="b", checks={"second": {}, "first": {}}),
            "contracts/a.contract.yaml": f"{note(id='z')}---\n{note(id='y')}",
        }
    )
    assert {path: [unit.name for unit in units] for path, units in found.units.items()} == {
        "ecocontracts.yaml": ["shop[catalog]"],
        "contracts/a.contract.yaml": ["z[look]", "y[look]"],
        "contracts/b.contract.yaml": ["b[second]", "b[first]"],
    }
    assert [unit.name for unit in found.of_contract("b")] == ["b[second]", "b[first]"]
    assert found.of_contract("none") == []


def test_the_plan_is_the_same_whatever_the_order_of_the_files() -> None:
    files = {f"contracts/{index}.contract.yaml": note(id=f"c{index}") for index in range(20)}
    assert names(planned(dict(files))) == names(planned(dict(reversed(files.items()))))


def test_chunks_are_numbered_in_the_name() -> None:
    found = planned({"contracts/a.contract.yaml": note(id="a", checks={"look": {"chunks": 3}})})
    assert names(found) == ["a[look-1-of-3]", "a[look-2-of-3]", "a[look-3-of-3]"]


def test_a_check_may_come_after_all_others_of_its_file() -> None:
    def extra(contract: Contract, catalog: Catalog) -> Sequence[Check]:
        return [Check(name="late", run=nothing, order=9)] if contract.id == "a" else []

    found = planned({"contracts/a.contract.yaml": f"{note(id='a')}---\n{note(id='b')}"}, extra)
    assert names(found) == ["a[look]", "b[look]", "a[late]"]


def failure(found: Plan, name: str, contract: str = "a") -> Violation:
    units = [unit for unit in found.of_contract(contract) if unit.check.name == name]
    assert len(units) == 1
    outcome = run(units[0], None)  # type: ignore[arg-type]  # a planned failure looks at nothing
    assert len(outcome.violations) == 1
    return outcome.violations[0]


class _Crashing(NoteKind):
    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        raise ZeroDivisionError


def test_a_kind_that_cannot_say_its_checks_fails() -> None:
    kinds = KindRegistry()
    kinds.register(_Crashing())
    assert failure(planned(dict(ONE), kinds=kinds), "checks").code == "ECZ001"


def test_a_hook_that_fails_costs_none_of_the_other_checks() -> None:
    def extra(contract: Contract, catalog: Catalog) -> Sequence[Check]:
        raise HookFailed("pytest_eco_register_checks", ValueError("no"))

    found = planned(dict(ONE), extra)
    assert names(found) == ["a[look]", "a[plugin-checks]"]
    assert failure(found, "plugin-checks").code == "ECZ005"


@pytest.mark.parametrize(
    "checks",
    [
        [Check(name="look", run=nothing)],
        [Check(name="twice", run=nothing), Check(name="twice", run=nothing)],
        [Check(name="a[b]", run=nothing)],
        [Check(name="a::b", run=nothing)],
        [Check(name="", run=nothing)],
        [Check(name="a b", run=nothing)],
        [Check(name="x" * 81, run=nothing)],
        [Check(name="ünïcode", run=nothing)],
        ["text"],
    ],
)
def test_checks_under_names_that_ids_cannot_carry_fail(checks: list[Check]) -> None:
    found = planned(dict(ONE), lambda contract, catalog: checks)
    assert names(found) == ["a[look]", "a[plugin-checks]"]
    assert failure(found, "plugin-checks").code == "ECZ001"


@pytest.mark.parametrize("refs", ["T001", ["T001"], ("",), (1,), None])
def test_refs_that_are_no_texts_are_refused(refs: object) -> None:
    """A text alone would be a clause for each of its letters."""
    odd = Check(name="more", run=nothing, refs=refs)  # type: ignore[arg-type]
    found = planned(dict(ONE), lambda contract, catalog: [odd])
    assert names(found) == ["a[look]", "a[plugin-checks]"]
    assert "the refs of a check" in failure(found, "plugin-checks").message


def split_into(*chunks: Chunk) -> Plan:
    check = Check(name="split", run=nothing, split=lambda context: chunks)
    return planned(dict(ONE), lambda contract, catalog: [check])


@pytest.mark.parametrize(
    "chunks", [[Chunk(), Chunk()], [Chunk(1, 2)], [Chunk(2, 2), Chunk(1, 2)], [Chunk(0, 1)], [None]]
)
def test_chunks_that_overlap_or_miss_fail(chunks: list[Chunk]) -> None:
    assert failure(split_into(*chunks), "split").code == "ECZ001"


def test_a_check_without_chunks_does_not_vanish() -> None:
    assert names(split_into()) == ["a[look]", "a[split]"]


def test_problems_are_grouped_by_contract_under_names_that_ids_can_carry() -> None:
    catalog, _ = link(
        {"contracts/a.contract.yaml": f"{note(id='a b', owner=1)}---\n{note(id='::[x]')}---\n- list\n"}
    )
    found = {
        name: (contract, len(violations))
        for name, contract, violations in problem_groups(catalog, "contracts/a.contract.yaml")
    }
    assert found == {
        "a-b[contract]": ("a b", 2),
        "---x-[contract]": ("::[x]", 1),
        "file[contract]": ("contracts/a.contract.yaml", 1),
    }


def test_two_broken_ids_never_share_a_test_id() -> None:
    catalog, _ = link(
        {"contracts/a.contract.yaml": f"{note(id='a b')}---\n{note(id='a+b')}---\n{note(id='a-b', owner=1)}"}
    )
    groups = problem_groups(catalog, "contracts/a.contract.yaml")
    assert len({name for name, _, _ in groups}) == len(groups)
    assert sum(len(violations) for _, _, violations in groups) == 3


def test_a_problem_without_a_contract_is_one_of_the_file() -> None:
    catalog, _ = link(dict(ONE))
    odd = [
        Violation(code="ECZ005", message="m"),
        Violation(code="ECC003", message="n", contract=ContractReference(id="?")),
    ]
    catalog = replace(catalog, problems={"contracts/a.contract.yaml": odd})
    assert problem_groups(catalog, "contracts/a.contract.yaml") == [
        ("file[contract]", "contracts/a.contract.yaml", odd)
    ]
