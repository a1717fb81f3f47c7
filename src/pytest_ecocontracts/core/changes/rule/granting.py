"""A waiver that comes with the change counts only where the owner of what it excuses is named in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from ...waivers.sources import mapped_entries
from ..model import CHANGE, ContractChange
from .obligations import Judgement, Obligation
from .pages import names

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...violations import Violation
    from ...waivers.model import Entry, WaiversBody
    from .update_rule import Answers


def with_grants(judgement: Judgement, answers: Answers) -> Judgement:
    """The judgement, with one more obligation where somebody excuses what is another's."""
    found = tuple(self_granted(judgement.change, answers))
    if not found:
        return judgement
    asked = Obligation(
        need="owner of the waiver",
        asked="the owner of what a new waiver excuses, named in it",
        found="; ".join(f"{one.found} for {one.metadata['of']}" for one in found),
        violations=found,
    )
    return replace(judgement, obligations=(*judgement.obligations, asked))


def self_granted(change: ContractChange, answers: Answers) -> Iterator[Violation]:
    """Tell of each entry that excuses more than those of the base, and names none of the owners.

    Entries of files count as those of the contract do. One that is only judged excuses a path, and no
    contract: its owners are those of the path, if CODEOWNERS names any. A baseline is written by a program,
    with the owners' names: whatever it tolerates of contracts that the base had needs a decision that names
    the baseline.
    """
    after = change.after
    if after is None or after.header.kind != "waivers":
        return
    context = answers.context
    known = _known(answers)
    kept = [
        (entry, [one for one in known.get(entry.subject, ()) if _is_within(entry, one)])
        for entry in _entries(after, context)
    ]
    come = [entry for entry, within in kept if not any(_is_of_same(entry, one) for one in within)]
    renamed = {id(entry) for entry, within in kept if within}
    body = cast("WaiversBody", after.body)
    if body.baseline:
        yield from _grown(after, come, answers)
        return
    before = change.before
    was = cast("WaiversBody", before.body) if before is not None and _is_waivers(before) else body
    for entry in come:
        about = entry.texts.get("path" if entry.governs else "of", "")
        owners = answers.owners.of_path(about) if entry.governs else answers.owners.of(about)
        named = was.policy.owner(entry.texts.get("owner", ""))
        excused = context.catalog.get(about)
        if id(entry) in renamed and excused is not None and named == excused.header.owner:
            continue  # it excuses no more than before, and the owner has another name today
        if owners and not answers.owners.is_one(named, owners):
            yield _not_theirs(after, entry, named, about, answers.owners.shown(owners))


def _is_waivers(contract: Contract) -> bool:
    return contract.header.kind == "waivers"


def _entries(contract: Contract, context: Context) -> list[Entry]:
    """The entries of a contract and of its files."""
    body = cast("WaiversBody", contract.body)
    return [*body.entries, *(mapped_entries(contract, context).entries if body.sources else ())]


def _known(answers: Answers) -> dict[tuple[str, ...], list[Entry]]:
    """The entries of the base by what they are about, wherever they stood: one that moves is not new."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for contract in answers.base.contracts.values():
        if _is_waivers(contract) and not contract.origin:
            for entry in _entries(contract, answers.base.context):
                found.setdefault(entry.subject, []).append(entry)
    return found


def _is_within(entry: Entry, known: Entry) -> bool:
    """Whether an entry excuses no more, and no longer, than one of the base."""
    last = date.max
    within = entry.maximum is not None and known.maximum is not None and entry.maximum <= known.maximum
    return (
        (entry.until or last) <= (known.until or last)
        and (known.maximum is None or within)
        and entry.approved in (None, known.approved)
    )


def _is_of_same(entry: Entry, known: Entry) -> bool:
    return entry.texts.get("owner") == known.texts.get("owner")


def _not_theirs(contract: Contract, entry: Entry, named: str, of: str, owners: Sequence[str]) -> Violation:
    return contract.violation(
        "ECV014",
        f"{entry.name} comes with this change, and its owner is not the one of {of!r}",
        rule=CHANGE,
        location=entry.place("owner"),
        expected=f"owner: {' or '.join(owners)}",
        found=named or "nobody",
        fix=f"let {owners[0]} put their name to it, or mend what it excuses",
        metadata={"of": of, "owner": named},
    )


def _grown(contract: Contract, come: Sequence[Entry], answers: Answers) -> Iterator[Violation]:
    """A baseline that tolerates more than before of what the base promised already."""
    old = [entry for entry in come if entry.texts.get("of") in answers.base.contracts]
    told = any(
        one.changed.is_news
        and names(contract.id, one.changed.text)
        and one.decision.status in (answers.policy.statuses or one.allowing)
        for one in answers.decisions
    )
    if not old or told:
        return
    first = old[0]
    yield contract.violation(
        "ECV014",
        f"the baseline tolerates more than that of the base: {len(old)} entries are new, wider or longer",
        rule=CHANGE,
        location=first.place(""),
        expected="what was tolerated before, or less",
        found=f"{first.name}" + (f", and {len(old) - 1} more" if old[1:] else ""),
        fix=f"mend what is new; else say why it is tolerated, in a decision that names {contract.id}",
        metadata={"of": first.texts["of"], "owner": first.texts.get("owner", "")},
    )
