"""Two equal runs have equal normalised bytes; two that differ have not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sample_records import EXPLAINED, OTHER_RUN_ID, check_event, ending, failure, start, success, tally

from pytest_ecocontracts.core.records.assemble import assemble
from pytest_ecocontracts.core.records.normalise import normalised_bytes

NODES = [f"f::day[schema-{index}-of-3]" for index in (1, 2, 3)]


def run(order: list[int], run_id: str, **end: Any) -> dict[str, Any]:
    state = tally(planned=NODES)
    state.apply(start(run_id, process=run_id[-3:], environment={"CI": run_id}).event())
    for index in order:
        state.apply({"event": "failure", "failure": failure(metadata={"property": f"p{index}"})})
        state.apply(check_event(NODES[index], "failed", milliseconds=index * 7))
    emission = {**EXPLAINED, "journal": {"path": "journal.jsonl", "lines": len(run_id), "torn": 0, "lost": 0}}
    return assemble(state, ending(1, **end), emission=emission)


def test_ids_times_order_and_durations_do_not_count() -> None:
    one = run([0, 1, 2], OTHER_RUN_ID)
    two = run([2, 0, 1], OTHER_RUN_ID[:-1] + "f", ended_at="2026-11-23T00:00:00.000Z", duration_ms=1)
    assert one["content_digest"] != two["content_digest"]
    assert normalised_bytes(one) == normalised_bytes(two)


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.update(outcome="partial"),
        lambda r: r["contracts"][0].update(examined=9),
        lambda r: r["checks"].update(passed=9),
        lambda r: r["host"].update(commit="e" * 40),
        lambda r: r["exit"].update(code=1),
        lambda r: r["extensions"].update({"a.b": {}}),
    ],
)
def test_whatever_was_found_counts(change: Any) -> None:
    changed = success()
    change(changed)
    assert normalised_bytes(changed) != normalised_bytes(success())
