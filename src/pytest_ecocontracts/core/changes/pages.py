"""The Markdown pages that a change adds or alters: decisions, and migration notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from ..decisions.model import Decision, DecisionsBody
from ..decisions.reading import read_decision
from ..errors import FileProblem, LoadError
from ..markdown.parsing import parse_page

if TYPE_CHECKING:
    from ..context import Context
    from ..markdown.model import Page
    from ..model import Contract
    from ..paths.template import PathTemplate
    from .base import BaseCatalog


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPage:
    """A page as it is, with its text, and as it was; None where it is new, or could not be read.

    ``certain`` is not so where the base is a released catalog without any page of the kind: the page is not
    in it, and may be older all the same.
    """

    path: str
    page: Page
    text: str
    before: Page | None = None
    text_before: str = ""
    certain: bool = True

    def answers(self, version: str) -> bool:
        """Whether it belongs to the change that led to a version: one that may be older has to name it."""
        return self.certain or _names_version(version, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDecision:
    """A decision that is new or changed; ``contract`` is the one about decisions."""

    contract: Contract
    body: DecisionsBody
    changed: ChangedPage
    decision: Decision
    before: Decision | None


#: a whole family of contracts: ``shop.events.*``
_FAMILY: Final = re.compile(r"(?<![A-Za-z0-9_.-])([a-z][a-z0-9_.-]*[._-])\*")


def names(contract_id: str, text: str) -> bool:
    """Whether a text names a contract: its id as a word, or the beginning of it with ``*``.

    An id that is the beginning of a longer one does not count.
    """
    pattern = rf"(?<![A-Za-z0-9_.-]){re.escape(contract_id)}(?![A-Za-z0-9_-]|\.[a-z0-9])"
    if re.search(pattern, text):
        return True
    return any(contract_id.startswith(family) for family in _FAMILY.findall(text))


def _names_version(version: str, text: str) -> bool:
    return re.search(rf"(?<![\w.])v?{re.escape(version)}(?![\w-]|\.\w)", text) is not None


class ChangedPages:
    """Reads the pages of a change, each once."""

    def __init__(self, base: BaseCatalog, context: Context) -> None:
        self._base = base
        self._context = context
        self._read: dict[str, ChangedPage | None] = {}
        self._known: dict[str, bool] = {}

    def matching(self, template: PathTemplate) -> Iterator[tuple[ChangedPage, Mapping[str, str]]]:
        """The pages whose path matches a template, with its captures, sorted by path."""
        is_known = self.knows(template)
        for path in sorted(self._base.paths):
            change = self._base.paths[path]
            if path != change.path or change.kind == "deleted":
                continue
            captures = template.match(path)
            page = self._page(path) if captures is not None else None
            if page is not None and captures is not None:
                yield (page if is_known or change.was else replace(page, certain=False)), captures

    def knows(self, template: PathTemplate) -> bool:
        """Whether the base can say which pages of a kind it had; a released catalog needs one at least."""
        known = self._known.get(template.text)
        if known is None:
            base = self._context.base
            whole = base is None or base.whole
            known = self._known[template.text] = whole or bool(template.find(self._base.context.tree))
        return known

    def decisions(self) -> Iterator[ChangedDecision]:
        """The decisions that are new or changed, of every contract about decisions."""
        for contract, body, template in self._decision_templates():
            for changed, captures in self.matching(template):
                decision = read_decision(changed.path, captures, changed.page, body)
                was = self._base.paths[changed.path].was
                then = template.match(was) if was is not None else None
                before = None
                if changed.before is not None and then is not None:
                    before = read_decision(changed.path, then, changed.before, body)
                yield ChangedDecision(
                    contract=contract, body=body, changed=changed, decision=decision, before=before
                )

    def removed_decisions(self) -> Iterator[tuple[Contract, Decision]]:
        """The decisions whose pages are gone, each with the contract about them."""
        for contract, body, template in self._decision_templates():
            for path, change in sorted(self._base.paths.items()):
                captures = template.match(path) if change.kind == "deleted" else None
                then = _parsed(path, self._base.context) if captures is not None else None
                if captures is not None and then is not None:
                    yield contract, read_decision(path, captures, then[0], body)

    def _decision_templates(self) -> Iterator[tuple[Contract, DecisionsBody, PathTemplate]]:
        for contract in self._context.catalog.contracts:
            if contract.header.kind == "decisions" and not contract.origin:
                body = cast("DecisionsBody", contract.body)
                yield from ((contract, body, template) for template in body.pages.templates)

    def _page(self, path: str) -> ChangedPage | None:
        if path not in self._read:
            was = self._base.paths[path].was
            now = _parsed(path, self._context)
            then = _parsed(was, self._base.context) if was is not None else None
            self._read[path] = now and ChangedPage(
                path=path,
                page=now[0],
                text=now[1],
                before=then[0] if then else None,
                text_before=then[1] if then else "",
            )
        return self._read[path]


def _parsed(path: str, context: Context) -> tuple[Page, str] | None:
    """A page and its text; None where it cannot be read, which the check of its contract tells."""
    try:
        data = context.files.read(path, context.limits.page_bytes)
        return parse_page(data, context.limits), data.decode("utf-8", "replace")
    except (FileProblem, LoadError):
        return None
