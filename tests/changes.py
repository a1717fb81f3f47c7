"""A repository before and after a change, both in memory, held against the update rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes import MemoryBase, link, note_kinds, problems

from pytest_ecocontracts.core.changes.bases.catalog import BaseCatalog, read_base
from pytest_ecocontracts.core.changes.catalogs import compare_catalogs
from pytest_ecocontracts.core.changes.model import ContractChange
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.rule.obligations import Judgement
from pytest_ecocontracts.core.changes.rule.update_rule import Answers, judge_change
from pytest_ecocontracts.core.changes.schemas.edition import SchemaProver, TextProver
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.ports import Change

Files = Mapping[str, object]


class ChangedBase(MemoryBase):
    """A base that knows what differs from it; a file of the same content under another path was renamed."""

    def __init__(self, before: Files, after: Files) -> None:
        super().__init__(before)
        gone = {path: text for path, text in before.items() if path not in after}
        changes: dict[str, Change] = {}
        for path, text in after.items():
            was = next((old for old, content in gone.items() if content == text), None)
            if path in before and before[path] != text:
                changes[path] = Change(path, "modified", path)
            elif path not in before and was is not None:
                del gone[was]
                changes[path] = Change(path, "renamed", was)
            elif path not in before:
                changes[path] = Change(path, "added", None)
        changes.update((path, Change(path, "deleted", path)) for path in gone)
        self.changes: Any = tuple(changes[path] for path in sorted(changes))


def based(before: Files, after: Files) -> tuple[BaseCatalog, Context]:
    """The base of a change, and the context of today."""
    catalog, context = link(after)
    found = [f"{one.code} {one.message}" for one in problems(catalog)]
    assert not found, found
    context.base = ChangedBase(before, after)
    return read_base(context, note_kinds()), context


def changed(before: Files, after: Files) -> dict[str, ContractChange]:
    """What became of the contracts that a change may have touched, by id."""
    base, context = based(before, after)
    found = compare_catalogs(base, context, TextProver(), ChangePolicy().view, note_kinds())
    return {one.id: one for one in found}


def judged(
    before: Files, after: Files, policy: ChangePolicy | None = None, prover: SchemaProver | None = None
) -> dict[str, Judgement]:
    """The verdict on each of these contracts, by id; without a prover no change of a schema is decided."""
    policy = policy or ChangePolicy()
    base, context = based(before, after)
    answers = Answers(base, context, policy)
    found = compare_catalogs(base, context, prover or TextProver(), policy.view, note_kinds())
    return {one.id: judge_change(one, policy, answers) for one in found}


def told(judgement: Judgement) -> list[str]:
    """The codes of what is missing, in the order of the checklist."""
    return [violation.code for violation in judgement.violations]
