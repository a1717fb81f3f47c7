"""The anchors that links may name: made from headings as the site does that shows the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from .model import Page

_NOT_GITHUB: Final = re.compile(r"[^\w\- ]")
_NOT_PYTHON: Final = re.compile(r"[^\w\s-]")
_GAPS: Final = re.compile(r"[-\s]+")


def _github(text: str) -> str:
    """As GitHub, GitLab's newer versions and Docusaurus do."""
    return _NOT_GITHUB.sub("", text.strip().lower()).replace(" ", "-")


def _python_markdown(text: str) -> str:
    """As the ``toc`` extension of Python-Markdown, and so MkDocs, does."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _GAPS.sub("-", _NOT_PYTHON.sub("", ascii_only).strip().lower())


#: style -> (slug of a heading, what stands between it and the number of a repeated one)
STYLES: Final[dict[str, tuple[Callable[[str], str], str]]] = {
    "github": (_github, "-"),
    "python-markdown": (_python_markdown, "_"),
}


def anchors(page: Page, style: str) -> frozenset[str]:
    """Every anchor of a page; ``style`` is one of ``STYLES``."""
    slug, mark = STYLES[style]
    found = set(page.names)
    numbers: dict[str, int] = {}
    for heading in page.headings:
        base = heading.anchor or slug(heading.text)
        name, number = base, numbers.get(base, 0)
        while name in numbers or (not name and mark == "_"):
            number += 1
            name = f"{base}{mark}{number}"
        numbers[base] = number
        numbers.setdefault(name, 0)
        found.add(name)
    return frozenset(found)
