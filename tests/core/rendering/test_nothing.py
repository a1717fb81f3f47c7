"""A run that judged nothing says why, and what to do."""

from __future__ import annotations

from pytest_ecocontracts.core.rendering.nothing import nothing_ran


def test_a_run_that_was_stopped_says_no_more_than_that() -> None:
    assert nothing_ran(ended=True, narrowed=["-k 'x'"], covered=["."], root=".") == (
        "no contract check ran: the run ended before the first of them"
    )


def test_options_that_select_are_named() -> None:
    assert nothing_ran(ended=False, narrowed=["-k 'x'", "--lf"], covered=["."], root=".") == (
        "no contract check ran: -k 'x' --lf left none of those that the run covers;"
        " without it, --co -q lists them"
    )


def test_a_run_elsewhere_is_told_where_to_start() -> None:
    assert nothing_ran(ended=False, narrowed=[], covered=["tests"], root="..") == (
        "no contract check ran: no contract stands in tests; start pytest in the root folder, or name it: .."
    )
