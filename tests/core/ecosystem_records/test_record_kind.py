"""``record/v1``: run records are complete, claim what they show, and name what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.core.artifacts.gate import Gate
from tests.core.ecosystem_records.garden import (
    BED_TEXT,
    BEDS,
    COUNTERS,
    ENVIRONMENT,
    HARVEST,
    HARVEST_TEXT,
    LOG,
    NOTES,
    RECORD,
    Json,
    changed,
    digest,
    error,
    failed,
    files,
    gate,
    item,
    judge,
    manifest,
    manifest_of,
    record,
    stage,
)
from tests.fakes import contract

from pytest_ecocontracts.core.ecosystem_records.parsing import RULES
from pytest_ecocontracts.core.kinds.record import KIND
from pytest_ecocontracts.core.violations import UNWAIVABLE

ROOT = Path(__file__).resolve().parents[3]
EMPTY_HARVEST = {HARVEST: "", manifest_of(HARVEST): manifest(HARVEST, "")}


def empty(**fields: Any) -> Json:
    """The record of a run that had nothing to do."""
    told = {
        "status": "empty_success",
        "reason_codes": ["no_beds_ripe"],
        "outputs": [item(HARVEST, "", promotion_status="promoted")],
    }
    return record(**{**told, **fields})


def partial(**fields: Any) -> Json:
    """The record of a run without its optional notes."""
    notes = item(NOTES, "", required=False, promotion_status="not_written")
    outputs = [*record()["outputs"], notes]
    told = {"status": "partial_success", "reason_codes": ["no_ink"], "outputs": outputs}
    return record(**{**told, **fields})


def told(found: Gate) -> list[tuple[str, str]]:
    """(code, pointer) of every violation, and none of them about the contracts."""
    assert [v.message for v in found.problems] == []
    return [(code, pointer) for code, _, pointer in found.found]


@pytest.mark.parametrize("made", [record(), partial(), failed()], ids=["success", "partial", "error"])
def test_records_that_are_as_they_should_be(made: Json) -> None:
    found = judge(made)
    assert told(found) == []
    assert {outcome.examined for outcome in found.outcomes.values()} == {1}
    assert set(RULES) - {"run-ids"} < {name.partition("[")[2].rstrip("]") for name in found.outcomes}


def test_an_empty_run_is_as_good_as_another() -> None:
    assert told(gate(files(empty(), **EMPTY_HARVEST))) == []


def test_no_record_at_all_is_a_violation_and_blocks_the_rest() -> None:
    found = gate(files())
    assert found.outcome("presence").violations[0].code == "ECL001"
    assert {v.code for name, o in found.outcomes.items() if "presence" not in name for v in o.violations} == {
        "ECX001"
    }


def test_no_record_is_fine_where_the_contract_says_so() -> None:
    found = gate(files(), presence="optional")
    assert told(found) == []
    assert {outcome.examined for outcome in found.outcomes.values()} == {0}


# --- the shape ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", [name for name in record() if name != "run_id"])
def test_a_standard_record_has_every_field(field: str) -> None:
    assert ("ECS002", "") in told(judge(changed(record(), (f"/{field}", ...))))


@pytest.mark.parametrize("counter", COUNTERS)
def test_every_counter_is_there(counter: str) -> None:
    made = changed(record(), (f"/counters/{counter}", ...))
    assert told(judge(made)) == [("ECS002", "/counters")]


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/created_at", "yesterday", "ECS010"),
        ("/created_at", "2026-05-02T06:00:00+02:00", "ECS004"),
        ("/status", "fine", "ECS004"),
        ("/counters/files_seen", -1, "ECS004"),
        ("/inputs/0/resolution", "perhaps", "ECS004"),
        ("/outputs/0/promotion_status", "done", "ECS004"),
        ("/outputs/0/required", "yes", "ECS003"),
        ("/stages/0/status", "ok", "ECS004"),
        ("/environment", [], "ECS003"),
    ],
)
def test_values_of_another_form_are_refused(pointer: str, value: object, code: str) -> None:
    assert (code, pointer) in told(judge(changed(record(), (pointer, value))))


def test_a_core_record_has_what_the_rules_look_at() -> None:
    names = ("run_id", "status", "stages", "inputs", "outputs", "counters", "warnings", "errors")
    made = {name: record()[name] for name in names}
    assert told(judge(made, shape="core")) == []
    assert ("ECS002", "") in told(judge(made))
    assert told(judge(changed(made, ("/status", ...)), shape="core")) == [("ECS002", "")]


def test_a_record_that_is_no_object_or_no_json_is_told_once() -> None:
    assert told(gate(files() | {RECORD: "[7]"})) == [("ECS003", "")]
    found = gate(files() | {RECORD: "{"})
    assert found.outcome("schema").violations[0].code == "ECS001"
    assert {v.code for v in found.violations} == {"ECS001", "ECX001"}


def test_the_ecosystems_own_schema_is_asked_too_and_nothing_is_told_twice() -> None:
    schema = {"required": ["status", "colour"], "properties": {"status": {"type": "string"}}}
    assert told(judge(record(), schema=schema)) == [("ECS002", "")]
    made = changed(record(colour="red"), ("/status", ...))
    assert told(judge(made, schema=schema)) == [("ECS002", "")]


def test_stages_and_reasons_may_be_listed() -> None:
    assert told(judge(record(), stages={"names": ["read", "write"]})) == []
    assert told(judge(record(), stages={"names": ["read"]})) == [("ECS004", "/stages/1/stage")]
    assert told(judge(partial(), reasons=["no_ink"])) == []
    assert told(judge(partial(), reasons=["rain"])) == [("ECS004", "/reason_codes/0")]


# --- who and how many -----------------------------------------------------------------------------------


def test_a_folder_of_records_may_be_closed() -> None:
    stray = files(record(), **{"runs/notes.txt": "read me\n"})
    assert gate(stray).codes == []
    assert gate(stray, exclusive=True).codes == ["ECL005"]
    assert judge(record(), exclusive=True).codes == []


def test_records_are_no_strangers_in_the_folder_of_an_artifact() -> None:
    beside = contract(
        "artifact/v1", id="shop.notes", path="runs/{name:name}.txt", exclusive=True, format="text"
    )
    content = files(record(), **{"runs/notes.txt": "read me\n"})
    assert gate(content, {"contracts/n.contract.yaml": beside}, kind="artifact").codes == []


def test_a_file_is_named_by_its_run() -> None:
    found = gate(files() | {"runs/run-2.json": record()})
    assert told(found) == [("ECR010", "/run_id")]
    assert (found.violations[0].expected, found.violations[0].found) == ("run-2", '"run-1"')


def test_a_run_has_one_record() -> None:
    content = files(record()) | {"runs/again/run-1.json": record()}
    found = gate(content, path="runs/**/{run_id:name}.json")
    assert [v.code for v in found.outcome("unique").violations] == ["ECI003"]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/counters/errors_count", 1),
        ("/counters/warnings_count", 2),
        ("/counters/files_seen", 0),
        ("/counters/records_skipped", 1),
        ("/counters/artifacts_written", 2),
        ("/stages/0/counters/errors_count", 1),
        ("/stages/1/counters/artifacts_written", 0),
    ],
)
def test_counters_agree_with_what_they_count(pointer: str, value: int) -> None:
    found = judge(changed(record(), (pointer, value)))
    codes = {v.code for v in found.outcome("counters").violations}
    assert codes == {"ECR011"}


def test_other_counters_can_be_sums() -> None:
    sums = {"sums": ["records_seen"]}
    made = changed(record(), ("/stages/0/counters/records_seen", 2), ("/stages/1/counters/records_seen", 0))
    assert told(judge(made, counters=sums)) == []
    wrong = changed(made, ("/stages/1/counters/records_seen", 1))
    assert told(judge(wrong, counters=sums)) == [("ECR011", "/counters/records_seen")]
    unknown = changed(made, ("/stages/1/counters/records_seen", ...))
    assert told(judge(unknown, counters=sums)) == []


# --- the status -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        changed(failed(), ("/errors", []), ("/counters/errors_count", 0), ("/stages/0/errors", [])),
        record(errors=[error()]),
        record(completed_at=None),
        changed(record(), ("/stages/0/status", "error")),
        changed(partial(), ("/outputs", record()["outputs"])),
    ],
    ids=["error-without", "errors-in-success", "no-end", "failed-stage", "lacks-nothing"],
)
def test_a_status_is_what_the_record_shows(made: Json) -> None:
    found = judge(made)
    assert {v.code for v in found.outcome("statuses").violations} == {"ECR012"}
    assert all(v.location and v.location.pointer == "/status" for v in found.outcome("statuses").violations)


def test_a_run_that_crashed_has_no_end() -> None:
    assert told(judge(failed(completed_at=None))) == []


def test_a_partial_run_may_have_skipped_a_stage() -> None:
    made = record(
        status="partial_success",
        reason_codes=["rain"],
        stages=[*record()["stages"], stage("paint", 30, status="skipped")],
    )
    assert told(judge(made)) == []


def test_a_status_that_the_ecosystem_does_not_have() -> None:
    statuses = {"success": "success", "error": "error"}
    assert ("ECS004", "/status") in told(judge(partial(), statuses=statuses))


@pytest.mark.parametrize("promotion", ["staged", "not_written"])
@pytest.mark.parametrize("made", [record(), partial()], ids=["success", "partial"])
def test_required_outputs_are_promoted(made: Json, promotion: str) -> None:
    found = judge(changed(made, ("/outputs/0/promotion_status", promotion)))
    assert [v.code for v in found.outcome("outputs").violations] == ["ECR013"]


def test_nothing_stays_staged_unless_it_was_rolled_back() -> None:
    made = changed(partial(), ("/outputs/1/promotion_status", "staged"))
    assert told(judge(made)) == [("ECR013", "/outputs/1/promotion_status")]
    assert told(judge({**made, "rollback": {"at": "2026-05-02T06:00:59Z"}})) == []
    assert told(judge(changed(failed(), ("/outputs/0/promotion_status", "staged")))) == []


def test_outputs_that_every_run_has() -> None:
    assert told(judge(record(), outputs=["harvest"])) == []
    assert told(judge(record(), outputs=["harvest", "notes"])) == [("ECR013", "/outputs")]
    assert told(judge(partial(), outputs=["notes"])) == [("ECR013", "/outputs/1/promotion_status")]
    assert told(judge(failed(outputs=[]), outputs=["harvest"])) == []


@pytest.mark.parametrize("made", [record(), partial()], ids=["success", "partial"])
def test_a_required_input_is_not_missing(made: Json) -> None:
    missing = changed(made, ("/inputs/0/resolution", "missing"))
    assert told(judge(missing)) == [("ECR014", "/inputs/0/resolution")]
    optional = changed({"reason_codes": ["unripe"], **missing}, ("/inputs/0/required", False))
    assert told(judge(optional)) == []


def test_some_runs_may_go_without_inputs() -> None:
    made = changed(empty(entrypoint="garden.rest"), ("/inputs/0/resolution", "missing"))
    content = files(made, **EMPTY_HARVEST)
    assert told(gate(content, no_input="self.entrypoint == 'garden.rest'")) == []
    assert told(gate(content, no_input="self.entrypoint == 'other'")) == [("ECR014", "/inputs/0/resolution")]
    assert told(gate(content, no_input="self.mode == 'rest'")) == [("ECI031", "")]
    success = changed(record(), ("/inputs/0/resolution", "missing"))
    assert told(judge(success, no_input="true")) == [("ECR014", "/inputs/0/resolution")]


def test_empty_and_partial_runs_say_why() -> None:
    assert told(judge(changed(partial(), ("/reason_codes", ...)))) == [("ECR015", "")]
    assert told(judge(partial(reason_codes=[]))) == [("ECR015", "/reason_codes")]
    made = empty(reason_codes=[])
    assert told(gate(files(made, **EMPTY_HARVEST))) == [("ECR015", "/reason_codes")]


def test_whoever_skips_something_says_why() -> None:
    made = changed(record(), ("/counters/records_skipped", 1), ("/counters/records_seen", 3))
    assert told(judge(made)) == [("ECR015", "")]
    assert told(judge({**made, "reason_codes": ["unripe"]})) == []


def test_whoever_goes_without_an_optional_input_says_why() -> None:
    made = changed(record(), ("/inputs/0/resolution", "missing"), ("/inputs/0/required", False))
    assert told(judge(made)) == [("ECR015", "")]
    assert told(judge({**made, "reason_codes": ["unripe"]})) == []


@pytest.mark.parametrize("field", ["os", "arch", "toolchain", "config_fingerprint"])
def test_a_record_says_where_it_ran(field: str) -> None:
    assert told(judge(changed(record(), (f"/environment/{field}", ...)))) == [("ECS002", "/environment")]


def test_an_empty_run_has_empty_outputs() -> None:
    made = empty(outputs=record()["outputs"])
    assert told(judge(made)) == [("ECR017", "/outputs/0/manifest_path")]


# --- times ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "value", "at"),
    [
        ("/stages/0/completed_at", "2026-05-02T06:00:00.5Z", "/stages/0/completed_at"),
        ("/stages/1/started_at", "2026-05-02T06:00:00.5Z", "/stages/1/started_at"),
        ("/created_at", "2026-05-02T06:00:02Z", "/stages/0/started_at"),
        ("/completed_at", "2026-05-02T06:00:24Z", "/completed_at"),
    ],
)
def test_times_are_in_order(pointer: str, value: str, at: str) -> None:
    assert told(judge(changed(record(), (pointer, value)))) == [("ECR016", at)]


@pytest.mark.parametrize(
    ("names", "at"),
    [
        (["read", "write"], []),
        (["resolve", "read", "plan", "write"], []),
        (["write", "read"], [("ECR016", "/stages/1/stage")]),
    ],
)
def test_stages_keep_a_fixed_order(names: list[str], at: list[tuple[str, str]]) -> None:
    assert told(judge(record(), stages={"names": names, "order": "fixed"})) == at
    assert told(judge(record(), stages={"names": names})) == []


def test_a_stage_of_a_fixed_order_stands_once() -> None:
    twice = record()
    twice["stages"][1]["stage"] = "read"
    found = judge(twice, stages={"names": ["read", "write"], "order": "fixed"})
    assert told(found) == [("ECR016", "/stages/1/stage")]


def test_times_are_compared_as_instants() -> None:
    made = changed(record(), ("/stages/0/started_at", "2026-05-02T06:00:01.000+00:00"))
    assert told(judge(made)) == []


# --- what a record names --------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [BEDS, HARVEST, manifest_of(BEDS), manifest_of(HARVEST)])
def test_what_a_record_names_is_there(gone: str) -> None:
    content = files(record())
    del content[gone]
    found = gate(content)
    assert [(v.code, v.metadata["path"]) for v in found.violations] == [("ECI009", gone)]


def test_no_path_of_a_record_leaves_the_root() -> None:
    made = changed(record(), ("/outputs/0/path", "../../etc/passwd"))
    assert ("ECI009", "/outputs/0/path") in told(judge(made))


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        ({"kind": "log", "path": LOG}, []),
        ({"kind": "url", "ref": "https://ci.garden.example/1"}, []),
        ({"kind": "log", "path": "logs/gone.log"}, [("ECR022", "/errors/0/evidence/0/path")]),
        ({"kind": "log"}, [("ECR022", "/errors/0/evidence/0")]),
        ({"kind": "stdout", "ref": "console"}, [("ECS004", "/errors/0/evidence/0/kind")]),
    ],
)
def test_evidence_leads_somewhere(evidence: Json, verdict: list[tuple[str, str]]) -> None:
    assert told(judge(failed(errors=[error(evidence=[evidence])]))) == verdict


def test_evidence_of_stages_and_warnings_counts_too() -> None:
    lost = [{"kind": "log", "path": "gone"}]
    made = changed(record(), ("/stages/0/evidence", lost), ("/counters/warnings_count", 1))
    warning = {
        "warning_id": "w",
        "type": "LATE",
        "stage": "read",
        "message": "late",
        "recorded_at": "2026-05-02T06:00:03Z",
        "evidence": lost,
    }
    made = changed({**made, "warnings": [warning]}, ("/stages/0/counters/warnings_count", 1))
    made = changed(made, ("/stages/0/warnings", [warning]))
    assert told(judge(made)) == [
        ("ECR022", "/stages/0/evidence/0/path"),
        ("ECR022", "/warnings/0/evidence/0/path"),
        ("ECR022", "/stages/0/warnings/0/evidence/0/path"),
    ]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("/data_path", "other"), ("/schema_version_emitted", "bed.v2"), ("/artifact_family", "yard")],
)
@pytest.mark.parametrize("path", [BEDS, HARVEST])
def test_a_record_says_what_the_manifest_says(path: str, pointer: str, value: str) -> None:
    content = files(record())
    name = manifest_of(path)
    found = gate(content | {name: changed(content[name], (pointer, value))})
    assert found.codes == ["ECR023"]


def test_a_digest_is_that_of_the_manifest_and_of_the_file() -> None:
    made = changed(record(), ("/outputs/0/data_hash", digest("other")))
    assert told(judge(made)) == [("ECR023", "/outputs/0/data_hash"), ("ECI004", "/outputs/0/data_hash")]
    prefixed = changed(record(), ("/outputs/0/data_hash", "SHA256:" + digest(HARVEST_TEXT).upper()))
    assert told(judge(prefixed)) == []
    touched = files(record(), **{HARVEST: HARVEST_TEXT + "\n"})
    assert told(gate(touched)) == [("ECI004", "/outputs/0/data_hash")]
    assert told(gate(touched, manifests={"digest": None})) == []
    assert (
        told(
            gate(files(record(), **{HARVEST: HARVEST_TEXT.replace("\n", "\r\n")}), manifests={"digest": "lf"})
        )
        == []
    )


def test_manifests_of_several_forms_are_read_at_the_place_that_has_a_value() -> None:
    """Two places with different values are told, and neither is picked in silence."""
    at = {"data_hash": ["/integrity/sha256", "/hashes/data_hash"], "counts": None}
    assert told(judge(record(), manifests=at)) == []
    content = files(record())
    name = manifest_of(HARVEST)
    both = content | {name: changed(content[name], ("/integrity", {"sha256": digest("other")}))}
    assert told(gate(both, manifests=at)) == [("ECR023", "/outputs/0/manifest_path")]
    null = content | {name: changed(content[name], ("/integrity", {"sha256": None}))}
    assert told(gate(null, manifests=at)) == []
    sealed = both | {name: changed(both[name], ("/hashes/data_hash", None))}
    assert told(gate(sealed, manifests=at)) == [("ECR023", "/outputs/0/data_hash")]


@pytest.mark.parametrize("group", ["inputs", "outputs"])
def test_whatever_is_read_or_promoted_has_a_manifest(group: str) -> None:
    made = changed(record(), (f"/{group}/0/manifest_path", None))
    assert told(judge(made)) == [("ECI009", f"/{group}/0/manifest_path")]
    assert told(judge(made, manifests={"required": False})) == []


def test_a_record_says_no_less_than_the_manifest() -> None:
    made = changed(record(), ("/outputs/0/data_hash", None))
    assert told(judge(made)) == [("ECR023", "/outputs/0/data_hash")]


def test_an_algorithm_that_is_not_allowed() -> None:
    made = changed(record(), ("/outputs/0/data_hash", "md5:0"), ("/outputs/0/manifest_path", None))
    assert told(judge(made, manifests={"required": False})) == [("ECI008", "/outputs/0/data_hash")]


def test_a_manifest_of_a_run_without_a_record() -> None:
    content = files(record(), **{manifest_of(HARVEST): manifest(HARVEST, HARVEST_TEXT, "run-0")})
    assert told(gate(content)) == [("ECR023", "/outputs/0/manifest_path")]


def later(**fields: Any) -> Json:
    """A run on the next day that wrote the same file again."""
    text = json.dumps(record(run_id="run-2", **fields)).replace("2026-05-02", "2026-05-03")
    made: Json = json.loads(text)
    return made


NEW = HARVEST_TEXT * 2


def test_an_output_that_a_later_run_wrote_again_is_the_later_runs() -> None:
    again = later(outputs=[item(HARVEST, NEW, promotion_status="promoted")])
    again_files = {HARVEST: NEW, manifest_of(HARVEST): manifest(HARVEST, NEW, "run-2")}
    assert told(gate(files(record(), again, **again_files))) == []
    early = changed(again, ("/created_at", "2026-05-01T06:00:00Z"))
    codes = told(gate(files(record(), early, **again_files)))
    assert ("ECR023", "/outputs/0/manifest_path") in codes


def test_an_input_that_was_written_again_after_the_run_is_not_the_runs() -> None:
    new = BED_TEXT * 2
    after = manifest(BEDS, new, "upstream-2", created_at="2026-05-04T00:00:00Z")
    before = manifest(BEDS, new, "upstream-2", created_at="2026-05-01T00:00:00Z")
    assert told(gate(files(record(), **{BEDS: new, manifest_of(BEDS): after}))) == []
    codes = told(gate(files(record(), **{BEDS: new, manifest_of(BEDS): before})))
    assert codes == [("ECR023", "/inputs/0/data_hash"), ("ECI004", "/inputs/0/data_hash")]


def test_a_manifest_that_cannot_be_read_blocks_and_the_rest_is_judged() -> None:
    made = changed(record(), ("/outputs/0/data_hash", digest("other")))
    found = gate(files(made, **{manifest_of(BEDS): "{"}))
    assert sorted(v.code for v in found.outcome("manifests").violations) == ["ECI004", "ECR023", "ECX001"]


MANIFESTS = {
    "contracts/m.contract.yaml": contract(
        "artifact/v1", id="shop.manifests", path="harvest/{day:date}.manifest.json"
    )
}


def test_whoever_names_a_run_names_one_with_a_record() -> None:
    runs = {"run_ids": ["shop.manifests:/run_id"]}
    found = gate(files(record()), MANIFESTS, **runs)
    assert told(found) == []
    assert found.outcome("run-ids").examined == 1
    lost = {"harvest/2026-05-03.manifest.json": manifest("harvest/2026-05-03.jsonl", "", "run-9")}
    found = gate(files(record(), **lost), MANIFESTS, **runs)
    assert [(v.code, v.location and v.location.path) for v in found.violations] == [
        ("ECI002", "harvest/2026-05-03.manifest.json")
    ]


def test_a_pointer_to_runs_that_nothing_has_is_no_pass() -> None:
    found = gate(files(record()), MANIFESTS, run_ids=["shop.manifests:/runid"])
    assert told(found) == [("ECC009", "")]


def test_relations_of_artifacts_may_read_records() -> None:
    """The other way round: what a manifest says is held against the record of its run."""
    relation = {
        "equal": {
            "of": "/counts/records_total",
            "to": "shop.data:/counters/artifacts_written",
            "key": {"of": "/run_id", "to": "shop.data:/run_id"},
        }
    }
    told_of = {"id": "shop.manifests", "path": "harvest/{day:date}.manifest.json", "relations": [relation]}
    manifests = {"contracts/m.contract.yaml": contract("artifact/v1", **told_of)}
    assert [v.code for v in gate(files(record()), manifests, kind="artifact").violations] == []
    more = changed(record(), ("/counters/artifacts_written", 2))
    assert [v.code for v in gate(files(more), manifests, kind="artifact").violations] == ["ECI013"]


def test_several_artifacts_may_name_runs() -> None:
    runs = ["shop.manifests:/run_id", "shop.manifests:/inputs/*/run_id"]
    made = manifest(HARVEST, HARVEST_TEXT, inputs=[{"run_id": "run-7"}])
    found = gate(files(record(), **{manifest_of(HARVEST): made}), MANIFESTS, run_ids=runs)
    assert found.outcome("run-ids").violations == ()
    assert [v.code for v in found.outcome("run-ids-2").violations] == ["ECI002"]


# --- errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, []),
        ({"subtype": "MISSING_BED_7"}, []),
        ({"subtype": None}, []),
        ({"type": "INPUT_MISING"}, [("ECR018", "/errors/0/type")]),
        ({"type": "NO_BEDS"}, [("ECR018", "/errors/0/type")]),
        ({"subtype": "NO_WATER"}, [("ECR019", "/errors/0/subtype")]),
        ({"type": "LATE"}, [("ECR019", "/errors/0/subtype")]),
        ({"type": "LATE", "subtype": "BY_A_DAY"}, []),
        ({"details": {"input_name": "beds"}}, [("ECR020", "/errors/0/details")]),
        ({"details": ...}, [("ECR020", "/errors/0")]),
    ],
)
def test_errors_are_of_known_classes_and_tell_what_those_ask(
    fields: Json, verdict: list[tuple[str, str]]
) -> None:
    made = error(**fields)
    made = {name: value for name, value in made.items() if value is not ...}
    assert told(judge(failed(errors=[made]))) == verdict


def test_a_code_in_the_place_of_a_class_is_told_its_class() -> None:
    found = judge(failed(errors=[error(type="NO_BEDS")]))
    assert found.violations[0].fix == "write type: INPUT_MISSING, and NO_BEDS as its subtype"


def test_details_are_of_the_form_that_the_class_says() -> None:
    wrong = error(type="INTEGRITY_MISMATCH", subtype=None, details={"declared": 7}, evidence=[])
    assert told(judge(failed(errors=[wrong]))) == [
        ("ECR020", "/errors/0/details/declared"),
        ("ECR020", "/errors/0/evidence"),
    ]


def test_nothing_goes_on_after_a_failure_that_stops_the_run() -> None:
    made = changed(failed(), ("/stages/1/status", "success"))
    assert told(judge(made)) == [("ECR021", "/stages/1/status")]
    assert told(judge(made, stages={"after_failure": ["write"]})) == []
    late = changed(made, ("/errors/0/type", "LATE"), ("/errors/0/subtype", ...))
    assert told(judge(late)) == []


def test_without_a_taxonomy_errors_are_not_classified() -> None:
    found = judge(failed(errors=[error(type="WHATEVER")]), taxonomy=None)
    assert told(found) == []
    assert "shop.data[failures]" not in found.outcomes


# --- secrets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "secret"),
    [
        ({"DB_PASSWORD": "correct horse"}, True),
        ({"nested": [{"api_key": "0123456789abcdef"}]}, True),
        ({"origin": "https://user:pass@garden.example/repo.git"}, True),
        ({"DB_PASSWORD": "[redacted]"}, False),
        ({"DB_PASSWORD_FILE": "/run/secrets/db"}, False),
        ({"idempotency_key": "0123456789abcdef"}, False),
        ({"origin": "https://garden.example/repo.git"}, False),
        ({"mail": "garden@garden.example"}, False),
    ],
)
def test_a_record_holds_no_secret(environment: Json, secret: bool) -> None:
    found = judge(record(environment={**ENVIRONMENT, **environment}))
    assert [v.code for v in found.violations] == ["ECR024"] * secret
    shown = repr(found.violations)
    assert "correct horse" not in shown
    assert "user:pass" not in shown


# --- the contract ---------------------------------------------------------------------------------------

RENAMED = {
    "run_id": "id",
    "created_at": "ts_start",
    "completed_at": "ts_end",
    "stages.completed_at": "until",
    "status": "outcome",
    "stages.status": "state",
    "data_hash": "sha256",
    "promotion_status": "promotion",
}


def renamed(value: Any, group: str = "record") -> Any:
    """The same record in the words of another ecosystem."""
    if isinstance(value, list):
        return [renamed(one, group) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        RENAMED.get(f"{group}.{name}", RENAMED.get(name, name)): renamed(
            inner, name if name in ("stages", "inputs", "outputs", "errors") else group
        )
        for name, inner in value.items()
    }


@pytest.mark.parametrize("made", [record(), partial(), failed()], ids=["success", "partial", "error"])
def test_an_ecosystem_has_its_own_words(made: Json) -> None:
    statuses = {"success": "ok", "partial": "some", "error": "broken"}
    words = {"success": "ok", "partial_success": "some", "error": "broken"}
    own = renamed({**made, "status": words[made["status"]]})
    assert "created_at" not in json.dumps(own)
    found = gate(files() | {RECORD: own}, names=RENAMED, statuses=statuses)
    assert told(found) == []
    wrong = {**own, "ts_end": "2026-05-02T05:00:00Z"}
    found = gate(files() | {RECORD: wrong}, names=RENAMED, statuses=statuses)
    assert {code for code, _ in told(found)} == {"ECR016"}


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"path": "runs/{date:date}.json"}, "ECC004", "/path"),
        ({"path": "../{run_id}.json"}, "ECC022", "/path"),
        ({"path": "runs/{run_id:name}.jsonl"}, "ECC004", "/path"),
        ({"names": {"creatd_at": "x"}}, "ECC004", "/names/creatd_at"),
        ({"taxonomy": "garden.failure"}, "ECC005", "/taxonomy"),
        ({"taxonomy": ["garden.failures", "x"]}, "ECC005", "/taxonomy/1"),
        ({"run_ids": ["shop.nothing:/run_id"]}, "ECC005", "/run_ids/0/references"),
        ({"run_ids": ["Nothing here"]}, "ECC004", "/run_ids/0"),
        ({"no_input": "self."}, "ECC004", "/no_input"),
        ({"rules": {"statusses": {"refs": ["x"]}}}, "ECC004", "/rules/statusses"),
        ({"rules": {"files": {"class": "LAET"}}}, "ECC014", "/rules/files/class"),
        ({"without": ["everything"]}, "ECC004", "/without/0"),
        ({"root": "attic"}, "ECC005", "/root"),
        ({"statuses": {"success": "ok"}}, "ECC004", "/statuses"),
        ({"invariants": [{"id": "files", "rule": "true", "fails": [{}]}]}, "ECC010", "/invariants/0/id"),
        ({"manifests": {"run_id": "run_id"}}, "ECC004", "/manifests/run_id"),
        ({"manifests": {"run_id": []}}, "ECC004", "/manifests/run_id"),
        ({"stages": {"order": "fixed"}}, "ECC004", "/stages"),
    ],
)
def test_contracts_that_cannot_be_used(fields: Json, code: str, pointer: str) -> None:
    found = judge(record(), **fields)
    assert [(v.code, v.location and v.location.pointer) for v in found.problems][:1] == [(code, pointer)]


def test_rules_carry_what_the_contract_says_of_them() -> None:
    rules = {"statuses": {"refs": ["RR-01"], "class": "LATE", "severity": "warning"}}
    (violation,) = judge(record(errors=[error()]), rules=rules).outcome("statuses").violations
    assert (violation.refs, violation.failure_class, violation.severity) == (
        ("RR-01",),
        "LATE",
        "warning",
    )


def test_the_ecosystems_own_rules_stand_beside() -> None:
    invariant = {
        "id": "one-machine",
        "rule": "self.environment.os == 'linux'",
        "fails": [{"environment": {"os": "plan9"}}],
    }
    found = judge(record(), invariants=[invariant])
    assert told(found) == []
    found = judge(record(environment={**ENVIRONMENT, "os": "plan9"}), invariants=[invariant])
    assert told(found) == [("ECI030", "/environment/os")]


def test_a_rule_may_be_left_out() -> None:
    found = judge(record(errors=[error(stage="plan")]), without=["statuses", "counters"])
    assert {"shop.data[statuses]", "shop.data[counters]"}.isdisjoint(found.outcomes)
    assert told(found) == []


def test_the_schema_names_the_rules_that_there_are() -> None:
    schema = json.loads((ROOT / "schemas" / "record.v1.schema.json").read_text())
    assert set(schema["$defs"]["rule_name"]["enum"]) == set(RULES)


def test_explaining_tells_what_records_are_asked() -> None:
    found = gate(files(record()), MANIFESTS, run_ids=["shop.manifests:/run_id"])
    (told_contract,) = [c for c in found.catalog.contracts if c.id == "shop.data"]
    facts = KIND.facts(told_contract, found.context)
    texts = [f"{fact.label}: {fact.text}" for fact in facts]
    assert "files: runs/{run_id:name}.json (1 now)" in texts
    assert "taxonomy: garden.failures" in texts
    assert any(text.startswith("statuses: success (success), empty_success (empty)") for text in texts)
    about = KIND.about(told_contract, RECORD, found.context)
    assert about[0].text == "runs/{run_id:name}.json, with run_id = run-1"
    assert {one.contract_id for one in KIND.references(told_contract)} == {
        "garden.failures",
        "shop.manifests",
    }


def test_what_is_wrong_with_an_ecosystems_records_may_be_waived_and_our_own_records_may_not() -> None:
    """An old record is never changed, so a waiver is all that is left."""
    assert not "ECR012".startswith(UNWAIVABLE)
    assert "ECR005".startswith(UNWAIVABLE)
