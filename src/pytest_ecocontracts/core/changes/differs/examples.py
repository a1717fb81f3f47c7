"""What the recorded examples of two editions of a rule prove: data on which the verdicts differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...compat.model import Witness
from ...json_schema.showing import show
from ...pointers import join
from ...ports import SchemaError
from ...rules.examples import NO_VERDICT, Judged
from ...rules.model import RuleExample
from ..model import ABSENT, Side
from .comparing import Comparing, Pair
from .rule_lists import Proof, Proved

if TYPE_CHECKING:
    from ...artifacts.model import Example
    from ...context import Context
    from ...model import Contract
    from ...violations import Location, Violation


def proof_by(rules: Callable[[Contract], Sequence[Judged]]) -> Proof:
    """A proof for the rules of a kind; ``rules`` gives those of a contract, with what judges their examples.

    Every example of either edition is judged by both. One that only the old rule accepts breaks producers,
    one that only the new rule accepts breaks consumers. Where all verdicts agree nothing is proved.
    """

    def prove(pair: Pair, name: str) -> Mapping[Side, Proved]:
        comparing = pair.comparing
        old = _rule(rules(comparing.before), name)
        new = _rule(rules(comparing.after), name)
        found: dict[Side, Proved] = {}
        if new is not None and pair.before is ABSENT:
            return dict(_refused(new, comparing))
        if old is None or new is None:
            return found
        for owner, context, which in (
            (old, comparing.base, "of the base"),
            (new, comparing.now, "of today"),
        ):
            for example in owner.rule.examples:
                was, now = _found(old, example, context), _found(new, example, context)
                if was is None or now is None or bool(was) == bool(now):
                    continue
                side, word = (Side.PRODUCER, "refuses") if now else (Side.CONSUMER, "accepts")
                told = f"it {word} {show(example.data)} now (the example {which} at {example.pointer})"
                origin = f"the example {example.pointer} {which}"
                found.setdefault(side, _proved(told, example, now or was, origin))
        return found

    return prove


def _refused(new: Judged, comparing: Comparing) -> Iterator[tuple[Side, Proved]]:
    """The first recorded example of the whole contract that was fine, and that a new rule refuses."""
    artifact = getattr(comparing.before.body, "artifact", comparing.before.body)
    examples: Sequence[Example] = getattr(artifact, "examples", ())
    for example in examples:
        if not example.passes or example.file is not None:
            continue
        given = RuleExample(pointer=example.pointer, passes=True, data=example.value)
        violations = _found(new, given, comparing.now)
        if violations:
            told = f"it refuses {show(example.value)} (the example of the base at {example.pointer})"
            origin = f"the example {example.pointer} of the base"
            yield Side.PRODUCER, _proved(told, given, violations, origin)
            return


def _proved(told: str, example: RuleExample, violations: Sequence[Violation], origin: str) -> Proved:
    errors = tuple(
        SchemaError(
            pointer=_pointer(violation.location, example.data),
            schema_pointer="",
            keyword="rule",
            message=violation.message,
        )
        for violation in violations
    )
    return Proved(told=told, witness=Witness(value=example.data, errors=errors, origin=origin))


def _pointer(location: Location | None, data: object) -> str:
    """Where a violation is in the data of an example, which may be a tree of files."""
    if location is None:
        return ""
    files = data.get("files") if isinstance(data, dict) else None
    if isinstance(files, dict) and location.path in files:
        return join("", "files", location.path) + location.pointer
    return location.pointer


def _rule(rules: Sequence[Judged], name: str) -> Judged | None:
    return next((one for one in rules if one.rule.id == name), None)


def _found(judged: Judged, example: RuleExample, context: Context) -> Sequence[Violation] | None:
    """What a rule says of an example, nothing where it holds; None where it has no verdict."""
    found = list(judged.judge(example, context))
    if any(violation.code.startswith(NO_VERDICT) for violation in found):
        return None
    return found
