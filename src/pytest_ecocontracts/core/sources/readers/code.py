"""``code: PAGE(s)``: the texts between backticks of Markdown pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ...model import Report
from ..model import Reader
from ..pages import parse_pages

if TYPE_CHECKING:
    from ..pages import Part


class CodeKind:
    """The kind of source ``code``."""

    name: Final = "code"
    options: Final = frozenset({"except", "section", "missing"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``code``, a template or a list of them."""
        return parse_pages(fields, self.name, pointer, report, _spans)


def _spans(part: Part, path: str) -> Iterator[tuple[object, int, Mapping[str, object]]]:  # noqa: ARG001 - as all of them
    for span in part.of(part.page.code_spans):
        record = {"text": span.text, "line": span.line, "section": part.section_at(span.line)}
        yield span.text, span.line, record


KIND: Final = CodeKind()
