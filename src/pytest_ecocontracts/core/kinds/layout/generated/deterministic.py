"""The check ``deterministic``: what is generated does not say when it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from ....errors import FileProblem
from ....model import Contract, Outcome, Report
from ....paths.linear_regex import LinearPattern, PatternProblem, compile_linear
from ....pointers import join
from ....rendering.printable import printable
from ....violations import Location, Severity
from ..lines import Layout, Line
from ..walking import Findings
from .model import DETERMINISTIC, Generated, judge_unused, option_lines, present
from .timestamps import Timestamp, in_line, in_name, may_hold_time

if TYPE_CHECKING:
    from ....context import Context

#: times of one file that are told one by one
TOLD: Final = 5
#: text is told from other bytes by what it begins with
_SAMPLE: Final = 8192
#: files up to this size are read as a whole
_SMALL: Final = 4 * 1024 * 1024
_LONGEST: Final = 80


@dataclass(slots=True)
class _Allowances:
    """The expressions of one line of the layout, and which of them excused anything."""

    line: Line
    patterns: list[LinearPattern]
    used: set[int] = field(default_factory=set)

    def excuse(self, text: str) -> bool:
        found = next((at for at, one in enumerate(self.patterns) if one.search(text)), None)
        if found is not None:
            self.used.add(found)
        return found is not None


def check_allowances(layout: Layout, report: Report) -> None:
    """Report allowances that are no expressions."""
    for value, line in option_lines(layout, DETERMINISTIC):
        for at, text in enumerate(_allowed(value)):
            try:
                compile_linear(text)
            except PatternProblem as problem:
                report.add(
                    "ECC020",
                    f"the allowance {text[:80]!r} cannot be used: {problem.message}",
                    pointer=join(line.pointer, DETERMINISTIC, "allow", at),
                    found=text,
                    metadata={"pattern": text},
                )


def check_deterministic(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Look for times in the paths and in the lines of what is generated."""
    findings = Findings(context)
    allowances = {
        line.pointer: _Allowances(line, [compile_linear(text) for text in _allowed(value)])
        for value, line in option_lines(layout, DETERMINISTIC)
    }
    found = present(contract, layout, context, findings, DETERMINISTIC)
    for one in found:
        allowed = allowances[one.line.pointer]
        _judge_name(contract, one, allowed, findings)
        if not one.is_link:
            _judge_content(contract, one, allowed, context, findings)
    for allowed in allowances.values():
        _report_unused(contract, allowed, findings)
    spoken = {one.line.pointer for one in found}
    unused = [allowed.line for pointer, allowed in allowances.items() if pointer not in spoken]
    examined = len(found) + sum(
        judge_unused(contract, line, DETERMINISTIC, "deterministic", findings, "no file is there")
        for line in unused
    )
    return findings.outcome(examined)


def _allowed(value: object) -> list[str]:
    return cast("list[str]", value.get("allow", [])) if isinstance(value, Mapping) else []


def _judge_name(contract: Contract, one: Generated, allowed: _Allowances, findings: Findings) -> None:
    found = in_name(one.path)
    if found is None or allowed.excuse(one.path):
        return
    findings.add(
        lambda: contract.violation(
            "ECL054",
            f"the path '{printable(one.path)}' says when it was made: each run would make another one",
            pointer=f"{one.line.pointer}/{DETERMINISTIC}",
            location=Location(path=one.path),
            expected="a name that is the same at any time",
            found=printable(found.text),
            fix="name it after what is in it; or, if this is no time, list it in 'allow'",
            metadata={"path": one.path, "in": "path"},
        )
    )


def _judge_content(
    contract: Contract, one: Generated, allowed: _Allowances, context: Context, findings: Findings
) -> None:
    told = 0
    try:
        for number, text, found in _times(one.path, context):
            if allowed.excuse(text):
                continue
            if told < TOLD:
                _report(contract, one, number, text, found, findings)
            told += 1
    except FileProblem as problem:
        reason, message = problem.reason, problem.message
        findings.add(
            lambda: contract.violation(
                "ECS009",
                message,
                pointer=f"{one.line.pointer}/{DETERMINISTIC}",
                location=Location(path=one.path),
                metadata={"path": one.path, "reason": reason},
            )
        )
    if told > TOLD:
        _report_more(contract, one, told - TOLD, findings)


def _times(path: str, context: Context) -> Iterator[tuple[int, str, Timestamp]]:
    """(line, its text, time) of each time in a file; bytes that are no text have no lines."""
    for number, line in _lines(path, context):
        text = line.decode("utf-8", "surrogateescape")
        for found in in_line(text):
            yield number, text, found


def _lines(path: str, context: Context) -> Iterator[tuple[int, bytes]]:
    """The lines of a text, counted from 1; of a small one that cannot hold a time, none."""
    try:
        data = context.files.read(path, _SMALL)
    except FileProblem as problem:
        if problem.reason != "too-large":
            raise
        with context.files.open(path) as stream:
            if b"\0" in stream.read(_SAMPLE):
                return
        lines = context.files.lines(path, 0, None, context.limits.line_bytes)
        yield from ((number, line) for number, (_, line) in enumerate(lines, 1))
        return
    if b"\0" not in data[:_SAMPLE] and may_hold_time(data):
        yield from enumerate(data.split(b"\n"), 1)


def _report(
    contract: Contract, one: Generated, number: int, text: str, found: Timestamp, findings: Findings
) -> None:
    shown = text.strip()[:_LONGEST]
    findings.add(
        lambda: contract.violation(
            "ECL054",
            f"'{printable(one.path)}' is generated and holds {found.what}, so it differs from run to run",
            pointer=f"{one.line.pointer}/{DETERMINISTIC}",
            location=Location(path=one.path, line=number, column=found.start + 1),
            expected="the same output at any time",
            found=f"{printable(found.text)} in: {printable(shown)}",
            fix="leave it out, or take it from the input; if it is no time of the run, list it in 'allow'",
            metadata={"path": one.path, "in": "content", "text": found.text[:_LONGEST]},
        )
    )


def _report_more(contract: Contract, one: Generated, more: int, findings: Findings) -> None:
    findings.add(
        lambda: contract.violation(
            "ECL054",
            f"'{printable(one.path)}' is generated and holds {more} more times",
            pointer=f"{one.line.pointer}/{DETERMINISTIC}",
            location=Location(path=one.path),
            expected="the same output at any time",
            found=f"{more} more",
            metadata={"path": one.path, "in": "content", "text": None},
        )
    )


def _report_unused(contract: Contract, allowed: _Allowances, findings: Findings) -> None:
    for at, pattern in enumerate(allowed.patterns):
        if at in allowed.used:
            continue
        _report_dead(
            contract, pattern.pattern, join(allowed.line.pointer, DETERMINISTIC, "allow", at), findings
        )


def _report_dead(contract: Contract, text: str, pointer: str, findings: Findings) -> None:
    findings.add(
        lambda: contract.violation(
            "ECL058",
            f"the allowance {text!r} excuses nothing any more",
            pointer=pointer,
            expected="a time that it excuses",
            found="none",
            fix="remove it",
            severity=Severity.WARNING,
            metadata={"allowance": text},
        )
    )
