"""Where records go, what they hold, and who hears of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.processes import (
    CHECK,
    CONTRACT,
    codes,
    last_record,
    record_of,
    repository,
    run_gate,
    runs,
    write_files,
)

CATALOG = """\
contract: catalog/v1
id: shop
version: 1.0.0
owner: team
summary: The shop.
owners: {{team: chat}}
record: {record}
"""
SECRET = "s3cr3t-value-91"


def test_the_folder_ignores_itself_in_git(tmp_path: Path) -> None:
    root = repository(tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    assert run_gate(root).code == 0
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True, text=True
    )
    assert ".eco" not in status.stdout
    assert "contracts/" in status.stdout


def test_option_says_where(tmp_path: Path) -> None:
    """Relative to where pytest is started; outside of the root it is the user's own affair."""
    root = repository(tmp_path / "root")
    (root / "sub").mkdir()
    ended = run_gate(root / "sub", "--rootdir=..", "--eco-record", "../../records", "..")
    assert ended.code == 0, ended.text
    (run,) = [path for path in (tmp_path / "records").iterdir() if path.is_dir()]
    record = record_of(run)
    assert record["invocation"]["directory"] == "sub"
    assert not (root / ".eco").exists()
    assert os.listdir(tmp_path / "records") != []
    assert not (tmp_path / ".gitignore").exists()


def test_catalog_says_where(tmp_path: Path) -> None:
    root = repository(tmp_path, {"ecocontracts.yaml": CATALOG.format(record="ops/records")})
    assert run_gate(root).code == 0
    (run,) = [path for path in (root / "ops/records").iterdir() if path.is_dir()]
    assert record_of(run)["outcome"] == "success"
    assert not (root / ".eco").exists()


@pytest.mark.parametrize("record", ["../records", "/tmp/records", "~/records", "{}"])
def test_catalog_cannot_send_records_out_of_the_root(tmp_path: Path, record: str) -> None:
    root = repository(tmp_path / "root", {"ecocontracts.yaml": CATALOG.format(record=record)})
    ended = run_gate(root)
    assert ended.code == 1, ended.text
    assert not (tmp_path / "records").exists()
    assert codes(last_record(root)) in (["ECC022"], ["ECC004"])


@pytest.mark.parametrize("name", [".eco", "records"])
def test_a_planted_link_cannot_send_records_out_of_the_root(tmp_path: Path, name: str) -> None:
    files = {} if name == ".eco" else {"ecocontracts.yaml": CATALOG.format(record="records")}
    root = repository(tmp_path / "root", files)
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", root / name)
    ended = run_gate(root)
    assert ended.code == 4
    assert "ECC022 path-outside-root" in ended.err
    assert os.listdir(tmp_path / "elsewhere") == []


def test_own_folder_is_tidied_and_a_named_one_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    first = run_gate(root, "--eco-only")
    assert first.code == 0
    template = runs(root)[0]
    for folder in (".eco/runs", "named"):
        for number in range(25):
            copy = root / folder / f"0000000{number:05d}"[:8]
            run_id = f"{number:08x}-0000-7000-8000-000000000000"
            copy = root / folder / run_id
            write_files(copy, {"run.json": (template / "run.json").read_text(), "journal.jsonl": ""})
    run_gate(root, "--eco-only")
    run_gate(root, "--eco-only", "--eco-record", "named")
    assert len(runs(root)) == 20
    assert len(list((root / "named").iterdir())) == 27


def test_header_and_summary_name_the_record(tmp_path: Path) -> None:
    root = repository(tmp_path)
    ended = run_gate(root)
    assert f"record .eco/runs/{runs(root)[0].name}" in ended.out
    assert f"run record: .eco/runs/{runs(root)[0].name}/run.json" in ended.out


def test_record_of_a_failing_contract(tmp_path: Path) -> None:
    broken = CONTRACT.replace("since: 1.0.0", "since: 9.0.0")
    root = repository(tmp_path, {"contracts/shop.contract.yaml": broken})
    assert run_gate(root).code == 1
    record = last_record(root)
    assert record["outcome"] == "error"
    (failure,) = record["failures"]
    assert (failure["code"], failure["nodeid"], failure["phase"]) == ("ECC013", CHECK, "call")
    assert failure["location"] == {
        "path": "contracts/shop.contract.yaml",
        "pointer": "/entries/0/since",
        "line": 17,
        "column": 12,
    }
    assert record["line"] == {"stopped": True, "code": "ECC013", "blocked_by": []}


def test_a_failing_test_is_recorded_with_its_place(tmp_path: Path) -> None:
    root = repository(tmp_path, {"test_a.py": "\n\ndef test_a():\n    assert 1 == 2\n"})
    assert run_gate(root).code == 1
    (failure,) = last_record(root)["failures"]
    assert failure["code"] == "ECZ006"
    assert failure["message"] == "assert 1 == 2"
    assert failure["location"] == {"path": "test_a.py", "pointer": "", "line": 3}
    assert last_record(root)["contracts"][0]["verdict"] == "pass"


def test_a_skipped_check_is_not_evaluated(tmp_path: Path) -> None:
    hook = "import pytest\ndef pytest_runtest_setup(item): pytest.skip('not today')\n"
    root = repository(tmp_path, {"conftest.py": hook})
    ended = run_gate(root)
    assert ended.code == 0
    record = last_record(root)
    assert record["outcome"] == "partial"
    assert record["contracts"][0]["reason"] == "1 of 1 checks: skipped: not today"


@pytest.mark.parametrize("hook", ["runtest_setup(item)", "runtest_teardown(item)"])
def test_a_hook_that_breaks_an_item_is_an_error(tmp_path: Path, hook: str) -> None:
    root = repository(tmp_path, {"conftest.py": f"def pytest_{hook}: raise RuntimeError('broken hook')\n"})
    assert run_gate(root).code == 1
    record = last_record(root)
    assert (record["outcome"], codes(record)) == ("error", ["ECZ005"])
    assert "broken hook" in record["failures"][0]["message"]


def test_no_secret_reaches_any_file(tmp_path: Path) -> None:
    test = f"def test_a(): raise ValueError('token {SECRET} and https://me:pass-word@host.example/x')\n"
    root = repository(tmp_path, {"test_a.py": test})
    env = {"API_TOKEN": SECRET, "CI": "true"}
    assert run_gate(root, "--override-ini", f"python_files=test_*.py {SECRET}", env=env).code == 1
    for path in (root / ".eco").rglob("*.json*"):
        text = path.read_text()
        assert SECRET not in text
        assert "pass-word" not in text
    record = last_record(root)
    assert (
        record["failures"][0]["message"]
        == "ValueError: token [redacted] and https://[redacted]@host.example/x"
    )
    assert record["emission"]["redactions"] >= 3
    assert record["outcome"] == "failure"


def test_hooks_see_checks_and_the_record_and_extend_it(tmp_path: Path) -> None:
    plugin = """
import json
def pytest_eco_check_finished(record, config):
    with open("seen.jsonl", "a") as file: print(json.dumps(record), file=file)
def pytest_eco_run_finished(record, config):
    return {"acme.release": {"train": "2026-W47", "outcome": record["outcome"]}}
"""
    root = repository(tmp_path, {"conftest.py": plugin})
    for arguments in ((), ("-n1",)):
        assert run_gate(root, *arguments).code == 0
        record = last_record(root)
        assert record["extensions"] == {"acme.release": {"train": "2026-W47", "outcome": "success"}}
    seen = [json.loads(line) for line in (root / "seen.jsonl").read_text().splitlines()]
    assert [(entry["nodeid"], entry["status"]) for entry in seen] == [(CHECK, "passed")] * 2


@pytest.mark.parametrize(
    ("hook", "text"),
    [
        ("eco_check_finished(record)", "raise ValueError('x')"),
        ("eco_run_finished(record)", "raise ValueError('x')"),
        ("eco_run_finished(record)", "return {'undotted': {}}"),
        ("eco_run_finished(record)", "return 7"),
        ("eco_summary_lines(record)", "raise ValueError('x')"),
        ("eco_classify_violation(violation)", "raise ValueError('x')"),
    ],
)
def test_a_broken_hook_fails_the_run_and_ends_nothing(tmp_path: Path, hook: str, text: str) -> None:
    files = {"conftest.py": f"def pytest_{hook}:\n    {text}\n", "test_z.py": "def test_z(): pass\n"}
    if "classify" in hook:
        files["contracts/shop.contract.yaml"] = CONTRACT.replace("since: 1.0.0", "since: 9.0.0")
    root = repository(tmp_path, files)
    ended = run_gate(root)
    assert ended.code == 1, ended.text
    assert "1 passed" in ended.out or "2 passed" in ended.out
    record = last_record(root)
    also = {"ECC013"} if "classify" in hook else set()
    assert (record["outcome"], set(codes(record))) == ("error", {"ECZ005"} | also)


def test_an_orphaned_journal_that_cannot_be_read_is_only_a_warning(tmp_path: Path) -> None:
    run_id = "00000000-0000-7000-8000-000000000000"
    root = repository(tmp_path, {f".eco/runs/{run_id}/journal.jsonl": "[" * 100_000})
    ended = run_gate(root)
    assert ended.code == 0
    assert f"warning ECR003 run-record-incomplete: the run {run_id} never ended" in ended.out


def test_nothing_is_recorded_when_the_gate_is_off(tmp_path: Path) -> None:
    import sys

    from tests.processes import environment

    root = repository(tmp_path, {"test_a.py": "def test_a(): pass\n"})
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=root, env=environment(), check=True, capture_output=True
    )
    assert not (root / ".eco").exists()


def test_failures_with_codes_of_own_taxonomies_are_explained_by_them(tmp_path: Path) -> None:
    plugin = """
from pytest_ecocontracts.core.model import Check, Outcome

def pytest_eco_register_checks(contract, catalog):
    found = [contract.violation(code, "it is open", metadata={"till": 3}) for code in ("SHOP001", "SHOP999")]
    run = lambda context, chunk: Outcome(violations=tuple(found), examined=1)
    return [Check(name="till", run=run)]
"""
    root = repository(tmp_path, {"conftest.py": plugin})
    for arguments in ((), ("-n1",)):
        assert run_gate(root, *arguments).code == 1
        record = last_record(root)
        unknown, known = record["failures"]
        assert (known["code"], known["name"], known["domain"]) == ("SHOP001", "till-open", "shop")
        assert (unknown["code"], unknown["metadata"]) == ("ECZ999", {"till": 3, "code": "SHOP999"})
        cited = [taxonomy["id"] for taxonomy in record["emission"]["taxonomy"]]
        assert cited == ["ecocontracts.failures", "shop.failures"]
        assert record["outcome"] == "failure"
