"""Judges the relations of a contract: all of them in one walk over its files, told for each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from ..artifacts.finding import ArtifactFiles, nothing_to_judge
from ..keys import open_keys
from ..model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ..pointers import split
from ..problems import as_violations
from ..violations import Location, Severity, Violation
from .aliases import disagreements
from .conditions import Unfiltered, applies, condition
from .data import Data
from .finding import Blocked, Finding, Spot
from .joining import Joined, grouping, groups, left_over
from .model import Relation
from .operands import SELF
from .placing import violations_of
from .selecting import last_many, places_at
from .streams import records_of
from .view import View

if TYPE_CHECKING:
    from ..artifacts.model import Artifact
    from ..context import Context
    from .finding import DataFile


@dataclass(slots=True)
class _Progress:
    """What was found of one relation so far."""

    relation: Relation
    findings: list[Finding] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    blocked: dict[str, Blocked] = field(default_factory=dict)
    omitted: int = 0
    examined: int = 0
    read: int = 0
    compared: int = 0
    stopped: bool = False
    #: (source, alias, path) of the files in which the alias was looked at: a file may be in several groups
    looked_at: set[tuple[str, str, str]] = field(default_factory=set)


class Relations:
    """The relations of one contract; judged together, when the first of them is asked for."""

    def __init__(self, contract: Contract, artifact: Artifact) -> None:
        self._contract = contract
        self._artifact = artifact
        self._outcomes: dict[str, Outcome] | None = None

    def outcome(self, relation: Relation, context: Context) -> Outcome:
        """What was found of one relation."""
        if self._outcomes is None:
            self._outcomes = judge(self._contract, self._artifact, context)
        return self._outcomes[relation.rule.id]


def judge(contract: Contract, artifact: Artifact, context: Context) -> dict[str, Outcome]:
    """Judge every relation of a contract, by the name of its rule.

    Files of one group are judged by all relations before the next group is read, so that a file is parsed
    once where it is small enough to be kept.
    """
    chosen = [one for one in artifact.relations if not one.rule.is_over(context.as_of)]
    found = {one.rule.id: Outcome() for one in artifact.relations}
    if not ArtifactFiles(contract, artifact).paths(context):
        for one in chosen:
            blocked = nothing_to_judge(contract, artifact, one.rule.id)
            told = (one.rule.carried_by(violation, context.as_of) for violation in blocked.violations)
            found[one.rule.id] = replace(blocked, violations=tuple(told))
        return found
    data = Data(contract, artifact, context)
    by_grouping: dict[tuple[str, ...] | None, list[_Progress]] = {}
    for one in chosen:
        progress = _Progress(one)
        by_grouping.setdefault(grouping(one, data), []).append(progress)
    for names, relations in by_grouping.items():
        for files in groups(data.own, names):
            for progress in relations:
                _judge_group(progress, contract, data, files)
            data.forget()
        for progress in relations:
            if getattr(progress.relation.judge, "both_sides", False) and not progress.stopped:
                _judge_left_over(progress, data)
            found[progress.relation.rule.id] = _outcome(progress, contract, data)
    return found


def _judge_group(progress: _Progress, contract: Contract, data: Data, files: Sequence[DataFile]) -> None:
    if progress.stopped:
        return
    relation = progress.relation
    try:
        files = [file for file in files if applies(relation.when, relation.params, data, file)]
        if not files:
            return
        where = relation.where
        filtered = condition(where, relation.params, data) if where is not None else None
        with open_keys(data.context) as store:
            joined = Joined(relation, data, files)
            view = View(data, files, joined, store, each=relation.each, where=filtered)
            for finding in chain(_ambiguous(progress, view), relation.judge.judge(view)):
                if len(progress.findings) >= MAXIMUM_VIOLATIONS:
                    progress.omitted += 1
                else:
                    progress.findings.append(finding)
        progress.examined += len(files)
        progress.read += view.records_read
        progress.compared += view.compared
    except Unfiltered as unfiltered:
        progress.findings.append(unfiltered.finding)
    except Blocked as blocked:
        progress.blocked.setdefault(blocked.path, blocked)
    except Exception as error:  # noqa: BLE001 - one relation that cannot be judged must not take the others along
        progress.violations += as_violations(error, contract, relation.rule.id)
        progress.stopped = True


def _ambiguous(progress: _Progress, view: View) -> Iterator[Finding]:
    """Records in which an alias that the relation names has two values; each file is looked at once."""
    relation, data = progress.relation, view.data
    joins = relation.join.values() if isinstance(relation.join, Mapping) else ()
    named = {(one.source, one.alias) for one in (*relation.judge.operands, *joins) if one.alias}
    if relation.reads_aliases:
        named.update((SELF, name) for name in data.aliases.known(SELF))
    for source, name in sorted(named):
        each = relation.each if source == SELF else ""
        pointers = data.aliases.known(source).get(name, ())
        for file in view.files_of(source):
            looked_at = (source, name, file.path)
            if looked_at not in progress.looked_at:
                for record in records_of(data, file, each):
                    yield from disagreements(name, pointers, record)
                progress.looked_at.add(looked_at)


def _judge_left_over(progress: _Progress, data: Data) -> None:
    """Files of the other side that no group has looked at: no file of the artifact belongs to them."""
    try:
        for file in left_over(progress.relation, data):
            progress.findings.append(
                Finding(
                    code="ECI006",
                    message=f"no file of the artifact belongs to {file.path!r}",
                    spot=Spot(file),
                    expected="a file of the artifact with the same captures",
                    found="none",
                    metadata={"other": progress.relation.text[:200]},
                )
            )
    except Blocked as blocked:
        progress.blocked.setdefault(blocked.path, blocked)


def _outcome(progress: _Progress, contract: Contract, data: Data) -> Outcome:
    rule = progress.relation.rule
    violations = [
        *progress.violations,
        *violations_of(progress.findings, contract, rule, data),
        *(_blocked(blocked, progress, contract, data) for blocked in progress.blocked.values()),
    ]
    if not violations and _is_vacuous(progress, data):
        violations.append(_vacuous(progress, contract, data))
    kept = violations[:MAXIMUM_VIOLATIONS]
    return Outcome(
        violations=tuple(kept),
        examined=progress.examined,
        omitted=progress.omitted + len(violations) - len(kept),
        details={"records": progress.read, "compared": progress.compared},
    )


def _is_vacuous(progress: _Progress, data: Data) -> bool:
    """Whether there are records, and nothing in any of them that the relation is about.

    An array that is there and empty is something: a pointer with ``*`` leads to it. Only where nothing was
    compared are the files looked at once more.
    """
    relation = progress.relation
    if progress.compared or relation.empty_valid or not (progress.read or relation.each):
        return False
    each = split(relation.each)
    pointers = [
        each + split(pointer)
        for one in relation.judge.operands
        if one.source == SELF and (one.pointer or one.alias)
        for pointer in data.aliases.pointers(one)
    ]
    ends = [(tokens, last_many(tokens)) for tokens in pointers or [each]]
    arrays = [tokens[:end] for tokens, end in ends if end is not None]
    found_rows = False
    for file in data.own:
        for row in data.rows(file):
            found_rows = True
            if any(next(places_at(tokens, row.value), None) is not None for tokens in arrays):
                return False
    return found_rows


def _blocked(blocked: Blocked, progress: _Progress, contract: Contract, data: Data) -> Violation:
    found = progress.relation.rule.violation(
        contract,
        data.context.as_of,
        "ECX001",
        f"the relation cannot be judged: {blocked.message}",
        location=Location(path=blocked.path) if blocked.path else None,
        expected="what the relation needs",
        found="see the other checks of the contract, and of that file",
        metadata={"blocked_by": blocked.path},
    )
    return replace(found, severity=Severity.ERROR)  # what could not be judged is no warning


def _vacuous(progress: _Progress, contract: Contract, data: Data) -> Violation:
    relation = progress.relation
    found = relation.rule.violation(
        contract,
        data.context.as_of,
        "ECC009",
        "no record has anything that the relation is about",
        expected=f"values for {relation.text}",
        found="none",
        fix="correct the pointers; or say empty: valid, where that is how it may be",
        metadata={"check": relation.rule.id},
    )
    return replace(found, severity=Severity.ERROR)
