"""A waiver that comes with the change counts only where the owner of what it excuses is named in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from .model import ContractChange
from .obligations import Judgement, Obligation

if TYPE_CHECKING:
    from ..context import Context
    from ..violations import Violation
    from ..waivers.model import Entry, WaiversBody


def with_grants(judgement: Judgement, context: Context) -> Judgement:
    """The judgement, with one more obligation where somebody excuses what is another's."""
    found = tuple(self_granted(judgement.change, context))
    if not found:
        return judgement
    asked = Obligation(
        need="owner of the waiver",
        asked="the owner of what a new waiver excuses, named in it",
        found="; ".join(f"{one.found} for {one.metadata['of']}" for one in found),
        violations=found,
    )
    return replace(judgement, obligations=(*judgement.obligations, asked))


def self_granted(change: ContractChange, context: Context) -> Iterator[Violation]:
    """Tell of each new entry of a waivers contract that names somebody else than the contract's owner.

    Entries of a baseline are what was there before; its own checks keep it from growing.
    """
    after = change.after
    if after is None or after.header.kind != "waivers":
        return
    body = cast("WaiversBody", after.body)
    if body.baseline:
        return
    before = change.before
    known = (
        {_key(entry) for entry in cast("WaiversBody", before.body).entries} if before is not None else set()
    )
    for entry in body.entries:
        of = entry.texts.get("of", "")
        excused = context.catalog.get(of)
        if _key(entry) in known or excused is None:
            continue
        named = body.policy.owner(entry.texts.get("owner", ""))
        owner = excused.header.owner
        if named == owner:
            continue
        yield after.violation(
            "ECV014",
            f"{entry.name} comes with this change, and its owner is not the one of {of!r}",
            rule="change",
            location=entry.place("owner"),
            expected=f"owner: {owner}",
            found=named or "nobody",
            fix=f"let {owner} put their name to it, or bring it in a change of its own before this one",
            metadata={"of": of, "owner": named},
        )


def _key(entry: Entry) -> tuple[object, ...]:
    return (*sorted(entry.texts.items()), entry.until, entry.maximum)
