"""The Markdown pages that a change adds or alters: decisions, and migration notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from ...decisions.model import Decision, DecisionsBody
from ...decisions.reading import read_decision
from ...errors import FileProblem, LoadError
from ...markdown.parsing import parse_page

if TYPE_CHECKING:
    from ...context import Context
    from ...markdown.model import Page
    from ...model import Contract
    from ...paths.template import PathTemplate
    from ..bases.catalog import BaseCatalog


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPage:
    """A page as it is, and as it was, None where it is new, or could not be read; with what readers see.

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

    @property
    def is_news(self) -> bool:
        """Whether it has other words than before: blanks, line breaks and markup say nothing."""
        return _WORD.findall(self.text.casefold()) != _WORD.findall(self.text_before.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDecision:
    """A decision that is new or changed; ``contract`` is the one about decisions."""

    contract: Contract
    body: DecisionsBody
    changed: ChangedPage
    decision: Decision
    before: Decision | None
    #: the statuses that allow a change: those that may be cited, today and in the base
    allowing: frozenset[str] = frozenset()


_WORD: Final = re.compile(r"\w+")
_TAG: Final = re.compile(r"<[^<>]*>")
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
        for contract, body in _about_decisions(self._context):
            then = self._body_before(contract)
            known = then or body
            citable = then.citable if then is not None else self._citable_before() or body.citable
            for template in body.pages.templates:
                for changed, captures in self.matching(template):
                    was = self._base.paths[changed.path].was
                    yield ChangedDecision(
                        contract=contract,
                        body=body,
                        changed=changed,
                        decision=read_decision(changed.path, captures, changed.page, body),
                        before=_decision(was, changed.before, known),
                        allowing=body.citable & citable,
                    )

    def removed_decisions(self) -> Iterator[tuple[Contract, Decision]]:
        """The decisions whose pages are gone, or are no decisions any more, with the contract about them."""
        for contract, body in _about_decisions(self._context):
            then = self._body_before(contract) or body
            for path, change in sorted(self._base.paths.items()):
                if path != change.was:
                    continue
                stays = change.kind != "deleted" and any(
                    template.match(change.path) is not None for template in body.pages.templates
                )
                parsed = None if stays else read_page(path, self._base.context)
                decision = _decision(path, parsed and parsed[0], then)
                if decision is not None:
                    yield contract, decision

    def _body_before(self, contract: Contract) -> DecisionsBody | None:
        """What the contract asked of decisions in the base; None where it was not there."""
        before = self._base.contracts.get(contract.id)
        is_one = before is not None and before.header.kind == "decisions"
        return cast("DecisionsBody", before.body) if before is not None and is_one else None

    def _citable_before(self) -> frozenset[str]:
        """The statuses that any contract of the base let be cited: a new contract does not allow more."""
        bodies = [
            cast("DecisionsBody", one.body)
            for one in self._base.contracts.values()
            if one.header.kind == "decisions"
        ]
        return frozenset(status for body in bodies for status in body.citable)

    def touches(self, contract: Contract) -> bool:
        """Whether the change touches a page that was one of this contract about decisions."""
        body = self._body_before(contract) or cast("DecisionsBody", contract.body)
        return any(
            change.was is not None and template.match(change.was) is not None
            for change in self._base.paths.values()
            for template in body.pages.templates
        )

    def _page(self, path: str) -> ChangedPage | None:
        if path not in self._read:
            was = self._base.paths[path].was
            now = read_page(path, self._context)
            then = read_page(was, self._base.context) if was is not None else None
            self._read[path] = now and ChangedPage(
                path=path,
                page=now[0],
                text=now[1],
                before=then[0] if then else None,
                text_before=then[1] if then else "",
            )
        return self._read[path]


def citing_templates(context: Context) -> Iterator[PathTemplate]:
    """Where the decisions of a tree are."""
    for _, body in _about_decisions(context):
        yield from body.pages.templates


def _about_decisions(context: Context) -> Iterator[tuple[Contract, DecisionsBody]]:
    for contract in context.catalog.contracts:
        if contract.header.kind == "decisions" and not contract.origin:
            yield contract, cast("DecisionsBody", contract.body)


def _decision(path: str | None, page: Page | None, body: DecisionsBody) -> Decision | None:
    """The decision that a page was; None where its path is that of none."""
    if path is None or page is None:
        return None
    for template in body.pages.templates:
        captures = template.match(path)
        if captures is not None:
            return read_decision(path, captures, page, body)
    return None


def visible(page: Page) -> str:
    """What readers see of a page: its front matter, headings and blocks, without comments and tags."""
    matter: Mapping[str, object] = page.front_matter if isinstance(page.front_matter, dict) else {}
    return "\n".join(
        [
            *(f"{name}: {value}" for name, value in matter.items()),
            *(heading.text for heading in page.headings),
            *(_TAG.sub("", block.text) for block in page.blocks),
        ]
    )


def read_page(path: str, context: Context) -> tuple[Page, str] | None:
    """A page and what readers see of it; None where it cannot be read, which another check tells."""
    try:
        data = context.files.read(path, context.limits.page_bytes)
        page = parse_page(data, context.limits)
    except (FileProblem, LoadError):
        return None
    return page, visible(page)
