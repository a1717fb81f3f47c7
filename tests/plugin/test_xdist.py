"""pytest-xdist: the same checks in every worker, what they found on the controller, once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import note
from tests.plugin.conftest import CODE, ITEMS, NOTES, Repository, ids

pytest.importorskip("xdist")

#: what differs between two equal runs
VOLATILE = {"run_id", "time", "invocation", "environment", "tools", "emission", "content_digest"}


def stable(record: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in record.items() if name not in VOLATILE}
    for verdict in kept["contracts"]:
        verdict.pop("duration_ms", None)
    return kept


@pytest.fixture
def process(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return shop


def test_workers_find_what_one_process_finds(process: Repository) -> None:
    process.write(
        {
            "contracts/many.contract.yaml": note(
                id="many", checks={"look": {"chunks": 12}, "peek": {"finds": [{}]}}
            )
        }
    )
    alone = process.process("--eco-contracts", "-v")
    expected = process.record()
    result = process.process("--eco-contracts", "-v", "-n", "2")
    assert set(ids(result)) == set(ids(alone))
    assert result.parseoutcomes() == alone.parseoutcomes() == {"passed": 17, "failed": 2}
    assert stable(process.record()) == stable(expected)
    summaries = [[line for line in run.outlines if " targets examined" in line] for run in (alone, result)]
    assert summaries[0] == summaries[1] != []


@pytest.mark.parametrize("distribution", ["loadfile", "worksteal"])
def test_every_distribution_works(process: Repository, distribution: str) -> None:
    result = process.process("--eco-contracts", "-n", "2", "--dist", distribution)
    assert result.parseoutcomes() == {"passed": 5, "failed": 1}
    assert result.ret == 1


def test_violations_of_workers_are_shown_as_text(process: Repository) -> None:
    result = process.process("--eco-contracts", "-n", "2", "contracts")
    result.stdout.fnmatch_lines(
        ["ECS003 schema-type-mismatch: *", "  at        data/a.json  /n", "*1 violation*"]
    )
    assert "Traceback" not in result.stdout.str()


def test_nothing_to_enforce_ends_before_workers_start(repository: Repository) -> None:
    repository.write({"test_a.py": "def test_a(): pass\n"})
    result = repository.process("--eco-contracts", "-n", "2")
    assert result.ret == 4
    assert "ECC007" in result.stderr.str()
    assert "created: " not in result.stdout.str()


def test_a_bad_option_is_a_usage_error(process: Repository) -> None:
    assert process.process("--eco-contracts", "-n", "2", "--eco-as-of=x").ret == 4


def test_the_gate_alone_and_from_a_sub_folder(process: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    process.write({"pytest.ini": "[pytest]\n", "tests/test_code.py": "raise SystemExit(9)\n"})
    assert process.process("--eco-only", "-n", "2").parseoutcomes() == {"passed": 4, "failed": 1}
    monkeypatch.chdir(process.root / "contracts")
    assert process.process("--eco-only", "-n", "2").parseoutcomes() == {"passed": 3, "failed": 1}
    assert process.process("--eco-only", "-n", "2", "good.contract.yaml").parseoutcomes() == {"passed": 2}


def test_hooks_of_the_controller_hear_of_every_check_once(process: Repository) -> None:
    process.write(
        {
            "conftest.py": NOTES
            + """
import os
def pytest_eco_check_finished(record, config):
    with open(config.rootpath / "heard.txt", "a") as file:
        file.write(f"{record['nodeid']} {'worker' if hasattr(config, 'workerinput') else 'controller'}\\n")
"""
        }
    )
    process.process("--eco-contracts", "-n", "2")
    heard = (process.root / "heard.txt").read_text().splitlines()
    assert sorted(heard) == sorted(f"{item} controller" for item in ITEMS)


def test_what_a_plugin_finds_beyond_plain_data_kills_no_worker(process: Repository) -> None:
    process.write(
        {
            "conftest.py": NOTES
            + """
from pathlib import Path
from pytest_ecocontracts.core.model import Check, Outcome
def pytest_eco_register_checks(contract):
    found = lambda context, chunk: Outcome(
        violations=(contract.violation("ECS003", "odd", metadata={"path": Path("x")}),), examined=1
    )
    return [Check(name="odd", run=found)]
"""
        }
    )
    result = process.process("--eco-contracts", "-n", "2", "contracts/good.contract.yaml")
    assert result.parseoutcomes() == {"passed": 2, "failed": 1}
    result.stdout.fnmatch_lines(["*ECZ001*metadata*"])


def test_a_broken_contract_is_one_failing_item_under_workers(process: Repository) -> None:
    process.write({"contracts/broken.contract.yaml": "id: ["})
    (process.root / "contracts/gone.contract.yaml").symlink_to("nowhere")
    result = process.process("--eco-contracts", "-n", "2")
    assert result.parseoutcomes() == {"passed": 5, "failed": 3}


def test_last_failed_under_workers(process: Repository) -> None:
    process.process("--eco-contracts", "-n", "2")
    result = process.process("--eco-contracts", "-n", "2", "--lf", "-v")
    assert set(ids(result)) == {ITEMS[1]}
    assert CODE not in ids(result)
