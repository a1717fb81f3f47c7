"""--eco-select, --eco-ignore, --eco-target: a part of a run, and never a success that was not proved."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import CODE, ITEMS, Repository, ids

BAD, GOOD = ITEMS[1:3], ITEMS[3:5]


def listed(repository: Repository, *arguments: str) -> list[str]:
    return ids(repository.run("--co", "-q", *arguments))


@pytest.fixture
def teams(shop: Repository) -> Repository:
    """The shop with two owners, a layout, and three files that are judged one by one."""
    shop.write(
        {
            "ecocontracts.yaml": catalog_file(owners={"platform": "p", "data": "d"}),
            "contracts/good.contract.yaml": note(
                id="shop.good", owner="data", checks={"look": {"examined": 2}, "peek": {}}
            ),
            "contracts/numbers.contract.yaml": contract(
                "artifact/v1",
                id="numbers",
                path="data/{name}.json",
                schema={"type": "integer"},
            ),
            "data/one.json": "1",
            "data/two.json": "2",
            "data/bad.json": '"x"',
        }
    )
    return shop


NUMBERS = [
    "contracts/numbers.contract.yaml::numbers[presence]",
    "contracts/numbers.contract.yaml::numbers[schema]",
]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--eco-select=artifact"], NUMBERS),
        (["--eco-select=kind:artifact"], NUMBERS),
        (["--eco-select=numbers"], NUMBERS),
        (["--eco-select=id:shop.*"], [*BAD, *GOOD]),
        (["--eco-select=shop.good,numbers"], [*GOOD, *NUMBERS]),
        (["--eco-select=shop.good", "--eco-select=numbers"], [*GOOD, *NUMBERS]),
        (["--eco-select=owner:data"], GOOD),
        (["--eco-select=data"], GOOD),
        (["--eco-select=note", "--eco-select=platform"], BAD),
        (["--eco-select=note", "--eco-ignore=data"], BAD),
        (["--eco-ignore=note,catalog"], NUMBERS),
    ],
)
def test_contracts_are_selected_by_kind_id_and_owner(
    teams: Repository, arguments: list[str], expected: list[str]
) -> None:
    """Selectors of one subject are alternatives, different subjects must agree; other tests stay."""
    assert sorted(listed(teams, *arguments)) == sorted([CODE, *expected])


def test_what_is_not_selected_is_deselected_and_unproved(teams: Repository) -> None:
    result = teams.run("--eco-select=shop.good")
    result.assert_outcomes(passed=3, deselected=5)
    assert result.ret == 0
    record = teams.record()
    assert record["outcome"] == "partial"
    assert record["narrowed"] == ["--eco-select=shop.good"]
    assert record["checks"] == {
        "total": 7,
        "passed": 2,
        "failed": 0,
        "errored": 0,
        "waived": 0,
        "not_evaluated": 5,
    }


def test_with_workers_it_is_the_same(teams: Repository) -> None:
    pytest.importorskip("xdist")
    result = teams.process("--eco-contracts", "--eco-select=shop.good", "-n", "2")
    result.assert_outcomes(passed=3)
    assert teams.record()["narrowed"] == ["--eco-select=shop.good"]
    assert teams.record()["outcome"] == "partial"


@pytest.mark.parametrize(
    "selector", ["ECS003", "ECS", "ECS0", "schema-type-mismatch", "code:schema-type-mismatch"]
)
def test_an_ignored_code_is_a_warning(shop: Repository, selector: str) -> None:
    """It is still found, listed and recorded, and the run is no success."""
    result = shop.run(f"--eco-ignore={selector}")
    assert result.ret == 0
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        [
            "*warning ECS003 data/a.json  /n: *",
            f"narrowed by --eco-ignore={selector}: what that leaves out is not proved",
        ]
    )
    record = shop.record()
    assert (record["outcome"], record["narrowed"]) == ("partial", [f"--eco-ignore={selector}"])
    assert [warning["code"] for warning in record["warnings"]] == ["ECS003"]


def test_an_ignored_code_that_nothing_has_still_narrows(shop: Repository) -> None:
    """The run could not have failed for it."""
    shop.write({"contracts/bad.contract.yaml": note(id="shop.bad")})
    assert shop.run("--eco-ignore=ECL").ret == 0
    assert shop.record()["outcome"] == "partial"


def test_only_selected_codes_fail(shop: Repository) -> None:
    finds = [{"code": "ECS003", "path": "a.json"}, {"code": "ECL004", "path": "b.json"}]
    shop.write({"contracts/bad.contract.yaml": note(id="shop.bad", checks={"look": {"finds": finds}})})
    result = shop.run("--eco-select=ECL")
    result.assert_outcomes(passed=4, failed=1)
    text = result.stdout.str()
    assert "\nECL004 " in text
    assert "warning ECS003" in text
    assert shop.record()["outcome"] == "failure"


@pytest.mark.parametrize("option", ["--eco-select=ECL", "--eco-ignore=ECS"])
def test_a_crash_cannot_be_set_aside(shop: Repository, option: str) -> None:
    shop.write({"contracts/bad.contract.yaml": note(id="shop.bad", checks={"look": {"raises": "boom"}})})
    result = shop.run(option)
    assert result.ret == 1
    assert "ECZ001" in result.stdout.str()


@pytest.mark.parametrize("code", ["ECZ001", "ECC", "ECX001", "ECR005", "EC", "check-vacuous"])
def test_what_proves_nothing_cannot_be_ignored(shop: Repository, code: str) -> None:
    result = shop.run(f"--eco-ignore={code}")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--eco-ignore: * cannot be ignored*"])


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--eco-select=shop.god", "did you mean 'shop.good'"),
        ("--eco-select=kind:artefact", "no kind of this run is called"),
        ("--eco-ignore=owner:nobody", "no owner of this run is called"),
        ("--eco-select=ECS999", "no code or kind or contract id or owner"),
        ("--eco-select=shop.good,kind:artifact", "leave no check"),
        ("--eco-target=data/none/*.json", "matches no file that a contract is about"),
        ("--eco-target=../outside", "no path pattern"),
    ],
)
def test_a_selector_that_selects_nothing_is_a_usage_error(teams: Repository, option: str, words: str) -> None:
    result = teams.run(option)
    assert result.ret == 4
    assert words in result.stderr.str()
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_a_name_of_two_things_must_say_which(shop: Repository) -> None:
    shop.write({"contracts/bad.contract.yaml": note(id="platform")})
    result = shop.run("--eco-select=platform")
    assert result.ret == 4
    assert "write id:platform or owner:platform" in result.stderr.str()
    assert shop.run("--eco-select=id:platform").ret == 0


def test_a_broken_contract_stays_unless_it_is_another(teams: Repository) -> None:
    """Of a contract that cannot be read only the id is known: it may be one of those chosen."""
    teams.write({"contracts/broken.contract.yaml": note(id="broken", colour=1)})
    broken = "contracts/broken.contract.yaml::broken[contract]"
    assert broken in listed(teams, "--eco-select=kind:artifact")
    assert broken in listed(teams, "--eco-target=data/one.json")
    assert broken not in listed(teams, "--eco-select=id:numbers")
    assert broken not in listed(teams, "--eco-ignore=broken")


def test_a_target_is_judged_alone(teams: Repository) -> None:
    """Checks that do not look at files one by one are left out, and so are other files."""
    result = teams.run("--eco-target=data/one.json", "-v")
    assert result.ret == 0
    assert ids(result) == [CODE, NUMBERS[1]] or ids(result) == [NUMBERS[1], CODE]
    assert teams.record()["contracts"][0]["id"] == "numbers"
    assert next(c for c in teams.record()["contracts"] if c["id"] == "numbers")["examined"] == 1
    assert teams.record()["outcome"] == "partial"
    assert teams.run("--eco-target=data/b*.json").ret == 1


def test_targets_are_seen_from_where_pytest_was_started(
    teams: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams.write({"pytest.ini": "[pytest]\n"})
    monkeypatch.chdir(teams.root / "data")
    assert teams.run("--eco-target=one.json", "..").ret == 0
    assert teams.run("--eco-target=bad.json", "..").ret == 1
    assert teams.run("--eco-target=.", "..").ret == 1


def test_a_folder_is_all_that_lies_below_it(teams: Repository) -> None:
    assert teams.run("--eco-target=data").ret == 1
    assert teams.run("--eco-target=data/").ret == 1


def test_waivers_are_not_called_unmatched_in_a_narrowed_run(shop: Repository) -> None:
    waiver = {
        "code": "ECS003",
        "of": "shop.bad",
        "path": "data/a.json",
        "owner": "platform",
        "reason": "will be mended later",
        "until": "2999-01-01",
        "issue": "https://issues.example/1",
    }
    shop.write({"contracts/waivers.contract.yaml": contract("waivers/v1", id="w", waivers=[waiver])})
    shop.run("--eco-select=waivers").assert_outcomes(passed=2, deselected=5)
    shop.run("--eco-ignore=ECS003").assert_outcomes(passed=6, xfailed=1)
