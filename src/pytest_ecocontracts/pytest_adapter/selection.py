"""From the options ``--eco-select``, ``--eco-ignore`` and ``--eco-target`` to a selection that is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import pytest

from ..core.paths.template import PathTemplate, TemplateError
from ..core.selecting import (
    Known,
    Selection,
    Selector,
    SelectorProblem,
    read_selector,
    refuse_to_ignore,
)

if TYPE_CHECKING:
    from ..core.kinds import KindRegistry
    from .enforcement import Enforcement
    from .settings import Settings


def read_selection(settings: Settings, enforcements: Sequence[Enforcement], kinds: KindRegistry) -> Selection:
    """Return what the options select; raises pytest.UsageError for one that selects nothing."""
    if not settings.narrowed:
        return Selection()
    select, ignore = _selectors(settings, enforcements, kinds)
    for selector in ignore:
        refused = refuse_to_ignore(selector)
        if refused is not None:
            raise _mistake("--eco-ignore", refused)
    selection = Selection(select=select, ignore=ignore, targets=[_glob(text) for text in settings.targets])
    _demand_something(selection, settings, enforcements)
    return selection


def _selectors(
    settings: Settings, enforcements: Sequence[Enforcement], kinds: KindRegistry
) -> tuple[list[Selector], list[Selector]]:
    if not (settings.select or settings.ignore):
        return [], []
    known = _known(enforcements, kinds)
    return (
        [_selector("--eco-select", text, known) for text in settings.select],
        [_selector("--eco-ignore", text, known) for text in settings.ignore],
    )


def _known(enforcements: Iterable[Enforcement], kinds: KindRegistry) -> Known:
    codes: dict[str, str] = {}
    ids: set[str] = set()
    owners: set[str] = set()
    refs: set[str] = set()
    for enforcement in enforcements:
        catalog = enforcement.catalog
        codes.update(catalog.codes())
        ids.update(catalog.broken, (contract.id for contract in catalog.contracts))
        owners.update(contract.header.owner for contract in catalog.contracts)
        owners.update(catalog.settings.owners or ())
        refs.update(ref for unit in enforcement.units() for ref in unit.check.refs)
    names = {name.partition("/")[0] for name in kinds.names()}
    return Known(codes=codes, kinds=names, ids=ids, owners=owners, refs=refs)


def _selector(option: str, text: str, known: Known) -> Selector:
    try:
        return read_selector(text, known)
    except SelectorProblem as problem:
        raise _mistake(option, str(problem)) from None


def _glob(text: str) -> PathTemplate:
    try:
        return PathTemplate.parse(text)
    except TemplateError as error:
        raise _mistake("--eco-target", f"{text[:200]!r} is no path pattern: {error}") from None


def _demand_something(selection: Selection, settings: Settings, enforcements: Sequence[Enforcement]) -> None:
    """A run that was narrowed to nothing would be green because nothing ran."""
    for text, template in zip(settings.targets, selection.targets, strict=True):
        if not _any_target(enforcements, lambda path, glob=template: glob.match(path) is not None):  # type: ignore[misc]
            raise _mistake("--eco-target", f"{text[:200]!r} matches no file that a contract is about")
    if not any(
        selection.narrow(unit, enforcement.shown) is not None
        for enforcement in enforcements
        for unit in enforcement.units()
    ) and not any(
        selection.wants_broken(contract_id)
        for enforcement in enforcements
        for contract_id in enforcement.catalog.broken
    ):
        raise _mistake(", ".join(settings.narrowed), "together they leave no check to run")


def _any_target(enforcements: Sequence[Enforcement], wanted: Callable[[str], bool]) -> bool:
    return any(
        wanted(enforcement.shown(target.path))
        for enforcement in enforcements
        for unit in enforcement.units()
        for target in unit.chunk.targets
    )


def _mistake(option: str, message: str) -> pytest.UsageError:
    return pytest.UsageError(f"{option}: {message}")
