"""From bytes to a page: markdown-it-py does the reading, this says what of it is kept, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import autolink, backtick, html_inline, image, link

from ..limits import Limits
from ..loading import yaml_text
from ..loading.decoding import decode, without_byte_order_mark
from ..loading.markdown_text import front_matter
from ..loading.problems import fail
from .html import attributes, is_anchor, without_comments
from .model import Block, BlockKind, CodeSpan, Heading, Link, Page, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

#: levels of quotes and lists that are read; what is deeper is not part of the page
_NESTING: Final = 60
_BREAKS: Final = frozenset({"softbreak", "hardbreak"})
#: the rules whose tokens are asked for their line
_PLACED: Final = {
    "backticks": backtick,
    "link": link,
    "image": image,
    "autolink": autolink,
    "html_inline": html_inline,
}


def parse_page(data: bytes, limits: Limits) -> Page:
    """Read a page; raises LoadError: too large, not UTF-8, or with front matter that is not YAML.

    Time is linear in the size of the page, whatever it holds: at most some 15 µs a byte.
    """
    if len(data) > limits.page_bytes:
        fail(
            "too-large",
            f"the page has more than {limits.page_bytes} bytes",
            expected=f"at most {limits.page_bytes} bytes",
            found=f"{len(data)} bytes",
            fix="divide the page",
        )
    text = without_byte_order_mark(decode(data)).replace("\r\n", "\n")
    matter: object = None
    yaml = b""
    if text.partition("\n")[0].rstrip(" \t") == "---":
        yaml = front_matter(data)
        matter = yaml_text.parse(yaml, limits) if yaml.strip() else None
        # Two fences, of which the YAML has one as a blank line: the body keeps its lines.
        height = yaml.count(b"\n")
        body = text.split("\n", height + 1)
        text = "\n" * (height + 1) + (body[height + 1] if len(body) > height + 1 else "")
    reading = _Reading()
    reading.read(_parser().parse(text))
    return reading.page(text.count("\n") + 1, matter, yaml)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable("table")
    # A reader does not care which links a browser would refuse, nor how they are encoded.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - the parser's signature
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    for name, rule in _PLACED.items():
        parser.inline.ruler.at(name, _placed(rule))
    return parser


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule, which also notes where in the paragraph its token began."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            # the text before it may become a token first
            for token in islice(state.tokens, known, known + 2):
                if token.type != "text":
                    token.meta["offset"] = start
                    break
        return True

    return placed


class _Reading:
    """Collects the things of a page from the parser's tokens."""

    def __init__(self) -> None:
        self._headings: list[Heading] = []
        self._blocks: list[Block] = []
        self._links: list[Link] = []
        self._code_spans: list[CodeSpan] = []
        self._tables: list[Table] = []
        self._names: set[str] = set()
        self._table: _TableReading | None = None
        #: line of an outermost item of which no content is seen yet
        self._item: int | None = None

    def page(self, lines: int, matter: object, source: bytes) -> Page:
        return Page(
            front_matter=matter,
            source=source,
            headings=tuple(self._headings),
            blocks=tuple(self._blocks),
            # an image inside a link is read to its end first
            links=tuple(sorted(self._links, key=attrgetter("line"))),
            code_spans=tuple(self._code_spans),
            tables=tuple(self._tables),
            names=frozenset(self._names),
            lines=lines,
        )

    def read(self, tokens: Sequence[Token]) -> None:
        before: Token | None = None
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if token.type == "inline":
                self._text(token, before, line)
            elif token.type in {"fence", "code_block"}:
                self._add(Block(BlockKind.CODE, token.content, line))
            elif token.type == "html_block":
                content = without_comments(token.content)
                self._html(content, line)
                if content.strip():
                    self._add(Block(BlockKind.HTML, content, line))
            elif token.type.startswith("list_item") and token.level == 1:
                self._item = line if token.nesting > 0 else None
            else:
                self._part_of_table(token, line)
            before = token

    def _text(self, token: Token, before: Token | None, line: int) -> None:
        text = self._inline(token, line)
        if self._table is not None:
            self._table.cells.append(text)
        elif before is not None and before.type == "heading_open":
            self._heading(before, text, line)
        elif text.strip():
            self._add(Block(BlockKind.PARAGRAPH, text, line))

    def _part_of_table(self, token: Token, line: int) -> None:
        if token.type == "table_open":
            self._table = _TableReading(line)
        elif self._table is None:
            return
        elif token.type == "tr_open":
            self._table.row_line = line
        elif token.type == "tr_close":
            self._table.end_row()
        elif token.type == "table_close":
            self._tables.append(self._table.table())
            self._add(self._table.block())
            self._table = None

    def _add(self, block: Block) -> None:
        if self._item is not None:
            self._blocks.append(Block(BlockKind.ITEM, "", self._item))
            self._item = None
        self._blocks.append(block)

    def _heading(self, opening: Token, text: str, line: int) -> None:
        text = " ".join(text.split())
        head, _, attributes_text = text.rpartition("{")
        anchor = None
        if head and attributes_text.endswith("}"):
            words = attributes_text[:-1].lstrip(":").split()
            anchor = next((word[1:] for word in words if word[:1] == "#" and word[1:]), None)
            text = head.strip() if anchor is not None else text
        self._headings.append(Heading(int(opening.tag[1:]), text, line, anchor, nested=opening.level > 0))

    def _inline(self, token: Token, line: int) -> str:
        """Keep what a paragraph, heading or cell refers to, and return its text."""
        texts: list[str] = []
        #: begin of the text of the link that is open, and where it leads
        opened: tuple[int, str, int] | None = None
        place = 0
        for child in token.children or ():
            offset = child.meta.get("offset")
            if offset is not None:
                line += token.content.count("\n", place, offset)
                place = offset
            if child.type in _BREAKS:
                texts.append("\n")
            elif child.type == "code_inline":
                self._code_spans.append(CodeSpan(child.content.strip(), line))
                texts.append(child.content)
            elif child.type == "link_open":
                opened = (len(texts), str(child.attrs.get("href", "")), line)
            elif child.type == "link_close" and opened is not None:
                first, target, at = opened
                self._links.append(Link(target, "".join(texts[first:]), at))
                opened = None
            elif child.type == "image":
                self._links.append(Link(str(child.attrs.get("src", "")), child.content, line, image=True))
                texts.append(child.content)
            elif child.type == "html_inline":
                self._html(without_comments(child.content), line)
            else:
                texts.append(child.content)
        return "".join(texts)

    def _html(self, content: str, line: int) -> None:
        for attribute, value, below in attributes(content):
            if is_anchor(attribute):
                self._names.add(value)
            else:
                self._links.append(Link(value, "", line + below, image=attribute == "src"))


class _TableReading:
    """A table while its cells arrive."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._rows: list[Row] = []
        self.cells: list[str] = []
        self.row_line = line

    def end_row(self) -> None:
        self._rows.append(Row(tuple(cell.strip() for cell in self.cells), self.row_line))
        self.cells = []

    def table(self) -> Table:
        header, *rows = self._rows
        return Table(header.cells, tuple(rows), self._line)

    def block(self) -> Block:
        header, *rows = [" | ".join(row.cells) for row in self._rows]
        text = "\n".join([header, "", *rows])  # the line between them, so that lines stay
        return Block(BlockKind.TABLE, text, self._line)
