"""The words of the findings of the check ``tree``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ....model import Contract
from ....rendering.printable import printable
from ....suggestions import did_you_mean
from ....violations import Location, Severity, Violation
from ..automaton.states import Unequal
from ..lines import Line, Word
from ..walking import Visit
from ..zones.model import said_of

#: characters of a list of names in a message
_LISTED: Final = 70


def say_folder(prefix: str) -> str:
    """Name a folder by its path with a "/" behind it, "" for the root."""
    return f"'{printable(prefix)}'" if prefix else "the root folder"


def _listed(names: Sequence[str], count: int) -> str:
    """The first of ``count`` names, and how many more there are."""
    text = ""
    for index, name in enumerate(names):
        if index and len(text) + len(name) > _LISTED:
            return f"{text} and {count - index} more"
        text += f", {name}" if index else name
    return text


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes the violations of one contract."""

    contract: Contract

    def missing(self, visit: Visit, line: Line, path: str, undrawn: Sequence[str]) -> Violation:
        """A path that must, or should, be there and is not; ``undrawn`` are names that nobody drew."""
        near = did_you_mean(path, undrawn)
        should = line.word is Word.SHOULD
        what = "folder" if line.kind == "folder" or line.anchor < len(line.segments) else "file"
        where = printable(visit.prefix + path)
        return self.contract.violation(
            "ECL014" if should else "ECL001",
            f"the {what} '{where}' is missing{', and should be there' * should}{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=visit.prefix + path),
            expected=f"a {what}",
            found=f"a similar name: {printable(near)}" if near else "nothing",
            fix=f"rename '{printable(near)}' to {path!r}"
            if near
            else f"create it, or make {line.key!r} 'opt'",
            severity=Severity.WARNING if should else Severity.ERROR,
            metadata={"path": visit.prefix + path, "line": line.text},
        )

    def none_found(self, line: Line, prefix: str) -> Violation:
        """A pattern of which at least one match is demanded, and there is none."""
        should = line.word is Word.SHOULD
        number = "exactly one" if line.word is Word.ONE else "at least one"
        return self.contract.violation(
            "ECL014" if should else "ECL001",
            f"no {line.kind} of {say_folder(prefix)} matches {line.key!r}{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=prefix[:-1] or "."),
            expected=f"{number} {line.key}",
            found="none",
            fix=f"create one, or make {line.key!r} 'opt'",
            severity=Severity.WARNING if should else Severity.ERROR,
            metadata={"path": prefix[:-1], "line": line.text},
        )

    def too_many(self, line: Line, prefix: str, first: Sequence[str], count: int) -> Violation:
        """Several matches of a pattern that may have one."""
        return self.contract.violation(
            "ECL002",
            f"{count} {line.kind}s of {say_folder(prefix)} match {line.key!r}, which allows one"
            f"{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=prefix[:-1] or "."),
            expected=f"exactly one {line.key}",
            found=_listed([printable(name) for name in first], count),
            fix="remove the others, or draw the line as 'some'",
            metadata={"path": prefix[:-1], "line": line.text},
        )

    def undrawn(self, visit: Visit, name: str, kind: str) -> Violation:
        """An entry of a closed folder that no line draws."""
        path = visit.prefix + name
        unequal = visit.state.unequal(name, "folder" if kind == "folder" else "file")
        if unequal is not None:
            return self._unequal(path, name, unequal)
        drawn = dict(visit.state.drawn_here())
        shown = name + "/" * (kind == "folder")
        near = did_you_mean(shown, drawn)
        line = drawn[near] if near else visit.state.frame
        place = self.contract.document.location(line.pointer, key=True)
        where = f"{place.path}:{place.line}"
        fix = (
            f"rename it to {near!r} ({where}), remove it, or draw it"
            if near
            else f"remove it, or draw it ({where})"
        )
        return self.contract.violation(
            "ECL004",
            f"the {kind} '{printable(path)}' is not drawn in the layout{said_of(visit.state.frame)}",
            pointer=line.pointer,
            location=Location(path=path),
            expected=f"in {say_folder(visit.prefix)}: {_listed(list(drawn), len(drawn)) or 'nothing more'}",
            found=printable(shown),
            fix=fix,
            metadata={"path": path},
        )

    def _unequal(self, path: str, name: str, unequal: Unequal) -> Violation:
        line, wanted, captures = unequal
        return self.contract.violation(
            "ECL016",
            f"'{printable(path)}' matches {line.key!r} only if a repeated capture could have two values"
            f"{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=path),
            expected=printable(wanted),
            found=printable(name),
            fix=f"rename it to '{printable(wanted)}', or remove it",
            metadata={"path": path, "line": line.text, "capture": ", ".join(captures)},
        )

    def refused(self, path: str, line: Line) -> Violation:
        """An entry that is banned, or that should not be there."""
        banned = line.word is Word.BAN
        return self.contract.violation(
            "ECL002",
            f"'{printable(path)}' {'must' if banned else 'should'} not be there{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=path),
            expected=f"nothing that matches {line.key}",
            found=printable(path),
            fix="remove it",
            severity=Severity.ERROR if banned else Severity.WARNING,
            metadata={"path": path, "line": line.text},
        )

    def wrong_kind(self, path: str, line: Line, found: str) -> Violation:
        """A file where a folder is drawn, or the other way round."""
        return self.contract.violation(
            "ECL006",
            f"'{printable(path)}' is {found}, where {line.key!r} draws a {line.kind}{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=path),
            expected=f"a {line.kind}",
            found=found,
            fix=f"make it a {line.kind}, or remove it",
            metadata={"path": path, "line": line.text},
        )

    def broken_link(self, path: str, how: str, target: str, reason: str) -> Violation:
        """A symbolic link that leads nowhere, or out of the repository."""
        return self.contract.violation(
            "ECL008",
            f"the symbolic link '{printable(path)}' {how}",
            pointer="/global/symlinks",
            location=Location(path=path),
            expected="a link to something in the repository",
            found=printable(target),
            fix="correct its target, or remove it",
            metadata={"path": path, "reason": reason},
        )

    def forbidden_link(self, path: str, found: str, expected: str) -> Violation:
        """A symbolic link of a sort that the contract does not want."""
        return self.contract.violation(
            "ECL007",
            f"'{printable(path)}' is {found}, which the layout forbids",
            pointer="/global/symlinks",
            location=Location(path=path),
            expected=expected,
            found=found,
            fix="put the real thing here, or remove the link",
            metadata={"path": path},
        )

    def empty(
        self, folder: str, line: Line, index: str | None, pointer: str, *, lack: str | None
    ) -> Violation:
        """A folder with nothing in it; ``index`` is the file that would make it legitimate.

        Where that file is there, ``lack`` says what it has too little of.
        """
        return self.contract.violation(
            "ECL009",
            f"the folder '{printable(folder)}' is empty{said_of(line)}",
            pointer=pointer,
            location=Location(path=folder),
            expected="at least one file" + (f", or {index} with a word on why it is empty" if index else ""),
            found=f"{index} {lack}" if lack else "nothing",
            fix=f"remove the folder, or {f'say in {index}' if index else 'put into it'} what it is for",
            metadata={"path": folder},
        )
