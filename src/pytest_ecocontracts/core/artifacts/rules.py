"""The rules of an artifact contract: read, linked, and made into checks; not needed without rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ..model import Check, Chunk, Contract, Outcome, Reference, Report
from ..relations.checks import judged_examples, judged_vectors, relation_checks
from ..relations.parsing import link_relations, parse_relations, relation_references
from ..rules.classes import check_classes
from ..rules.examples import check_rule_examples
from ..rules.parsing import check_rule_ids
from .invariants import judged_invariants, parse_invariants

if TYPE_CHECKING:
    from ..context import Context
    from ..relations.model import Relation
    from .model import Artifact

#: the fields that hold rules
FIELDS: Final = ("relations", "invariants")
#: names of checks that no rule may have
_CHECKS: Final = ("presence", "companions", "schema", "format", "examples", "rule-examples")


def parse_rules(data: Mapping[str, object], report: Report) -> tuple[Relation, ...]:
    """The relations and invariants of a contract, each with a name of its own."""
    relations = [*parse_relations(data, report), *parse_invariants(data, report)]
    check_rule_ids([relation.rule for relation in relations], _CHECKS, report)
    return tuple(relations)


def link_rules(artifact: Artifact, context: Context, report: Report) -> None:
    """What the rules name is there."""
    link_relations(artifact, context, report)
    check_classes([relation.rule for relation in artifact.relations], context.catalog, report)


def rule_references(artifact: Artifact) -> Sequence[Reference]:
    """The contracts that the rules name."""
    return relation_references(artifact)


def rule_checks(contract: Contract, artifact: Artifact) -> Sequence[Check]:
    """A check for each rule, and one for the examples of all of them."""
    checks = list(relation_checks(contract, artifact))
    judged = [
        *judged_examples(contract, artifact),
        *judged_vectors(contract, artifact),
        *judged_invariants(contract, artifact),
    ]
    if not any(one.rule.examples for one in judged):
        return checks

    def run(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        return check_rule_examples(contract, judged, context)

    summary = "each rule holds and fails on its own examples as the contract says"
    return [*checks, Check(name="rule-examples", pointer=judged[0].rule.pointer, summary=summary, run=run)]
