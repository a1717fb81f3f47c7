"""What a layout may say besides its tree, and the check of each: adding one is a row here, and a package.

A module is imported only where a layout has something for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ...model import Check, Chunk, Contract, Outcome
from .lines import Layout, all_lines
from .zones.model import asks_git

if TYPE_CHECKING:
    from ...context import Context
    from ...rules.model import Rule


def _no_rules(layout: Layout) -> Iterable[Rule]:  # noqa: ARG001 - most features have none
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A check that is there where ``asked`` says so: ``check_<name>`` of ``module``.

    ``pointer`` is where the contract asks for it, ``summary`` what holds where it passes, and ``rules`` are
    those of the layout that it judges.
    """

    name: str
    module: str
    pointer: str
    summary: str
    asked: Callable[[Layout], bool]
    rules: Callable[[Layout], Iterable[Rule]] = _no_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Checks whose number and names the contract says: ``function`` of ``module`` makes them."""

    names: tuple[str, ...]
    module: str
    function: str
    asked: Callable[[Layout], bool]


#: options about what '$by' writes
_OUTPUT: Final = frozenset({"$lock", "$deterministic", "$regenerate"})


def says_what_is_generated(layout: Layout) -> bool:
    """Whether any line has an option about what a command writes."""
    return any(not _OUTPUT.isdisjoint(line.options) for line in all_lines(layout.tree))


FEATURES: Final = (
    Feature(
        name="tree",
        module="shape.checking",
        pointer="/tree",
        summary="what must be there is, what must not is not, and nothing else is",
        asked=lambda _: True,
    ),
    Feature(
        name="names",
        module="names.checking",
        pointer="/global",
        summary="every name is one that the global rules allow",
        asked=lambda layout: layout.rules.judge_names,
    ),
    Feature(
        name="text",
        module="texts.checking",
        pointer="/tree",
        summary="every text holds what it must, and nothing that it must not",
        asked=lambda layout: bool(layout.texts),
        rules=lambda layout: [text.rule for text in layout.texts.values()],
    ),
    Feature(
        name="modes",
        module="modes",
        pointer="/tree",
        summary="what is executable should be, and its first line says how it is run",
        asked=lambda layout: any("$exec" in line.options for line in all_lines(layout.tree)),
    ),
    Feature(
        name="budgets",
        module="budgets.checking",
        pointer="/budgets",
        summary="nothing has more than its budget",
        asked=lambda layout: bool(layout.budgets),
        rules=lambda layout: [budget.rule for budget in layout.budgets],
    ),
    Feature(
        name="tracked",
        module="zones.tracking",
        pointer="/git",
        summary="git tracks what is drawn, and what it tracks is there",
        asked=lambda layout: layout.tracked,
    ),
    Feature(
        name="zones",
        module="zones.checking",
        pointer="/tree",
        summary="git tracks and ignores what the zones say",
        asked=asks_git,
    ),
    Feature(
        name="ephemeral",
        module="zones.absence",
        pointer="/tree",
        summary="what is ephemeral is gone",
        asked=lambda layout: "ephemeral" in layout.zones,
    ),
    Feature(
        name="owners",
        module="owners.checking",
        pointer="/owners",
        summary="every file has an owner, and every owner is known",
        asked=lambda layout: layout.owners is not None,
    ),
    Feature(
        name="codeowners",
        module="owners.agreement",
        pointer="/owners/codeowners",
        summary="CODEOWNERS names the same owners",
        asked=lambda layout: layout.owners is not None and layout.owners.codeowners is not None,
    ),
    Feature(
        name="registry",
        module="owners.agreement",
        pointer="/owners/registry",
        summary="the registry names the same owners",
        asked=lambda layout: layout.owners is not None and layout.owners.registry is not None,
    ),
    Feature(
        name="concerns",
        module="concerns.checking",
        pointer="/concerns",
        summary="files of a kind lie where they belong",
        asked=lambda layout: bool(layout.concerns),
        rules=lambda layout: [concern.rule for concern in layout.concerns],
    ),
)
FAMILIES: Final = (
    Family(
        names=(),
        module="relations.checks",
        function="line_relation_checks",
        asked=lambda layout: bool(layout.relations),
    ),
    Family(
        names=("generated", "deterministic", "regenerated"),
        module="generated.checks",
        function="output_checks",
        asked=says_what_is_generated,
    ),
    Family(
        names=("writes", "allowlist"),
        module="writes.checks",
        function="write_checks",
        asked=lambda layout: layout.writes is not None,
    ),
)
#: names that no relation of a layout may have
NAMES: Final = (
    *(feature.name for feature in FEATURES),
    *(name for family in FAMILIES for name in family.names),
)


def checks_of(contract: Contract, layout: Layout) -> Sequence[Check]:
    """The checks that a layout asks for."""
    checks = [_check(feature, contract, layout) for feature in FEATURES if feature.asked(layout)]
    for family in FAMILIES:
        if family.asked(layout):
            make = getattr(_module(family.module), family.function)
            checks += cast("Callable[[Contract, Layout], Sequence[Check]]", make)(contract, layout)
    return checks


def rules_of(layout: Layout) -> list[Rule]:
    """The rules inside of checks, each once."""
    found = [rule for feature in FEATURES for rule in feature.rules(layout)]
    return list({rule.pointer: rule for rule in found}.values())


def _check(feature: Feature, contract: Contract, layout: Layout) -> Check:
    return Check(
        name=feature.name,
        run=partial(_run, feature, contract, layout),
        pointer=feature.pointer,
        summary=feature.summary,
        refs=_refs(list(feature.rules(layout))),
    )


def _refs(rules: Sequence[Rule]) -> tuple[str, ...]:
    """The clauses that the rules inside of a check enforce."""
    if not rules:
        return ()
    from ...rules.model import refs_of  # noqa: PLC0415 - many layouts have no rules

    return refs_of(rules)


def _run(
    feature: Feature,
    contract: Contract,
    layout: Layout,
    context: Context,
    chunk: Chunk,  # noqa: ARG001 - a walk is not split
) -> Outcome:
    examine = getattr(_module(feature.module), f"check_{feature.name}")
    return cast("Callable[[Contract, Layout, Context], Outcome]", examine)(contract, layout, context)


def _module(name: str) -> object:
    return import_module(f"{__package__}.{name}")
