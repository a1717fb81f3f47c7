"""The checks of ``writes:``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ....model import Check, Chunk, Contract, Outcome
from ..lines import Layout
from .allowlist import check_allowlist
from .judging import check_writes, withheld
from .parsing import ALLOW, POINTER

if TYPE_CHECKING:
    from ....context import Context


def write_checks(contract: Contract, layout: Layout) -> list[Check]:
    """``writes``, which needs to know the change; ``allowlist`` where the contract names one."""
    checks = [
        Check(
            name="writes",
            run=partial(_run, check_writes, contract, layout),
            pointer=POINTER,
            # A change of nothing is fine.
            may_be_empty=True,
            withheld=partial(withheld, layout),
            summary="whoever made the change wrote only where they may",
        )
    ]
    if layout.writes is not None and layout.writes.allowlist is not None:
        checks.append(
            Check(
                name="allowlist",
                run=partial(_run, check_allowlist, contract, layout),
                pointer=f"{POINTER}/{ALLOW}",
                summary="what is tolerated has an owner, a reason and an end",
            )
        )
    return checks


def _run(
    examine: Callable[[Contract, Layout, Context], Outcome],
    contract: Contract,
    layout: Layout,
    context: Context,
    chunk: Chunk,  # noqa: ARG001 - a change is judged as one
) -> Outcome:
    return examine(contract, layout, context)
