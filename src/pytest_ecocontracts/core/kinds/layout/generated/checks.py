"""The checks of what is generated: each is there only where the layout asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from ....model import Check, Chunk, Contract, Outcome, Report, never_withheld
from ..lines import Layout
from .deterministic import check_allowances, check_deterministic
from .locking import check_locked
from .model import DETERMINISTIC, LOCK, REGENERATE, asks, check_places, first
from .regenerating import check_regenerated, withheld

if TYPE_CHECKING:
    from ....context import Context


class _Asked(NamedTuple):
    name: str
    option: str
    examine: Callable[[Contract, Layout, Context], Outcome]
    summary: str
    withheld: Callable[[Context], str | None] = never_withheld


_CHECKS: Final = (
    _Asked("generated", LOCK, check_locked, "what is generated is what its lock lists, file by file"),
    _Asked("deterministic", DETERMINISTIC, check_deterministic, "what is generated does not say when"),
    _Asked("regenerated", REGENERATE, check_regenerated, "the commands make what is there", withheld),
)


def check_options(layout: Layout, report: Report) -> None:
    """Report what the options ask for and cannot have."""
    check_places(layout, report)
    check_allowances(layout, report)


def output_checks(contract: Contract, layout: Layout) -> list[Check]:
    """``generated``, ``deterministic`` and ``regenerated``, as far as the lines ask for them."""
    return [
        Check(
            name=asked.name,
            run=partial(_run, asked.examine, contract, layout),
            pointer=first(layout, asked.option),
            withheld=asked.withheld,
            summary=asked.summary,
        )
        for asked in _CHECKS
        if asks(layout, asked.option)
    ]


def _run(
    examine: Callable[[Contract, Layout, Context], Outcome],
    contract: Contract,
    layout: Layout,
    context: Context,
    chunk: Chunk,  # noqa: ARG001 - a walk is not split
) -> Outcome:
    return examine(contract, layout, context)
