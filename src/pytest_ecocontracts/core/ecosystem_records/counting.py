"""Counters: they agree with what they count, and with those of the stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..pointers import join
from ..relations.finding import Finding
from ..relations.totals import is_number
from ..relations.view import View
from .run import Part, Run

#: counter -> the list whose length it is
_LENGTHS: Final = {"errors_count": "errors", "warnings_count": "warnings"}
#: candidates are at least what was done with them
_SHARES: Final = (
    ("files_seen", "files_processed", "files_skipped"),
    ("records_seen", "records_processed", "records_skipped"),
)


def judge_counters(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Look at the counters of the record and of each stage."""
    stages = run.parts("stages")
    for part in (run, *stages):
        counters = _counters(part)
        for name, group in _LENGTHS.items():
            if name in counters and isinstance(part.get(group), list):
                length = len(part.items(group))
                if counters[name] != length:
                    yield _wrong(run, part, name, counters[name], length, f"there are {length} {group}")
        for seen, processed, skipped in _SHARES:
            if all(name in counters for name in (seen, processed, skipped)):
                least = counters[processed] + counters[skipped]
                if counters[seen] < least:
                    why = f"{processed} and {skipped} are {least} together"
                    yield _wrong(run, part, seen, counters[seen], least, why, "at least ")
    yield from _sums(run, stages)


def _sums(run: Run, stages: list[Part]) -> Iterator[Finding]:
    """Counters that add up; a stage that does not have one leaves the sum unknown."""
    whole = _counters(run)
    parts = [_counters(stage) for stage in stages]
    for name in run.conventions.sums:
        if not parts or name not in whole or not all(name in part for part in parts):
            continue
        total = sum(part[name] for part in parts)
        if whole[name] != total:
            yield _wrong(run, run, name, whole[name], total, f"the {len(parts)} stages have {total}")


def _counters(part: Part) -> Mapping[str, int]:
    given = part.get("counters")
    fields = given.items() if isinstance(given, dict) else ()
    return {name: value for name, value in fields if is_number(value) and isinstance(value, int)}


def _wrong(run: Run, part: Part, name: str, found: int, wanted: int, why: str, least: str = "") -> Finding:
    return run.finding(
        "ECR011",
        f"{name} is {found}, and {why}",
        join(part.at("counters"), name),
        expected=f"{least}{wanted}",
        found=str(found),
        fix="count what is written, where it is written",
        metadata={"counter": name},
    )
