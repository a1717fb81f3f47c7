"""Things of Markdown pages as elements: what headings, links, code spans and tables have in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ..model import Report
from ..suggestions import suggestion
from .files import FileSelection, SourceFiles
from .model import Element, Place, SourceBlocked
from .selections import parse_selection

if TYPE_CHECKING:
    from ..markdown.model import CodeSpan, Heading, Link, Page, Table

    Placed = TypeVar("Placed", Heading, Link, CodeSpan, Table)


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads things of pages, those of one section where ``section`` names it.

    ``things`` gives the elements of a page: it gets the page, its path, and what keeps the things that
    stand in the section. ``must``: a page without the section is a violation.
    """

    selection: FileSelection
    things: Things
    section: str | None
    must: bool

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the things from the top of each page."""

        def of_page(path: str, captures: dict[str, str]) -> Iterator[Element]:
            page = files.texts.page(path)
            part = Part(page, _spans(page, self.section) if self.section is not None else None)
            if part.spans == [] and self.must:
                titles = [heading.text for heading in page.headings if not heading.nested]
                raise SourceBlocked(
                    path,
                    f"{path!r} has no section {self.section!r}",
                    expected=f"a heading {self.section!r}",
                    found=f"{len(titles)} other headings",
                    fix=f"{suggestion(self.section or '', titles)}; "
                    "or write 'missing: none' where pages may be without it",
                )
            for value, line, record in self.things(part, path):
                text = value if isinstance(value, str) else ""
                yield Element(value, Place(path, line, text=text), {**captures, **record})

        return files.each(self.selection, of_page)


class Part:
    """A page, or the sections of one title."""

    def __init__(self, page: Page, spans: list[tuple[int, int]] | None) -> None:
        self.page = page
        self.spans = spans
        self._headings = [heading for heading in page.headings if not heading.nested]
        self._lines = [heading.line for heading in self._headings]

    def of(self, things: Sequence[Placed]) -> Iterator[Placed]:
        """Those of the page's things that stand in it."""
        for thing in things:
            if self.spans is None or any(first < thing.line < end for first, end in self.spans):
                yield thing

    def section_at(self, line: int) -> str:
        """The text of the heading above a line, "" where there is none."""
        index = bisect_right(self._lines, line)
        return self._headings[index - 1].text if index else ""


#: (value, line, record) of each thing
Things = Callable[[Part, str], Iterator[tuple[object, int, Mapping[str, object]]]]


def _spans(page: Page, title: str) -> list[tuple[int, int]]:
    """Line of the heading, and the one behind the section, of every section of a title."""
    from ..markdown.titles import fold  # noqa: PLC0415 - only sources that read pages need it

    wanted = fold(title)
    return [(s.heading.line, s.end) for s in page.sections() if fold(s.heading.text) == wanted]


def parse_pages(
    fields: Mapping[str, object], name: str, pointer: str, report: Report, things: Things
) -> PageReader | None:
    """A reader of pages from the fields that all of them have."""
    selection = parse_selection(fields, name, pointer, report)
    if selection is None:
        return None
    section = fields.get("section")
    return PageReader(
        selection, things, str(section) if section is not None else None, fields.get("missing") != "none"
    )
