"""pytest-xdist: the same checks in every worker, what they found on the controller, once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import NOTES
from tests.processes import Ended, last_record, run_gate, write_files

pytest.importorskip("xdist")

CONFTEST = (
    NOTES
    + """
import os
from pathlib import Path
from pytest_ecocontracts.core.model import Check, Outcome

def pytest_eco_register_checks(contract):
    if contract.id != "shop.odd":
        return []
    found = lambda context, chunk: Outcome(
        violations=(contract.violation("ECS003", "odd", metadata={"path": Path("x")}),), examined=1
    )
    return [Check(name="odd", run=found)]

def pytest_eco_check_finished(record, config):
    with open(config.rootpath / "heard.txt", "a") as file:
        file.write(f"{record['nodeid']} {'worker' if hasattr(config, 'workerinput') else 'controller'}\\n")
"""
)
ITEMS = [
    "ecocontracts.yaml::shop[catalog]",
    "ecocontracts.yaml::file[contract]",
    "contracts/bad.contract.yaml::shop.bad[look]",
    "contracts/broken.contract.yaml::file[contract]",
    *(f"contracts/many.contract.yaml::shop.many[look-{k}-of-12]" for k in range(1, 13)),
    "contracts/odd.contract.yaml::shop.odd[look]",
    "contracts/odd.contract.yaml::shop.odd[odd]",
]
#: what differs between two equal runs
VOLATILE = {"run_id", "time", "invocation", "environment", "tools", "emission", "content_digest"}


@dataclass(frozen=True)
class Compared:
    """The same repository judged by one process and by two workers."""

    root: Path
    alone: Ended
    shared: Ended
    records: tuple[dict[str, Any], dict[str, Any]]
    heard: list[str]


def repository(root: Path) -> Path:
    write_files(
        root,
        {
            "pytest.ini": "[pytest]\n",
            "conftest.py": CONFTEST,
            "ecocontracts.yaml": catalog_file(),
            "contracts/bad.contract.yaml": note(
                id="shop.bad", checks={"look": {"finds": [{"path": "data/a.json", "pointer": "/n"}]}}
            ),
            "contracts/broken.contract.yaml": "id: [",
            "contracts/many.contract.yaml": note(id="shop.many", checks={"look": {"chunks": 12}}),
            "contracts/odd.contract.yaml": note(id="shop.odd"),
            "tests/test_code.py": "def test_code(): pass\n",
        },
    )
    (root / "contracts/gone.contract.yaml").symlink_to("nowhere")
    return root


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    root = repository(tmp_path_factory.mktemp("shop"))
    alone = run_gate(root, "-v")
    first = last_record(root)
    (root / "heard.txt").unlink()
    shared = run_gate(root, "-v", "-n", "2")
    return Compared(
        root, alone, shared, (first, last_record(root)), (root / "heard.txt").read_text().splitlines()
    )


def outcomes(ended: Ended) -> dict[str, str]:
    """What each item came to, by its id."""
    pattern = r"^(?:\[gw\d\] \[ *\d+%\] (?P<first>[A-Z]+) )?(?P<id>\S+::\S+)(?: (?P<last>[A-Z]+) .*)?$"
    found = [match for line in ended.out.splitlines() if (match := re.match(pattern, line.strip()))]
    return {m["id"]: m["first"] or m["last"] for m in found if m["first"] or m["last"]}


def test_workers_find_what_one_process_finds(compared: Compared) -> None:
    assert outcomes(compared.shared) == outcomes(compared.alone)
    assert set(outcomes(compared.shared)) == {*ITEMS, "tests/test_code.py::test_code"}
    assert compared.shared.code == compared.alone.code == 1


def test_the_record_is_the_same(compared: Compared) -> None:
    first, second = (
        {name: value for name, value in r.items() if name not in VOLATILE} for r in compared.records
    )
    for record in (first, second):
        for verdict in record["contracts"]:
            verdict.pop("duration_ms")
    assert second == first


def test_the_summary_is_the_same(compared: Compared) -> None:
    lines = [
        [line.rpartition(", ")[0] for line in ended.out.splitlines() if " examined, " in line]  # not the time
        for ended in (compared.alone, compared.shared)
    ]
    assert lines[0] == lines[1] != []


def test_violations_of_workers_are_shown_as_text(compared: Compared) -> None:
    assert "\nECS003 schema-type-mismatch: " in compared.shared.out
    assert "\n  at        data/a.json  /n\n" in compared.shared.out
    assert "Traceback" not in compared.shared.text


def test_what_a_plugin_finds_beyond_plain_data_kills_no_worker(compared: Compared) -> None:
    assert outcomes(compared.shared)["contracts/odd.contract.yaml::shop.odd[odd]"] == "FAILED"
    assert re.search("ECZ001 .*metadata", compared.shared.out)


def test_hooks_of_the_controller_hear_of_every_check_once(compared: Compared) -> None:
    assert Counter(compared.heard) == Counter(f"{item} controller" for item in ITEMS)


@pytest.mark.parametrize("distribution", ["loadfile", "worksteal"])
def test_every_distribution_works(compared: Compared, distribution: str) -> None:
    ended = run_gate(compared.root, "-n", "2", "--dist", distribution, "contracts")
    assert "4 failed, 13 passed" in ended.out


def test_last_failed_under_workers(tmp_path: Path) -> None:
    root = repository(tmp_path)
    run_gate(root, "-p", "cacheprovider", "contracts/bad.contract.yaml", "contracts/many.contract.yaml")
    ended = run_gate(root, "-n", "2", "-p", "cacheprovider", "--lf", "-v", "contracts")
    assert set(outcomes(ended)) == {"contracts/bad.contract.yaml::shop.bad[look]"}


def test_the_gate_alone_from_a_sub_folder(compared: Compared) -> None:
    ended = run_gate(
        compared.root / "contracts", "--eco-only", "-n", "2", "odd.contract.yaml", "many.contract.yaml"
    )
    assert "1 failed, 13 passed" in ended.out


def test_nothing_to_enforce_ends_before_workers_start(tmp_path: Path) -> None:
    write_files(tmp_path, {"test_a.py": "def test_a(): pass\n"})
    ended = run_gate(tmp_path, "-n", "2")
    assert (ended.code, "created: " in ended.out) == (4, False)
    assert "ECC007" in ended.err
    assert run_gate(tmp_path, "-n", "2", "--eco-as-of=x").code == 4
