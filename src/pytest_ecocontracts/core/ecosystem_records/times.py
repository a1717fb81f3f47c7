"""The times of a run: stages stand in the order in which they ran, which may be fixed, and within the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..cel.problems import Failure
from ..cel.times import parse_timestamp
from ..relations.finding import Finding
from ..relations.view import View
from .run import Part, Run


def instant(part: Part, word: str) -> int | None:
    """A time in nanoseconds since 1970; None where there is none, or the text is no time."""
    text = part.text(word)
    return None if text is None else nanoseconds(text)


def nanoseconds(text: str) -> int | None:
    """The instant that a text names, since 1970; None where it names none."""
    try:
        return parse_timestamp(text).nanoseconds
    except Failure:
        return None  # the shape of the record refuses it


def judge_times(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Compare each time with the one that it cannot be before."""
    last: tuple[Part, str] | None = (run, "created_at")
    stages = run.parts("stages")
    for stage in stages:
        yield from _not_before(run, (stage, "started_at"), last)
        yield from _not_before(run, (stage, "completed_at"), (stage, "started_at"))
        if instant(stage, "started_at") is not None:
            last = (stage, "started_at")
    yield from _not_before(run, (run, "completed_at"), (run, "created_at"))
    for stage in stages:
        for word in ("started_at", "completed_at"):
            yield from _not_before(run, (run, "completed_at"), (stage, word))
    yield from _in_order(run, stages)


def _in_order(run: Run, stages: Sequence[Part]) -> Iterator[Finding]:
    """Where the contract fixes an order, each stage stands once, and behind those that come first."""
    order = run.conventions.stage_order
    named = [(stage, name) for stage in stages if (name := stage.text("stage")) in order]
    for (_, before), (stage, name) in pairwise(named):
        if order.index(before) >= order.index(name):
            yield run.finding(
                "ECR016",
                f"the stage {name} stands behind {before}",
                stage.at("stage"),
                expected=", ".join(order),
                found=f"{before}, {name}",
                fix="let every run go through the stages in the order of the contract, each of them once",
                metadata={"stage": name, "before": before},
            )


def _not_before(run: Run, later: tuple[Part, str], earlier: tuple[Part, str] | None) -> Iterator[Finding]:
    if earlier is None:
        return
    here, there = instant(*later), instant(*earlier)
    if here is None or there is None or here >= there:
        return
    part, word = later
    before, before_word = earlier
    yield run.finding(
        "ECR016",
        f"{part.at(word)} is before {before.at(before_word)}",
        part.at(word),
        expected=f"not before {before.text(before_word)}",
        found=part.text(word),
        fix="list stages in the order in which they ran, with times of one clock in UTC",
        metadata={"before": before.at(before_word)},
    )
