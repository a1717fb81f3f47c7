"""What a Markdown page consists of. Lines count from 1; texts are without markup."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from ..pointers import join


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``anchor`` is the one that the page itself gives it (``{#name}``), else None.

    ``level`` is 1 for a title. Headings inside quotes and lists are ``nested``: they have an anchor, but
    begin no section.
    """

    level: int
    text: str
    line: int
    anchor: str | None = None
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image, of Markdown or of HTML; ``target`` is as written, with entities resolved."""

    target: str
    text: str
    line: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Text between backticks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int


class BlockKind(StrEnum):
    """What a block is; an item marks the beginning of a list's item that has content."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of content; ``text`` of a paragraph has the line breaks of the source.

    The items are those of outermost lists. A table's text is that of its cells, a line for each
    line of the source.
    """

    kind: BlockKind
    text: str
    line: int


Placed = TypeVar("Placed", Heading, Link, CodeSpan, Table, Block)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it, up to the next heading that is not deeper.

    ``end`` is the line after the last one.
    """

    heading: Heading
    end: int
    page: Page = field(repr=False, compare=False)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The content, that of deeper sections too."""
        return self.within(self.page.blocks)

    @property
    def text(self) -> str:
        """The text of its paragraphs."""
        return "\n".join(block.text for block in self.blocks if block.kind is BlockKind.PARAGRAPH)

    def within(self, things: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """Those of the page's things, in the order of their lines, that stand below the heading."""
        first = bisect_left(things, self.heading.line + 1, key=_line)
        last = bisect_left(things, self.end, key=_line)
        return things[first:last]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``front_matter`` is its data, None where it has none, and ``source`` its YAML.

    Everything is in the order of its lines. ``names`` are the anchors that HTML tags declare.
    """

    front_matter: object
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    code_spans: tuple[CodeSpan, ...]
    tables: tuple[Table, ...]
    names: frozenset[str]
    lines: int
    source: bytes = field(default=b"", repr=False)

    def line_of(self, field_name: str) -> int:
        """The line of a field of the front matter; 1 where it has none of this name."""
        from ..loading.locate import locate  # noqa: PLC0415 - only violations need it

        there = isinstance(self.front_matter, dict) and field_name in self.front_matter
        place = locate("yaml", self.source, join("", field_name), key=True) if there else None
        return place[0] if place else 1

    @property
    def title(self) -> Heading | None:
        """The first heading of level 1."""
        return next((h for h in self.headings if h.level == 1 and not h.nested), None)

    def sections(self) -> Iterator[Section]:
        """Every section, in order; those inside others too."""
        tops = [heading for heading in self.headings if not heading.nested]
        ends = [self.lines + 1] * len(tops)
        open_sections: list[int] = []
        for index, heading in enumerate(tops):
            while open_sections and tops[open_sections[-1]].level >= heading.level:
                ends[open_sections.pop()] = heading.line
            open_sections.append(index)
        for heading, end in zip(tops, ends, strict=True):
            yield Section(heading, end, self)


def _line(thing: Heading | Link | CodeSpan | Table | Block) -> int:
    return thing.line
