"""``--eco-as-of``: dates are judged as of a day, and waivers with them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import NOTES, Repository


def waivers(*entries: dict[str, object]) -> str:
    full = [
        {
            "code": "ECS003",
            "of": "shop.note",
            "path": "data/a.json",
            "owner": "platform",
            "reason": "migration runs until then",
            "issue": "#7",
            "until": "2026-06-30",
            **entry,
        }
        for entry in entries
    ]
    return contract("waivers/v1", id="shop.waivers", waivers=full)


@pytest.fixture
def waived(repository: Repository) -> Repository:
    """One violation, and a waiver for it until the end of June 2026."""
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(),
            "contracts/note.contract.yaml": note(checks={"look": {"finds": [{"path": "data/a.json"}]}}),
            "contracts/waivers.contract.yaml": waivers({}),
        }
    )
    return repository


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-02-30", "20260131", "2026-W05-6", "2026-1-1", "26-01-31", "2026-01-31T00:00"],
)
def test_what_is_no_day_is_a_usage_error(shop: Repository, text: str) -> None:
    result = shop.run(f"--eco-as-of={text}")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--eco-as-of: expected a day such as 2026-01-31*"])


def test_the_default_is_today_in_utc(shop: Repository) -> None:
    before = datetime.now(UTC).date()
    result = shop.run()
    after = datetime.now(UTC).date()
    assert any(f"as of {day} UTC" in result.stdout.str() for day in (before, after))


def test_a_waived_violation_is_an_expected_failure_and_listed(waived: Repository) -> None:
    result = waived.run("--eco-as-of=2026-06-30", "-rx")
    result.assert_outcomes(passed=2, xfailed=1)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*waived ECS003 data/a.json*until 2026-06-30*#7*",
            "*0 violations, 1 waived*",
            "XFAIL*shop.note*1 violation*waived*#7*",
        ]
    )


def test_the_day_after_the_waiver_is_a_violation_and_the_first_one_is_back(waived: Repository) -> None:
    result = waived.run("--eco-as-of=2026-07-01")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*ECS003*", "*ECD003 waiver-expired*2026-06-30*"])


def test_a_waiver_that_matches_nothing_is_a_violation(waived: Repository) -> None:
    waived.write({"contracts/note.contract.yaml": note()})
    result = waived.run("--eco-as-of=2026-06-30")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*ECD004 waiver-unmatched*"])


def test_a_waiver_for_other_paths_excuses_nothing(waived: Repository) -> None:
    waived.write({"contracts/waivers.contract.yaml": waivers({"path": "data/b.json"})})
    waived.run("--eco-as-of=2026-06-30").assert_outcomes(passed=1, failed=2)


def test_the_waiver_is_judged_alone_as_well(waived: Repository) -> None:
    assert waived.run("--eco-as-of=2026-06-30", "contracts/waivers.contract.yaml").ret == 0
    assert waived.run("--eco-as-of=2026-07-01", "contracts/waivers.contract.yaml").ret == 1


def test_one_violation_that_is_not_waived_fails_the_item(waived: Repository) -> None:
    waived.write(
        {
            "contracts/note.contract.yaml": note(
                checks={"look": {"finds": [{"path": "data/a.json"}, {"code": "ECS002"}]}}
            )
        }
    )
    result = waived.run("--eco-as-of=2026-06-30")
    result.assert_outcomes(passed=2, failed=1)
    assert "ECS002" in result.stdout.str()


def test_violations_that_were_not_kept_are_not_waived(waived: Repository) -> None:
    waived.write(
        {
            "contracts/note.contract.yaml": note(
                checks={"look": {"finds": [{"path": "data/a.json"}], "omitted": 5}}
            )
        }
    )
    result = waived.run("--eco-as-of=2026-06-30")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*ECX001*5 more violations*"])


def test_a_waiver_for_a_broken_contract_is_blocked(waived: Repository) -> None:
    waived.write({"contracts/note.contract.yaml": note(owner=7)})
    result = waived.run("--eco-as-of=2026-06-30")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*ECX001*'shop.note' is not valid*"])


@pytest.mark.parametrize("code", ["ECC004", "ECR005", "ECX001", "ECZ001", "contract-invalid"])
def test_what_says_that_the_gate_is_broken_cannot_be_waived(waived: Repository, code: str) -> None:
    waived.write({"contracts/waivers.contract.yaml": waivers({"code": code})})
    waived.run("contracts/waivers.contract.yaml").stdout.fnmatch_lines(["*ECC004*cannot be waived*"])


@pytest.mark.parametrize(
    ("changes", "code", "fix"),
    [
        ({"code": "ECS03"}, "ECC014", "did you mean 'ECS003'?"),
        ({"code": "schema-type-mismatc"}, "ECC014", "did you mean 'schema-type-mismatch'?"),
        ({"of": "shop.nota"}, "ECC005", "did you mean 'shop.note'?"),
        ({"owner": "platfom"}, "ECC011", "did you mean 'platform'?"),
        ({"path": "data/{"}, "ECC004", ""),
        ({"until": "2026-02-30"}, "ECC004", ""),
        ({"issue": None}, "ECC004", ""),
    ],
)
def test_a_waiver_that_is_wrong_says_what_was_meant(
    waived: Repository, changes: dict[str, object], code: str, fix: str
) -> None:
    text = waivers(changes).replace('"issue": null, ', "")
    waived.write({"contracts/waivers.contract.yaml": text})
    result = waived.run("--eco-as-of=2026-06-30")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines([f"*{code} *", f"*{fix}*"])


def test_a_code_may_be_named_by_its_name(waived: Repository) -> None:
    waived.write({"contracts/waivers.contract.yaml": waivers({"code": "schema-type-mismatch"})})
    waived.run("--eco-as-of=2026-06-30").assert_outcomes(passed=2, xfailed=1)


def test_pytests_runxfail_does_not_unearth_waived_violations(waived: Repository) -> None:
    assert waived.run("--eco-as-of=2026-06-30", "--runxfail").ret == 0
