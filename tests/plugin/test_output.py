"""What the terminal shows: header, blocks, summary; safe, counted, and the same in a pipe."""

from __future__ import annotations

import re

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import NOTES, Repository


def finds(repository: Repository, *violations: dict[str, object]) -> None:
    repository.write(
        {
            "conftest.py": NOTES,
            "contracts/a.contract.yaml": note(checks={"look": {"finds": list(violations)}}),
        }
    )


def test_a_block_says_what_where_expected_found_who_and_how_to_mend(repository: Repository) -> None:
    finds(repository, {"path": "data/a.json", "pointer": "/n", "expected": "an integer", "found": "'7'"})
    repository.run().stdout.fnmatch_lines(
        [
            "*shop.note [[]look]*",
            "ECS003 schema-type-mismatch: a string stands where an integer is promised",
            "  at        data/a.json  /n",
            "  expected  an integer",
            "  found     '7'",
            "  contract  shop.note 1.0.0 (contracts/a.contract.yaml:1)",
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


def test_on_ci_the_short_summary_does_not_repeat_the_blocks(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    finds(repository, *[{"path": f"data/{index}.json"} for index in range(3)])
    for arguments in ([], ["-n", "1"]):
        assert repository.process("--eco-contracts", *arguments).stdout.str().count("  at        data/") == 3


def test_the_header_names_day_and_engine(shop: Repository) -> None:
    result = shop.run("--eco-as-of=2026-01-31")
    result.stdout.fnmatch_lines(["eco-contracts: as of 2026-01-31 UTC, engine jsonschema-rs *"])


@pytest.mark.parametrize("option", ["-q", "--no-header"])
def test_a_quiet_run_has_no_header(shop: Repository, option: str) -> None:
    assert "as of" not in shop.run(option).stdout.str()


def test_the_summary_counts_checks_targets_and_violations(shop: Repository) -> None:
    shop.run().stdout.fnmatch_lines(
        [
            "*- eco-contracts -*",
            "5 checks, 8 targets examined, 1 violation, 0.?? s",
            "run record: .eco/runs/*/run.json",
        ]
    )


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
        return [line for line in lines if not re.search("run record| in |FAILED", line)]

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
