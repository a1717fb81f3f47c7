"""Relations between sources as checks of a contract: one test item for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..errors import FileProblem, LoadError
from ..model import MAXIMUM_VIOLATIONS, Check, Chunk, Contract, Outcome, never_withheld
from ..rules.model import Rule
from ..sources.model import SourceBlocked
from ..sources.troubles import SourceUnread, Trouble, troubles_of
from ..violations import Severity, Violation
from .model import Finding, SourceRelation
from .view import View

if TYPE_CHECKING:
    from ..context import Context


def relation_checks(contract: Contract, relations: Iterable[SourceRelation]) -> Sequence[Check]:
    """A check for each relation, under the name of its rule."""
    return [
        Check(
            name=relation.rule.id,
            pointer=relation.rule.pointer,
            summary=relation.text,
            refs=relation.rule.refs,
            run=partial(_run, contract, relation),
            may_be_empty=all(source.may_be_empty for source in relation.judge.sources),
            until=relation.rule.until,
            withheld=getattr(relation.judge, "withheld", never_withheld),
        )
        for relation in relations
    ]


def _run(contract: Contract, relation: SourceRelation, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
    return outcome(contract, relation.rule, relation.judge.judge, context)


def outcome(
    contract: Contract, rule: Rule, judge: Callable[[View], Iterator[Finding]], context: Context
) -> Outcome:
    """What a judge over sources finds, as violations of a rule."""
    view = View(context)
    found, omitted = violations(contract, rule, judge, view)
    return Outcome(violations=tuple(found), examined=max(view.examined, len(found)), omitted=omitted)


def violations(
    contract: Contract, rule: Rule, judge: Callable[[View], Iterator[Finding]], view: View
) -> tuple[list[Violation], int]:
    """What a judge finds, as violations of a rule, and how many more there are."""
    kept: list[Violation] = []
    omitted = 0
    for finding in findings(judge, view):
        if len(kept) < MAXIMUM_VIOLATIONS:
            kept.append(_violation(contract, rule, finding, view))
        else:
            omitted += 1
    return kept, omitted


def findings(judge: Callable[[View], Iterator[Finding]], view: View) -> Iterator[Finding]:
    """What a judge finds; sources without elements, and such as cannot be read, are findings."""
    try:
        yield from judge(view)
    except SourceUnread as unread:
        yield from map(_unread, unread.troubles)
    except (FileProblem, LoadError, SourceBlocked) as error:
        yield from map(_unread, troubles_of(error, ""))


def _unread(trouble: Trouble) -> Finding:
    return Finding(
        code=trouble.code,
        message=trouble.message,
        place=trouble.place,
        pointer=trouble.pointer,
        expected=trouble.expected,
        found=trouble.found,
        fix=trouble.fix,
        metadata=trouble.metadata,
    )


def _violation(contract: Contract, rule: Rule, finding: Finding, view: View) -> Violation:
    texts = view.readings.texts
    location = texts.location(finding.place) if finding.place is not None else None
    if location is None and finding.pointer is not None:
        location = contract.document.location(finding.pointer)
    found = finding.found
    if finding.other is not None:
        word, place = finding.other
        other = texts.location(place)
        found = f"{found}, {word} {other.path}" + (f":{other.line}" if other.line else "")
    violation = rule.violation(
        contract,
        view.context.as_of,
        finding.code,
        finding.message,
        location=location,
        expected=finding.expected,
        found=found,
        fix=finding.fix,
        excerpt=finding.excerpt,
        metadata=finding.metadata,
    )
    return replace(violation, severity=Severity.WARNING) if finding.only_warns else violation
