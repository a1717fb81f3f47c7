"""Identifiers on pages, held against what the catalog declares, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ..catalog.model import Catalog, matches
from ..failure_classes import FailureClasses
from ..markdown.model import BlockKind, Page
from ..markdown.titles import fold
from ..model import Contract
from ..rules.classes import classes_of
from ..suggestions import suggestion
from ..violations import Location
from .findings import Findings
from .model import IdentifierRule
from .sections import sections_by_title

if TYPE_CHECKING:
    from ..taxonomy import Taxonomy

_BETWEEN: Final = re.compile(r"[\s,;()\[\]{}|\"'`<>]+")
_AT_THE_END: Final = ".:!?"


class Identifiers:
    """The identifiers that one rule is about, over all pages of a contract."""

    def __init__(self, rule: IdentifierRule, catalog: Catalog) -> None:
        self._rule = rule
        named = [cast("Taxonomy", contract.body) for contract in _named(rule, catalog)]
        grouped = FailureClasses(one for taxonomy in named for one in taxonomy.classes)
        self._classes = classes_of(catalog) if rule.codes else grouped
        words = (word for taxonomy in named for word in taxonomy.words())
        self._declared = declared(rule, catalog, self._classes).union(words)
        self._is_one: dict[str, bool] = {}
        self.mentioned: set[str] = set()

    def judge(self, path: str, page: Page, findings: Findings) -> None:
        """Whatever has the form of an identifier is declared; each is told once a page."""
        told: set[str] = set()
        for word, line in self._words(page):
            if not self._matches(word):
                continue
            self.mentioned.add(word)
            if word in self._declared or word in told or self._classes.of_code(word):
                continue
            told.add(word)
            findings.add(
                self._rule.rule,
                "ECD017",
                f"{word!r} is declared nowhere",
                location=Location(path=path, line=line),
                expected=self._source(),
                found=word[:200],
                fix=partial(suggestion, word, self._declared),
                metadata={"identifier": word[:200]},
            )

    def finish(self, findings: Findings) -> None:
        """Once every page was seen: what is declared is mentioned, and something was looked at."""
        if self._rule.mentioned:
            for word in sorted(self._declared - self.mentioned):
                if self._matches(word):
                    findings.add(
                        self._rule.rule,
                        "ECD018",
                        f"{word!r} is declared, and no page mentions it",
                        location=None,
                        expected=f"{word} on a page",
                        found="nothing",
                        fix="describe it, or remove it",
                        metadata={"identifier": word[:200]},
                    )
        if not self.mentioned:
            findings.add(
                self._rule.rule,
                "ECC009",
                "no page holds an identifier of this form, so the rule proves nothing",
                location=None,
                expected=f"at least one match of {self._rule.pattern.pattern}",
                found="none",
                fix="correct pattern, in or section, or remove the rule",
                metadata={"check": "identifiers"},
            )

    def _matches(self, word: str) -> bool:
        known = self._is_one.get(word)
        if known is None:
            known = self._is_one[word] = self._rule.pattern.fullmatch(word)
        return known

    def _words(self, page: Page) -> Iterator[tuple[str, int]]:
        rule = self._rule
        spans, blocks = page.code_spans, page.blocks
        if rule.section is not None:
            section = sections_by_title(page).get(fold(rule.section))
            if section is None:
                return
            spans, blocks = section.within(spans), section.within(blocks)
        for span in spans:
            yield span.text, span.line
            yield from _words_of(span.text, span.line)
        if rule.where == "code":
            return
        for block in blocks:
            if block.kind is not BlockKind.CODE or rule.where == "all":
                for number, line in enumerate(block.text.split("\n"), start=block.line):
                    yield from _words_of(line, number)

    def _source(self) -> str:
        rule = self._rule
        sources = [f"the id of a contract, as {', '.join(rule.contracts)}"] * bool(rule.contracts)
        sources += ["a failure code of a taxonomy of the catalog"] * rule.codes
        sources += [f"a code or class of {', '.join(rule.taxonomies)}"] * bool(rule.taxonomies)
        sources += ["a word of the list"] * bool(rule.words)
        return " or ".join(sources)


def declared(rule: IdentifierRule, catalog: Catalog, classes: FailureClasses) -> frozenset[str]:
    """Everything that the sources of a rule declare."""
    found = set(rule.words)
    if rule.contracts:
        ids = [contract.id for contract in catalog.contracts] + list(catalog.broken)
        found.update(one for one in ids if any(matches(pattern, one) for pattern in rule.contracts))
    if rule.codes:
        found.update(catalog.codes())
    found.update(classes.words())
    return frozenset(found)


def _named(rule: IdentifierRule, catalog: Catalog) -> list[Contract]:
    found = (catalog.get(name) for name in rule.taxonomies)
    return [contract for contract in found if contract is not None]


def unknown_taxonomies(rule: IdentifierRule, catalog: Catalog) -> list[str]:
    """Taxonomies that the rule names and that cannot be used; what they declare is not known."""
    known = {contract.id for contract in _named(rule, catalog)}
    return [name for name in rule.taxonomies if name not in known]


def _words_of(text: str, line: int) -> Iterator[tuple[str, int]]:
    for word in _BETWEEN.split(text):
        if word:
            yield word, line
            short = word.rstrip(_AT_THE_END)
            if short and short != word:
                yield short, line


def judge_identifiers(
    rules: Sequence[Identifiers], pages: Iterator[tuple[str, Page]], findings: Findings
) -> int:
    """Judge every rule over all pages; return how many different identifiers they hold."""
    for path, page in pages:
        for rule in rules:
            rule.judge(path, page, findings)
    for rule in rules:
        rule.finish(findings)
    return sum(len(rule.mentioned) for rule in rules)
