"""The examples of rules: each rule holds, or fails, on its own examples as the contract says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ..context import Context
from ..model import Contract, Outcome
from ..violations import Violation
from .model import Rule, RuleExample

#: not verdicts of a rule: what was needed for one was not there
NO_VERDICT: Final = ("ECX", "ECC", "ECZ", "ECS")


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, and how data of one of its examples is judged: by the violations that it raises."""

    rule: Rule
    judge: Callable[[RuleExample, Context], Iterable[Violation]]


def check_rule_examples(contract: Contract, rules: Iterable[Judged], context: Context) -> Outcome:
    """An example with the wrong verdict is a defect of the contract, not of anybody's data."""
    examined = 0
    violations: list[Violation] = []
    for judged in rules:
        for example in judged.rule.examples:
            examined += 1
            violations += _wrong(contract, judged.rule, example, list(judged.judge(example, context)))
    return Outcome(violations=tuple(violations), examined=examined)


def _wrong(
    contract: Contract, rule: Rule, example: RuleExample, found: list[Violation]
) -> Iterator[Violation]:
    blocked = [violation for violation in found if violation.code.startswith(NO_VERDICT)]
    if example.passes and found:
        yield _defect(
            contract,
            rule,
            example,
            f"an example on which the rule must hold fails: {found[0].message}",
            expected="no violation",
            found=found[0].code + (f", and {len(found) - 1} more" if found[1:] else ""),
            fix="correct the example, or the rule that refuses it",
        )
    elif not example.passes and blocked:
        yield _defect(
            contract,
            rule,
            example,
            f"the rule cannot be judged by its example: {blocked[0].message}",
            expected="data that the rule refuses",
            found=blocked[0].code,
            fix="let the example hold everything that the rule looks at",
        )
    elif not example.passes and not found:
        yield _defect(
            contract,
            rule,
            example,
            "an example on which the rule must fail passes",
            expected="a violation",
            found="none",
            fix="tighten the rule, or move the example to passes",
        )


def _defect(
    contract: Contract,
    rule: Rule,
    example: RuleExample,
    message: str,
    *,
    expected: str,
    found: str,
    fix: str,
) -> Violation:
    return contract.violation(
        "ECC019",
        message,
        pointer=example.pointer,
        rule=rule.id,
        expected=expected,
        found=found,
        fix=fix,
        metadata={"example": example.pointer},
    )
