"""The gate on a real terminal: fitted to its width, in colour, and otherwise the same as in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import NOTES, Repository

from pytest_ecocontracts.core.rendering.width import width_of

WIDTHS = [60, 80, 120]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: lines of pytest's own that it does not break
NOT_OURS = ("platform ", "rootdir: ", "plugins: ", "FAILED ", "XFAIL ")
DEEP = "data/stations/mountains/summit/2026/hourly"
#: what is long, wide, without blanks, or with blanks where none are expected
FINDS = [
    {"path": f"{DEEP}/readings 1.json", "pointer": "/celsius", "expected": "x " * 200},
    {"path": f"{DEEP}/{'r' * 60}.json", "pointer": "/" + "p" * 100, "found": "f" * 300},
    {"path": "データ/" + "観測" * 20 + ".json", "message": "値が違います" * 20, "found": "漢" * 90},
    {"path": "data/a.json", "severity": "warning", "message": "odd " * 60},
]


def environment(**changes: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "CI", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PY_COLORS"))
    }
    return {**kept, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **changes}


COMMAND = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--eco-contracts"]


def on_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """What a run prints on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        printed = bytearray()
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the terminal is closed: Linux says EIO
                break
            if not piece:
                break
            printed += piece
        process.wait(timeout=60)
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def in_pipe(folder: Path, columns: int, *arguments: str) -> str:
    """What it prints into a pipe where COLUMNS says this width."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(COLUMNS=str(columns)),
        capture_output=True,
        check=False,
        timeout=60,
    ).stdout.decode()


def masked(text: str) -> list[str]:
    """The lines as they stay on the terminal, without what differs from run to run."""
    text = re.sub(r"[^\n]*\r(?!\n)", "", text)  # "collecting ..." is written over
    text = re.sub(r"\d+\.\d\d ?s", "0.00 s", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "I" * 36, text)
    return [re.sub(r"=+( .* )=+", r"=\1=", line.rstrip()) for line in text.splitlines()]


@pytest.fixture
def crowded(repository: Repository) -> Repository:
    """A repository whose findings are hard to show."""
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(),
            "contracts/hard.contract.yaml": note(
                id="shop.stations.mountains.summit.hourly_readings_of_every_station",
                decisions=["ADR-0001", "ADR-0002"],
                checks={"look": {"finds": FINDS * 4}, "peek": {}},
            ),
            **{f"contracts/c{n}.contract.yaml": note(id=f"shop.c{n}") for n in range(22)},
        }
    )
    return repository


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_pipe_gets_the_text_of_a_terminal_of_that_width(crowded: Repository, columns: int) -> None:
    """And nothing that we write is wider than the terminal, nor different without colour."""
    printed = on_terminal(crowded.root, columns)
    assert COLOUR.search(printed)
    lines = masked(COLOUR.sub("", printed))
    assert lines == masked(in_pipe(crowded.root, columns))
    too_wide = [line for line in lines if width_of(line) > columns and not line.startswith(NOT_OURS)]
    assert too_wide == []
    assert any(f"{DEEP}/readings 1.json" in line for line in lines)


@pytest.mark.parametrize(
    "arguments", [["-v"], ["-q"], ["-rA"], ["--tb=line"], ["--tb=native"], ["--tb=no"], ["-x"], ["-vv"]]
)
def test_nothing_is_wider_than_the_terminal_whatever_is_asked_for(
    crowded: Repository, arguments: list[str]
) -> None:
    lines = masked(in_pipe(crowded.root, 60, *arguments))
    progress = re.compile(r"contracts/\S+::")  # pytest's own lines with -v and -rA name whole node ids
    ours = [line for line in lines if not line.startswith(NOT_OURS) and not progress.search(line)]
    assert [line for line in ours if width_of(line) > 60] == []
    assert "eco-contracts" in "".join(ours)


@pytest.mark.parametrize(("option", "coloured"), [("--color=yes", True), ("--color=no", False)])
def test_colour_is_pytests_to_decide(crowded: Repository, option: str, coloured: bool) -> None:
    printed = in_pipe(crowded.root, 80, option)
    assert (COLOUR.search(printed) is not None) is coloured
    assert ("\x1b[31m\x1b[1mECS003 schema-type-mismatch:\x1b[0m" in printed) is coloured


def test_the_debugger_shows_a_failure_fitted_too(crowded: Repository) -> None:
    """It writes a failure at once, and then pytest's summary does not."""
    text = in_pipe(crowded.root, 60, "--pdb", "--color=yes", "-k", "look and hourly")
    shown = text.split("entering PDB")[0]
    assert "\x1b[31m\x1b[1mECS003 schema-type-mismatch:\x1b[0m a string stands where an\n" in shown
    assert "... and 2 more violations" in shown


def test_workers_change_nothing_in_a_failure(crowded: Repository) -> None:
    """What crossed from a worker is fitted and coloured by the controller."""

    def block(*arguments: str) -> list[str]:
        text = in_pipe(crowded.root, 60, "--color=yes", *arguments)
        lines = [line for line in masked(text) if not line.startswith("[gw")]
        start = next(i for i, line in enumerate(lines) if "FAILURES" in line)
        end = next(i for i, line in enumerate(lines) if "... and" in line)
        return lines[start:end]

    assert block() == block("-n", "1")
