"""Writes that are tolerated for a while: ``path # owner=..; reason=..; until=..``, one a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem, LoadError
from ....model import Contract, Outcome
from ....paths.captures import CaptureType
from ....paths.template_parser import TemplateError
from ....suggestions import suggestion
from ....violations import Location, Severity
from ....waivers.lines import Line, read_lines
from ..lines import Layout
from .model import Allowed
from .parsing import ALLOW, POINTER, template_of

if TYPE_CHECKING:
    from ....context import Context
    from ....violations import Violation

_WHERE: Final = f"{POINTER}/{ALLOW}"
_REQUIRED: Final = ("owner", "reason", "until")
_FORM: Final = "path # owner=..; reason=..; until=YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that can be used: for one actor, or for all; ``until`` is the last day on which it holds."""

    allowed: Allowed
    line: Line
    owner: str
    reason: str
    until: date
    actor: str | None

    def holds(self, actor: str, as_of: date) -> bool:
        """Whether it is for the actor, and has not ended."""
        return self.until >= as_of and self.actor in (None, actor)


def check_allowlist(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Every line says who answers for it, why, and until when; it has not ended, and something is there."""
    entries, found = read_entries(contract, layout, context)
    path = _file(layout)
    for entry in entries:
        if entry.until < context.as_of:
            found.append(_expired(contract, path, entry, context.as_of))
        elif not entry.allowed.template.paths(context.tree, layout.root):
            found.append(_unmatched(contract, path, entry))
    return Outcome(violations=tuple(found), examined=1 + len(entries))


def read_entries(contract: Contract, layout: Layout, context: Context) -> tuple[list[Entry], list[Violation]]:
    """The lines that can be used, and what is wrong with the others."""
    path = _file(layout)
    try:
        lines = read_lines(context.files.read(path, context.limits.contract_bytes))
    except FileProblem as problem:
        return [], [_unreadable(contract, path, problem)]
    except LoadError as error:
        return [], [
            contract.violation(
                "ECS001",
                one.message,
                pointer=_WHERE,
                location=Location(path=path, line=one.line, column=one.column),
                metadata={"reason": one.reason},
            )
            for one in error.problems
        ]
    found: list[Violation] = []
    reader = _Reader(contract, path, layout, context, found)
    entries = [entry for line in lines if (entry := reader.entry(line)) is not None]
    return entries, found


def _file(layout: Layout) -> str:
    assert layout.writes is not None  # noqa: S101 - the check is there only with an allowlist
    assert layout.writes.allowlist is not None  # noqa: S101 - as above
    return layout.writes.allowlist


class _Reader:
    """Turns lines into entries; what is wrong with a line is said at the place of the word."""

    def __init__(
        self, contract: Contract, path: str, layout: Layout, context: Context, found: list[Violation]
    ) -> None:
        self._contract = contract
        self._path = path
        self._types: Mapping[str, CaptureType] = layout.types
        self._actors: Sequence[str] = list(layout.writes.actors) if layout.writes else []
        self._owners = context.catalog.settings.owners
        self._found = found

    def entry(self, line: Line) -> Entry | None:
        before = len(self._found)
        fields = line.fields
        for name in _REQUIRED:
            if not fields.get(name):
                self._tell(line, name, f"the line says no {name}", _FORM, "nothing", f"add {name}=..")
        until = self._until(line)
        allowed = self._allowed(line)
        owner, actor = fields.get("owner", ""), fields.get("actor")
        if owner and self._owners is not None and owner not in self._owners:
            fix = suggestion(owner, self._owners)
            self._tell(line, "owner", f"{owner!r} is no owner of the catalog", "an owner of it", owner, fix)
        if actor is not None and actor not in self._actors:
            expected = f"one of {', '.join(sorted(self._actors))}"
            fix = suggestion(actor, self._actors)
            self._tell(line, "actor", f"{actor!r} is no actor of the contract", expected, actor, fix)
        if len(self._found) > before or until is None or allowed is None:
            return None
        return Entry(allowed, line, owner, fields["reason"], until, actor)

    def _until(self, line: Line) -> date | None:
        text = line.fields.get("until")
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:  # Python also reads 20260131 and 2026-W05-6
            self._tell(line, "until", "the end is no day", "a day, YYYY-MM-DD", text, "write a day")
            return None
        return day

    def _allowed(self, line: Line) -> Allowed | None:
        text = line.fields["line"]
        try:
            return Allowed(text, _WHERE, template_of(text, self._types))
        except TemplateError as error:
            self._tell(line, "line", "the line begins with no pattern of paths", _FORM, text, error.message)
            return None

    def _tell(self, line: Line, field: str, message: str, expected: str, found: str, fix: str | None) -> None:
        column = line.columns.get(field, 1)
        self._found.append(
            self._contract.violation(
                "ECL063",
                f"{message}: {line.fields['line'][:80]!r}",
                pointer=_WHERE,
                location=Location(path=self._path, line=line.number, column=column),
                expected=expected,
                found=found[:200],
                fix=fix,
                metadata={"entry": line.fields["line"], "field": field},
            )
        )


def _unreadable(contract: Contract, path: str, problem: FileProblem) -> Violation:
    is_missing = problem.reason == "missing"
    return contract.violation(
        "ECL001" if is_missing else "ECS009",
        "the allowlist is missing" if is_missing else problem.message,
        pointer=_WHERE,
        location=Location(path=path),
        expected="a text file; an empty one allows nothing",
        found="nothing" if is_missing else problem.reason,
        fix="create it, or take it out of the contract",
        metadata={"path": path} if is_missing else {"path": path, "reason": problem.reason},
    )


def _expired(contract: Contract, path: str, entry: Entry, as_of: date) -> Violation:
    return contract.violation(
        "ECL061",
        f"the allowance for '{entry.allowed.text}' ended on {entry.until}",
        pointer=_WHERE,
        location=Location(path=path, line=entry.line.number, column=entry.line.columns.get("until", 1)),
        expected=f"an end on or after {as_of}",
        found=str(entry.until),
        fix=f"{entry.owner}: remove the line ({entry.reason}), or agree on another end",
        metadata={"entry": entry.allowed.text},
    )


def _unmatched(contract: Contract, path: str, entry: Entry) -> Violation:
    return contract.violation(
        "ECL062",
        f"the allowance for '{entry.allowed.text}' is about nothing that is there",
        pointer=_WHERE,
        location=Location(path=path, line=entry.line.number, column=entry.line.columns["line"]),
        expected="a path that it matches",
        found="none",
        fix="remove the line, or correct it",
        severity=Severity.WARNING,
        metadata={"entry": entry.allowed.text},
    )
