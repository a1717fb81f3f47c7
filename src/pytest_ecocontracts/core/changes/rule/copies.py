"""Text that is no answer, for it was there before the question: of older pages, and of templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem
from .pages import citing_templates, read_page

if TYPE_CHECKING:
    from ...context import Context
    from ...paths.template import PathTemplate

_WORD: Final = re.compile(r"\w+")
#: what the name of a page says whose text is there to be replaced
_TEMPLATE: Final = "template"
#: pages that are read of each tree, at most
_MOST: Final = 5_000


def bare(text: str) -> str:
    """The words of a text alone, each between blanks."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


class Copies:
    """Knows the pages of the base on which answers stand, and the templates beside them."""

    def __init__(self, base: Context, now: Context, notes: Sequence[PathTemplate]) -> None:
        self._base = base
        self._now = now
        self._notes = notes

    def of_template(self, text: str) -> str | None:
        """The template that has this text already."""
        return _holding(self._templates, text)

    def of_page(self, text: str) -> str | None:
        """The page of the base that has this text already."""
        return _holding(self._pages, text)

    @cached_property
    def _pages(self) -> list[tuple[str, str]]:
        return list(_read(self._paths(self._base), self._base))

    @cached_property
    def _templates(self) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for context in (self._base, self._now):
            folders = {path.rpartition("/")[0] for path in self._paths(context)}
            paths: list[str] = []
            for folder in sorted(folders):
                with suppress(FileProblem):
                    names = context.tree.list(folder).files
                    paths += [
                        f"{folder}/{name}".lstrip("/") for name in names if _TEMPLATE in name.casefold()
                    ]
            found.update(_read(paths, context))
        return list(found.items())

    def _paths(self, context: Context) -> list[str]:
        paths: set[str] = set()
        for template in (*citing_templates(context), *self._notes):
            with suppress(FileProblem):
                paths.update(template.paths(context.tree))
        return sorted(paths)[:_MOST]


def _read(paths: Sequence[str], context: Context) -> Iterator[tuple[str, str]]:
    for path in paths:
        parsed = read_page(path, context)
        if parsed is not None:
            yield path, bare(parsed[1])


def _holding(pages: Sequence[tuple[str, str]], text: str) -> str | None:
    words = bare(text)
    return next((path for path, known in pages if words in known), None)
