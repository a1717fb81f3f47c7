"""Run the console sessions that a page shows, and compare what they print with what the page shows.

    python .ci/console.py PAGE...            fail where a page shows something else than happens, with a diff
    python .ci/console.py --write PAGE...    make the pages show what happens

A session is a fenced ``console`` block: lines that begin with "$ " are commands, lines right below one that
begin with "> " continue it, and the others are output.
Each section of a page (from one heading to the next) starts in a fresh copy of the page's folder, put under
git, or of the folder that the comment ``<!-- run in FOLDER -->`` above the block names. A line that is only
``...`` stands for any lines. Times, versions and run ids differ from run to run and are masked.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = (".git", ".eco", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".venv")
#: what differs from run to run, and what stands in its place on both sides
MASKS = (
    # The last column of the table by contract is as wide as its longest time.
    (re.compile(r" +time$"), "  time"),
    (re.compile(r" +\d+\.\d+ s$"), "  0.00 s"),
    (re.compile(r"\bin \d+\.\d+s\b(?: \(\d+:\d\d:\d\d\))?"), "in 0.00s"),
    (re.compile(r"\b\d+\.\d+ ?(s|ms)\b"), r"0.00 \1"),
    (re.compile(r"^platform .*$"), "platform ..."),
    (re.compile(r"^(rootdir: ).*$"), r"\1..."),
    (re.compile(r"^(plugins: ).*$"), r"\1..."),
    (re.compile(r"\bas of \d{4}-\d\d-\d\d UTC"), "as of TODAY UTC"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "RUN-ID"),
    (re.compile(r"\([0-9a-f]{10}\)"), "(COMMIT)"),
    (re.compile(r"\b\d{8}T\d{6}(?:\.\d+)?Z\b"), "TIME"),
    (re.compile(r"\bjsonschema[-_]rs \d+(\.\d+)+"), "jsonschema-rs 0.0.0"),
    (re.compile(r"^=+ ?(.*?) ?=+$"), r"=== \1 ==="),
    (re.compile(r"\s+$"), ""),
)


@dataclass
class Block:
    """A console block: the lines [start, end) of the page between the fences, and where to run it."""

    section: int
    folder: Path
    start: int
    end: int
    shown: list[str] = field(default_factory=list)


def blocks(page: Path) -> Iterator[Block]:
    """Every console block of a page."""
    section, folder, start = 0, page.parent, None
    fenced = False
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if start is not None and line == "```":
            yield Block(section, folder, start, number, lines[start:number])
            start, fenced, folder = None, False, page.parent
        elif line.startswith("```"):
            fenced = not fenced
            start = number + 1 if line == "```console" else None
        elif not fenced and line.startswith("#"):
            section += 1
        elif match := re.fullmatch(r"<!-- run in (\S+) -->", line):
            folder = ROOT / match.group(1)


def fresh_copy(folder: Path, place: Path) -> Path:
    """A copy of a folder, as the only commit of a git repository."""
    copy = place / folder.name
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    git = ["git", "-c", "user.name=console", "-c", "user.email=console@example.invalid"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "As shown"]):
        subprocess.run([*git, *command], cwd=copy, check=True, capture_output=True)
    return copy


def environment() -> dict[str, str]:
    """The environment of a person's terminal: this Python's commands first, nothing of CI or of pytest."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTEST_", "CI", "GITHUB_", "ECO_"))
    }
    binaries = str(Path(sys.executable).parent)
    return {**kept, "PATH": binaries + os.pathsep + kept["PATH"], "COLUMNS": "100", "NO_COLOR": "1"}


def play(block: Block, folder: Path) -> list[str]:
    """Run the commands of a block and return the session as it went."""
    session: list[str] = []
    for lines in commands(block.shown):
        finished = subprocess.run(
            ["bash", "-c", "\n".join(line[2:] for line in lines)],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        session += [*lines, *finished.stdout.rstrip("\n").splitlines()]
    return session


def commands(session: list[str]) -> Iterator[list[str]]:
    """The commands of a session, each with the lines that continue it."""
    for number, line in enumerate(session):
        if line.startswith("$ "):
            rest = itertools.takewhile(lambda text: text.startswith("> "), session[number + 1 :])
            yield [line, *rest]


def masked(lines: list[str]) -> list[str]:
    """The lines without what differs from run to run."""
    result = []
    for line in lines:
        text = line
        if not line.startswith("$ "):
            for pattern, replacement in MASKS:
                text = pattern.sub(replacement, text)
        result.append(text)
    return result


def agree(shown: list[str], happened: list[str]) -> bool:
    """Whether a session is as shown; ``...`` on a line of its own stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in happened)) is not None


def judge(page: Path, *, write: bool) -> bool:
    """Play a page's sessions in order; return whether the page shows what happened."""
    lines = page.read_text(encoding="utf-8").splitlines()
    good = True
    with tempfile.TemporaryDirectory(prefix="console-") as temporary:
        copies: dict[tuple[int, Path], Path] = {}
        replacements: list[tuple[Block, list[str]]] = []
        for block in blocks(page):
            key = (block.section, block.folder)
            if key not in copies:
                place = Path(temporary) / str(len(copies))
                copies[key] = fresh_copy(block.folder, place)
            happened = play(block, copies[key])
            if agree(masked(block.shown), masked(happened)):
                continue
            good = False
            replacements.append((block, happened))
            if not write:
                name = f"{page}:{block.start + 1}"
                sys.stdout.writelines(
                    f"{line}\n"
                    for line in difflib.unified_diff(
                        masked(block.shown), masked(happened), f"{name} shows", "what happens", lineterm=""
                    )
                )
    if write:
        for block, happened in reversed(replacements):
            lines[block.start : block.end] = happened
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return good or write


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="make the pages show what happens")
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE")
    arguments = parser.parse_args()
    sessions = {page: len(list(blocks(page.resolve()))) for page in arguments.pages}
    verdicts = [judge(page.resolve(), write=arguments.write) for page in arguments.pages]
    for page, count in sessions.items():
        print(f"{page}: {count} sessions")
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
