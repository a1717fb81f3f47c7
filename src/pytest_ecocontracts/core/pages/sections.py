"""The parts of a page: sections in their order, with content; entries with their labelled lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..markdown.model import Block, BlockKind, Page, Section
from ..markdown.titles import fold
from ..rules.model import Rule
from ..suggestions import suggestion
from ..violations import Location
from .findings import Findings
from .model import EntryRule, SectionRule

_WORD: Final = re.compile(r"\w")
#: a label is short: what stands before a colon in a long line is a sentence
_LONGEST_LABEL: Final = 60


def sections_by_title(page: Page) -> dict[str, Section]:
    """The first section of each title, folded."""
    found: dict[str, Section] = {}
    for section in page.sections():
        found.setdefault(fold(section.heading.text), section)
    return found


def labels(blocks: Iterable[Block], known: Collection[str] | None = None) -> dict[str, tuple[str, int]]:
    """Folded label -> (value, line) of lines such as ``Status: accepted``; the first of each.

    Where the folded labels are ``known``, nothing else is one, and what stands below a labelled line, in the
    same paragraph, belongs to it.
    """
    found: dict[str, tuple[str, int]] = {}
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        open_label: str | None = None
        for number, line in enumerate(block.text.split("\n"), start=block.line):
            label, mark, value = line.partition(":")
            word = fold(label)
            if mark and 0 < len(label) <= _LONGEST_LABEL and (known is None or word in known):
                open_label = word if known is not None and word not in found else None
                found.setdefault(word, (value.strip(), number))
            elif open_label is not None:
                text, first = found[open_label]
                found[open_label] = f"{text}\n{line.strip()}", first
    return found


def judge_sections(
    page: Page,
    path: str,
    rules: Sequence[SectionRule],
    order: Rule | None,
    not_applicable: str,
    findings: Findings,
) -> None:
    """Every section that is asked for is there and says something, where asked in the order of the rules."""
    known = sections_by_title(page)
    latest: Section | None = None
    for rule in rules:
        section = next((known[fold(title)] for title in rule.titles if fold(title) in known), None)
        if section is None:
            if rule.required:
                _missing(page, path, rule, known, findings)
            continue
        _judge_content(page, path, section, rule, not_applicable, findings)
        if latest is None or section.heading.line > latest.heading.line:
            latest = section
        elif order is not None and section is not latest:
            findings.add(
                order,
                "ECD013",
                f"the section {section.heading.text!r} stands before {latest.heading.text!r}",
                location=Location(path=path, line=section.heading.line),
                expected=f"after {latest.heading.text!r}",
                found=f"line {section.heading.line}, before line {latest.heading.line}",
                fix="move the section",
                metadata={"section": rule.titles[0]},
            )


def _missing(
    page: Page, path: str, rule: SectionRule, known: Mapping[str, Section], findings: Findings
) -> None:
    title = page.title
    taken = [section.heading.text for section in known.values()]
    findings.add(
        rule.rule,
        "ECD011",
        f"the section {rule.titles[0]!r} is missing",
        location=Location(path=path, line=title.line if title else 1),
        expected="a heading " + " or ".join(repr(name) for name in rule.titles),
        found=", ".join(repr(name) for name in taken[:12]) or "no headings",
        fix=lambda: suggestion(rule.titles[0], taken) if taken else "add the section",
        metadata={"section": rule.titles[0]},
    )


def _judge_content(
    page: Page, path: str, section: Section, rule: SectionRule, not_applicable: str, findings: Findings
) -> None:
    blocks = section.blocks
    place = Location(path=path, line=section.heading.line)
    name = section.heading.text
    if not blocks:
        findings.add(
            rule.rule,
            "ECD012",
            f"the section {name!r} says nothing",
            location=place,
            expected=f"content, or {not_applicable!r} and the reason",
            found="nothing below the heading",
            metadata={"section": rule.titles[0]},
        )
        return
    reason = _reason(blocks, not_applicable)
    if reason is not None:
        if not reason:
            findings.add(
                rule.rule,
                "ECD015",
                f"the section {name!r} does not say why it does not apply",
                location=Location(path=path, line=blocks[0].line),
                expected=f"{not_applicable}: and a reason",
                found=blocks[0].text.strip()[:200],
                metadata={"section": rule.titles[0]},
            )
        return
    items = max(sum(block.kind is BlockKind.ITEM for block in blocks), _subsections(page, section))
    code = len(section.within(page.code_spans)) + sum(block.kind is BlockKind.CODE for block in blocks)
    for least, number, what in (
        (rule.items, items, "list items"),
        (rule.code, code, "commands or other code"),
    ):
        if number < least:
            findings.add(
                rule.rule,
                "ECD014",
                f"the section {name!r} holds fewer than {least} {what}",
                location=place,
                expected=f"at least {least} {what}",
                found=str(number),
                metadata={"section": rule.titles[0], "what": what},
            )


def _reason(blocks: Sequence[Block], phrase: str) -> bool | None:
    """Whether a section that does not apply says why; None where it does apply."""
    first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH), None)
    text = " ".join(first.text.split()) if first else ""
    rest = text[len(phrase) :]
    if text[: len(phrase)].casefold() != phrase.casefold() or rest[:1].isalnum():
        return None
    return bool(_WORD.search(rest)) or any(block is not first and block.text.strip() for block in blocks)


def _subsections(page: Page, section: Section) -> int:
    """How many sections stand directly below a heading."""
    below = [heading for heading in section.within(page.headings) if not heading.nested]
    top = min((heading.level for heading in below), default=0)
    return sum(heading.level == top for heading in below)


def judge_entries(page: Page, path: str, rule: EntryRule, findings: Findings) -> None:
    """Every entry has every label, with a value; a page without entries has not what was asked for."""
    known = sections_by_title(page)
    around = known.get(fold(rule.below)) if rule.below is not None else None
    sections = list(page.sections())
    entries = [
        (section, index)
        for index, section in enumerate(sections)
        if section.heading.level == rule.level
        and (rule.below is None or (around is not None and _inside(section, around)))
    ]
    if not entries:
        where = f" in {rule.below!r}" if rule.below is not None else ""
        findings.add(
            rule.rule,
            "ECD011",
            f"the page has no entry: no heading of level {rule.level}{where}",
            location=Location(path=path, line=around.heading.line if around else 1),
            expected=f"entries with {', '.join(rule.labels)}",
            found=f"no section {rule.below!r}" if rule.below is not None and around is None else "none",
            metadata={"section": rule.below},
        )
    for entry, index in entries:
        below = {fold(section.heading.text): section for section in _inner(sections, index)}
        _judge_entry(path, entry, below, rule, findings)


def _inner(sections: Sequence[Section], index: int) -> Iterator[Section]:
    """The sections that stand in the one at ``index``."""
    for position in range(index + 1, len(sections)):
        if sections[position].heading.line >= sections[index].end:
            return
        yield sections[position]


def _inside(section: Section, around: Section) -> bool:
    return around.heading.line < section.heading.line < around.end


def _judge_entry(
    path: str, entry: Section, below: Mapping[str, Section], rule: EntryRule, findings: Findings
) -> None:
    said = labels(entry.blocks)
    for label in rule.labels:
        value, line = said.get(fold(label), (None, entry.heading.line))
        if value is None and fold(label) in below:
            section = below[fold(label)]
            value, line = "there" if section.blocks else "", section.heading.line
        if value and _WORD.search(value):
            continue
        findings.add(
            rule.rule,
            "ECD011" if value is None else "ECD012",
            f"the entry {entry.heading.text!r} "
            + (f"has no {label!r}" if value is None else f"says nothing as {label!r}"),
            location=Location(path=path, line=line),
            expected=f"a line '{label}: ...'",
            found="labels: " + (", ".join(repr(name) for name in list(said)[:12]) or "none"),
            metadata={"section": entry.heading.text[:200], "label": label},
        )
