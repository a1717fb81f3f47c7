"""The times of a run: stages stand in the order in which they ran, and within the run."""

from __future__ import annotations

from collections.abc import Iterator

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
