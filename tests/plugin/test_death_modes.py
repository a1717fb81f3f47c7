"""However a run ends, it leaves a record; and where it cannot, a journal that names it.

Only where the plugin never gets control (a broken ini file, ``-p`` of something absent, ``--version``)
is there nothing.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.processes import (
    CHECK,
    codes,
    command,
    environment,
    last_record,
    record_of,
    repository,
    run_gate,
    runs,
)

from pytest_ecocontracts.core.records.journal import read_journal
from pytest_ecocontracts.core.records.normalise import normalised_bytes

pytestmark = pytest.mark.slow

PASSES = "def test_a(): pass\n"
FAILS = "def test_a(): assert 1 == 2\n"
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
KILL = "import os, signal\ndef test_a(): os.kill(os.getpid(), signal.{0})\n"
HOOK = "def pytest_{0}: raise RuntimeError('broken hook')\n"
#: what pytest ends with where it cannot be configured; before 9.2 that was a traceback
USAGE_ERROR = 4 if pytest.version_tuple >= (9, 2) else 1


@dataclass(frozen=True)
class Mode:
    """One way for a run to end: what stands in the repository, and what the record must say."""

    code: int
    outcome: str | None
    failures: tuple[str, ...] = ()
    test: str = PASSES
    conftest: str = ""
    files: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    state: str = "finished"
    recorded: int | None = None


MODES = {
    "pass": Mode(0, "success"),
    "fail": Mode(1, "failure", ("ECZ006",), FAILS),
    "fail-first": Mode(1, "failure", ("ECZ006",), FAILS, arguments=("-x", "test_a.py", "contracts")),
    "error-in-setup": Mode(
        1, "failure", ("ECZ006",), "import pytest\n@pytest.fixture\ndef f(): 1/0\ndef test_a(f): pass\n"
    ),
    "error-in-teardown": Mode(
        1,
        "failure",
        ("ECZ006",),
        "import pytest\n@pytest.fixture\ndef f():\n yield\n 1/0\ndef test_a(f): pass\n",
    ),
    "exit-in-test": Mode(1, "failure", ("ECZ006",), "import sys\ndef test_a(): sys.exit(0)\n"),
    "nothing-selected": Mode(5, "error", ("ECC007",), arguments=("-k", "nothing_is_called_like_this")),
    "part-selected": Mode(0, "partial", arguments=("-k", "test_a")),
    "other-path": Mode(0, "partial", arguments=("test_a.py",)),
    "bad-option": Mode(4, "error", ("ECC001",), arguments=("--no-such-option",)),
    "bad-option-value": Mode(4, "error", ("ECC001",), arguments=("--eco-as-of", "soon")),
    "missing-path": Mode(4, "error", ("ECC001",), arguments=("no_such_path",)),
    "conftest-import-error": Mode(4, "error", ("ECZ004",), conftest="import no_such_module\n"),
    "conftest-syntax-error": Mode(4, "error", ("ECZ004",), conftest="def (\n"),
    "conftest-exits": Mode(7, "error", ("ECZ005",), conftest="raise SystemExit(7)\n"),
    # Python dies of the signal then, which a shell shows as 130.
    "conftest-interrupts": Mode(
        -2, "cancelled", ("ECZ002",), conftest="raise KeyboardInterrupt\n", recorded=130
    ),
    "configure-raises": Mode(3, "error", ("ECZ005",), conftest=HOOK.format("configure(config)")),
    "sessionstart-raises": Mode(3, "error", ("ECZ005",), conftest=HOOK.format("sessionstart(session)")),
    "collection-error": Mode(2, "error", ("ECZ004",), "import no_such_module\n"),
    "collection-hook-raises": Mode(
        3, "error", ("ECZ005",), conftest=HOOK.format("collection_modifyitems(items)")
    ),
    "report-hook-raises": Mode(3, "error", ("ECZ005",), conftest=HOOK.format("runtest_logreport(report)")),
    "sessionfinish-raises": Mode(1, "error", ("ECZ005",), conftest=HOOK.format("sessionfinish(session)")),
    "summary-raises": Mode(1, "error", ("ECZ005",), conftest=HOOK.format("terminal_summary(config)")),
    "unconfigure-raises": Mode(1, "error", ("ECZ005",), conftest=HOOK.format("unconfigure(config)")),
    "pytest-exit": Mode(
        9, "cancelled", ("ECZ002",), "import pytest\ndef test_a(): pytest.exit('enough', 9)\n"
    ),
    "keyboard-interrupt": Mode(2, "cancelled", ("ECZ002",), "def test_a(): raise KeyboardInterrupt\n"),
    # A shell lets what it starts in the background ignore this signal.
    "sigint": Mode(2, "cancelled", ("ECZ002",), HEED + KILL.format("SIGINT")),
    "sigterm": Mode(143, "cancelled", ("ECZ002",), KILL.format("SIGTERM")),
    "max-warnings": Mode(
        6,
        "error",
        ("ECZ999",),
        "import warnings\ndef test_a(): warnings.warn('w')\n",
        arguments=("--max-warnings=0",),
    ),
    "exit-code-of-a-plugin": Mode(
        77, "error", ("ECZ999",), conftest="def pytest_sessionfinish(session): session.exitstatus = 77\n"
    ),
    "worker-killed": Mode(
        1, "error", ("ECZ003",), KILL.format("SIGKILL"), arguments=("-n1", "--max-worker-restart=0")
    ),
    "workers-fail-first": Mode(2, "failure", ("ECZ006",), FAILS, arguments=("-n2", "-x")),
    "broken-pipe": Mode(
        1, "error", ("ECZ005",), conftest="def pytest_unconfigure(): raise BrokenPipeError('gone')\n"
    ),
    "workers": Mode(0, "success", arguments=("-n2",)),
    "collect-only": Mode(0, "skipped", arguments=("--collect-only",)),
    "help": Mode(0, "skipped", arguments=("--help",)),
    "markers": Mode(0, "skipped", arguments=("--markers",)),
    "nothing-to-enforce": Mode(
        4,
        "error",
        ("ECC007",),
        files={"contracts/shop.contract.yaml": ""},
        arguments=("--rootdir=sub", "sub"),
    ),
    # The process is gone at once: the journal is all there is.
    "os-exit-0": Mode(0, None, (), "import os\ndef test_a(): os._exit(0)\n", state="journal"),
    "sigkill": Mode(-9, None, (), KILL.format("SIGKILL"), state="journal"),
    "sigsegv": Mode(-11, None, (), KILL.format("SIGSEGV"), state="journal"),
    # The plugin never gets control.
    "bad-ini": Mode(
        USAGE_ERROR, None, files={"pytest.ini": "[pytest]\naddopts = 'unclosed\n"}, state="nothing"
    ),
    "absent-plugin": Mode(USAGE_ERROR, None, arguments=("-p", "no_such_plugin"), state="nothing"),
    "version": Mode(0, None, arguments=("--version",), state="nothing"),
}


@pytest.mark.parametrize("name", MODES)
def test_mode(tmp_path: Path, name: str) -> None:
    if name == "max-warnings" and pytest.version_tuple < (9, 1):
        pytest.skip("pytest 9.0 has no --max-warnings")
    mode = MODES[name]
    files = {"test_a.py": mode.test, **mode.files}
    if mode.conftest:
        files["conftest.py"] = mode.conftest
    root = repository(tmp_path, files)
    if name == "nothing-to-enforce":
        (root / "sub").mkdir()
    ended = run_gate(root, *mode.arguments)
    assert ended.code == mode.code, ended.text
    place = root / "sub" if name == "nothing-to-enforce" else root
    if mode.state == "nothing":
        assert runs(place) == []
        return
    (run,) = runs(place)
    if mode.state == "journal":
        assert not (run / "run.json").exists()
        assert_recovered(root, run)
        return
    record = record_of(run)
    assert (record["outcome"], record["exit"]["code"]) == (
        mode.outcome,
        mode.code if mode.recorded is None else mode.recorded,
    )
    assert tuple(codes(record)) == mode.failures
    assert json.loads((place / ".eco/runs/latest.json").read_bytes()) == record


def assert_recovered(root: Path, run: Path) -> None:
    """The next run names the dead one, what it was doing, and writes its record."""
    ended = run_gate(root, "--eco-only")
    assert ended.code == 0, ended.text
    assert f"ECR003 run-record-incomplete: the run {run.name}" in ended.out
    assert "test_a.py::test_a" in ended.out
    record = record_of(run)
    assert (record["state"], record["outcome"]) == ("incomplete", "unknown")
    assert record["in_flight"] == ["test_a.py::test_a"]
    assert record["emission"]["recovered_by"] == runs(root)[-1].name
    again = run_gate(root, "--eco-only")
    assert "ECR003" not in again.out


def test_sigterm_is_named_in_the_record(tmp_path: Path) -> None:
    root = repository(tmp_path, {"test_a.py": KILL.format("SIGTERM")})
    run_gate(root)
    assert last_record(root)["exit"] == {
        "code": 143,
        "signal": "SIGTERM",
        "reason": "ended with exit code 143",
    }


def test_somebody_elses_handler_of_sigterm_is_respected(tmp_path: Path) -> None:
    own = "import signal\nsignal.signal(signal.SIGTERM, lambda *_: None)\n"
    root = repository(tmp_path, {"test_a.py": own + KILL.format("SIGTERM")})
    assert run_gate(root).code == 0
    assert last_record(root)["outcome"] == "success"


def test_a_killed_worker_is_named_and_suspected(tmp_path: Path) -> None:
    root = repository(tmp_path, {"test_a.py": KILL.format("SIGKILL")})
    run_gate(root, "-n2")
    (failure,) = last_record(root)["failures"]
    assert failure["code"] == "ECZ003"
    assert failure["metadata"]["nodeid"] == "test_a.py::test_a"
    assert failure["metadata"]["worker"].startswith("gw")


def test_a_contract_check_that_kills_its_worker_is_not_evaluated(tmp_path: Path) -> None:
    hook = "import os, signal\ndef pytest_runtest_setup(item): os.kill(os.getpid(), signal.SIGKILL)\n"
    root = repository(tmp_path, {"conftest.py": hook})
    assert run_gate(root, "-n1", "--max-worker-restart=0").code == 1
    record = last_record(root)
    assert record["outcome"] == "error"
    assert record["contracts"][0]["verdict"] == "not_evaluated"


def test_forked_children_leave_the_record_alone(tmp_path: Path) -> None:
    """Also a child that runs on to the end of pytest, after its parent's test has gone wrong in it."""
    forks = (
        "import os, pathlib\n"
        "def test_a():\n"
        "    if os.fork() == 0: raise SystemExit(0)\n"
        "    os.wait()\n"
        "    assert not list(pathlib.Path('.eco').glob('runs/*/run.json'))\n"
    )
    root = repository(tmp_path, {"test_a.py": forks})
    ended = run_gate(root, "-s")
    record = last_record(root)
    assert len(runs(root)) == 1
    assert (record["outcome"], record["exit"]["code"], ended.code) == ("success", 0, 0)
    lines = (runs(root)[0] / "journal.jsonl").read_text().splitlines()
    assert [line for line in lines if '"event":"end"' in line] == lines[-1:]


def test_a_pytest_inside_of_a_test_has_its_own_record(tmp_path: Path) -> None:
    """Also below an xdist worker, whose environment it inherits."""
    inner = (
        "import subprocess, sys\n"
        "def test_a():\n"
        "    line = [sys.executable, '-m', 'pytest', '--eco-only', '-p', 'no:cacheprovider', '--rootdir=.', 'contracts']\n"
        "    assert subprocess.run(line, cwd='inner').returncode == 0\n"
    )
    root = repository(tmp_path, {"test_a.py": inner})
    repository(tmp_path / "inner")
    assert run_gate(root, "test_a.py", "contracts", "-n1").code == 0
    assert last_record(root)["outcome"] == "success"
    assert last_record(root / "inner")["outcome"] == "success"


# ---- records that cannot be written ------------------------------------------------------------


def test_an_unwritable_folder_stops_the_run_before_any_test(tmp_path: Path) -> None:
    root = repository(tmp_path, {"test_a.py": "open('ran', 'w')\n" + PASSES, ".eco": "a file"})
    ended = run_gate(root)
    assert ended.code == 4
    assert "ECR005 run-record-not-written" in ended.err
    assert "--eco-record" in ended.err
    assert "Traceback" not in ended.text
    assert not (root / "ran").exists()


def test_a_record_that_cannot_be_written_at_the_end_fails_a_green_run(tmp_path: Path) -> None:
    vanish = "import shutil\ndef test_a(): shutil.rmtree('.eco')\n"
    root = repository(tmp_path, {"test_a.py": vanish})
    ended = run_gate(root)
    assert "2 passed" in ended.out
    assert ended.code == 1
    assert "ECR005 run-record-not-written" in ended.err
    told = json.loads(ended.err.splitlines()[-1])
    assert told["kind"] == "eco.run-record"


def test_a_full_disk_leaves_a_small_record_and_a_red_run(tmp_path: Path) -> None:
    if os.geteuid() != 0 or subprocess.run(["which", "mount"], check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    root = repository(
        tmp_path,
        {"test_a.py": "def test_a():\n    import pathlib\n    fill(pathlib.Path('disk/rest'))\n" + FILL},
    )
    disk = root / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let a small file system be mounted")
    try:
        ended = run_gate(root, "--eco-record", "disk/runs", "test_a.py", "contracts")
        assert ended.code == 1
        assert "ECR005" in ended.err
        (run,) = [path for path in (disk / "runs").iterdir() if path.is_dir()]
        record = record_of(run)
        assert (record["outcome"], codes(record)) == ("error", ["ECR005"])
        assert read_journal(str(run / "journal.jsonl")).torn == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


FILL = """
def fill(path):
    with path.open('wb', buffering=0) as file:
        try:
            while True: file.write(b'x' * 512)
        except OSError:
            pass
"""


def test_a_file_size_limit_does_not_kill_the_run(tmp_path: Path) -> None:
    """``ulimit -f`` makes writes fail (Python ignores SIGXFSZ): the tests run on, the run is red."""
    root = repository(
        tmp_path,
        {"test_a.py": "import pytest\n@pytest.mark.parametrize('n', range(400))\ndef test_a(n): pass\n"},
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        command(),
        cwd=root,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=120,
    )
    assert "401 passed" in done.stdout
    assert "INTERNALERROR" not in done.stdout
    record = last_record(root)
    assert record["emission"]["journal"]["lost"] > 0
    assert record["outcome"] == "success"


# ---- kills at any time -------------------------------------------------------------------------

SLOW_TESTS = (
    "import time, pytest\n@pytest.mark.parametrize('n', range(500))\ndef test_a(n): time.sleep(0.001)\n"
)


def kill_and_recover(root: Path, count: int, seed: int) -> None:
    """Kill runs at random times; every journal has at most one torn line, and every run gets a record."""
    chance = random.Random(seed)
    started = time.monotonic()
    done = run_gate(root, KEEP_ALL)
    whole = time.monotonic() - started
    assert done.code == 0, done.text
    for _ in range(count):
        process = subprocess.Popen(
            command("-q", KEEP_ALL),
            cwd=root,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
    for run in runs(root, "records"):
        journal = read_journal(str(run / "journal.jsonl"))
        assert journal.damaged is None
        assert journal.events[0]["run_id"] == run.name
    while any(not (run / "run.json").exists() for run in runs(root, "records")):
        assert run_gate(root, "--eco-only", KEEP_ALL).code == 0
    records = [record_of(run) for run in runs(root, "records")]
    assert {record["outcome"] for record in records} == {"success", "unknown"}
    assert all(record["emission"]["recovered"] == (record["outcome"] == "unknown") for record in records)


#: records in a named folder are never tidied away
KEEP_ALL = "--eco-record=records"


def test_killed_at_random_times(tmp_path: Path) -> None:
    kill_and_recover(repository(tmp_path, {"test_a.py": SLOW_TESTS}), count=20, seed=2026)


@pytest.mark.fuzz
def test_killed_at_random_times_often(tmp_path: Path) -> None:
    kill_and_recover(repository(tmp_path, {"test_a.py": SLOW_TESTS}), count=100, seed=random.randrange(2**32))


# ---- equal runs --------------------------------------------------------------------------------

MIXED = """
import pytest
@pytest.mark.parametrize('n', range(12))
def test_a(n): assert n % 3
"""


def test_equal_runs_have_equal_records_with_and_without_workers(tmp_path: Path) -> None:
    broken = {"contracts/broken.contract.yaml": "contract: taxonomy/v1\nid: broken\n"}
    root = repository(tmp_path, {"test_a.py": MIXED, **broken})
    normalised: list[bytes] = []
    records: list[dict[str, Any]] = []
    for arguments in ((), (), ("-n2",), ("-n4", "--dist=worksteal")):
        assert run_gate(root, *arguments).code == 1
        records.append(last_record(root))
        # That xdist is loaded does not differ; which arguments it got does, and does not count.
        normalised.append(normalised_bytes(records[-1]))
    assert len(records[0]["failures"]) > 4
    assert normalised == normalised[:1] * 4
    assert len({record["content_digest"] for record in records}) == 4


def test_check_is_what_this_module_says_it_is(tmp_path: Path) -> None:
    root = repository(tmp_path)
    assert CHECK in run_gate(root, "--collect-only", "-q").out
