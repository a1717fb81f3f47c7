"""How clauses and projects stand in a record: never as passed where nothing was proved."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.core.records.test_record_schema import accepted, spoiled
from tests.sample_records import (
    DIGEST,
    EMISSION,
    EXPLAINED,
    check_event,
    ending,
    failure,
    record_schema,
    start,
)

from pytest_ecocontracts.core.records.assemble import assemble, sealed
from pytest_ecocontracts.core.records.normalise import normalised_bytes
from pytest_ecocontracts.core.records.tally import Tally
from pytest_ecocontracts.core.records.verify import defects, inconsistencies

DAY, NIGHT, HOUR = "f::day[schema]", "f::night[schema]", "f::hour[schema]"
OWNERS = {"day": "sun", "night": "moon", "hour": "sun"}


def entry(contract: str, owner: str | None) -> dict[str, Any]:
    known = {
        "id": contract,
        "version": "1.0.0",
        "digest": DIGEST,
        "kind": "artifact/v1",
        "path": f"contracts/{contract}.contract.yaml",
    }
    return known if owner is None else {**known, "owner": owner}


#: day enforces T001 and T002, night T002, hour nothing
PLANNED = {
    "event": "planned",
    "checks": [[DAY, "day"], [HOUR, "hour"], [NIGHT, "night"]],
    "clauses": [["T001", "T002"], [], ["T002"]],
    "enforces": [0, 1, 2],
}


def tally(*events: dict[str, Any], planned: dict[str, Any] | None = None, selected: Any = None) -> Tally:
    found = Tally()
    found.apply(start().event())
    found.apply({"event": "catalog", "contracts": [entry(*each) for each in OWNERS.items()]})
    found.apply(planned or PLANNED)
    found.apply({"event": "selected", "nodeids": selected or [DAY, NIGHT, HOUR]})
    found.apply({"event": "running"})
    for event in events:
        found.apply(event)
    return found


def record(state: Tally, code: int = 0) -> dict[str, Any]:
    explained = state.failures.total + state.waived.total
    made = assemble(state, ending(code), emission=EXPLAINED if explained else EMISSION, dirty=False)
    assert defects(made, record_schema()) == []
    return made


def check(nodeid: str, status: str = "passed", **fields: Any) -> dict[str, Any]:
    return check_event(nodeid, status, nodeid.partition("::")[2].partition("[")[0], **fields)


PASSED = [check(DAY), check(NIGHT), check(HOUR)]
NONE = {"passed": 0, "failed": 0, "errored": 0, "waived": 0, "not_evaluated": 0}


def test_every_clause_and_project_that_held() -> None:
    made = record(tally(*PASSED))
    assert made["outcome"] == "success"
    assert made["clauses"] == {
        "T001": {"verdict": "pass", "checks": 1, **NONE, "passed": 1},
        "T002": {"verdict": "pass", "checks": 2, **NONE, "passed": 2},
    }
    assert made["projects"] == {
        "moon": {"verdict": "pass", "contracts": 1, "checks": 1, **NONE, "passed": 1},
        "sun": {"verdict": "pass", "contracts": 2, "checks": 2, **NONE, "passed": 2},
    }


@pytest.mark.parametrize(
    ("refs", "omitted", "verdicts"),
    [
        ([["T001"]], 0, {"T001": "fail", "T002": "pass"}),
        ([["T001"], ["T002"]], 0, {"T001": "fail", "T002": "fail"}),
        ([["T001"], []], 0, {"T001": "fail", "T002": "fail"}),
        ([["T001"]], 3, {"T001": "fail", "T002": "fail"}),
    ],
)
def test_a_failure_is_about_the_clauses_that_it_names(
    refs: list[list[str]], omitted: int, verdicts: dict[str, str]
) -> None:
    """One that names none may be about any of the check's, and so may those that were not kept."""
    events: list[dict[str, Any]] = []
    for number, names in enumerate(refs):
        told = failure(nodeid=DAY, location={"path": f"{number}.json"})
        events.append({"event": "failure", "failure": {**told, **({"refs": names} if names else {})}})
    events += [
        check(DAY, "failed", violations=len(refs) + omitted, omitted=omitted),
        check(NIGHT),
        check(HOUR),
    ]
    made = record(tally(*events), code=1)
    assert {name: stands["verdict"] for name, stands in made["clauses"].items()} == verdicts
    assert made["projects"]["sun"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        ("failed", "fail", None),
        ("errored", "error", "1 of 2 checks: it broke"),
        ("not_evaluated", "not_evaluated", "1 of 2 checks: it broke"),
        ("waived", "waived", "1 violation waived"),
    ],
)
def test_the_worst_of_its_checks_decides(status: str, verdict: str, reason: str | None) -> None:
    events = [check(DAY), check(HOUR), check(NIGHT, status, **({"reason": "it broke"} if reason else {}))]
    codes = {"failed": "ECS002", "errored": "ECZ001", "not_evaluated": "ECX001"}
    if status in codes:
        events.insert(0, {"event": "failure", "failure": failure(codes[status])})
    if status == "waived":
        waiver = {"contract": "w", "reason": "it is being repaired", "until": "2026-12-31"}
        events.insert(0, {"event": "waived", "failure": failure(), "waiver": waiver})
    made = record(tally(*events), code=int(status in codes))
    assert made["clauses"]["T001"]["verdict"] == made["projects"]["sun"]["verdict"] == "pass"
    for stands in (made["clauses"]["T002"], made["projects"]["moon"]):
        assert (stands["verdict"], stands[status]) == (verdict, 1)
    assert made["clauses"]["T002"].get("reason") == reason


def test_a_clause_of_which_nothing_ran_did_not_pass() -> None:
    made = record(tally(check(NIGHT), selected=[NIGHT]))
    assert made["outcome"] == "partial"
    assert made["clauses"]["T001"] == {
        "verdict": "not_evaluated",
        "checks": 1,
        **NONE,
        "not_evaluated": 1,
        "reason": "1 of 1 checks: deselected, or outside the paths that were given",
    }
    assert made["clauses"]["T002"]["verdict"] == "not_evaluated"
    assert (made["clauses"]["T002"]["passed"], made["clauses"]["T002"]["not_evaluated"]) == (1, 1)
    assert made["projects"]["sun"]["verdict"] == "not_evaluated"


def test_a_project_of_which_a_contract_was_never_collected_did_not_pass() -> None:
    planned = {"event": "planned", "checks": [[DAY, "day"], [NIGHT, "night"]]}
    state = tally(check(DAY), check(NIGHT), planned=planned)
    state.narrowed = ("--eco-select=moon",)
    made = record(state)
    assert made["projects"]["sun"]["verdict"] == "not_evaluated"
    assert made["projects"]["sun"]["reason"] == "none of its checks was collected"
    assert made["projects"]["moon"]["verdict"] == "pass"


def test_a_contract_that_cannot_be_read_is_of_no_project() -> None:
    state = tally(*PASSED)
    assert state.contracts is not None
    del state.contracts["night"]["owner"]
    made = record(state)
    assert list(made["projects"]) == ["sun"]
    assert "owner" not in next(one for one in made["contracts"] if one["id"] == "night")


def test_without_refs_there_are_no_clauses() -> None:
    planned = {name: PLANNED[name] for name in ("event", "checks")}
    assert record(tally(*PASSED, planned=planned))["clauses"] == {}


def test_where_contracts_were_never_read_nothing_is_known() -> None:
    state = Tally()
    state.apply(start().event())
    made = record(state)
    assert (made["contracts"], made["clauses"], made["projects"]) == (None, None, None)


def test_a_run_that_was_lost_says_what_is_known() -> None:
    state = tally(check(NIGHT), {"event": "started", "nodeid": DAY})
    made = assemble(state, None, emission={**EMISSION, "recovered": True, "recovered_by": start().run_id})
    assert defects(made, record_schema()) == []
    clauses: Any = made["clauses"]
    assert clauses["T001"]["reason"] == "1 of 1 checks: in flight when the run ended"


def test_equal_runs_have_equal_standings() -> None:
    one, two = record(tally(*PASSED)), record(tally(*reversed(PASSED)))
    assert normalised_bytes(one) == normalised_bytes(two)
    assert list(one["clauses"]) == ["T001", "T002"]


def test_a_record_without_standings_is_of_an_earlier_version() -> None:
    old = record(tally(*PASSED))
    old["schema_version"] = "1.0.0"
    for contract in old["contracts"]:
        del contract["owner"]
    del old["clauses"], old["projects"]
    assert defects(sealed(old), record_schema()) == []


# --- lies ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/clauses", None),
        ("/projects", None),
        ("/clauses/T001/verdict", "fail"),
        ("/clauses/T001/verdict", "not_evaluated"),
        ("/clauses/T001/verdict", "good"),
        ("/clauses/T001/checks", 0),
        ("/clauses/T001/failed", 1),
        ("/clauses/T001/waived", 1),
        ("/clauses/T001/not_evaluated", 1),
        ("/clauses/T001/contracts", 1),
        ("/clauses/T001/reason", ""),
        ("/clauses/T001", {"verdict": "pass"}),
        ("/projects/sun/verdict", "error"),
        ("/projects/sun/contracts", 0),
        ("/projects/sun/errored", 1),
        ("/contracts/0/owner", None),
    ],
)
def test_the_schema_refuses_standings_that_cannot_be(pointer: str, value: object) -> None:
    assert not accepted(spoiled(record(tally(*PASSED)), pointer, value))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"/clauses/T002/passed": 1}, "clauses/T002: the parts add up to 1, total says 2"),
        ({"/clauses/T002/checks": 9, "/clauses/T002/passed": 9}, "clauses/T002 counts checks that"),
        ({"/clauses/T002/verdict": "waived"}, "clauses/T002: the verdict waived does not follow"),
        ({"/projects/sun/contracts": 3}, "projects/sun counts other contracts or checks"),
        ({"/projects/sun/checks": 1, "/projects/sun/passed": 1}, "projects/sun counts other contracts or"),
        ({"/projects/sun/verdict": "waived"}, "projects/sun: the verdict waived does not follow"),
        ({"/contracts/0/owner": "moon"}, "projects/moon counts other contracts"),
        ({"/contracts/0/owner": "mars"}, "projects are not the owners"),
    ],
)
def test_standings_that_contradict_the_rest_are_found(changes: dict[str, object], words: str) -> None:
    made = copy.deepcopy(record(tally(*PASSED)))
    for pointer, value in changes.items():
        spoiled(made, pointer, value)
    assert any(problem.startswith(words) for problem in inconsistencies(sealed(made)))
