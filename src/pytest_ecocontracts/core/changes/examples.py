"""What the recorded examples of two editions of a rule prove: data on which the verdicts differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..json_schema.showing import show
from ..rules.examples import NO_VERDICT, Judged
from ..rules.model import RuleExample
from .comparing import Comparing, Pair
from .model import ABSENT, Side
from .rule_lists import Proof

if TYPE_CHECKING:
    from ..artifacts.model import Example
    from ..context import Context
    from ..model import Contract


def proof_by(rules: Callable[[Contract], Sequence[Judged]]) -> Proof:
    """A proof for the rules of a kind; ``rules`` gives those of a contract, with what judges their examples.

    Every example of either edition is judged by both. One that only the old rule accepts breaks producers,
    one that only the new rule accepts breaks consumers. Where all verdicts agree nothing is proved.
    """

    def prove(pair: Pair, name: str) -> Mapping[Side, str]:
        comparing = pair.comparing
        old = _rule(rules(comparing.before), name)
        new = _rule(rules(comparing.after), name)
        found: dict[Side, str] = {}
        if new is not None and pair.before is ABSENT:
            return dict(_refused(new, comparing))
        if old is None or new is None:
            return found
        for owner, context, which in (
            (old, comparing.base, "of the base"),
            (new, comparing.now, "of today"),
        ):
            for example in owner.rule.examples:
                was, now = _accepts(old, example, context), _accepts(new, example, context)
                if was is None or now is None or was == now:
                    continue
                side, word = (Side.PRODUCER, "refuses") if was else (Side.CONSUMER, "accepts")
                told = f"it {word} {show(example.data)} now (the example {which} at {example.pointer})"
                found.setdefault(side, told)
        return found

    return prove


def _refused(new: Judged, comparing: Comparing) -> Iterator[tuple[Side, str]]:
    """The first recorded example of the whole contract that was fine, and that a new rule refuses."""
    artifact = getattr(comparing.before.body, "artifact", comparing.before.body)
    examples: Sequence[Example] = getattr(artifact, "examples", ())
    for example in examples:
        if not example.passes or example.file is not None:
            continue
        given = RuleExample(pointer=example.pointer, passes=True, data=example.value)
        if _accepts(new, given, comparing.now) is False:
            told = f"it refuses {show(example.value)} (the example of the base at {example.pointer})"
            yield Side.PRODUCER, told
            return


def _rule(rules: Sequence[Judged], name: str) -> Judged | None:
    return next((one for one in rules if one.rule.id == name), None)


def _accepts(judged: Judged, example: RuleExample, context: Context) -> bool | None:
    """The verdict of a rule on an example, None where it has none."""
    found = list(judged.judge(example, context))
    if any(violation.code.startswith(NO_VERDICT) for violation in found):
        return None
    return not found
