"""The checks of a taxonomy's uses: one for each, and one for what is declared and never used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from ..model import Check, Chunk, Contract, Outcome
from ..pointers import join
from ..relations.checking import judge
from ..relations.sources import artifact_called
from ..rules.examples import Judged, check_rule_examples
from ..violations import Severity, Violation
from .declared import Refused
from .parsing import Use

if TYPE_CHECKING:
    from ..context import Context
    from ..rules.model import RuleExample


class _Judging:
    """The uses of one taxonomy, each judged once in a process."""

    def __init__(self, contract: Contract, uses: Sequence[Use]) -> None:
        self.contract = contract
        self.uses = uses
        self._outcomes: dict[str, Outcome] = {}

    def outcome(self, use: Use, context: Context) -> Outcome:
        """What was found of one use."""
        name = use.relation.rule.id
        if name not in self._outcomes:
            self._outcomes[name] = self._judge(use, context)
        return self._outcomes[name]

    def _judge(self, use: Use, context: Context) -> Outcome:
        rule = use.relation.rule
        artifact = artifact_called(use.source, context.catalog)
        if artifact is None:
            return Outcome(violations=(self._blocked(use, f"the contract {use.source} cannot be used"),))
        use.judge.used.clear()
        asked = replace(artifact, relations=(use.relation,), pointers=(use.pointer,) * len(artifact.pointers))
        return judge(self.contract, asked, context)[rule.id]

    def _blocked(self, use: Use, message: str) -> Violation:
        return self.contract.violation(
            "ECX001",
            message,
            pointer=use.pointer,
            rule=use.relation.rule.id,
            expected="files to look at",
            found="none",
            fix="see the other checks of that contract",
            metadata={"blocked_by": use.source},
        )

    def unused(self, severity: Severity, context: Context) -> Outcome:
        """What is declared and stands nowhere; not known before every use could be judged."""
        for use in self.uses:
            if any(found.code == "ECX001" for found in self.outcome(use, context).violations):
                blocked = self._blocked(use, f"{use.source} cannot be looked at")
                return Outcome(violations=(replace(blocked, rule="unused"),))
        used = {code for use in self.uses for code in use.judge.used}
        declared = list(_declared(cast("Mapping[str, object]", self.contract.document.data)))
        violations = [
            self.contract.violation(
                "ECC016",
                f"{words[0]!r} is declared, and none of the uses has it",
                pointer=pointer,
                rule="unused",
                expected="a code that stands somewhere",
                found="none",
                fix="remove it, or name the place where it stands under uses",
                severity=severity,
                metadata={"line": words[0], "pointer": pointer},
            )
            for pointer, words in declared
            if used.isdisjoint(words)
        ]
        return Outcome(violations=tuple(violations), examined=len(declared))


def use_checks(contract: Contract, uses: Sequence[Use]) -> Sequence[Check]:
    """A check for each use, for their examples, and for what is never used where that is asked for."""
    judging = _Judging(contract, uses)
    checks = [_check(use, judging) for use in uses]
    unused = cast("Mapping[str, object]", contract.document.data).get("unused")
    if unused is not None:
        severity = Severity(str(unused))
        checks.append(
            Check(
                name="unused",
                pointer="/unused",
                summary="every code that is declared stands somewhere",
                run=lambda context, _: judging.unused(severity, context),
                # a taxonomy of classes without codes
                may_be_empty=True,
            )
        )
    judged = [Judged(use.relation.rule, partial(_example, contract, use)) for use in uses]
    if any(one.rule.examples for one in judged):
        checks.append(
            Check(
                name="rule-examples",
                pointer="/uses",
                summary="the uses allow and refuse the words that the contract says",
                run=lambda context, _: check_rule_examples(contract, judged, context),
            )
        )
    return checks


def _check(use: Use, judging: _Judging) -> Check:
    def run(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        return judging.outcome(use, context)

    rule = use.relation.rule
    return Check(
        name=rule.id,
        pointer=rule.pointer,
        summary=use.relation.text,
        run=run,
        may_be_empty=use.relation.empty_valid,
        until=rule.until,
        refs=rule.refs,
    )


def _example(contract: Contract, use: Use, example: RuleExample, context: Context) -> list[Violation]:
    """Judge one word as if it stood there."""
    verdict = use.judge.words.verdict(str(example.data))
    if not isinstance(verdict, Refused):
        return []
    return [use.relation.rule.violation(contract, context.as_of, "ECI002", verdict.message)]


def _declared(data: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    """(pointer, words that mean it) of every code that is alive, and of every code of a class."""
    for index, entry in enumerate(cast("Sequence[Mapping[str, object]]", data.get("entries", ()))):
        if entry["status"] in ("preview", "stable"):
            aliases = cast("Sequence[str]", entry.get("aliases", ()))
            yield join("/entries", index, "code"), [str(entry["code"]), str(entry["name"]), *aliases]
    for index, one in enumerate(cast("Sequence[Mapping[str, object]]", data.get("classes", ()))):
        for number, code in enumerate(cast("Sequence[str]", one.get("codes", ()))):
            yield join("/classes", index, "codes", number), [code]
