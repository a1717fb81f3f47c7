"""The check ``modes``: which files are executable, and that their first line says how they are run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem
from ...model import Contract, Outcome
from ...pointers import join
from ...rendering.printable import printable
from ...violations import Location, Violation
from .entries import entries_of
from .lines import Layout, Line, all_lines
from .seeing import seen
from .walking import Findings

if TYPE_CHECKING:
    from ...context import Context

EXEC: Final = "$exec"
NEED, BAN, SHEBANG, ANY = "need", "ban", "shebang", "any"
_EXECUTABLE: Final = "100755"
_ANY_EXECUTE: Final = 0o111


def check_modes(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge the executable bit of every file that a line speaks of: git's, where git tracks the file."""
    findings = Findings(context)
    judge = _Judge(contract, context, findings)
    for visit in seen(contract, layout, context, findings):
        for entry in entries_of(visit):
            said = entry.governing.inherited(EXEC) if entry.sort == "file" else None
            if said is not None:
                judge.file(entry.path, str(said[0]), said[1])
    for line in all_lines(layout.tree):
        if EXEC in line.options and line not in judge.used:
            judge.unused(line)
    return findings.outcome(judge.examined)


class _Judge:
    def __init__(self, contract: Contract, context: Context, findings: Findings) -> None:
        self._contract = contract
        self._context = context
        self._findings = findings
        self._tracked: Mapping[str, str] = context.git.tracked() if context.git.available else {}
        self.used: set[Line] = set()
        self.examined = 0

    def file(self, path: str, wanted: str, line: Line) -> None:
        """Judge one file by what the line says."""
        self.used.add(line)
        self.examined += 1
        if wanted == ANY:
            return
        try:
            is_executable = self._is_executable(path)
            has_shebang = wanted == SHEBANG and self._has_shebang(path)
        except FileProblem as problem:
            self._findings.add(partial(self._unreadable, path, line, problem))
            return
        should = has_shebang if wanted == SHEBANG else wanted == NEED
        if is_executable != should:
            make = partial(self._wrong, path, line, wanted, should=should)
            self._findings.add(make)

    def unused(self, line: Line) -> None:
        """A line that speaks of no file: fine where the contract says that it may be absent."""
        if line.options.get("$") == "opt" or line.options[EXEC] == ANY:
            self.examined += 1
        else:
            self._findings.add(partial(self._vacuous, line))

    def _is_executable(self, path: str) -> bool:
        mode = self._tracked.get(path)
        return mode == _EXECUTABLE if mode else bool(self._context.files.mode(path) & _ANY_EXECUTE)

    def _has_shebang(self, path: str) -> bool:
        with self._context.files.open(path) as stream:
            return stream.read(2) == b"#!"

    # --- words ------------------------------------------------------------------------------------------

    def _wrong(self, path: str, line: Line, wanted: str, *, should: bool) -> Violation:
        what = "is not executable" if should else "is executable"
        because = {
            (SHEBANG, True): ", although it begins with '#!'",
            (SHEBANG, False): ", and does not begin with '#!', which says how to run it",
        }.get((wanted, should), "")
        sign = "+x" if should else "-x"
        command = f"git update-index --chmod={sign}" if path in self._tracked else f"chmod {sign}"
        also = "; or correct its first line" if wanted == SHEBANG else ""
        return self._contract.violation(
            "ECL038",
            f"'{printable(path)}' {what}{because}",
            pointer=join(line.pointer, EXEC),
            location=Location(path=path),
            expected="an executable file" if should else "a file that is not executable",
            found="an executable file" if not should else "a file that is not executable",
            fix=f"{command} {printable(path)}{also}",
            metadata={"path": path, "line": line.text, "mode": "+x" if not should else "-x"},
        )

    def _unreadable(self, path: str, line: Line, problem: FileProblem) -> Violation:
        return self._contract.violation(
            "ECS009",
            f"the mode of '{printable(path)}' cannot be judged: {problem.message}",
            pointer=join(line.pointer, EXEC),
            location=Location(path=path),
            expected="a file that can be read",
            found=problem.reason,
            metadata={"path": path, "reason": problem.reason},
        )

    def _vacuous(self, line: Line) -> Violation:
        where = f"{line.key!r}" if line.key else "the tree"
        return self._contract.violation(
            "ECC009",
            f"'$exec' of {where} speaks of no file",
            pointer=join(line.pointer, EXEC),
            expected="a file that it holds for",
            found="none",
            fix="correct the line, or write '$: opt' where there may be none",
            metadata={"check": "modes"},
        )
