"""The check ``text``: every file that a line speaks of holds what it must, in lines that it may have."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....violations import Location, MetadataValue, Violation
from ..contents import NotText, lines_of
from ..entries import entries_of
from ..lines import Layout, Line
from ..seeing import seen
from ..walking import Findings
from .judging import Flaw, flaws
from .model import OwnText, TextRules, rules_of

if TYPE_CHECKING:
    from ....context import Context


def check_text(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Read each file that has text rules once, and judge it by all of them."""
    findings = Findings(context)
    judge = _Judge(contract, layout, context, findings)
    for visit in seen(contract, layout, context, findings):
        for entry in entries_of(visit):
            if entry.sort == "file":
                judge.file(entry.path, entry.governing)
    judge.finish()
    return findings.outcome(judge.examined)


class _Judge:
    def __init__(self, contract: Contract, layout: Layout, context: Context, findings: Findings) -> None:
        self._contract = contract
        self._context = context
        self._findings = findings
        self._own = layout.texts
        self._rules: dict[Line, TextRules | None] = {}
        self._used: set[str] = set()
        self.examined = 0

    def file(self, path: str, line: Line) -> None:
        """Judge one file by the rules of its line."""
        if line not in self._rules:
            self._rules[line] = self._of(line)
        rules = self._rules[line]
        if rules is None:
            return
        self.examined += 1
        self._used.update(source.pointer for source in rules.sources)
        try:
            data = self._context.files.read(path, self._context.limits.text_bytes)
        except FileProblem as problem:
            self._findings.add(partial(self._unreadable, path, rules, problem))
            return
        with suppress(NotText):  # a budget of lines says so itself
            self._context.line_counts[path] = lines_of(data)
        for flaw in flaws(data, rules):
            self._findings.add(partial(self._violation, path, line, rules, flaw))

    def finish(self) -> None:
        """Report text rules that speak of no file."""
        for text in self._own.values():
            if text.pointer in self._used:
                continue
            if text.may_be_empty or text.rule.is_over(self._context.as_of):
                self.examined += 1
            else:
                self._findings.add(partial(self._vacuous, text))

    def _of(self, line: Line) -> TextRules | None:
        rules = rules_of(line, self._own)
        if rules is None:
            return None
        as_of = self._context.as_of
        words = {key: one for key, one in rules.words.items() if not one.rule.is_over(as_of)}
        return TextRules(words, rules.sources) if words else None

    # --- words ------------------------------------------------------------------------------------------

    def _violation(self, path: str, line: Line, rules: TextRules, flaw: Flaw) -> Violation:
        rule = flaw.wording.rule if flaw.wording else rules.sources[0].rule
        place = flaw.pointer or (flaw.wording.pointer if flaw.wording else rules.sources[0].pointer)
        at = self._contract.document.location(place, key=True)
        number, column = flaw.place or (None, None)
        metadata: dict[str, MetadataValue] = {"path": path, "line": line.text, **flaw.metadata}
        return rule.violation(
            self._contract,
            self._context.as_of,
            flaw.code,
            f"'{printable(path)}' {printable(flaw.message)}",
            location=Location(path=path, line=number, column=column),
            expected=f"{printable(flaw.expected)} ({at.path}:{at.line})",
            found=printable(flaw.found),
            fix=flaw.fix,
            metadata=metadata,
        )

    def _unreadable(self, path: str, rules: TextRules, problem: FileProblem) -> Violation:
        is_large = problem.reason == "too-large"
        limit = self._context.limits.text_bytes
        return rules.sources[0].rule.violation(
            self._contract,
            self._context.as_of,
            "ECS011" if is_large else "ECS009",
            f"'{printable(path)}' cannot be judged by text rules: {problem.message}",
            location=Location(path=path),
            expected=f"a text of at most {limit} bytes" if is_large else "a file that can be read",
            found=problem.reason,
            fix="write '$text: false' for large data" if is_large else "make the file readable",
            metadata={"reason": problem.reason},
        )

    def _vacuous(self, text: OwnText) -> Violation:
        where = f"{text.line.key!r}" if text.line.key else "the tree"
        return self._contract.violation(
            "ECC009",
            f"the text rules of {where} speak of no file",
            pointer=text.pointer,
            expected="a file that they hold for",
            found="none",
            fix="correct the line; or write 'empty: valid', or '$: opt', where there may be none",
            metadata={"check": text.rule.id},
        )
