"""Warnings and waived violations: listed, counted above a bound, and fitted to the terminal."""

from __future__ import annotations

from tests.core.rendering.test_table import check

from pytest_ecocontracts.core.rendering.notes import note_lines
from pytest_ecocontracts.core.rendering.styles import plain


def test_warnings_and_waived_violations_are_listed() -> None:
    lines = list(note_lines([check(errors=1, warnings=1, waived=1)], 80))
    assert lines == [
        [("  warning", "warning"), (" ECL014: odd", "plain")],
        [("  waived", "excused"), (" ECS003: wrong (until y: x)", "plain")],
    ]


def test_ten_of_each_unless_more_are_asked_for() -> None:
    checks = [check(warnings=7, waived=6), check(warnings=5, waived=6)]
    lines = [plain(line) for line in note_lines(checks, 80)]
    assert len(lines) == 22
    assert lines[10] == "  ... and 2 more warnings (-v shows them)"
    assert lines[21] == "  ... and 2 more waived violations (-v shows them)"
    assert len(list(note_lines(checks, 80, None))) == 24


def test_nothing_to_know_is_nothing_to_say() -> None:
    assert list(note_lines([check(errors=3)], 80)) == []
