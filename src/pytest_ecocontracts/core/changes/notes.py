"""Migration notes: what changed, how to find what is affected, what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..markdown.model import Block, BlockKind, Page, Section
from ..markdown.titles import fold
from ..pages.sections import labels
from .pages import ChangedPage, names

#: letters of a part, at least, and words that say nothing, as of the reason of a waiver
_SHORTEST: Final = 20
_LETTER: Final = re.compile(r"\w")
_WORD: Final = re.compile(r"[\w./-]+")
_FILLERS: Final = """
a an and are as be by for if in is it none not nothing of on or see tbd tba that the this to todo
    unknown update updated was will with"""
_HOLLOW: Final = frozenset(_FILLERS.split())
#: what stands for something concrete: a path, a field, a command, a version
_CONCRETE: Final = re.compile(r"[./:][\w*]|\w/|\w_\w|\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a note: its title in the policy, its text as far as it is there, and its line."""

    title: str
    text: str | None
    line: int
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A migration note for a contract, at a line of a page, with its parts in the order of the policy."""

    path: str
    line: int
    parts: Sequence[Part]

    @property
    def problems(self) -> Sequence[Part]:
        """The parts that say too little."""
        return [part for part in self.parts if part.problem is not None]


@dataclass(frozen=True, slots=True)
class _Scope:
    """A stretch of a page: all of it, or a section."""

    page: Page
    section: Section | None

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.page.blocks if self.section is None else self.section.blocks

    @property
    def line(self) -> int:
        if self.section is not None:
            return self.section.heading.line
        return self.page.title.line if self.page.title else 1

    def sections(self) -> Iterator[Section]:
        for section in self.page.sections():
            if self.section is None or self.section.heading.line < section.heading.line < self.section.end:
                yield section

    def text(self) -> str:
        heading = "" if self.section is None else self.section.heading.text
        return "\n".join([heading, *(block.text for block in self.blocks), *_spans(self.page, self.blocks)])


def _spans(page: Page, blocks: Sequence[Block]) -> list[str]:
    lines = {line for block in blocks for line in range(block.line, block.line + block.text.count("\n") + 1)}
    return [span.text for span in page.code_spans if span.line in lines]


def find_note(
    pages: Sequence[ChangedPage],
    contract_id: str,
    subjects: Collection[str],
    parts: Mapping[str, Sequence[str]],
) -> Note | None:
    """The note for a contract among pages that are new or changed: the one that says most.

    A section whose heading names the contract is a note for it; so is a page that names it and has no such
    section. One that the base had already, word for word, is none. ``subjects`` are names of what changed.
    """
    found = [
        _read(page, scope, subjects, parts)
        for page in pages
        for scope in _scopes(page, contract_id)
        if any(part is not None for part in _parts_of(scope, parts).values())
    ]
    return min(found, key=lambda note: len(note.problems), default=None)


def _scopes(changed: ChangedPage, contract_id: str) -> Iterator[_Scope]:
    if not names(contract_id, changed.text):
        return
    before = set()
    if changed.before is not None:
        before = {_Scope(changed.before, section).text() for section in (None, *changed.before.sections())}
    found = False
    for section in changed.page.sections():
        if section.heading.level > 1 and names(contract_id, section.heading.text):
            found = True
            scope = _Scope(changed.page, section)
            if scope.text() not in before:
                yield scope
    whole = _Scope(changed.page, None)
    if not found and whole.text() not in before:
        yield whole


class _Said(NamedTuple):
    """What stands under a title: its text, its line, and whether some of it is code."""

    text: str
    line: int
    has_code: bool


def _parts_of(scope: _Scope, parts: Mapping[str, Sequence[str]]) -> dict[str, _Said | None]:
    """What is said in each part: a section of that title, or a labelled line."""
    sections: dict[str, Section] = {}
    for section in scope.sections():
        sections.setdefault(fold(section.heading.text), section)
    said = labels(scope.blocks)
    spans = {span.line for span in scope.page.code_spans}
    found: dict[str, _Said | None] = {}
    for name, titles in parts.items():
        found[name] = None
        for title in map(fold, titles):
            if title in sections:
                section = sections[title]
                text = "\n".join(block.text for block in section.blocks)
                has_code = any(block.kind is BlockKind.CODE for block in section.blocks) or any(
                    section.heading.line < line < section.end for line in spans
                )
                found[name] = _Said(text, section.heading.line, has_code)
                break
            if title in said:
                text, line = said[title]
                found[name] = _Said(text, line, line in spans)
                break
    return found


def _read(
    changed: ChangedPage, scope: _Scope, subjects: Collection[str], parts: Mapping[str, Sequence[str]]
) -> Note:
    read: list[Part] = []
    for name, said in _parts_of(scope, parts).items():
        about = subjects if name == "changed" else ()
        read.append(
            Part(
                title=parts[name][0],
                text=said and said.text,
                line=said.line if said else scope.line,
                problem=_problem(said, about),
            )
        )
    return Note(path=changed.path, line=scope.line, parts=tuple(read))


def _problem(said: _Said | None, subjects: Collection[str]) -> str | None:
    """What a part lacks: words, or anything that they are about."""
    if said is None:
        return "is missing"
    text = said.text
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(_LETTER.findall(text)) < _SHORTEST or all(word in _HOLLOW for word in words):
        return "says next to nothing"
    if subjects and not any(subject.casefold() in text.casefold() for subject in subjects):
        return "names nothing of what changed"
    if not subjects and not said.has_code and not _CONCRETE.search(text):
        return "names no path, field, command or version"
    return None
