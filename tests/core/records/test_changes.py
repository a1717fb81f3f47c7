"""What a record says of the contracts that changed: sorted, bounded, with what nobody judged."""

from __future__ import annotations

from typing import Any

from tests.sample_records import EMISSION, check_event, ending, tally

from pytest_ecocontracts.core.records.assemble import assemble
from pytest_ecocontracts.core.records.changes import MAXIMUM, lacking, without_secrets

BASE = {"event": "base", "name": "main", "revision": "d" * 40}


def entry(contract: str, *needs: str, waived: bool = False) -> dict[str, Any]:
    missing = [{"code": "ECV001", "message": "no", "waived": waived}]
    obligations = [{"need": need, "met": False, "missing": missing} for need in needs]
    obligations.append({"need": "decision", "met": True, "missing": []})
    made = {"id": contract, "path": f"{contract}.yaml", "state": "changed", "verdict": "compatible"}
    return {**made, "changes": [], "obligations": obligations}


def block(*events: dict[str, Any]) -> Any:
    return assemble(tally(*events), ending(), emission=EMISSION)["changes"]


def test_without_a_base_nothing_is_said() -> None:
    assert block(check_event()) is None


def test_those_that_lack_something_come_first() -> None:
    found = block(
        BASE,
        {**check_event(), "changes": [entry("b"), entry("a", "version 2.0.0", waived=True)]},
        {**check_event("f::night[change]"), "changes": [entry("z", "version 2.0.0")]},
    )
    assert [one["id"] for one in found["contracts"]] == ["z", "a", "b"]
    assert [lacking(one) for one in found["contracts"]] == [["version 2.0.0"], [], []]


def test_more_than_can_be_listed_is_counted() -> None:
    many = [entry(f"c{number:04}") for number in range(MAXIMUM + 2)]
    found = block(BASE, {**check_event(), "changes": many})
    assert (len(found["contracts"]), found["contracts_omitted"]) == (MAXIMUM, 2)


def test_what_was_not_judged_is_named_with_the_reason() -> None:
    checks = [["f::a[change]", "a"], ["f::b[change]", "b"], ["f::c[change]", "c"]]
    state = tally(
        {**BASE, "checks": checks},
        {**check_event("f::a[change]"), "contract": "a", "changes": []},
        {**check_event("f::b[change]"), "contract": "b", "status": "errored", "reason": "the base is gone"},
        planned=[nodeid for nodeid, _ in checks],
    )
    state.selected = {"f::a[change]", "f::b[change]"}
    found: Any = assemble(state, ending(1), emission=EMISSION)["changes"]
    assert found == {
        "contracts": [],
        "contracts_omitted": 0,
        "unjudged": [
            {"id": "b", "reason": "the base is gone"},
            {"id": "c", "reason": "deselected, or outside the paths that were given"},
        ],
    }


def test_secrets_leave_what_quotes_data_and_nothing_else() -> None:
    """Else a secret named "breaking" would make the verdicts of every record invalid."""

    def redact(value: object) -> object:
        return "[redacted]" if value == "breaking" else value

    made = without_secrets(
        {
            "verdict": "breaking",
            "changes": [
                {
                    "why": "breaking",
                    "breaks": ["breaking"],
                    "witness": {"value": "breaking", "text": ["breaking"]},
                }
            ],
        },
        redact,
    )
    assert made == {
        "verdict": "breaking",
        "changes": [
            {
                "why": "[redacted]",
                "breaks": ["breaking"],
                "witness": {"value": "[redacted]", "text": ["[redacted]"]},
            }
        ],
    }


def test_what_several_checks_tell_of_a_contract_is_one_entry() -> None:
    """In whatever order they ended."""
    change = {**check_event("f::a[change]"), "changes": [entry("a")]}
    released = {**entry("a", "supported editions"), "state": "unchanged", "verdict": "breaking"}
    other = {**check_event("f::a[released]"), "changes": [released]}
    for events in ((change, other), (other, change)):
        (one,) = block(BASE, *events)["contracts"]
        assert (one["state"], one["verdict"]) == ("changed", "breaking")
        assert lacking(one) == ["supported editions"]
        assert len(one["obligations"]) == 3
