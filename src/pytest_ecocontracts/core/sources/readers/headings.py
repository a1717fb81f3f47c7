"""``headings: PAGE(s)``: the headings of Markdown pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ...model import Report
from ..model import Reader
from ..pages import parse_pages

if TYPE_CHECKING:
    from ..pages import Part


class HeadingsKind:
    """The kind of source ``headings``; headings inside of quotes and lists are none of the page."""

    name: Final = "headings"
    options: Final = frozenset({"except", "section", "missing", "level"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``headings``, a template or a list of them, and the ``level`` or levels that count."""
        level = fields.get("level")
        levels = level if isinstance(level, list) else [level]

        def things(part: Part, path: str) -> Iterator[tuple[object, int, Mapping[str, object]]]:  # noqa: ARG001 - as all of them
            above: list[tuple[int, str]] = []
            chosen = {heading.line for heading in part.of(part.page.headings)}
            for heading in part.page.headings:
                if heading.nested:
                    continue
                while above and above[-1][0] >= heading.level:
                    above.pop()
                parent = above[-1][1] if above else ""
                above.append((heading.level, heading.text))
                if heading.line in chosen and (level is None or heading.level in levels):
                    record = {"text": heading.text, "level": heading.level, "line": heading.line}
                    yield heading.text, heading.line, {**record, "section": parent, "anchor": heading.anchor}

        return parse_pages(fields, self.name, pointer, report, things)


KIND: Final = HeadingsKind()
