"""Checks that every kind of contract about pages has: the pages are there, and their links lead somewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from ..context import Context
from ..model import Check, Chunk, Contract, Outcome
from .findings import Findings

if TYPE_CHECKING:
    from ..rules.model import Rule
    from .model import LinkRule, PageSet
    from .reading import PageFiles

#: the pages of one contract, looked for once per process
Files: TypeAlias = "Callable[[Context], PageFiles]"


def page_files(contract: Contract, pages: PageSet) -> Files:
    """The pages of a contract, which its checks share."""

    @cache
    def files(context: Context) -> PageFiles:
        from .reading import PageFiles  # noqa: PLC0415 - the parser is loaded only to read pages

        return PageFiles(contract, pages, context)

    return files


def presence_check(contract: Contract, rule: Rule, pages: PageSet, files: Files, *, summary: str) -> Check:
    """Every template has a page, unless the pages are optional."""

    def run(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
        findings = Findings(contract, context.as_of)
        files(context).missing(rule, findings)
        return findings.outcome()

    return Check(name="presence", pointer="/path", summary=summary, run=run, may_be_empty=not pages.required)


def links_check(
    contract: Contract, links: LinkRule, pages: PageSet, files: Files, *, besides: str | None = None
) -> Check:
    """The links of every page, and of one ``besides`` those of the contract, lead somewhere."""

    def run(context: Context, chunk: Chunk) -> Outcome:
        from .links import Links  # noqa: PLC0415 - the parser is loaded only to read pages

        findings = Findings(contract, context.as_of)
        found = files(context)
        judge = Links(links, found, context).judge
        paths = [target.path for target in chunk.targets]
        if besides is not None and chunk.index == 1 and besides not in found.paths():
            paths.append(besides)
        readable = found.readable(paths, links.rule, findings)
        return findings.outcome(links=sum(judge(path, page, findings) for path, page in readable))

    return Check(
        name="links",
        pointer="/links",
        summary="every link to a file or heading of the repository leads there",
        run=run,
        split=lambda context: files(context).split(),
        may_be_empty=not pages.required,
    )
