"""Whether links lead somewhere: to files of the repository and to anchors in its pages; never the network."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import unquote

from ..context import Context
from ..errors import FileProblem, LoadError
from ..markdown.anchors import anchors
from ..markdown.model import Link, Page
from ..suggestions import suggestion
from ..violations import Location
from .findings import Findings
from .model import LinkRule
from .reading import PageFiles

_EXTERNAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PAGES: Final = (".md", ".markdown")
#: anchors that every page has
_ALWAYS: Final = frozenset({"", "top"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a link leads nowhere."""

    message: str
    expected: str
    found: str
    fix: Callable[[], str | None] | None = None


class Links:
    """Resolves the links of a contract's pages; each file and page is asked for once."""

    def __init__(self, rule: LinkRule, files: PageFiles, context: Context) -> None:
        self._rule = rule
        self._files = files
        self._context = context
        self._kinds: dict[str, str | None] = {}
        self._anchors: dict[str, frozenset[str]] = {}

    def judge(self, path: str, page: Page, findings: Findings) -> int:
        """Judge every link of a page; return how many lead to something that can be judged."""
        count = 0
        for link in page.links:
            if _EXTERNAL.match(link.target):
                continue
            count += 1
            problem = self._problem(path, page, link)
            if problem is not None:
                findings.add(
                    self._rule.rule,
                    "ECD010",
                    problem.message,
                    location=Location(path=path, line=link.line),
                    expected=problem.expected,
                    found=problem.found,
                    fix=problem.fix,
                    metadata={"target": link.target[:500]},
                )
        return count

    def path(self, source: str, target: str) -> str | None:
        """The path that a link of ``source`` names, which need not be there; None where it leads out."""
        name = unquote(target.partition("#")[0].partition("?")[0], errors="surrogateescape")
        if _EXTERNAL.match(target):
            return None
        if not name:
            return source
        folder = self._rule.root if name.startswith("/") else posixpath.dirname(source)
        path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
        return None if path.split("/")[0] == ".." or "\0" in path else "" if path == "." else path

    def _problem(self, source: str, page: Page, link: Link) -> Problem | None:
        target, _, anchor = link.target.partition("#")
        path = self.path(source, link.target)
        what = "image" if link.image else "link"
        if path is None:
            return Problem(
                f"the {what} {link.target!r} leaves the repository",
                "a path below the root, or a URL",
                target,
            )
        if target:
            found = self._there(path)
            if found is None:
                return Problem(
                    f"the {what} {link.target!r} leads to a file that does not exist",
                    f"the file {path}",
                    "nothing",
                    partial(self._nearest, path),
                )
            path = found
        if unquote(anchor) in _ALWAYS or not path.lower().endswith(_PAGES):
            return None
        return self._anchor_problem(path, page if path == source else None, unquote(anchor), link)

    def _anchor_problem(self, path: str, page: Page | None, anchor: str, link: Link) -> Problem | None:
        if path not in self._anchors:
            try:
                self._anchors[path] = anchors(page or self._files.page(path), self._rule.anchors)
            except (FileProblem, LoadError) as problem:
                message = f"the link {link.target!r} leads to a page that cannot be read"
                return Problem(message, "a readable page", str(problem))
        known = self._anchors[path]
        if anchor in known:
            return None
        return Problem(
            f"the link {link.target!r} leads to a heading that does not exist",
            f"the anchor #{anchor} in {path}",
            f"{len(known)} other anchors",
            partial(suggestion, anchor, known) if known else None,
        )

    def _there(self, path: str) -> str | None:
        """The path with the ending under which it is there; None where it is not."""
        for candidate in (path, *(path.rstrip("/") + ending for ending in self._rule.endings)):
            if self._kind(candidate) is not None:
                return candidate
        return None

    def _kind(self, path: str) -> str | None:
        if path not in self._kinds:
            try:
                kind = "folder" if not path else self._context.tree.kind(path)
                if kind == "link":
                    self._context.files.size(path)
            except FileProblem as problem:
                kind = "folder" if problem.reason == "directory" else None
            self._kinds[path] = kind
        return self._kinds[path]

    def _nearest(self, path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        try:
            listing = self._context.tree.list(folder)
        except FileProblem:
            return f"there is no folder {folder!r} either"
        names = (*listing.files, *listing.folders)
        return suggestion(name, names) if names else None
