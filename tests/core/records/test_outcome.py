"""Failure is a broken promise, error is not knowing; neither is ever a success."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.records.outcome import exit_reason, run_outcome, unit_status


@pytest.mark.parametrize(
    ("categories", "waived", "status"),
    [
        ([], False, "passed"),
        ([], True, "waived"),
        (["schema"], False, "failed"),
        (["schema"], True, "failed"),
        (["layout", "internal"], False, "failed"),
        (["internal"], False, "errored"),
        (["configuration"], True, "errored"),
        (["blocked"], False, "not_evaluated"),
        (["blocked", "internal"], False, "errored"),
        (["a-category-of-tomorrow"], False, "failed"),
    ],
)
def test_unit_status(categories: list[str], waived: bool, status: str) -> None:
    assert unit_status(categories, waived=waived) == status


def outcome(*found: tuple[str, str], code: int = 1, ran: bool = True, whole: bool = True) -> str:
    return run_outcome([{"code": c, "category": k} for c, k in found], code, ran=ran, whole=whole)


def test_success_needs_everything() -> None:
    assert outcome(code=0) == "success"
    assert outcome(code=0, whole=False) == "partial"
    assert outcome(code=0, ran=False) == "skipped"
    assert outcome(code=5) == "error"


def test_a_broken_promise_is_a_failure_even_next_to_an_error() -> None:
    assert outcome(("ECS002", "schema")) == "failure"
    assert outcome(("ECS002", "schema"), ("ECZ001", "internal")) == "failure"
    assert outcome(("ECZ006", "test")) == "failure"


def test_not_knowing_is_an_error() -> None:
    for category in ("configuration", "record", "internal", "interrupted"):
        assert outcome(("ECZ001", category)) == "error"


def test_blocked_and_cancelled() -> None:
    assert outcome(("ECX001", "blocked")) == "blocked"
    assert outcome(("ECX001", "blocked"), ("ECC004", "configuration")) == "error"
    assert outcome(("ECS002", "schema"), ("ECZ002", "interrupted"), code=2) == "cancelled"


def test_a_failure_wins_over_exit_code_0() -> None:
    assert outcome(("ECS002", "schema"), code=0) == "failure"


@pytest.mark.parametrize("code", [None, 0, 1, 2, 3, 4, 5, 6, 77, -9])
def test_every_exit_code_has_words(code: int | None) -> None:
    assert exit_reason(code)
