"""Other programs that judge trees, over workload D: alint, ls-lint and repo-structure.

Each is given as much of the layout as its rules can say, so each finds other defects; how many it must find
stands beside it. None of them says all 50 lines: they do less than the gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .environment import Environment
from .measure import Command

_NAMES: Final = r"(manifest\.json|(part|stage|note|metric|table)-[0-9]+\.[a-z]+|trace-.*\.txt|plot-.*\.png)"

_ALINT: Final = f"""\
version: 1
rules:
  - {{id: manifest, kind: dir_contains, select: "*/*", require: ["manifest.json"], level: error}}
  - {{id: names, kind: filename_regex, paths: "*/*/*", pattern: '^{_NAMES}$', level: error}}
"""

_LS_LINT: Final = """\
ls:
  "*/*":
    .dir: regex:run-[0-9]+-[0-9]+
    .parquet: regex:part-[0-9]+
    .log: regex:stage-[0-9]+
    .md: regex:note-[0-9]+
    .csv: regex:table-[0-9]+
    .json: regex:manifest|metric-[0-9]+
    .txt: regex:trace-.*
    .png: regex:plot-.*
    .PARQUET: exists:0
"""

_REPO_STRUCTURE: Final = r"""
structure_rules:
  runs:
    - description: Folders, and the files of runs
    - allow: 'manifest\.json'
    - allow: 'part-[0-9]+\.parquet'
    - allow: 'stage-[0-9]+\.log'
    - allow: 'note-[0-9]+\.md'
    - allow: 'metric-[0-9]+\.json'
    - allow: 'table-[0-9]+\.csv'
    - allow: 'trace-.*\.txt'
    - allow: 'plot-.*\.png'
    - allow: '\..*|repo_structure\.yaml'
    - allow: '[a-z]+/'
      use_rule: runs
    - allow: 'run-[0-9]+-[0-9]+/'
      use_rule: runs
directory_map:
  /:
    - description: The runs
    - use_rule: runs
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A program, its command, and how many of its words say a defect that it finds."""

    name: str
    command: Command
    mark: str
    expected: int


def peers(environment: Environment, folder: Path, runs: int) -> list[Peer]:
    """The programs that are installed, with their rules written beside the stages of ``runs`` runs."""
    bad_files = len(range(11, runs, 100))
    bad_folders = len(range(37, runs, 500))
    without_manifest = len(range(73, runs, 250))
    known: list[tuple[str, str | None, str, str, Callable[[str], list[str]], str, int]] = [
        (
            "alint",
            environment.alint,
            ".alint.yml",
            _ALINT,
            lambda program: [program, "check", "--no-gitignore", "--format", "json"],
            '"path":',
            bad_files + without_manifest,
        ),
        (
            "ls-lint",
            environment.ls_lint,
            ".ls-lint.yml",
            _LS_LINT,
            lambda program: [program],
            " failed for ",
            bad_files + bad_folders,
        ),
        (
            "repo-structure",
            environment.repo_structure,
            "repo_structure.yaml",
            _REPO_STRUCTURE,
            lambda program: [program, "full-scan"],
            "(unspecified_entry)",
            bad_files + bad_folders,
        ),
    ]
    found = []
    for name, program, rules, text, arguments, mark, expected in known:
        if program is None:
            continue
        (folder / rules).write_text(text, encoding="utf-8")
        command = Command(
            arguments=arguments(program),
            folder=folder,
            variables=environment.variables(),
            codes=frozenset({0, 1}),
        )
        found.append(Peer(name=name, command=command, mark=mark, expected=expected))
    return found
