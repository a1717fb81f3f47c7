"""One run from start to end: what is journalled is what is recorded."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.sample_records import contract_entry, ending, record_schema, start, violation

from pytest_ecocontracts.core import taxonomy
from pytest_ecocontracts.core.records import recorder as module
from pytest_ecocontracts.core.records import writer
from pytest_ecocontracts.core.records.journal import read_journal
from pytest_ecocontracts.core.records.recorder import RecordNotWritten, RunRecorder
from pytest_ecocontracts.core.records.redaction import TOKEN, Redactor
from pytest_ecocontracts.core.records.tally import Tally
from pytest_ecocontracts.core.records.verify import defects
from pytest_ecocontracts.core.taxonomy import KnownTaxonomies

SECRET = "s3cr3t-value-91"
NODE = "contracts/day.contract.yaml::day[schema]"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    recorder = RunRecorder(str(tmp_path), start(), Redactor([SECRET]), record_schema, KnownTaxonomies())
    recorder.emit(
        {"event": "catalog", "contracts": [contract_entry()]},
        {"event": "planned", "checks": [[NODE, "day"]]},
        {"event": "selected", "nodeids": [NODE]},
        {"event": "running"},
        {"event": "started", "nodeid": NODE},
    )
    yield recorder
    recorder.abandon()


def result(
    *violations: dict[str, Any], waived: list[dict[str, Any]] | None = None, **changes: Any
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "contract": "day",
        "kind": "artifact",
        "check": "schema",
        "chunk": [1, 1],
        "examined": 12,
        "omitted": 0,
        "duration": 0.0042,
        "details": {},
        "violations": list(violations),
        "waived": waived or [],
    }
    return fields | changes


def saved(recorder: RunRecorder) -> dict[str, Any]:
    record = json.loads(Path(recorder.folder.record_path).read_bytes())
    assert defects(record, record_schema()) == []
    return dict(record)


def test_a_clean_run_never_reads_the_taxonomy(run: RunRecorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taxonomy, "load_taxonomy", lambda: pytest.fail("the taxonomy was read"))
    monkeypatch.setattr(taxonomy, "_shipped", lambda: pytest.fail("the taxonomy was read"))
    run.check(NODE, result())
    assert run.finish(ending())["outcome"] == "success"
    assert saved(run)["emission"]["taxonomy"] == []


def test_a_violation_is_recorded_with_its_meaning(run: RunRecorder) -> None:
    told = run.check(NODE, result(violation()))
    record = run.finish(ending(1))
    assert saved(run) == record
    (failure,) = record["failures"]
    assert (failure["name"], failure["fault"], failure["nodeid"]) == (
        "schema-required-missing",
        "producer",
        NODE,
    )
    assert record["contracts"][0]["examined"] == 12
    assert told["status"] == "failed"
    assert [entry["code"] for entry in told["failures"]] == ["ECS002"]


def test_the_record_follows_from_the_journal(run: RunRecorder) -> None:
    """Recovery depends on it."""
    waiver = {"violation": violation("ECS003"), "waiver": {"id": "w", "path": "w.yaml", "line": 3}}
    run.check(NODE, result(violation(), waived=[waiver | {"reason": "later", "until": "2026-12-31"}]))
    run.fail({"code": "ECZ006", "message": "assert 1 == 2", "metadata": {"nodeid": "t::a"}}, nodeid="t::a")
    run.started("t::a")
    run.finished("t::a", "failed")
    run.unevaluated("t::b", "skipped")
    record = run.finish(ending(1))
    assert record["emission"]["journal"]["lines"] == len(
        read_journal(f"{run.folder.path}/journal.jsonl").events
    )
    replayed = Tally()
    for event in read_journal(f"{run.folder.path}/journal.jsonl").events:
        replayed.apply(event)
    again = module.assemble(replayed, ending(1), emission=record["emission"])
    assert json.loads(json.dumps(again)) == json.loads(json.dumps(record))


def test_no_secret_reaches_journal_or_record(run: RunRecorder) -> None:
    waiver = {
        "violation": violation(found=SECRET),
        "waiver": {"id": "w"},
        "reason": SECRET,
        "until": "2026-12-31",
    }
    run.check(NODE, result(violation(message=f"found {SECRET}", found=SECRET), waived=[waiver]))
    run.fail({"code": "ECZ006", "message": SECRET})
    run.extend({"acme.release": {"note": [SECRET, {"deep": SECRET}]}})
    record = run.finish(ending(1))
    for path in Path(run.folder.path).iterdir():
        assert SECRET.encode() not in path.read_bytes(), path.name
    assert record["emission"]["redaction_tokens"] == [TOKEN]
    assert record["emission"]["redactions"] == 7
    assert record["outcome"] == "failure"


@pytest.mark.parametrize(
    "answer",
    [
        7,
        {"undotted": {}},
        {"a.b": "text"},
        {"A.b": {}},
        {1: {}},
        {"a.b": {"x": object()}},
        {"a.b": {"x": float("nan")}},
    ],
)
def test_extensions_that_cannot_stand_in_a_record_are_refused(run: RunRecorder, answer: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        run.extend(answer)
    assert run.extensions == {}


def test_names_that_are_not_utf_8_are_written_readably(run: RunRecorder) -> None:
    run.check(NODE, result(violation(location={"path": "caf\udce9.json", "pointer": ""})))
    assert run.finish(ending(1))["failures"][0]["location"]["path"] == "caf\\xe9.json"


def test_endless_texts_are_cut(run: RunRecorder) -> None:
    run.check(
        NODE, result(violation(message="x" * 10**6, found="y" * 10**6, metadata={"property": "z" * 10**6}))
    )
    failure = run.finish(ending(1))["failures"][0]
    assert [len(failure[name]) for name in ("message", "found")] == [4096, 1024]
    assert failure["message"].endswith("…")


def test_an_unknown_code_is_recorded_as_what_it_is(run: RunRecorder) -> None:
    run.check(NODE, result(violation("SHOP001")))
    (failure,) = run.finish(ending(1))["failures"]
    assert (failure["code"], failure["metadata"]["code"]) == ("ECZ999", "SHOP001")


def test_a_full_disk_leaves_a_minimal_record_and_is_told(
    run: RunRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.check(NODE, result(*(violation(metadata={"property": f"p{n}"}, found="x" * 900) for n in range(50))))

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "write", full)
        with pytest.raises(RecordNotWritten, match="minimal"):
            run.finish(ending(1))
    record = saved(run)
    assert record["outcome"] == "failure"
    assert "ECR005" in [failure["code"] for failure in record["failures"]]
    assert record["failures_omitted"] == 47
    assert os.path.getsize(run.folder.record_path) <= writer.RESERVE_BYTES


def test_lines_lost_while_the_disk_was_full_are_counted(
    run: RunRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tally still knows them, so the record is whole once there is room again."""
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        run.check(NODE, result(violation()))
    record = run.finish(ending(1))
    assert saved(run) == record
    assert [failure["code"] for failure in record["failures"]] == ["ECS002"]
    assert record["emission"]["journal"]["lost"] == 3


def test_a_green_run_on_a_full_disk_is_not_green(run: RunRecorder, monkeypatch: pytest.MonkeyPatch) -> None:
    run.check(NODE, result())
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        with pytest.raises(RecordNotWritten):
            run.finish(ending(0))
    record = saved(run)
    assert (record["outcome"], record["exit"]["code"]) == ("error", 1)


def test_a_vanished_folder_gives_the_record_to_the_caller(run: RunRecorder) -> None:
    for name in os.listdir(run.folder.path):
        os.unlink(f"{run.folder.path}/{name}")
    os.rmdir(run.folder.path)
    with pytest.raises(RecordNotWritten, match="No such file") as caught:
        run.finish(ending(0))
    assert caught.value.record["run_id"] == run.start.run_id


def test_a_record_that_lies_is_never_written(run: RunRecorder) -> None:
    """An exit code of 0 with a failure would be a defect of ours; it must not look green."""
    run.check(NODE, result(violation()))
    with pytest.raises(RecordNotWritten, match="contradicts"):
        run.finish(ending(0))
    record = saved(run)
    assert record["outcome"] == "failure"
    assert record["exit"]["code"] == 1
