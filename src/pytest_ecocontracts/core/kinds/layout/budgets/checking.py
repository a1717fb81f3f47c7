"""The check ``budgets``: nothing has more than its budget, and every exception is still needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....paths.segments import Capture, Deep, Literal
from ....rendering.printable import printable
from ....violations import Location, MetadataValue, Violation
from ..contents import NotText, count_lines
from ..lines import Layout
from ..seeing import seen
from ..walking import Findings
from .deferred import resolved
from .measuring import Group, Measuring
from .model import EACH, FOLDER, TOTAL, Budget, Excuse

if TYPE_CHECKING:
    from ....context import Context

#: characters of a list of paths in a message
_LISTED: Final = 100
_NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "files": ("file", "files"),
    "folders": ("folder", "folders"),
    "entries": ("entry", "entries"),
    "lines": ("line", "lines"),
    "bytes": ("byte", "bytes"),
    "name_length": ("character in its name", "characters in its name"),
    "path_length": ("character in its path", "characters in its path"),
}
_REMEDIES: Final = {
    "lines": "split it up",
    "bytes": "make it smaller",
    "depth": "move it further up",
    "name_length": "give it a shorter name",
    "path_length": "give it, or a folder on the way, a shorter name",
}


def check_budgets(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Measure what the budgets speak of, and compare it with them."""
    budgets, problems = resolved(contract, layout.budgets, layout.types, context)
    if problems:
        return Outcome(violations=tuple(problems), examined=len(problems))
    budgets = [budget for budget in budgets if not budget.rule.is_over(context.as_of)]
    findings = Findings(context)
    measuring = Measuring(budgets, layout)
    for visit in seen(contract, layout, context, findings):
        measuring.visit(visit)
    judge = _Judge(contract, layout, context, findings)
    for number, budget in enumerate(budgets):
        judge.budget(budget, measuring.groups[number], is_matched=number in measuring.matched)
    judge.exceptions(budgets)
    return findings.outcome(judge.examined)


@dataclass(slots=True)
class _Judge:
    contract: Contract
    layout: Layout
    context: Context
    findings: Findings
    examined: int = 0
    #: why an exception, by its rule and number, is of no use; "" where it is
    needless: dict[tuple[str, int], str] = field(default_factory=dict)

    def budget(self, budget: Budget, groups: dict[str, Group], *, is_matched: bool) -> None:
        """Judge every group of one budget."""
        self.examined += len(groups) or budget.empty_valid
        if not (groups or is_matched or budget.empty_valid):
            self.findings.add(partial(self._vacuous, budget))
        for group in groups.values():
            value = self._value(budget, group)
            if value is not None:
                self._judge(budget, group, value)

    def exceptions(self, budgets: Sequence[Budget]) -> None:
        """Report the exceptions that are no longer needed; the budgets of one entry share theirs."""
        for budget in {budget.rule.id: budget for budget in reversed(budgets)}.values():
            for index, excuse in enumerate(budget.excuses):
                state = self.needless.get((budget.rule.id, index), "nothing is there")
                if state:
                    self.findings.add(partial(self._stale, budget, excuse, state))

    def _judge(self, budget: Budget, group: Group, value: int) -> None:
        least, most = budget.least, budget.most
        if least is not None and value < least:
            self.findings.add(partial(self._violation, budget, group, value, least, None))
        exceeds = most is not None and value > most
        index = self._excuse(budget, group)
        excuse = None if index is None else budget.excuses[index]
        if excuse is not None and index is not None:
            key = (budget.rule.id, index)
            if exceeds:
                self.needless[key] = ""
                most = excuse.most
                exceeds = most is not None and value > most
            else:
                self.needless.setdefault(key, f"it has {_what(budget, value)}")
        if exceeds and most is not None:
            self.findings.add(partial(self._violation, budget, group, value, most, excuse))

    def _excuse(self, budget: Budget, group: Group) -> int | None:
        """The exception of a group: the first that names it."""
        path = group.name[len(self.layout.root) + 1 :] if self.layout.root else group.name
        for index, excuse in enumerate(budget.excuses):
            if excuse.template.match(path) is not None:
                return index
        return None

    def _value(self, budget: Budget, group: Group) -> int | None:
        """What a group amounts to; None where a file cannot be measured, which is a finding."""
        value, whole = group.value, True
        for path in group.members:
            try:
                value += (
                    count_lines(path, self.context)
                    if budget.measure == "lines"
                    else self.context.files.size(path)
                )
            except (FileProblem, NotText) as problem:
                whole = False
                self.findings.add(partial(self._unreadable, budget, path, problem))
        return value if whole else None

    # --- words ------------------------------------------------------------------------------------------

    def _make(
        self, budget: Budget, code: str, message: str, *, place: Location, expected: str, found: str,
        fix: str, metadata: dict[str, MetadataValue],
    ) -> Violation:  # fmt: skip
        return budget.rule.violation(
            self.contract,
            self.context.as_of,
            code,
            message,
            location=place,
            expected=expected,
            found=found,
            fix=fix,
            metadata=metadata,
        )

    def _violation(
        self, budget: Budget, group: Group, value: int, limit: int, excuse: Excuse | None
    ) -> Violation:
        exceeds = value > limit
        line = self.contract.document.location(excuse.pointer if excuse else budget.pointer, key=True).line
        bound = f"at {'most' if exceeds else 'least'} {_what(budget, limit)}"
        listed = _members(budget, group)
        return self._make(
            budget,
            "ECL030",
            f"{_subject(budget, group)} has {_what(budget, value)}{_of(budget)}, and {limit} "
            f"{'is' if limit == 1 else 'are'} {'allowed' if exceeds else 'needed'}",
            place=Location(path=self._path(budget, group) or "."),
            expected=f"{bound} ({budget.text}, line {line})",
            found=f"{_what(budget, value)}" + (f": {listed}" if listed else ""),
            fix=f"{_REMEDIES.get(budget.measure, 'move some elsewhere')}, or raise the limit"
            if exceeds
            else "add what is missing, or lower the limit",
            metadata={
                "path": self._path(budget, group),
                "measure": budget.measure,
                "budget": budget.text,
                "group": group.name,
            },
        )

    def _path(self, budget: Budget, group: Group) -> str:
        if budget.per in (EACH, FOLDER):
            return group.name
        return _common_folder(budget, group, self.layout.root)

    def _stale(self, budget: Budget, excuse: Excuse, state: str) -> Violation:
        place = self.contract.document.location(excuse.pointer, key=True)
        return self._make(
            budget,
            "ECL031",
            f"the exception for '{printable(excuse.template.text)}' is no longer needed: {state}",
            place=place,
            expected=f"an exception from {_limit(budget)} of {budget.text}",
            found=state,
            fix="remove the exception",
            metadata={"path": excuse.template.text, "measure": budget.measure, "budget": budget.text},
        )

    def _vacuous(self, budget: Budget) -> Violation:
        return self.contract.violation(
            "ECC009",
            f"the budget measures nothing: nothing matches {budget.text!r}",
            pointer=budget.rule.pointer,
            expected=f"{'folders' if budget.is_folder else 'files'} that match {budget.text!r}",
            found="none that no more exact budget measures",
            fix="correct 'at', or write 'empty: valid'",
            metadata={"check": budget.rule.id},
        )

    def _unreadable(self, budget: Budget, path: str, problem: FileProblem | NotText) -> Violation:
        if isinstance(problem, NotText):
            code, message = "ECL037", f"'{printable(path)}' is no text, so its lines cannot be counted"
            metadata: dict[str, MetadataValue] = {"path": path, "reason": "binary"}
            found, fix = f"{problem}", "let the budget speak of text files, or limit 'bytes'"
        else:
            is_large = problem.reason == "too-large"
            code = "ECS011" if is_large else "ECS009"
            message = f"'{printable(path)}' cannot be measured: {problem.message}"
            metadata = {"reason": problem.reason} if is_large else {"path": path, "reason": problem.reason}
            found = problem.reason
            fix = "split it, or limit 'bytes'" if is_large else "make the file readable"
        return self._make(
            budget,
            code,
            message,
            place=Location(path=path),
            expected="a text file",
            found=found,
            fix=fix,
            metadata=metadata,
        )


def _what(budget: Budget, value: int) -> str:
    """A value with its unit: ``640 lines``."""
    if budget.measure == "depth":
        return f"depth {value}"
    return f"{value} {_NOUNS[budget.measure][value != 1]}"


def say_limits(budget: Budget) -> str:
    """What a budget allows and demands: ``at most 600 lines``."""
    bounds: list[str] = []
    for words, name, value in (("at most", "max", budget.most), ("at least", "min", budget.least)):
        given = budget.deferred.get(name)
        if given is not None:
            bounds.append(f"{words} as many {budget.measure} as {given['from']} says")
        elif value is not None:
            bounds.append(f"{words} {_what(budget, value)}")
    per = budget.per if isinstance(budget.per, str) else ", ".join(budget.per)
    return " and ".join(bounds) + ("" if budget.per == EACH else f" per {per}")


def _limit(budget: Budget) -> str:
    return f"at most {_what(budget, budget.most)}" if budget.most is not None else "the limit"


def _subject(budget: Budget, group: Group) -> str:
    if budget.per == EACH:
        return f"'{printable(group.name)}'"
    if budget.per == FOLDER:
        return f"'{printable(group.name) or '.'}'"
    shown = "" if budget.per == TOTAL else f" with {printable(group.name)}"
    return f"{budget.text!r}{shown}"


def _common_folder(budget: Budget, group: Group, root: str) -> str:
    """The deepest folder that everything of a group must lie in."""
    known = {name: group.captures[name] for name in budget.per} if isinstance(budget.per, tuple) else {}
    names = [root] if root else []
    for segment in budget.template.segments[:-1]:
        parts = () if isinstance(segment, Deep) else segment.parts
        texts = [
            part.text
            if isinstance(part, Literal)
            else known.get(part.name)
            if isinstance(part, Capture)
            else None
            for part in parts
        ]
        if not texts or None in texts:
            break
        names.append("".join(text or "" for text in texts))
    return "/".join(names)


def _of(budget: Budget) -> str:
    """What is added up in a folder, or that everything is."""
    if budget.per == FOLDER:
        return f" in {budget.template.text.rpartition('/')[2]!r}"
    return " in all" if budget.per == TOTAL else ""


def _members(budget: Budget, group: Group) -> str:
    if budget.per == EACH:
        return ""
    text = ""
    for index, path in enumerate(group.first):
        if index and len(text) + len(path) > _LISTED:
            return f"{text} and {group.count - index} more"
        text += f", {printable(path)}" if index else printable(path)
    left = group.count - len(group.first)
    return text + (f" and {left} more" if left else "")
