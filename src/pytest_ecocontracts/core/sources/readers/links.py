"""``links: PAGE(s)``: where the links and images of Markdown pages lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ...model import Report
from ..model import Reader
from ..pages import parse_pages

if TYPE_CHECKING:
    from ..pages import Part

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class LinksKind:
    """The kind of source ``links``."""

    name: Final = "links"
    options: Final = frozenset({"except", "section", "missing"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``links``, a template or a list of them."""
        return parse_pages(fields, self.name, pointer, report, _links)


def _links(part: Part, path: str) -> Iterator[tuple[object, int, Mapping[str, object]]]:
    for link in part.of(part.page.links):
        target, _, fragment = link.target.partition("#")
        yield (
            link.target,
            link.line,
            {
                "target": link.target,
                "text": link.text,
                "image": link.image,
                "line": link.line,
                "section": part.section_at(link.line),
                "file": file_of(path, target),
                "fragment": unquote(fragment) or None,
            },
        )


def file_of(page: str, target: str) -> str | None:
    """The path that a target without its fragment means on a page; None where it leads out of the tree.

    A target that begins with ``/`` counts from the root.
    """
    if _SCHEME.match(target):
        return None
    path = unquote(target.partition("?")[0])
    if not path:
        return page
    joined = path.lstrip("/") if path.startswith("/") else f"{dirname(page)}/{path}".lstrip("/")
    return normpath(joined) if joined else "."


KIND: Final = LinksKind()
