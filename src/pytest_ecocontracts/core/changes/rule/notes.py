"""Migration notes: what changed, how to find what is affected, what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from ...markdown.model import Block, BlockKind, Page, Section
from ...markdown.titles import fold
from ...pages.sections import labels
from ...rendering.text import counted
from .copies import Copies, bare
from .pages import ChangedPage, names

#: letters of a part, at least, and words that say nothing, as of the reason of a waiver
_SHORTEST: Final = 20
#: a command says much in few letters
_SHORTEST_CODE: Final = 8
#: what a letter counts for that is as wide as two: it says about as much as a word does in three
_WIDE: Final = 3
_LETTER: Final = re.compile(r"\w")
_WORD: Final = re.compile(r"[\w./-]+")
_FILLERS: Final = """
    a above all an and any applicable are as at be been below by change changed changes done else fixme for
    has have here if in is it later n/a na necessary needed no none not nothing of on or other please required
    same section see some something tbc tbd tba that the then there these this ticket to todo unknown update
    updated updates was were will with x xxx"""
#: topics that a note has to speak of, at most; who lists more has looked
_TOPICS: Final = 8
_NAMED: Final = 4
_HOLLOW: Final = frozenset(_FILLERS.split())
#: what stands for something concrete: a path, a field, a command, a version
_CONCRETE: Final = re.compile(r"[./:][\w*]|\w/|\w_\w|\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something that changed, which a note has to speak of, by one of its names."""

    name: str
    names: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Whether a text has one of the names as a word."""
        return any(
            re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text, re.IGNORECASE)
            for name in self.names
        )


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
    topics: Sequence[Topic],
    parts: Mapping[str, Sequence[str]],
    copies: Copies,
) -> Note | None:
    """The note for a contract among pages that are new or changed: the one that says most.

    A section whose heading names the contract is a note for it; so is a page that names it and has no such
    section. One that the base had already, word for word, is none. ``topics`` are what changed most, and
    ``copies`` knows what stood elsewhere before.
    """
    found = [
        _read(page, scope, topics, parts, copies)
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
    said = labels(scope.blocks, {fold(title) for titles in parts.values() for title in titles})
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
                lines = range(line, line + text.count("\n") + 1)
                found[name] = _Said(text, line, not spans.isdisjoint(lines))
                break
    return found


def _read(
    changed: ChangedPage,
    scope: _Scope,
    topics: Sequence[Topic],
    parts: Mapping[str, Sequence[str]],
    copies: Copies,
) -> Note:
    read: list[Part] = []
    known: dict[str, str] = {}
    for name, said in _parts_of(scope, parts).items():
        title = parts[name][0]
        problem = "is missing"
        if said is not None:
            told = _hollow(said) or _copied(said, known, copies, is_topical=name == "changed")
            problem = told or (_silent(said, topics) if name == "changed" else _vague(said)) or ""
            known.setdefault(bare(said.text), title)
        read.append(
            Part(
                title=title,
                text=said and said.text,
                line=said.line if said else scope.line,
                problem=problem or None,
            )
        )
    return Note(path=changed.path, line=scope.line, parts=tuple(read))


def _hollow(said: _Said) -> str | None:
    """Whether a part has no words of its own."""
    letters = sum(_WIDE if east_asian_width(letter) in "WF" else 1 for letter in _LETTER.findall(said.text))
    words = [word.strip("./-").casefold() for word in _WORD.findall(said.text)]
    least = _SHORTEST_CODE if said.has_code else _SHORTEST
    if all(word in _HOLLOW for word in words):
        return "says next to nothing"
    if letters < least:
        return f"says next to nothing ({counted(letters, 'letter')}, at least {least} are asked for)"
    return None


def _copied(said: _Said, known: Mapping[str, str], copies: Copies, *, is_topical: bool) -> str | None:
    """Whether a part says what stood elsewhere. How to find and mend something may be the same as ever."""
    other = known.get(bare(said.text))
    if other is not None:
        return f"repeats {other!r}"
    template = copies.of_template(said.text)
    if template is not None:
        return f"is the text of {template}"
    page = copies.of_page(said.text) if is_topical else None
    return f"says what {page} said before the change" if page is not None else None


def _silent(said: _Said, topics: Sequence[Topic]) -> str | None:
    """Whether what changed is not spoken of."""
    lacking = [topic.name for topic in topics if not topic.is_in(said.text)]
    if len(topics) - len(lacking) >= min(len(topics), _TOPICS):
        return None
    if len(lacking) == len(topics):
        return "names nothing of what changed"
    return f"does not speak of {', '.join(lacking[:_NAMED])}" + ", ..." * (len(lacking) > _NAMED)


def _vague(said: _Said) -> str | None:
    """Whether nobody could act on it."""
    if said.has_code or _CONCRETE.search(said.text):
        return None
    return "names no path, field, command or version"
