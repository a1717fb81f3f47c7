"""What answers a change: a decision that names the contract, a migration note, a window that is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from ...pointers import split
from ...violations import Location
from ..model import CHANGE, Change, ContractChange, Level, Side
from ..policy import ChangePolicy
from .copies import Copies
from .notes import Topic, find_note
from .obligations import Obligation
from .pages import ChangedDecision, ChangedPage, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...context import Context
    from ...decisions.model import DecisionsBody

#: names that an expectation lists
_SHOWN: Final = 4


def decision_of(
    change: ContractChange, decisions: Sequence[ChangedDecision], policy: ChangePolicy, context: Context
) -> Obligation:
    """A decision that is new or changed, names the contract, and has a status that allows the change."""
    version = change.contract.header.version
    about = [one for one in decisions if one.changed.is_news and names(change.id, one.changed.text)]
    naming = [one for one in about if one.changed.answers(version)]
    allowed = [one for one in naming if one.decision.status in (policy.statuses or one.allowing)]
    need, asked = "decision", f"a decision, new or changed, that names `{change.id}`"
    if allowed:
        return Obligation(
            need=need, asked=asked, found=f"{allowed[0].decision.id} ({allowed[0].changed.path})"
        )
    contract = change.contract
    location = None
    if naming:
        # One that is new is the answer that somebody began to write.
        first = min(naming, key=lambda one: one.before is not None)
        statuses = " or ".join(sorted(policy.statuses or first.allowing)) or "that may be cited in the base"
        message = f"{first.decision.id} names {change.id!r}, and its status does not allow a change"
        expected, found = f"the status {statuses}", first.decision.status or "no status"
        fix = f"take the decision: {first.body.fields['status']}: {statuses}"
        location = Location(path=first.changed.path, line=first.decision.line_of("status"))
    else:
        where = [
            template.text
            for one in context.catalog.contracts
            if one.header.kind == "decisions" and not one.origin
            for template in cast("DecisionsBody", one.body).pages.templates
        ]
        message = f"no decision of this change names {change.id!r}"
        expected = f"a page like {where[0]} that names it" if where else "a decision that names it"
        if about:
            message += f" and its version {version}"
            expected += ", with its version: the base has no decisions, so any of them may be an older one"
        found = _other(change.id, decisions)
        fix = (
            f"write down why it changes, in a page like {where[0]}, with the id {change.id} in its text"
            if where
            else "add a decisions/v1 contract that says where decisions are, or ask for none in change_policy"
        )
    violation = contract.violation(
        "ECV006",
        message,
        rule=CHANGE,
        pointer="/version",
        location=location,
        expected=expected,
        found=found,
        fix=fix,
        metadata={"id": change.id},
    )
    return Obligation(need=need, asked=asked, found=f"{message}: {found}", violations=(violation,))


def _other(contract_id: str, decisions: Sequence[ChangedDecision]) -> str:
    """Which decisions there are instead: those about other contracts, or that say nothing new."""
    news = [one.decision.id for one in decisions if one.changed.is_news]
    old = [
        f"{one.decision.id}, which says what it said in the base"
        for one in decisions
        if not one.changed.is_news and names(contract_id, one.changed.text)
    ]
    return ", ".join([*old, *news][:_SHOWN]) or "no decision is new or changed"


def note_of(
    change: ContractChange, pages: Sequence[ChangedPage], policy: ChangePolicy, copies: Copies
) -> Obligation:
    """A migration note for the contract, each of whose parts says something about this very change."""
    titles = ", ".join(repr(titles[0]) for titles in policy.parts.values())
    need, asked = "migration note", f"a migration note for `{change.id}` with {titles}"
    topics = topics_of(change, policy.sides)
    version = change.contract.header.version
    known = [page for page in pages if page.answers(version)]
    note = find_note(known, change.id, topics, policy.parts, copies)
    contract = change.contract
    if note is None:
        # A note that does not name this version, in a base that cannot tell whether it is new.
        older = find_note(pages, change.id, topics, policy.parts, copies)
        places = "".join(f", or in {template.text}" for template in policy.notes)
        violation = contract.violation(
            "ECV007",
            f"no page of this change holds a migration note for {change.id!r}"
            + (f" and its version {version}" if older else ""),
            rule=CHANGE,
            pointer="/version",
            expected=f"sections or lines {titles}"
            + (
                ", with its version: the base has no notes, so any of them may be an older one"
                if older
                else ""
            ),
            found="none" if not pages else f"none on {', '.join(page.path for page in pages[:_SHOWN])}",
            fix=f"write them in the decision that names the contract{places}",
            metadata={"id": change.id},
        )
        return Obligation(need=need, asked=asked, found="there is none", violations=(violation,))
    violations = tuple(
        contract.violation(
            "ECV008",
            f"the migration note for {change.id!r}: {part.title!r} {part.problem}",
            rule=CHANGE,
            location=Location(path=note.path, line=part.line),
            expected=_wanted(part.title, topics, policy.parts),
            found=" ".join(part.text.split())[:200] if part.text else "nothing",
            fix=f"say it under {part.title!r}",
            metadata={"id": change.id, "section": part.title},
        )
        for part in note.problems
    )
    lacks = "; ".join(f"{part.title!r} {part.problem}" for part in note.problems)
    return Obligation(
        need=need,
        asked=asked,
        found=f"{note.path}:{note.line}" + (f": {lacks}" if lacks else ""),
        violations=violations,
    )


def _wanted(title: str, topics: Sequence[Topic], parts: Mapping[str, Sequence[str]]) -> str:
    if title == parts["changed"][0]:
        named = ", ".join(topic.name for topic in topics[:_SHOWN])
        return f"what changed, with the names of it: {named}" + ", ..." * (len(topics) > _SHOWN)
    if title == parts["detect"][0]:
        return "a command, a field, a path or a version by which the affected artifacts are found"
    return "what has to be done, with a command, a path or a version"


def topics_of(change: ContractChange, sides: frozenset[Side]) -> Sequence[Topic]:
    """What a note has to speak of: the largest of the changes that have names, else the contract itself."""
    named = [one for one in change.changes if one.subject]
    top = max((one.level(sides) for one in named), default=Level.NONE)
    found: dict[str, set[str]] = {}
    for one in named:
        if one.level(sides) is top:
            found.setdefault(one.subject, set()).update(_names_of(one))
    if not found:
        return [Topic(name=change.id, names=frozenset({change.id}))]
    return [Topic(name=name, names=frozenset(names)) for name, names in found.items()]


def _names_of(one: Change) -> Iterator[str]:
    """How a note may call a change: by its subject, a name on the way to it, or one of its values."""
    yield one.subject
    if " " in one.subject:
        yield one.subject.partition(" ")[0]  # a rule without an id is called by what it is, and a digest
    for token in split(one.pointer)[1:]:
        if not token.isdecimal() and token not in _KEYWORDS:
            yield token.strip("/") or token
    for value in (one.before, one.after):
        if isinstance(value, str) and value:
            yield value


_PASSED: Final = """
    $defs additionalProperties allOf anyOf definitions else if items not oneOf patternProperties prefixItems
    properties then"""
#: keywords of JSON Schema that lead to a name, and are none
_KEYWORDS: Final = frozenset(_PASSED.split())


def window_of(change: ContractChange, context: Context) -> Obligation:
    """A contract goes away only after a deprecation of the base whose sunset is over."""
    contract = change.contract
    data = cast("dict[str, object]", contract.document.data)
    need, asked = "deprecation window", "a deprecation in the base, whose sunset is over"
    sunset = _day(data.get("sunset")) if contract.header.status == "deprecated" else None
    if sunset is not None and sunset < context.as_of:
        return Obligation(need=need, asked=asked, found=f"it was deprecated until {sunset}")
    found = f"a deprecation that lasts until {sunset}" if sunset else f"the status {contract.header.status}"
    message = f"the contract {change.id!r} of the base is gone before its time"
    fix = "bring it back as deprecated (since, sunset, replaced_by); remove it once the sunset is over"
    if change.renamed_to is not None:
        message += f"; {change.renamed_to!r}, which is new, says the same"
        fix = f"give that one its id back, by which others know it; or {fix}"
    violation = contract.violation(
        "ECV012",
        message,
        rule=CHANGE,
        pointer="/status",
        expected=asked,
        found=found,
        fix=fix,
        metadata={"id": change.id},
    )
    return Obligation(need=need, asked=asked, found=found, violations=(violation,))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
