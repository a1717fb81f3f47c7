"""``waivers/v1``: each waiver is resolved, in force and needed; expired and useless ones are violations."""

from __future__ import annotations

from datetime import date

import pytest
from tests.fakes import catalog_file, codes, contract, link, note, note_kinds, problems

from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import Ledger
from pytest_ecocontracts.core.waiving import waivers_of

LAST = date(2026, 6, 30)
WAIVER: dict[str, object] = {
    "code": "ECS003",
    "of": "shop.note",
    "path": "data/a.json",
    "owner": "platform",
    "reason": "migration runs until then",
    "issue": "#7",
    "until": LAST.isoformat(),
}
FINDS: dict[str, object] = {"look": {"finds": [{"path": "data/a.json", "pointer": "/rows/3/n"}]}}


def repository(*waivers: dict[str, object], checks: object = FINDS, **more: object) -> dict[str, object]:
    entries = [
        {name: value for name, value in {**WAIVER, **waiver}.items() if value is not None}
        for waiver in waivers
    ]
    return {
        "ecocontracts.yaml": catalog_file(),
        "contracts/note.contract.yaml": note(checks=checks),
        "contracts/waivers.contract.yaml": contract("waivers/v1", id="shop.waivers", waivers=entries),
        **more,
    }


def judged(entries: dict[str, object], as_of: date = LAST) -> Outcome:
    catalog, context = link(entries, as_of=as_of)
    planned = plan(catalog, context, note_kinds())
    ledger = Ledger(planned, context, frozenset(waiver.of for waiver in waivers_of(context)))
    context.outcomes_of = ledger.outcomes_of
    return ledger.run(planned.of_contract("shop.waivers")[0])


def found(entries: dict[str, object], as_of: date = LAST) -> list[str]:
    return [violation.code for violation in judged(entries, as_of).violations]


def test_a_waiver_that_is_needed_is_fine() -> None:
    assert judged(repository({})) == Outcome(examined=1)


def test_no_waiver_is_the_best_one() -> None:
    assert judged(repository()) == Outcome()


def test_it_ends_after_its_last_day() -> None:
    assert found(repository({}), date(2026, 7, 1)) == ["ECD003"]


@pytest.mark.parametrize("checks", [{"look": {}}, {"look": {"finds": [{"code": "ECS002"}]}}])
def test_it_is_of_no_use(checks: object) -> None:
    assert found(repository({}, checks=checks)) == ["ECD004"]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"path": "data/*.json"}, []),
        ({"path": "other/*.json"}, ["ECD004"]),
        ({"pointer": "/rows/*/n"}, []),
        ({"pointer": "/rows"}, []),
        ({"pointer": ""}, []),
        ({"pointer": "/rows/4"}, ["ECD004"]),
        ({"path": "data/{name:name}.json", "pointer": "/rows"}, []),
    ],
)
def test_path_and_pointer_narrow_it(narrowed: dict[str, object], expected: list[str]) -> None:
    assert found(repository(narrowed)) == expected


def test_each_waiver_is_judged_by_itself() -> None:
    entries = repository({}, {"code": "ECS002"}, {"pointer": "/rows", "until": "2020-01-01"})
    assert found(entries) == ["ECD004", "ECD003"]
    lines = [violation.contract.line for violation in judged(entries).violations if violation.contract]
    assert len(lines) == 2


def test_a_crash_of_what_it_excuses_is_not_excused() -> None:
    assert found(repository({}, checks={"look": {"raises": "boom"}})) == ["ECD004"]


def test_it_waits_for_a_contract_that_is_broken() -> None:
    entries = repository({}, **{"contracts/note.contract.yaml": note(owner=1)})
    assert found(entries) == ["ECX001"]


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"code": "ECS999"}, "ECC014", "/waivers/0/code"),
        ({"code": "ECC004"}, "ECC004", "/waivers/0/code"),
        ({"code": "internal-error"}, "ECC004", "/waivers/0/code"),
        ({"of": "gone"}, "ECC005", "/waivers/0/of"),
        ({"owner": "nobody"}, "ECC011", "/waivers/0/owner"),
        ({"path": "a/../b"}, "ECC004", "/waivers/0/path"),
        ({"path": "{"}, "ECC004", "/waivers/0/path"),
        ({"until": "2026-02-30"}, "ECC004", "/waivers/0/until"),
        ({"until": "tomorrow"}, "ECC004", "/waivers/0/until"),
        ({"reason": "short"}, "ECC004", "/waivers/0/reason"),
        ({"issue": None}, "ECC004", "/waivers/0"),
        ({"pointer": "rows"}, "ECC004", "/waivers/0/pointer"),
        ({"codes": "x"}, "ECC004", "/waivers/0/codes"),
    ],
)
def test_what_cannot_be_resolved_is_told_at_its_place(
    changes: dict[str, object], code: str, pointer: str
) -> None:
    catalog, _ = link(repository(changes))
    assert codes(catalog) == [code]
    place = problems(catalog)[0].location
    assert place is not None
    assert (place.path, place.pointer) == ("contracts/waivers.contract.yaml", pointer)
    assert place.line is not None


def test_every_problem_of_every_waiver_is_told_at_once() -> None:
    catalog, _ = link(repository({"of": "gone", "owner": "nobody"}, {"code": "ECS999"}))
    assert sorted(codes(catalog)) == ["ECC005", "ECC011", "ECC014"]


def test_a_decision_justifies_as_well_as_an_issue() -> None:
    assert found(repository({"issue": None, "decision": "ADR-0004"})) == []


def test_codes_of_the_catalogs_own_taxonomies_can_be_waived() -> None:
    from tests.processes import CONTRACT

    taxonomy = CONTRACT.replace("owner: team", "owner: platform")
    checks = {"look": {"finds": [{"code": "SHOP001"}]}}
    entries = repository({"code": "till-open"}, checks=checks, **{"contracts/codes.contract.yaml": taxonomy})
    assert found(entries) == []


def test_a_thousand_waivers_are_judged_in_one_go() -> None:
    assert len(found(repository(*[{"path": f"data/{index}.json"} for index in range(1_000)]))) == 1_000
