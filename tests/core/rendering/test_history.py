"""The table of an audited history: it fits, it is safe to show, and it says what is missing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.changes.history.findings import Audit, AuditedCommit, AuditedContract
from pytest_ecocontracts.core.changes.model import Level, State
from pytest_ecocontracts.core.ports import Commit
from pytest_ecocontracts.core.rendering.history import history_lines
from pytest_ecocontracts.core.rendering.printable import printable
from pytest_ecocontracts.core.rendering.styles import plain
from pytest_ecocontracts.core.rendering.text import shipped_codes
from pytest_ecocontracts.core.rendering.width import width_of
from pytest_ecocontracts.core.violations import Violation


def violation(code: str = "ECV001", message: str = "the version stayed", fix: str | None = None) -> Violation:
    return Violation(code=code, message=message, fix=fix)


def row(name: str = "shop.order", *violations: Violation, **fields: object) -> AuditedContract:
    given = {"state": State.CHANGED, "level": Level.MAJOR, "before": "1.0.0", "after": "1.1.0", **fields}
    return AuditedContract(id=name, violations=violations, **given)  # type: ignore[arg-type]


def audit(*commits: tuple[str, list[AuditedContract]], of: int = 9, unit: str = "commit") -> Audit:
    audited = [
        AuditedCommit(
            commit=Commit(id="a" * 40, parent="", day=date(2026, 1, 1), subject=subject, changes=()),
            contracts=contracts,
        )
        for subject, contracts in commits
    ]
    return Audit(range="v1..", unit=unit, commits=of, audited=audited)


def shown(audit: Audit, width: int = 100, *, verbose: bool = False) -> list[str]:
    return [plain(line) for line in history_lines(audit, width, shipped_codes, verbose=verbose)]


def test_equal_codes_are_counted() -> None:
    found = audit(("x", [row("shop.order", violation(), violation("ECV006"), violation())]))
    assert shown(found, 120)[1] == (
        "  shop.order  major  1.0.0 -> 1.1.0  ECV001 change-version-missing (2), ECV006 change-decision-missing"
    )


def test_a_code_that_no_taxonomy_has_is_shown_as_it_is() -> None:
    assert shown(audit(("x", [row("a", violation("SHOP01"))])))[1].endswith("  SHOP01")


def test_right_ones_are_shown_only_where_all_are_asked_for() -> None:
    found = audit(("right", [row("a")]), ("wrong", [row("b"), row("c", violation())]))
    assert [line for line in shown(found) if "2026" in line] == ["aaaaaaaaaa  2026-01-01  wrong"]
    assert not any(line.startswith("  b ") for line in shown(found))
    every = shown(found, verbose=True)
    assert [line.split()[-1] for line in every if "2026" in line] == ["right", "wrong"]
    assert any(line.startswith("  b ") and line.endswith("ok") for line in every)


def test_nothing_is_wrong_and_nothing_was_looked_at_are_told_apart() -> None:
    assert shown(audit(("x", [row()]))) == [
        "9 commits in v1.., 1 touches contracts, none broke the update rule"
    ]
    assert shown(audit(of=1)) == ["1 commit in v1.., none touches contracts: nothing was examined"]
    assert shown(audit(of=2, unit="release"))[0].startswith("2 releases in v1..")


@given(
    st.integers(20, 140),
    st.text(max_size=200),
    st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=3),
    st.booleans(),
)
def test_every_line_fits_and_is_printable(width: int, subject: str, names: list[str], verbose: bool) -> None:
    """Subjects, ids that are paths, and messages come from strangers."""
    rows = [row(name, violation("ECV007", subject, name), violation(), before=subject[:9]) for name in names]
    lines = shown(audit((subject, rows)), width, verbose=verbose)
    assert all(width_of(line) <= width for line in lines)
    assert all(printable(line, 500) == line for line in lines)
