"""The closing table: one row per contract, those first that need somebody, never wider than the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.records.checks import CheckResult, Waived
from pytest_ecocontracts.core.rendering.styles import plain
from pytest_ecocontracts.core.rendering.table import rows_of, table_lines, total_lines, total_of
from pytest_ecocontracts.core.rendering.width import width_of
from pytest_ecocontracts.core.violations import ContractReference, Severity, Violation


def check(
    contract: str = "shop.note",
    *,
    errors: int = 0,
    warnings: int = 0,
    waived: int = 0,
    examined: int = 1,
    omitted: int = 0,
    duration: float = 0.01,
) -> CheckResult:
    """A finished check that found so many."""
    error = Violation(code="ECS003", message="wrong")
    warning = Violation(code="ECL014", message="odd", severity=Severity.WARNING)
    excused = Waived(
        violation=error, waiver=ContractReference(id="shop.waivers"), reason="x", until="y", ends_soon=True
    )
    return CheckResult(
        contract=contract,
        kind="note",
        check="look",
        chunk=(1, 1),
        examined=examined,
        omitted=omitted,
        duration=duration,
        details={},
        violations=(error,) * errors + (warning,) * warnings,
        waived=(excused,) * waived,
    )


def table(checks: list[CheckResult], width: int = 80, limit: int | None = 20) -> list[str]:
    return [plain(line) for line in table_lines(rows_of(checks), width, limit)]


def test_a_contract_has_one_row_with_the_sums_of_its_checks() -> None:
    checks = [
        check("shop.a", examined=3, duration=0.25),
        check("shop.a", errors=2, warnings=1, omitted=5, duration=1),
        check("shop.longer", waived=2, examined=10, duration=0.004),
    ]
    assert table(checks) == [
        "contract     checks  targets  violations  waived    time",
        "shop.a            2        4           7       0  1.25 s",
        "shop.longer       1       10           0       2  0.00 s",
    ]
    (total,) = total_lines(total_of(rows_of(checks)), 120)
    assert plain(total) == (
        "3 checks, 14 targets examined, 7 violations, 2 waived, 2 ending in 30 days, 1 warning, 1.25 s"
    )


def test_what_needs_somebody_comes_first_and_the_rest_by_id() -> None:
    checks = [check("e"), check("d"), check("c", warnings=1), check("b", waived=1), check("z", errors=1)]
    assert [row.contract for row in rows_of(checks)] == ["z", "b", "c", "d", "e"]


def test_only_numbers_that_are_not_zero_are_coloured() -> None:
    checks = [check("a", errors=3), check("b", waived=4), check("c")]
    styled = [part for line in table_lines(rows_of(checks), 80) for part in line if part[1] != "plain"]
    assert [part for part in styled if part[1] != "label"] == [("3", "bad"), ("4", "excused")]


@pytest.mark.parametrize(
    ("others", "rest"),
    [
        (
            [check(f"y{index}") for index in range(5)],
            "... and 5 more contracts, nothing found (-v shows them)",
        ),
        ([check("y", warnings=1)], "... and 1 more contract (-v shows them)"),
        (
            [check(f"x{index}", errors=index // 2) for index in range(4)],
            "... and 4 more contracts, 2 of them violated (-v shows them)",
        ),
    ],
)
def test_twenty_contracts_are_shown_unless_more_are_asked_for(others: list[CheckResult], rest: str) -> None:
    checks = [*(check(f"a{index:02}", errors=1) for index in range(20)), *others]
    lines = table(checks)
    assert len(lines) == 22
    assert lines[-1] == rest
    assert len(table(checks, limit=None)) == 1 + 20 + len(others)


def test_long_ids_are_cut_in_the_middle() -> None:
    (_, row) = table([check("stations.mountains.summit.readings.hourly")], 64)
    assert row == "stations...s.hourly       1        1           0       0  0.01 s"


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (60, "contract checks targets violations waived time"),
        (50, "contract targets violations waived time"),
        (46, "contract targets violations waived"),
        (40, "contract targets violations"),
    ],
)
def test_where_there_is_no_room_columns_are_left_out(width: int, titles: str) -> None:
    head, row = table([check("stations.mountains.summit.readings.hourly", errors=1)], width)
    assert head.split() == titles.split()
    assert len(row) <= width


CHECKS = st.builds(
    check,
    st.text(min_size=1, max_size=60),
    errors=st.integers(0, 2),
    waived=st.integers(0, 2),
    warnings=st.integers(0, 2),
    examined=st.integers(0, 10**9),
    duration=st.floats(0, 10**5),
)


def test_the_rest_is_wrapped_in_a_narrow_terminal() -> None:
    lines = [plain(line) for line in table_lines(rows_of([check(f"c{n}") for n in range(3)]), 40, limit=2)]
    assert lines[3:] == ["... and 1 more contract, nothing found", "    (-v shows them)"]


@given(st.lists(CHECKS, min_size=1, max_size=30), st.integers(40, 120))
def test_nothing_is_wider_than_the_terminal(checks: list[CheckResult], width: int) -> None:
    rows = rows_of(checks)
    for line in (*table_lines(rows, width), *total_lines(total_of(rows), width)):
        assert width_of(plain(line)) <= width


def test_what_is_waived_is_told_wherever_there_are_waivers() -> None:
    (without,) = total_lines(total_of([]), 80)
    (with_waivers,) = total_lines(total_of([]), 80, waivers=True)
    assert "waived" not in plain(without)
    assert "0 violations, 0 waived, 0.00 s" in plain(with_waivers)
