"""The check ``regenerated``: the commands are run again, in a copy, and their output is compared.

Without ``--eco-exec`` no command of a contract is ever run, and the check is not evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....paths.tree import Tree
from ....ports import Blob, Commands, Finished
from ....rendering.printable import printable
from ....violations import Location
from ..lines import Layout, Line
from ..walking import Findings
from .locking import LINK_MODE, blobs_of
from .model import BY, REGENERATE, Generated, command_of, judge_unused, option_lines, present

if TYPE_CHECKING:
    from ....context import Context

#: larger files are compared as a whole: where they begin to differ is not looked for
_COMPARED_BYTES: Final = 4 * 1024 * 1024
_SHOWN: Final = 120
_CLONE: Final = "make it run from the root of a fresh clone, with nothing that git does not track"
#: what helps against exit statuses of which everybody knows the meaning
_FIXES: Final = {
    126: "make it executable, or name what runs it",
    127: "correct the command, or install it where the gate runs",
}


def withheld(context: Context) -> str | None:
    """Why the check is not run: nobody allowed that commands are."""
    if context.commands is not None:
        return None
    return "it runs commands that the contract names; --eco-exec allows that"


def check_regenerated(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Run each command in a copy without its output, and compare what it makes with what is there."""
    commands = context.commands
    assert commands is not None  # noqa: S101 - the check is withheld
    findings = Findings(context)
    there = present(contract, layout, context, findings, REGENERATE)
    examined = 0
    for line, command in _commands(layout).items():
        own = [one for one in there if _speaker(one.line) is line]
        examined += len(own)
        with commands.run(command, [one.path for one in own]) as finished:
            if finished.status != 0:
                _report_failed(contract, line, command, finished, commands, findings)
                continue
            files, git = finished.files, _NothingKnown(context)
            copy = replace(context, files=files, tree=Tree(files), git=git)
            made = [
                one
                for one in present(contract, layout, copy, Findings(copy), REGENERATE, undrawn=True)
                if _speaker(one.line) is line
            ]
            if not own and not made:
                nothing = "the command makes nothing that is drawn, and nothing is there"
                examined += judge_unused(contract, line, BY, "regenerated", findings, nothing)
            _Compared(contract, line, context, copy, findings).each_way(own, made)
    return findings.outcome(examined)


class _NothingKnown:
    """Git, asked about a copy: what it ignores is the same, what its index holds says nothing of the copy."""

    def __init__(self, context: Context) -> None:
        self._git = context.git
        self.available = context.git.available
        self.reason = context.git.reason

    def tracked(self) -> Mapping[str, str]:
        return self._git.tracked()

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        return self._git.ignored(paths)

    def blobs(self) -> Mapping[str, Blob]:
        return {}


def _commands(layout: Layout) -> dict[Line, tuple[str, ...]]:
    """Each line whose command is run, with the command."""
    found: dict[Line, tuple[str, ...]] = {}
    for _, line in option_lines(layout, REGENERATE):
        speaker = _speaker(line)
        if speaker is not None:
            found[speaker] = command_of(speaker)
    for _, line in option_lines(layout, BY):
        asked = line.inherited(REGENERATE)
        if asked is not None and asked[0] is True:
            found[line] = command_of(line)
    return found


def _speaker(line: Line) -> Line | None:
    found = line.inherited(BY)
    return None if found is None else found[1]


def _report_failed(
    contract: Contract,
    line: Line,
    command: Sequence[str],
    finished: Finished,
    commands: Commands,
    findings: Findings,
) -> None:
    if finished.status is None:
        how = f"took more than {commands.seconds} seconds, and was stopped"
    elif finished.status < 0:
        how = f"was ended by signal {-finished.status}"
    else:
        how = f"ended with status {finished.status}"
    status, last = finished.status, finished.output.strip().splitlines()[-3:]
    findings.add(
        lambda: contract.violation(
            "ECL056",
            f"the command '{printable(' '.join(command))}' {how}",
            pointer=f"{line.pointer}/{BY}",
            expected="exit status 0, in a copy of the tracked files",
            found=" / ".join(printable(_end(text)) for text in last) or "no output",
            fix=_FIXES.get(status or 0, _CLONE),
            metadata={"command": " ".join(command), "status": status},
        )
    )


class _Compared:
    """What lies in the tree, and what the command made in the copy."""

    def __init__(
        self, contract: Contract, line: Line, context: Context, copy: Context, findings: Findings
    ) -> None:
        self._contract = contract
        self._line = line
        self._context = context
        self._copy = copy
        self._findings = findings

    def each_way(self, own: Sequence[Generated], made: Sequence[Generated]) -> None:
        ours = {one.path for one in own}
        theirs = {one.path for one in made}
        # Both are read: what the index holds may have been through a filter.
        here = replace(self._context, git=_NothingKnown(self._context))
        before, after = blobs_of(own, here), blobs_of(made, self._copy)
        for path in sorted(ours | theirs):
            if path not in theirs:
                self._add(path, "not-made", "its command does not make it", "the file", "nothing")
            elif path not in ours:
                self._add(path, "not-there", "its command makes it, and it is gone", "the file", "nothing")
            elif before[path].oid != after[path].oid:
                self._differs(path, LINK_MODE in (before[path].mode, after[path].mode))
            elif before[path].mode != after[path].mode:
                expected, found = after[path].mode, before[path].mode
                self._add(path, "mode", "its command gives it another mode", expected, found)

    def _differs(self, path: str, is_link: bool) -> None:
        what = "its command makes something else of it"
        difference = None if is_link else self._first_difference(path)
        if difference is None:
            self._add(path, "content", what, "what the command makes", "something else")
            return
        number, expected, found = difference
        self._add(path, "content", what, expected, found, number)

    def _first_difference(self, path: str) -> tuple[int, str, str] | None:
        """(line from 1, what the command writes there, what is there) of the first line that differs."""
        try:
            expected = self._copy.files.read(path, _COMPARED_BYTES).split(b"\n")
            found = self._context.files.read(path, _COMPARED_BYTES).split(b"\n")
        except FileProblem:
            return None
        for number, (new, old) in enumerate(zip_longest(expected, found), 1):
            if new != old:
                return number, _line(new), _line(old)
        return None

    def _add(
        self, path: str, reason: str, what: str, expected: str, found: str, number: int | None = None
    ) -> None:
        self._findings.add(
            lambda: self._contract.violation(
                "ECL055",
                f"'{printable(path)}' is generated, and {what}",
                pointer=f"{self._line.pointer}/{BY}",
                location=Location(path=path, line=number, column=number and 1),
                expected=expected,
                found=found,
                fix=f"run '{printable(' '.join(command_of(self._line)))}', and commit what it makes",
                metadata={"path": path, "reason": reason},
            )
        )


def _line(data: bytes | None) -> str:
    if data is None:
        return "the end of the file"
    return printable(data.decode("utf-8", "replace")[:_SHOWN]) or "an empty line"


def _end(text: str) -> str:
    """The end of a line of output, which says what went wrong."""
    return text if len(text) <= _SHOWN else f"...{text[-_SHOWN:]}"
