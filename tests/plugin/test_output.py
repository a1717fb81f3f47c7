"""What the terminal shows: header, blocks, summary; safe, counted, and the same in a pipe."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import NOTES, Repository, ids


def finds(repository: Repository, *violations: dict[str, object], **header: object) -> None:
    repository.write(
        {
            "conftest.py": NOTES,
            "contracts/a.contract.yaml": note(checks={"look": {"finds": list(violations)}}, **header),
        }
    )


def test_a_block_says_what_where_expected_found_who_and_how_to_mend(repository: Repository) -> None:
    one = {"path": "data/a.json", "pointer": "/n", "expected": "an integer", "found": "'7'"}
    finds(repository, one, decisions=["ADR-0004", "ADR-0007"])
    repository.run().stdout.fnmatch_lines(
        [
            "*shop.note [[]look]*",
            "ECS003 schema-type-mismatch: a string stands where an integer is promised",
            "  at        data/a.json  /n",
            "  expected  an integer",
            "  found     '7'",
            "  contract  shop.note 1.0.0 (contracts/a.contract.yaml:1), decided in ADR-0004, ADR-0007",
            "  fix       *",
        ],
        consecutive=True,
    )


def test_the_short_summary_names_the_code_and_the_number_of_the_others(repository: Repository) -> None:
    finds(repository, *[{"path": f"data/{index}.json"} for index in range(3)])
    result = repository.pytester.runpytest_inprocess("--eco-contracts", "-rf", "-vv")
    result.stdout.fnmatch_lines(
        ["FAILED contracts/a.contract.yaml::shop.note[[]look] - ECS003 schema-type-mismatch*"]
    )
    assert "(+2 more)" in result.stdout.str()


@pytest.mark.parametrize(("arguments", "shown"), [([], 10), (["-q"], 10), (["-v"], 25), (["-vv"], 25)])
def test_ten_violations_are_shown_unless_more_are_asked_for(
    repository: Repository, arguments: list[str], shown: int
) -> None:
    finds(repository, *[{"path": f"data/{index}.json"} for index in range(25)])
    result = repository.run(*arguments)
    text = result.stdout.str()
    assert text.count("  at        data/") == shown
    assert ("... and 15 more violations: -v shows them" in text) is (shown == 10)
    assert "25 violations" in text


def test_the_rest_is_in_the_run_record(repository: Repository) -> None:
    """Its path is named by the process that writes it; a worker does not know it."""
    finds(repository, *[{"path": f"data/{index}.json"} for index in range(25)])
    rest = re.compile(r"^\.\.\. and 15 more violations: -v shows them, (.*) lists them$", re.MULTILINE)
    named = rest.search(repository.run().stdout.str())
    assert named is not None
    assert len(json.loads((repository.root / named[1]).read_text())["failures"]) == 25
    apart = rest.search(repository.process("--eco-contracts", "-n", "1").stdout.str())
    assert apart is not None
    assert apart[1] == "the run record"
    assert "... and 15 more violations: -v shows them\n" in repository.run("--eco-no-record").stdout.str()


TAXONOMY = contract(
    "taxonomy/v1",
    id="shop.failures",
    domain="shop",
    prefix="SHOP",
    entries=[
        {
            "code": "SHOP007",
            "name": "price-negative",
            "category": "quality",
            "severity": "error",
            "fault": "producer",
            "retriable": "after_fix",
            "stops_line": True,
            "status": "stable",
            "since": "1.0.0",
            "meaning": "A price is below zero.",
            "fix": "Correct the price list.",
            "acts": "the shop",
        }
    ],
)


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]])
def test_a_code_of_the_catalogs_own_taxonomy_has_its_name_and_fix(
    repository: Repository, arguments: list[str]
) -> None:
    finds(repository, {"code": "SHOP007", "message": "the price is -1"})
    repository.write({"contracts/failures.contract.yaml": TAXONOMY})
    result = repository.process("--eco-contracts", *arguments)
    result.assert_outcomes(passed=len(ids(repository.run("--co", "-q"))) - 1, failed=1)
    result.stdout.fnmatch_lines(
        ["SHOP007 price-negative: the price is -1", "  fix       Correct the price list."]
    )


def test_junit_has_the_text_as_it_is_whatever_the_width(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    finds(repository, {"expected": "an integer " * 20})
    assert (
        "an\n            integer an integer"
        in repository.run("--junitxml=out.xml", "--color=yes").stdout.str()
    )
    failure = ET.parse(repository.root / "out.xml").getroot().find(".//failure")
    assert failure is not None
    assert "  expected  " + "an integer " * 20 + "\n" in (failure.text or "")


def test_one_line_per_failure_where_pytest_is_asked_for_that(repository: Repository) -> None:
    finds(repository, {"path": "data/a.json", "pointer": "/n"})
    lines = repository.run("--tb=line").outlines
    start = next(index for index, line in enumerate(lines) if "FAILURES" in line)
    assert lines[start + 1].startswith("data/a.json  /n: ECS003 schema-type-mismatch: a string stands")
    assert "eco-contracts" in lines[start + 2]


def test_a_message_that_has_no_room_in_the_short_summary_is_left_out(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest loses count of the width where there is colour."""
    for name in ("CI", "BUILD_NUMBER"):  # there pytest shortens nothing
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    finds(repository, {}, id="shop.note_with_a_long_name")
    for colour in ("yes", "no"):
        text = re.sub(r"\x1b\[[0-9;]*m", "", repository.run(f"--color={colour}").stdout.str())
        assert "\nFAILED contracts/a.contract.yaml::shop.note_with_a_long_name[look]\n" in text


def test_on_ci_the_short_summary_does_not_repeat_the_blocks(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    finds(repository, *[{"path": f"data/{index}.json"} for index in range(3)])
    for arguments in ([], ["-n", "1"]):
        assert repository.process("--eco-contracts", *arguments).stdout.str().count("  at        data/") == 3


def test_the_header_names_catalog_day_engine_and_record(shop: Repository) -> None:
    shop.run("--eco-as-of=2026-01-31").stdout.fnmatch_lines(
        [
            "eco-contracts: catalog shop (ecocontracts.yaml), 3 contracts",
            "eco-contracts: as of 2026-01-31 UTC, engine jsonschema* *, record .eco/runs/*",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(("arguments", "targets"), [([], ", 3 target files"), (["-n", "1"], "")])
def test_the_header_counts_the_targets_where_it_is_planned(
    repository: Repository, arguments: list[str], targets: str
) -> None:
    """The controller of pytest-xdist plans nothing."""
    repository.write(
        {
            "contracts/a.contract.yaml": contract(
                "artifact/v1", path="data/{n:int}.json", schema="schemas/a.json", presence="optional"
            ),
            "schemas/a.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
            **{f"data/{n}.json": "{}" for n in range(3)},
        }
    )
    result = repository.process("--eco-contracts", *arguments)
    result.stdout.fnmatch_lines([f"eco-contracts: no catalog file, 1 contract{targets}"])


@pytest.mark.parametrize("option", ["-q", "--no-header"])
def test_a_quiet_run_has_no_header(shop: Repository, option: str) -> None:
    assert "as of" not in shop.run(option).stdout.str()


def test_the_summary_counts_checks_targets_and_violations(shop: Repository) -> None:
    shop.run().stdout.fnmatch_lines(
        [
            "*- eco-contracts -*",
            "contract   checks  targets  violations  waived    time",
            "shop.bad        2        2           1       0  0.?? s",
            "shop            1        3           0       0  0.?? s",
            "shop.good       2        3           0       0  0.?? s",
            "5 checks, 8 targets examined, 1 violation, 0.?? s",
            "run record: .eco/runs/*/run.json",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(("option", "rows"), [("-q", 0), ("-v", 30), ("-p no:cacheprovider", 20)])
def test_twenty_contracts_are_shown_unless_more_or_less_is_asked_for(
    repository: Repository, option: str, rows: int
) -> None:
    repository.write(
        {"conftest.py": NOTES, **{f"contracts/c{n}.contract.yaml": note(id=f"c{n}") for n in range(30)}}
    )
    text = repository.run(*option.split()).stdout.str()
    assert len(re.findall(r"^c\d+ +1 +1 +0 +0  0\.\d\d s$", text, re.MULTILINE)) == rows
    assert ("... and 10 more contracts, nothing found (-v shows them)" in text) is (rows == 20)
    assert "30 checks, 30 targets examined, 0 violations, " in text


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]])
def test_options_that_leave_nothing_are_named(shop: Repository, arguments: list[str]) -> None:
    result = shop.process("--eco-contracts", "-k", "test_code", *arguments)
    result.stdout.fnmatch_lines(["no contract check ran: -k 'test_code' left none of those *"])


def test_so_are_others(shop: Repository) -> None:
    text = shop.run("--ignore-glob=*.yaml").stdout.str()
    assert "no contract check ran: --ignore-glob left none of those that the run covers" in text
    text = shop.run("--eco-select=id:shop.bad", "-k", "good").stdout.str()
    assert "no contract check ran: --eco-select=id:shop.bad -k 'good' left none" in text
    shop.write(
        {
            "conftest.py": NOTES + "def pytest_collection_modifyitems(config, items):\n"
            "    config.hook.pytest_deselected(items=items[:])\n    items.clear()\n"
        }
    )
    assert "no contract check ran: a plugin or a conftest.py left none" in shop.run().stdout.str()


def test_a_run_in_another_folder_is_told_where_to_start(shop: Repository) -> None:
    result = shop.run("tests")
    result.stdout.fnmatch_lines(
        ["no contract check ran: no contract stands in tests; start pytest in the root folder, or name it: ."]
    )


def test_a_run_that_ended_before_says_so(shop: Repository) -> None:
    shop.write({"tests/test_code.py": "def test_code(): assert 0\n"})
    result = shop.run("-x", "tests", "contracts")
    result.stdout.fnmatch_lines(["no contract check ran: the run ended before the first of them"])
    shop.write({"tests/test_code.py": "import nowhere\n"})
    result = shop.run()
    result.stdout.fnmatch_lines(["no contract check ran: the run ended before the first of them"])


def test_no_summary_is_no_summary(shop: Repository) -> None:
    assert "targets examined" not in shop.run("--no-summary").stdout.str()


def test_warnings_are_listed_and_fail_nothing(repository: Repository) -> None:
    finds(
        repository,
        *[{"severity": "warning", "code": "ECL014", "path": f"docs/{index}.md"} for index in range(12)],
    )
    result = repository.run()
    result.assert_outcomes(passed=1)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "  warning ECL014 docs/0.md: *",
            "  ... and 2 more warnings (-v shows them)",
            "*0 violations, 12 warnings, 0.?? s",
        ]
    )
    assert "(-v" not in repository.run("-v").stdout.str()


NASTY = "\x1b[2J\x1b]0;title\x07red\r\n\u202eright\u200bto\u2028left \x85 \udcff"


def test_data_cannot_act_on_the_terminal(repository: Repository) -> None:
    fields = {
        "message": NASTY,
        "path": f"data/{NASTY}.json",
        "pointer": f"/{NASTY}",
        "expected": NASTY,
        "found": NASTY,
    }
    text = note(checks={"look": {"finds": [fields, {**fields, "severity": "warning"}]}}, summary=NASTY[:-1])
    repository.write({"conftest.py": NOTES, "contracts/a.contract.yaml": text.replace("\\udcff", "")})
    for arguments in ([], ["-v"], ["-rA"], ["--tb=short"]):
        shown = repository.run(*arguments, "--color=no").stdout.str()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]", shown)
        assert "\\x1b[2J" in shown


def test_names_in_broken_contracts_cannot_act_on_the_terminal(repository: Repository) -> None:
    repository.write(
        {
            "conftest.py": NOTES,
            "contracts/a.contract.yaml": note(id="a\x1b[31m::b[c]", owner="\x1b[2J", **{"\x1b[1m": 1}),
        }
    )
    for arguments in ([], ["-v"], ["-rA"], ["--co"]):
        shown = repository.run(*arguments).stdout.str()
        assert "\x1b" not in shown


def test_values_without_end_are_cut(repository: Repository) -> None:
    finds(
        repository,
        {
            "message": "m" * 100_000,
            "found": "f" * 100_000,
            "path": "p" * 100_000,
            "pointer": "/" + "q" * 100_000,
        },
    )
    assert max(map(len, repository.run("-q").outlines)) < 1000


def test_text_is_the_same_in_a_pipe_and_under_a_terminal_without_colour(shop: Repository) -> None:
    one = shop.run("--color=no", "-q").outlines
    two = shop.run("--color=yes", "-q").outlines
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in two]

    def kept(lines: list[str]) -> list[str]:
        untimed = (re.sub(r"\d+\.\d\d s\b", "0.00 s", line) for line in lines)
        return [line for line in untimed if not re.search("run record| in |FAILED", line)]

    assert kept(one) == kept(plain)


def test_lines_of_plugins_follow_ours(shop: Repository) -> None:
    shop.write(
        {
            "conftest.py": NOTES
            + "def pytest_eco_summary_lines(record):\n    return ['weather: ' + record['outcome'], '\\x1b[2J']\n"
        }
    )
    result = shop.run("--color=no")
    result.stdout.fnmatch_lines(["5 checks*", "weather: failure", "\\x1b[[]2J", "run record:*"])


def test_a_long_contract_id_does_not_break_lines(repository: Repository) -> None:
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(),
            "contracts/a.contract.yaml": note(id="a" * 120),
        }
    )
    assert repository.run().ret == 0
