"""Catalogs in memory, as explanations draw on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.changes import ChangedBase
from tests.fakes import link, note_kinds

from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.edition import TextProver
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.explaining.lookup import find, suggest
from pytest_ecocontracts.core.explaining.sources import Sources
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.planning import Plan, plan
from pytest_ecocontracts.core.taxonomy import load_taxonomy


@dataclass
class Known:
    """Implements ``explaining.sources.Source``."""

    folder: str
    catalog: Catalog
    context: Context
    kinds: KindRegistry
    change_gate: ChangeGate | None = None

    @cached_property
    def plan(self) -> Plan:
        return plan(self.catalog, self.context, self.kinds)

    def shown(self, path: str) -> str:
        return "/".join(part for part in (self.folder, path) if part)


def sources(
    *repositories: Mapping[str, object], folders: tuple[str, ...] = ("",), kinds: Any = None, **how: Any
) -> Sources:
    """The catalogs of repositories that exist only in memory, each in its folder."""
    registry = kinds or note_kinds()
    known = []
    for folder, entries in zip(folders, repositories, strict=True):
        catalog, context = link(entries, kinds=registry, **how)
        known.append(Known(folder, catalog, context, registry))
    return Sources(known, registry)


def since(word: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """What ``--eco-explain WORD --eco-base main`` would print."""
    catalog, context = link(after)
    context.base = ChangedBase(before, after)
    gate = ChangeGate(context, note_kinds(), TextProver, ChangePolicy())
    known = Sources([Known("", catalog, context, note_kinds(), gate)], note_kinds())
    return "\n".join(find(word, [word], load_taxonomy(), known) or [])


def ask(word: str, *repositories: Mapping[str, object], **how: Any) -> str:
    """What ``--eco-explain WORD`` would print, "" where the word means nothing."""
    given = sources(*repositories, **how)
    lines = find(word, [word.rstrip("/")], load_taxonomy(), given)
    return "\n".join(lines or [])


def meant(word: str, *repositories: Mapping[str, object], **how: Any) -> str:
    """What is suggested instead of a word."""
    return suggest(word, load_taxonomy(), sources(*repositories, **how))
