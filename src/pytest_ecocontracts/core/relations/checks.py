"""Relations as checks of a contract: one test item for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from ..model import Check, Chunk, Contract, Outcome
from ..paths.tree import Tree
from ..rules.example_files import ExampleFiles
from ..rules.examples import Judged
from ..rules.model import RuleExample
from ..violations import Violation
from .checking import Relations, judge
from .judges import NAMES
from .judges.derive import Derive
from .model import Relation

if TYPE_CHECKING:
    from ..artifacts.model import Artifact
    from ..context import Context


def relation_checks(contract: Contract, artifact: Artifact) -> Sequence[Check]:
    """A check for each relation, under the name of its rule."""
    relations = Relations(contract, artifact)
    return [_check(relation, relations, artifact) for relation in artifact.relations]


def _check(relation: Relation, relations: Relations, artifact: Artifact) -> Check:
    def run(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        return relations.outcome(relation, context)

    return Check(
        name=relation.rule.id,
        pointer=relation.rule.pointer,
        summary=relation.text,
        refs=relation.rule.refs,
        run=run,
        may_be_empty=not artifact.required_presence or relation.empty_valid,
        until=relation.rule.until,
    )


def judged_examples(contract: Contract, artifact: Artifact) -> Sequence[Judged]:
    """Each relation with what judges its examples: the relation itself, over the files of the example."""
    return [
        Judged(relation.rule, partial(_judge_example, contract, artifact, relation))
        for relation in artifact.relations
        if relation.name in NAMES
    ]


def judged_vectors(contract: Contract, artifact: Artifact) -> Sequence[Judged]:
    """Each derivation with what judges its vectors: they give what the contract says."""
    return [
        Judged(
            replace(relation.rule, examples=relation.vectors),
            partial(_judge_vector, contract, relation, relation.judge),
        )
        for relation in artifact.relations
        if relation.vectors and isinstance(relation.judge, Derive)
    ]


def _judge_vector(
    contract: Contract, relation: Relation, judge: Derive, vector: RuleExample, context: Context
) -> Sequence[Violation]:
    data = cast("dict[str, object]", vector.data)
    problem = judge.vector_problem(data)
    if problem is None:
        return []
    message = f"the vector should give {data.get('gives')!r} and gives {problem}"
    return [relation.rule.violation(contract, context.as_of, "ECI015", message)]


def _judge_example(
    contract: Contract, artifact: Artifact, relation: Relation, example: RuleExample, context: Context
) -> Sequence[Violation]:
    data = cast("dict[str, dict[str, object]]", example.data)
    files = ExampleFiles(data["files"])
    alone = replace(artifact, relations=(replace(relation, rule=replace(relation.rule, until=None)),))
    within = replace(context, files=files, tree=Tree(files))
    return judge(contract, alone, within)[relation.rule.id].violations
