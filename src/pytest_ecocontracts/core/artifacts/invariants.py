"""``invariants:`` rules over each record, written in the expression language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from ..cel import EvaluationError, Expression
from ..json_schema.showing import show
from ..model import Contract, Report
from ..pointers import join
from ..relations.conditions import VARIABLES, Bindings, broken, compile_condition, verdict
from ..relations.finding import Finding
from ..relations.model import Relation
from ..relations.operands import Operand
from ..relations.view import View
from ..rules.examples import Judged
from ..rules.model import RuleExample
from ..rules.parsing import parse_rule
from ..violations import Location, Violation
from .aliases import AliasMap, named_values

if TYPE_CHECKING:
    from ..context import Context
    from .model import Artifact

#: variables that an example must bind; of a rule that reads only others the example is the record
_BOUND = ("path", "companions")


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule that is true for every record."""

    expression: Expression
    params: Mapping[str, object]
    aliases: AliasMap
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """There are none: what the rule reads stands in its text."""
        return ()

    def judge(self, view: View) -> Iterator[Finding]:
        """Evaluate the rule for each record of the file."""
        bindings = Bindings(self.expression, self.params, view.data)
        evaluate = self.expression.evaluate
        for record in view.records():
            view.compared += 1
            bound = bindings.of(record.file, record.value)
            try:
                holds = evaluate(bound)
            except EvaluationError:
                holds = False
            if not holds:
                yield broken(self.expression, record, bound, self.aliases)


def parse_invariants(data: Mapping[str, object], report: Report) -> list[Relation]:
    """Read and compile every invariant; each is judged as relations are, record by record."""
    params = cast("Mapping[str, object]", data.get("params", {}))
    aliases = cast("AliasMap", data.get("aliases", {}))
    members = {"params": params, "alias": aliases}
    found = []
    for index, entry in enumerate(cast("list[dict[str, object]]", data.get("invariants", []))):
        pointer = join("/invariants", index)
        rule = parse_rule(entry, pointer, f"invariant-{index + 1}", report)
        text = str(entry["rule"])
        expression = compile_condition(text, VARIABLES, join(pointer, "rule"), report, "rule", members)
        if expression is None:
            continue
        found.append(
            Relation(
                rule=rule,
                name="invariant",
                text=" ".join(text.split()),
                judge=Invariant(expression, params, aliases),
                reads_aliases="alias" in expression.variables,
                each=str(entry.get("each", "")),
                empty_valid=entry.get("empty") == "valid",
            )
        )
    return found


def judged_invariants(contract: Contract, artifact: Artifact) -> list[Judged]:
    """Each invariant with what judges its examples."""
    return [
        Judged(relation.rule, partial(_judge_example, contract, relation))
        for relation in artifact.relations
        if isinstance(relation.judge, Invariant)
    ]


def _judge_example(
    contract: Contract, relation: Relation, example: RuleExample, context: Context
) -> list[Violation]:
    invariant = cast("Invariant", relation.judge)
    expression = invariant.expression
    bound: dict[str, Any] = {"params": invariant.params}
    if any(name in expression.variables for name in _BOUND):
        given = example.data if isinstance(example.data, dict) else {}
        bound.update({name: given.get(name, {}) for name in ("self", *_BOUND)})
    else:
        bound["self"] = example.data
    if "alias" in expression.variables:
        bound["alias"] = named_values(invariant.aliases, bound["self"])
    try:
        if expression.evaluate(bound):
            return []
    except EvaluationError:
        pass
    code, message = verdict(expression.explain(bound))
    # A rule without a value for its example has not refused it.
    code = "ECX001" if code == "ECI031" else code
    place = Location(path=contract.document.path, pointer=example.pointer)
    return [
        relation.rule.violation(contract, context.as_of, code, message, location=place, found=show(bound))
    ]
