"""A run that never ended is found, named once, and never called a success."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sample_records import (
    PRODUCER,
    RUN_ID,
    check_event,
    contract_entry,
    failure,
    record_schema,
    start,
    success,
)

from pytest_ecocontracts.core.records import recovery
from pytest_ecocontracts.core.records.identity import uuid7
from pytest_ecocontracts.core.records.recovery import Recovered, recover
from pytest_ecocontracts.core.records.verify import defects
from pytest_ecocontracts.core.records.writer import RunFolder

OWN = uuid7()


def run(folder: Path) -> list[Recovered]:
    return recover(str(folder), OWN, PRODUCER, record_schema)


def dead(folder: Path, *events: dict[str, Any], run_id: str = RUN_ID) -> Path:
    live = RunFolder.create(str(folder), run_id, start(run_id).event())
    live.journal.append(*events)
    live.journal.close()
    return Path(live.path)


EVENTS = [
    {"event": "catalog", "contracts": [contract_entry()]},
    {"event": "planned", "checks": [["f::day[schema]", "day"], ["f::day[count]", "day"]]},
    {"event": "running"},
    {"event": "started", "nodeid": "f::day[schema]"},
    {"event": "failure", "failure": failure()},
    check_event(status="failed"),
    {"event": "started", "nodeid": "f::day[count]"},
]


def test_the_record_says_what_is_known(tmp_path: Path) -> None:
    path = dead(tmp_path, *EVENTS)
    (found,) = run(tmp_path)
    record = json.loads((path / "run.json").read_bytes())
    assert defects(record, record_schema()) == []
    assert (record["state"], record["outcome"], record["run_id"]) == ("incomplete", "unknown", RUN_ID)
    assert record["emission"]["recovered_by"] == OWN
    assert record["in_flight"] == ["f::day[count]"]
    assert [entry["code"] for entry in record["failures"]] == ["ECR003", "ECS002"]
    assert record["contracts"][0]["verdict"] == "fail"
    assert found.in_flight == ("f::day[count]",)
    assert "in flight: f::day[count]" in found.message
    assert found.written


def test_it_is_found_once(tmp_path: Path) -> None:
    path = dead(tmp_path, *EVENTS)
    assert len(run(tmp_path)) == 1
    before = (path / "run.json").read_bytes()
    assert run(tmp_path) == []
    assert (path / "run.json").read_bytes() == before


def test_a_living_run_and_a_finished_one_are_left_alone(tmp_path: Path) -> None:
    living = RunFolder.create(str(tmp_path), RUN_ID, start().event())
    ended = RunFolder.create(str(tmp_path), uuid7(), start().event())
    ended.write(success(), dict)
    ended.journal.close()
    assert run(tmp_path) == []
    assert not os.path.exists(living.record_path)
    living.journal.close()


def test_the_own_run_is_left_alone(tmp_path: Path) -> None:
    dead(tmp_path, run_id=OWN)
    assert run(tmp_path) == []


def test_a_torn_tail_is_counted(tmp_path: Path) -> None:
    path = dead(tmp_path, *EVENTS)
    with (path / "journal.jsonl").open("ab") as file:
        file.write(b'{"event":"che')
    run(tmp_path)
    journal = json.loads((path / "run.json").read_bytes())["emission"]["journal"]
    assert journal == {"path": "journal.jsonl", "lines": 8, "torn": 1, "lost": 0}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json\n",
        b'{"event": "start", "run_id": "another"}\n',
        b'{"event": "start", "run_id": "%s"}\n' % RUN_ID.encode(),
        b'{"event": "check"}\n',
        b"[" * 100_000,
    ],
)
def test_a_journal_that_cannot_be_understood_is_named(tmp_path: Path, content: bytes) -> None:
    path = dead(tmp_path)
    (path / "journal.jsonl").write_bytes(content)
    (found,) = run(tmp_path)
    assert not found.written
    assert RUN_ID in found.message
    assert not (path / "run.json").exists()


def test_a_planted_journal_cannot_make_a_record_that_lies(tmp_path: Path) -> None:
    """Journals lie in the work tree, so a pull request can bring one."""
    event = start().event()
    event["host"] = {"repo": 1}
    path = dead(tmp_path)
    (path / "journal.jsonl").write_text(json.dumps(event) + "\n")
    (found,) = run(tmp_path)
    assert not found.written


def test_a_link_instead_of_a_journal_is_not_followed(tmp_path: Path) -> None:
    path = dead(tmp_path)
    os.rename(path / "journal.jsonl", tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", path / "journal.jsonl")
    (found,) = run(tmp_path)
    assert not found.written


def test_many_dead_runs_do_not_hold_up_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "MAXIMUM_RECOVERIES", 2)
    for second in range(5):
        dead(tmp_path, run_id=uuid7(second * 10**9))
    assert [len(run(tmp_path)) for _ in range(4)] == [2, 2, 1, 0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "start",
    "catalog",
    "planned",
    "selected",
    "running",
    "started",
    "failure",
    "waived",
    "check",
    "finished",
]
FIELDS = [
    "contracts",
    "checks",
    "nodeids",
    "nodeid",
    "failure",
    "contract",
    "status",
    "outcome",
    "waiver",
    "run_id",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), JSON)), max_size=4)
)
def test_no_journal_makes_it_raise(tmp_path: Path, events: list[tuple[str, dict[str, Any]]]) -> None:
    run_id = uuid7()
    path = dead(tmp_path, *({"event": name, **fields} for name, fields in events), run_id=run_id)
    (found,) = run(tmp_path)
    assert found.run_id == run_id
    if not found.written:
        for name in os.listdir(path):
            os.unlink(path / name)
        path.rmdir()
