"""Running: what crashed, examined nothing or cannot be told has failed; a unit runs once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest
from tests.fakes import NoteKind, link, note

from pytest_ecocontracts.core.context import Context, HookFailed
from pytest_ecocontracts.core.errors import (
    ContractsInvalid,
    FileProblem,
    LoadError,
    LoadProblem,
    SchemaProblem,
)
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Check, Chunk, Contract, Outcome, WorkUnit
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import Ledger, run


@pytest.fixture(scope="module")
def linked() -> tuple[Contract, Context]:
    catalog, context = link({"contracts/a.contract.yaml": note(id="a")})
    return catalog.contracts[0], context


def outcome(
    linked: tuple[Contract, Context], behave: Callable[[Context, Chunk], Any], **fields: Any
) -> Outcome:
    contract, context = linked
    return run(
        WorkUnit(contract=contract, check=Check(name="look", run=behave, **fields), chunk=Chunk()), context
    )


def raising(error: BaseException) -> Callable[[Context, Chunk], Outcome]:
    def behave(context: Context, chunk: Chunk) -> Outcome:
        raise error

    return behave


def test_what_examined_something_and_found_nothing_passes(linked: tuple[Contract, Context]) -> None:
    assert outcome(linked, lambda context, chunk: Outcome(examined=1)) == Outcome(examined=1)


def test_what_examined_nothing_has_failed(linked: tuple[Contract, Context]) -> None:
    found = outcome(linked, lambda context, chunk: Outcome(details={"skipped": 3}))
    assert [violation.code for violation in found.violations] == ["ECC009"]
    assert found.details == {"skipped": 3}


def test_unless_nothing_is_fine(linked: tuple[Contract, Context]) -> None:
    assert outcome(linked, lambda context, chunk: Outcome(), may_be_empty=True) == Outcome()


def test_a_violation_says_more_than_vacuity(linked: tuple[Contract, Context]) -> None:
    violation = linked[0].violation("ECL001", "missing")
    found = outcome(linked, lambda context, chunk: Outcome(violations=(violation,)))
    assert found.violations == (violation,)


class _Wordless(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ZeroDivisionError("x"), "ECZ001"),
        (RecursionError(), "ECZ001"),
        (MemoryError(), "ECZ001"),
        (SystemExit(0), "ECZ001"),
        (StopIteration(), "ECZ001"),
        (_Wordless(), "ECZ001"),
        (BaseException("b"), "ECZ001"),
        (ExceptionGroup("several", [ValueError()]), "ECZ001"),
        (HookFailed("pytest_eco_load_document", KeyError("k")), "ECZ005"),
        (FileProblem("missing", "data/a.json", "it is not there"), "ECS009"),
        (FileProblem("outside-root", "../a", "it leaves the root"), "ECC022"),
        (SchemaProblem("ECC017", "the schema is wrong"), "ECC017"),
        (LoadError([LoadProblem(reason="empty", message="nothing there")]), "ECS001"),
        (LoadError([]), "ECZ001"),
        (ContractsInvalid([]), "ECZ001"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else value,
)
def test_whatever_a_check_throws_is_a_finding_that_cites_its_contract(
    linked: tuple[Contract, Context], error: BaseException, code: str
) -> None:
    found = outcome(linked, raising(error))
    assert [violation.code for violation in found.violations] == [code]
    violation = found.violations[0]
    assert violation.contract is not None
    assert (violation.contract.id, violation.rule) == ("a", "look")
    assert violation.message


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_a_wish_to_stop_is_granted(linked: tuple[Contract, Context], error: type[BaseException]) -> None:
    with pytest.raises(error):
        outcome(linked, raising(error()))


class _Word(StrEnum):
    ODD = "odd"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        True,
        [],
        "ok",
        Outcome(examined=True),
        Outcome(examined=1.0),
        Outcome(examined=1, omitted="x"),
        Outcome(examined=1, details={"n": None}),
        Outcome(examined=1, violations=("text",)),
    ],
)  # type: ignore[arg-type]
def test_what_is_no_outcome_is_a_crash(linked: tuple[Contract, Context], answer: Any) -> None:
    assert [violation.code for violation in outcome(linked, lambda context, chunk: answer).violations] == [
        "ECZ001"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"metadata": {"path": object()}},
        {"metadata": {"n": 1.5}},
        {"metadata": {"w": _Word.ODD}},
        {"expected": 7},
        {"found": _Word.ODD},
        {"fix": b"x"},
    ],
)
def test_what_cannot_cross_to_another_process_is_a_crash(
    linked: tuple[Contract, Context], fields: dict[str, Any]
) -> None:
    violation = linked[0].violation("ECS003", "odd", **fields)
    found = outcome(linked, lambda context, chunk: Outcome(violations=(violation,), examined=1))
    assert [violation.code for violation in found.violations] == ["ECZ001"]


def ledger(keep: set[str]) -> tuple[Ledger, NoteKind]:
    kinds, kind = KindRegistry(), NoteKind()
    kinds.register(kind)
    text = f"{note(id='a', checks={'look': {'finds': [{}]}, 'peek': {'chunks': 2}})}---\n{note(id='b')}"
    catalog, context = link({"contracts/a.contract.yaml": text}, kinds=kinds)
    return Ledger(plan(catalog, context, kinds), context, frozenset(keep)), kind


def test_a_unit_that_a_waiver_asks_about_runs_once() -> None:
    book, kind = ledger({"a"})
    units = book.plan.of_contract("a")
    first = [book.run(unit) for unit in units]
    assert [v.code for _, outcome in book.outcomes_of("a") for v in outcome.violations] == ["ECS003"]
    assert [book.run(unit) for unit in units] == first
    assert sorted(kind.runs) == ["a[look]", "a[peek]", "a[peek]"]


def test_a_waiver_sees_units_that_were_not_selected() -> None:
    book, kind = ledger({"a"})
    assert sum(len(outcome.violations) for _, outcome in book.outcomes_of("a")) == 1
    assert len(kind.runs) == 3


def test_only_what_a_waiver_asks_about_is_kept() -> None:
    book, kind = ledger({"a"})
    unit = book.plan.of_contract("b")[0]
    book.run(unit)
    book.run(unit)
    assert kind.runs == ["b[look]", "b[look]"]
    assert book.outcomes_of("none") == []
