"""Finds and reads the pages of a contract, each once per process as far as memory allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..context import Context
from ..errors import FileProblem, LoadError, LoadProblem
from ..markdown.parsing import parse_page
from ..model import WHOLE, Chunk, Contract, Target
from ..rules.model import Rule
from ..violations import Location
from .findings import Findings
from .model import PageSet

if TYPE_CHECKING:
    from ..markdown.model import Page

#: pages kept in memory, of all that a contract and its links name
_KEPT: Final = 2_000
_LIMITS: Final = frozenset({"too-large", "too-deep", "alias-bomb", "too-many-aliases"})


class PageFiles:
    """The pages of one contract, and those that they lead to."""

    def __init__(self, contract: Contract, pages: PageSet, context: Context) -> None:
        self._contract = contract
        self._pages = pages
        self._context = context
        self._found: list[list[tuple[str, dict[str, str]]]] | None = None
        self._read: dict[str, Page | FileProblem | LoadError] = {}

    def by_template(self) -> list[list[tuple[str, dict[str, str]]]]:
        """The paths that match each template, with their captures, sorted."""
        if self._found is None:
            self._found = [template.find(self._context.tree) for template in self._pages.templates]
        return self._found

    def paths(self) -> list[str]:
        """Every page of the contract, once, sorted."""
        return sorted({path for found in self.by_template() for path, _ in found})

    def split(self) -> Sequence[Chunk]:
        """Divide the pages into chunks of a fixed number."""
        targets = [Target(path) for path in self.paths()]
        size = self._context.limits.chunk_targets
        groups = [targets[start : start + size] for start in range(0, len(targets), size)]
        return [Chunk(index, len(groups), group) for index, group in enumerate(groups, 1)] or WHOLE

    def page(self, path: str) -> Page:
        """Read a page; raises FileProblem and LoadError."""
        if path not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            try:
                data = self._context.files.read(path, self._context.limits.page_bytes)
                self._read[path] = parse_page(data, self._context.limits)
            except (FileProblem, LoadError) as problem:
                self._read[path] = problem
        found = self._read[path]
        if isinstance(found, FileProblem | LoadError):
            raise found
        return found

    def readable(self, paths: Sequence[str], rule: Rule, findings: Findings) -> Iterator[tuple[str, Page]]:
        """Yield those pages that can be read; that another check judges the others is said of each."""
        for path in paths:
            findings.examined += 1
            try:
                yield path, self.page(path)
            except (FileProblem, LoadError):
                findings.add(
                    rule,
                    "ECX001",
                    "the page cannot be judged, because it cannot be read",
                    location=Location(path=path),
                    expected="a readable page",
                    found="see the first check of this contract",
                    fix="mend the page",
                    metadata={"blocked_by": "page"},
                )

    def judged(self, paths: Sequence[str], rule: Rule, findings: Findings) -> Iterator[tuple[str, Page]]:
        """Yield those pages that can be read, and say why the others cannot."""
        for path in paths:
            findings.examined += 1
            try:
                yield path, self.page(path)
            except FileProblem as problem:
                _unreadable(path, problem, rule, findings)
            except LoadError as error:
                for load_problem in error.problems:
                    _unparsable(path, load_problem, rule, findings)

    def missing(self, rule: Rule, findings: Findings) -> None:
        """Say which templates have no page."""
        for template, pointer, found in zip(
            self._pages.templates, self._pages.pointers, self.by_template(), strict=True
        ):
            findings.examined += len(found)
            if found or not self._pages.required:
                continue
            place = Location(path=template.text) if template.is_literal else None
            findings.add(
                rule,
                "ECL001",
                "the page does not exist" if template.is_literal else f"no page matches {template.text!r}",
                location=place or self._contract.document.location(pointer),
                expected=f"at least one page like {template.text}",
                found="nothing",
                fix="write it, or say presence: optional",
                metadata={"path": template.text},
            )


def _unreadable(path: str, problem: FileProblem, rule: Rule, findings: Findings) -> None:
    codes = {"missing": "ECL001", "too-large": "ECS011", "outside-root": "ECC022"}
    findings.add(
        rule,
        codes.get(problem.reason, "ECS009"),
        problem.message,
        location=Location(path=path),
        expected="a regular file below the root that stays as it is",
        found=problem.reason,
        metadata={"path": path} if problem.reason == "missing" else {"reason": problem.reason},
    )


def _unparsable(path: str, problem: LoadProblem, rule: Rule, findings: Findings) -> None:
    findings.add(
        rule,
        "ECS011" if problem.reason in _LIMITS else "ECS001",
        problem.message,
        location=Location(path=path, pointer=problem.pointer, line=problem.line, column=problem.column),
        expected=problem.expected or "a Markdown page",
        found=problem.found,
        fix=problem.fix,
        metadata={"reason": problem.reason},
    )
