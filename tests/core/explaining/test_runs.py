"""A run is explained from its record, which is judged before it is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.change_entries import BASE, answered, block
from tests.fakes import MemoryFiles
from tests.sample_records import (
    EXPLAINED,
    RUN_ID,
    check_event,
    ending,
    failed,
    failure,
    incomplete,
    record_schema,
    success,
    tally,
)

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.explaining.runs import (
    MAXIMUM_BYTES,
    RecordUnusable,
    explain_run,
    explain_unrecorded,
    read_record,
)
from pytest_ecocontracts.core.explaining.text import shown
from pytest_ecocontracts.core.records.assemble import assemble, sealed


def explained(record: dict[str, Any]) -> str:
    """The text about a record, which must be one that can be believed."""
    data = json.dumps(sealed(record))
    return shown(explain_run(read_record(MemoryFiles({"run.json": data}), "run.json", record_schema)))


def test_a_run_in_which_something_failed() -> None:
    assert explained(failed()).splitlines() == [
        f"run {RUN_ID}: finished, failure",
        "a promise is broken, or a test failed",
        "",
        "when        2026-11-22T06:06:35.118Z to 2026-11-22T06:06:36.035Z, 0.9 s",
        "of          acme/shop",
        f"commit      {'d' * 40} refs/heads/main, tracked files changed",
        "exit        1: something failed",
        "checks      1: 1 failed",
        "tests       0",
        "line        stopped by ECS002",
        "",
        "Contracts",
        "  fail  day 1.0.0  1 check, 1 examined, 1 violation  contracts/day.contract.yaml",
        "",
        "Failures",
        "  ECS002 schema-required-missing day.json:41:5 /rows/3: 'unit' is required but missing",
        "      in contracts/day.contract.yaml::day[schema]",
        "",
        "Repeat it",
        f"  git checkout {'d' * 40}",
        "  pytest --eco-contracts",
    ]


def test_a_run_in_which_everything_held() -> None:
    text = explained(success())
    assert "finished, success" in text
    assert "  pass  day 1.0.0  1 check, 1 examined  contracts/day.contract.yaml" in text
    assert "Failures" not in text
    assert "Not evaluated" not in text


def test_a_run_that_was_never_seen_to_end() -> None:
    text = explained(incomplete())
    assert f"run {RUN_ID}: incomplete, unknown\nit was never seen to end\n" in text
    assert "to never seen to end\n" in text
    assert "exit        not seen: " in text
    assert "recovered   from its journal, by the run " in text
    assert "Begun, and not seen to end\n  f::day[schema]\n" in text
    assert "Not evaluated\n" in text
    assert "day: " in text


def test_only_the_first_failures_are_told() -> None:
    found = [failure(location={"path": f"{number:02}.json", "pointer": ""}) for number in range(12)]
    events = [
        *({"event": "failure", "failure": one} for one in found),
        check_event(status="failed", violations=12),
    ]
    text = explained(assemble(tally(*events), ending(1), emission=EXPLAINED, dirty=None))
    assert "First 10 of 12 failures\n" in text
    assert "09.json: " in text
    assert "10.json" not in text
    assert "unknown whether files changed" in text


def test_how_it_was_started_can_be_repeated() -> None:
    record = success()
    record["invocation"] = {
        "arguments": ["--eco-only", "a b", "--token=[redacted]"],
        "directory": "sub folder",
    }
    text = explained(record)
    assert "  cd 'sub folder'\n  pytest --eco-only 'a b' '--token=[redacted]'\n" in text
    assert "  # [redacted] stands for a secret that the record does not hold\n" in text
    record["invocation"]["directory"] = None
    assert "  # started in a folder outside of the repository\n" in explained(record)


def test_contracts_that_were_never_read_are_not_called_none() -> None:
    record = failed()
    record.update(contracts=None, checks=None, clauses=None, projects=None, outcome="error")
    assert "Contracts\n  they were never read\n" in explained(record)


def test_what_a_record_says_is_shown_safely() -> None:
    record = success()
    record["host"]["ref"] = "\x1b[31mred\nline"
    text = explained(record)
    assert "\x1b" not in text
    assert "\\x1b[31mred\\nline" in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "no JSON"),
        ("{", "no JSON: line 1"),
        ("[]", "no object"),
        ('{"kind": "eco.run-record"}', "/: "),
        ('{"a": 1, "a": 2}', "no JSON"),
        ("[" * 5_000, "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b" " * (MAXIMUM_BYTES + 1), "more than"),
        (FileProblem("unreadable", "run.json", "permission denied"), "permission denied"),
    ],
    ids=["empty", "torn", "list", "nothing", "twice", "deep", "binary", "large", "unreadable"],
)
def test_what_is_no_record_is_refused_with_its_reason(data: object, reason: str) -> None:
    with pytest.raises(RecordUnusable) as found:
        read_record(MemoryFiles({"run.json": data}), "run.json", record_schema)
    assert reason in str(found.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"outcome": "success"}, "/"),
        ({"state": "started"}, "/"),
        (
            {"checks": {"total": 7, "passed": 0, "failed": 1, "errored": 0, "waived": 0, "not_evaluated": 0}},
            "add up",
        ),
    ],
)
def test_a_record_that_contradicts_itself_is_not_believed(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordUnusable, match=reason):
        explained({**failed(), **change})


def test_a_record_that_somebody_changed_is_not_believed() -> None:
    record = failed()
    record["failures"][0]["message"] = "all is well"
    with pytest.raises(RecordUnusable, match="content_digest"):
        read_record(MemoryFiles({"run.json": json.dumps(record)}), "run.json", record_schema)


def test_a_run_without_a_record_is_running_or_dead() -> None:
    assert "still running" in "\n".join(explain_unrecorded(RUN_ID, alive=True))
    assert "never seen to end" in "\n".join(explain_unrecorded(RUN_ID, alive=False))


def test_what_changed_is_told_as_at_the_end_of_the_run() -> None:
    record = success()
    assert "Changes" not in explained(record)
    record["base"], record["changes"] = BASE, block(answered())
    text = explained(record)
    assert "\nChanges\n  since main (88a6b79cd0): 1 contract changed, nothing is missing\n" in text
    assert "  weather.stations  changed  minor  compatible  1.0.0 -> 1.1.0  nothing\n" in text
