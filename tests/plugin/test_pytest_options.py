"""pytest's own options work on checks as they do on tests."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from tests.fakes import note
from tests.plugin.conftest import CODE, ITEMS, Repository, ids

FINDS = {"finds": [{"path": "data/a.json"}]}


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    found = result.parseoutcomes()
    return {name: found[name] for name in ("passed", "failed", "deselected") if name in found}


def fail_both(shop: Repository) -> None:
    shop.write({"contracts/good.contract.yaml": note(id="shop.good", checks={"look": FINDS, "peek": {}})})


def test_last_failed_runs_what_failed(shop: Repository) -> None:
    fail_both(shop)
    assert outcomes(shop.run()) == {"passed": 4, "failed": 2}
    result = shop.run("--lf", "-v")
    assert outcomes(result) == {"failed": 2}
    assert ids(result) == [ITEMS[1], ITEMS[3]]


def test_last_failed_keeps_what_is_still_broken(shop: Repository) -> None:
    """pytest 9.2 loses bracketed names of items whose id is not a string (pytest #15045)."""
    fail_both(shop)
    shop.run()
    shop.write({"contracts/bad.contract.yaml": note(id="shop.bad", checks={"look": {}, "fine": {}})})
    assert outcomes(shop.run("--lf")) == {"passed": 1, "failed": 1}
    assert ids(shop.run("--lf", "-v")) == [ITEMS[3]]


@pytest.mark.parametrize(
    "testpaths", ["", "[pytest]\ntestpaths = tests\n", "[pytest]\ntestpaths = tests contracts\n"]
)
def test_failed_first_runs_everything_once(shop: Repository, testpaths: str) -> None:
    if testpaths:
        shop.write({"pytest.ini": testpaths})
    shop.run()
    result = shop.run("--ff", "-v")
    assert ids(result)[0] == ITEMS[1]
    assert sorted(ids(result)) == sorted([CODE, *ITEMS])


def test_last_failed_finds_a_broken_contract_again(shop: Repository) -> None:
    shop.write({"contracts/broken.contract.yaml": "id: ["})
    shop.run()
    assert set(ids(shop.run("--lf", "-v"))) == {ITEMS[1], "contracts/broken.contract.yaml::file[contract]"}


def test_last_failed_finds_a_contract_that_is_gone_again(shop: Repository) -> None:
    (shop.root / "contracts/gone.contract.yaml").symlink_to("nowhere")
    assert outcomes(shop.run()) == {"passed": 5, "failed": 2}
    assert outcomes(shop.run("--lf")) == {"failed": 2}


def test_stepwise_goes_on_where_it_stopped(shop: Repository) -> None:
    fail_both(shop)
    assert outcomes(shop.run("--sw", "contracts")) == {"failed": 1}
    shop.write({"contracts/bad.contract.yaml": note(id="shop.bad", checks={"look": {}, "fine": {}})})
    assert outcomes(shop.run("--sw", "contracts")) == {"passed": 2, "failed": 1}
    assert outcomes(shop.run("--sw", "contracts")) == {"failed": 1, "deselected": 2}


def test_new_first_looks_at_every_file(shop: Repository) -> None:
    (shop.root / "contracts/gone.contract.yaml").symlink_to("nowhere")
    result = shop.run("--nf")
    assert outcomes(result) == {"passed": 5, "failed": 2}
    assert outcomes(shop.run("--nf")) == {"passed": 5, "failed": 2}


@pytest.mark.parametrize(("arguments", "expected"), [(["-x"], 1), (["--maxfail=1"], 1), (["--maxfail=2"], 2)])
def test_the_run_stops_after_failures(shop: Repository, arguments: list[str], expected: int) -> None:
    fail_both(shop)
    assert outcomes(shop.run("contracts", *arguments))["failed"] == expected


def test_collect_only_runs_nothing(shop: Repository) -> None:
    result = shop.run("--co")
    assert result.ret == 0
    text = result.stdout.str()
    assert "<ContractFile contracts/bad.contract.yaml>" in text
    assert "<ContractItem shop.bad[[]look]>".replace("[[]", "[") in text
    assert "the checks were collected, and none was run" in text


@pytest.mark.parametrize(
    "plugin",
    [
        "cacheprovider",
        "python",
        "doctest",
        "junitxml",
        "skipping",
        "logging",
        "warnings",
        "assertion",
        "capture",
        "stepwise",
        "faulthandler",
        "xdist",
        "unittest",
        "setuponly",
        "nodeid",
    ],
)
def test_without_a_plugin_of_pytest(shop: Repository, plugin: str) -> None:
    result = shop.run("-p", f"no:{plugin}")
    assert outcomes(result) == {"passed": 4 if plugin == "python" else 5, "failed": 1}
    assert result.ret == 1


@pytest.mark.parametrize("plugin", ["terminal", "terminalreporter"])
def test_without_a_terminal(shop: Repository, plugin: str) -> None:
    result = shop.process("--eco-contracts", "-p", f"no:{plugin}")
    assert result.ret == 1
    assert "Traceback" not in result.stdout.str() + result.stderr.str()
    assert shop.record()["outcome"] == "failure"


def test_the_plugin_itself_can_be_left_out(shop: Repository) -> None:
    shop.write({"conftest.py": ""})
    result = shop.process("-p", "no:ecocontracts")
    assert outcomes(result) == {"passed": 1}
    assert shop.process("-p", "no:ecocontracts", "--eco-contracts").ret == 4


def test_junit_has_a_case_per_check_with_the_code_in_its_message(shop: Repository) -> None:
    shop.run("--junitxml=out.xml")
    cases = ET.parse(shop.root / "out.xml").getroot().iter("testcase")
    found = {f"{case.get('classname')}::{case.get('name')}": case for case in cases}
    assert len(found) == 6
    failed = next(case for name, case in found.items() if name.endswith("shop.bad[look]"))
    failure = failed.find("failure")
    assert failure is not None
    assert "ECS003 schema-type-mismatch" in (failure.text or "") + failure.get("message", "")


def test_junit_stays_well_formed_whatever_a_violation_says(shop: Repository) -> None:
    nasty = "\x1b[31m \x00 \ud800 ]]> & < \U0001f600"
    shop.write(
        {
            "contracts/bad.contract.yaml": note(
                id="shop.bad", checks={"look": {"finds": [{"message": nasty}]}}
            ).replace("\\ud800", "\\u0085")
        }
    )
    shop.run("--junitxml=out.xml")
    assert ET.parse(shop.root / "out.xml").getroot() is not None


@pytest.mark.parametrize("style", ["auto", "long", "short", "line", "native", "no"])
def test_every_traceback_style_shows_the_violation_and_no_traceback(shop: Repository, style: str) -> None:
    result = shop.run(f"--tb={style}")
    text = result.stdout.str()
    assert outcomes(result) == {"passed": 5, "failed": 1}
    assert "Traceback" not in text
    assert "items.py" not in text
    if style != "no":
        assert "ECS003 schema-type-mismatch" in text


@pytest.mark.parametrize(
    "option",
    [
        "--setup-show",
        "--durations=0",
        "-s",
        "-rA",
        "--no-header",
        "--no-summary",
        "--color=yes",
        "--verbosity=3",
        "--full-trace",
        "--showlocals",
        "--pdbcls=x:y",
    ],
)
def test_other_options_do_no_harm(shop: Repository, option: str) -> None:
    result = shop.run(option)
    assert result.ret == 1
    assert "INTERNALERROR" not in result.stdout.str()


@pytest.mark.parametrize("option", ["--setup-plan", "--setup-only"])
def test_showing_fixtures_judges_nothing(shop: Repository, option: str) -> None:
    result = shop.run(option)
    assert result.ret == 0
    assert shop.record()["outcome"] == "skipped"


def test_warnings_as_errors_do_no_harm(shop: Repository) -> None:
    assert outcomes(shop.run("-W", "error")) == {"passed": 5, "failed": 1}


def test_strict_mode_does_no_harm(shop: Repository) -> None:
    shop.write({"pytest.ini": "[pytest]\nstrict = true\n"})
    assert outcomes(shop.run()) == {"passed": 5, "failed": 1}


def test_an_ordinary_plugin_may_mark_checks(shop: Repository) -> None:
    shop.write(
        {
            "conftest.py": (shop.root / "conftest.py").read_text()
            + """
import pytest
def pytest_collection_modifyitems(items):
    for item in items:
        if "shop.bad" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason="not today"))
"""
        }
    )
    result = shop.run("-rs")
    result.assert_outcomes(passed=4, skipped=2)
