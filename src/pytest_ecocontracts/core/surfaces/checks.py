"""The checks of a surface contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..model import Check, Chunk, Contract, Outcome, never_withheld
from ..rules.model import Rule
from ..source_relations.checks import outcome
from ..source_relations.model import Finding
from ..source_relations.view import View
from .adapters import judge_internal, judge_wrappers
from .deprecations import judge_deprecations
from .entrypoints import judge_listing, judge_real, judge_removed, names
from .model import Surface
from .promises import judge_promises, withheld

if TYPE_CHECKING:
    from ..context import Context


def surface_checks(contract: Contract, surface: Surface) -> Sequence[Check]:
    """One check for each listing, and one for each other thing that the contract asks for."""
    make = partial(_check, contract)
    checks = [
        make(
            f"listed-{name}" if len(surface.listed) > 1 else "listed",
            f"/listed/{name}",
            f"every entrypoint is listed in {name}" + ", and nothing else" * (name not in surface.lists_more),
            partial(judge_listing, surface=surface, listing=name),
        )
        for name in surface.listed
    ]
    if surface.real:
        also = ", and what exists is declared" * (not surface.undeclared)
        checks.append(
            make("real", "/real", f"every entrypoint exists{also}", partial(judge_real, surface=surface))
        )
    if surface.wrappers is not None:
        judge = partial(judge_wrappers, surface=surface, wrappers=surface.wrappers)
        checks.append(make("wrappers", "/wrappers", "entrypoints only pass on", judge))
    if surface.internal is not None:
        judge = partial(judge_internal, internal=surface.internal)
        checks.append(make("internal", "/internal", "nobody else starts internal scripts", judge))
    if surface.deprecated:
        judge = partial(_deprecations, contract, surface)
        summary = "deprecated entrypoints work for their window, and lead to what replaces them"
        checks.append(make("deprecations", "/deprecated", summary, judge))
    if surface.removed:
        judge = partial(judge_removed, surface=surface)
        checks.append(make("removed", "/removed", "removed entrypoints stand nowhere", judge))
    if surface.kept:
        judge = partial(judge_promises, contract=contract, surface=surface)
        summary = "no entrypoint of the git base is gone before its window is over"
        checks.append(make("kept", "/kept", summary, judge, withheld=partial(withheld, surface)))
    return checks


def _deprecations(contract: Contract, surface: Surface, view: View) -> Iterator[Finding]:
    declared = names(view, [surface.declared]).keys()
    real = names(view, surface.real).keys() if surface.real else None
    return judge_deprecations(contract, surface, view, declared, real)


def _check(
    contract: Contract,
    name: str,
    pointer: str,
    summary: str,
    judge: Callable[[View], Iterator[Finding]],
    withheld: Callable[[Context], str | None] = never_withheld,
) -> Check:
    rule = Rule(id=name, pointer=pointer)

    def run(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        return outcome(contract, rule, judge, context)

    return Check(name=name, pointer=pointer, summary=summary, run=run, withheld=withheld)
