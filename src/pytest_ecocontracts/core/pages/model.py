"""What a contract about Markdown pages asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..paths.linear_regex import LinearPattern
from ..paths.template import PathTemplate
from ..rules.model import Rule

#: how a section says that there is nothing to say, and then why
NOT_APPLICABLE = "Not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSet:
    """The pages of a contract: path templates, and their places in it."""

    templates: tuple[PathTemplate, ...]
    pointers: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule:
    """A section that a page must have, with content; ``titles`` are all that it may be called.

    ``items`` and ``code`` are the least numbers of list items (or sections below it) and of code spans and
    blocks. ``when`` are the statuses of a decision for which it is asked, None for all.
    """

    rule: Rule
    titles: tuple[str, ...]
    items: int = 0
    code: int = 0
    required: bool = True
    when: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRule:
    """What each section of a level has: ``labels`` of lines such as ``Meaning: ...``.

    ``below`` is the title of the section that holds the entries, None where they may be anywhere.
    """

    rule: Rule
    level: int
    labels: tuple[str, ...]
    below: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """A table that a page must have, known by its columns; ``schema`` judges each row as an object."""

    rule: Rule
    columns: tuple[str, ...]
    section: str | None
    rows: int
    schema: Mapping[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """Identifiers of one form, and who declares them.

    ``where`` is ``code`` (code spans), ``text`` (all text but code blocks) or ``all``. ``contracts`` are
    patterns of contract ids; ``codes`` the failure codes of the catalog, ``taxonomies`` ids of those whose
    codes and classes are meant. With ``mentioned`` each declared one must stand on a page.
    """

    rule: Rule
    pattern: LinearPattern
    where: str
    section: str | None
    contracts: tuple[str, ...]
    codes: bool
    taxonomies: tuple[str, ...]
    words: tuple[str, ...]
    mentioned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """How links are resolved.

    ``anchors`` is a style of anchors; ``root`` the folder that links which begin with "/" are relative to;
    ``endings`` may be left out in links.
    """

    rule: Rule
    anchors: str = "github"
    root: str = ""
    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesBody:
    """The body of ``pages/v1``; ``order`` is the rule that sections stand as listed, or None.

    ``rules`` are those in whose name the checks speak, by check.
    """

    pages: PageSet
    rules: Mapping[str, Rule]
    sections: tuple[SectionRule, ...]
    order: Rule | None
    not_applicable: str
    entries: tuple[EntryRule, ...]
    links: LinkRule | None
    tables: tuple[TableRule, ...]
    identifiers: tuple[IdentifierRule, ...]


def rules_of(body: PagesBody) -> list[Rule]:
    """Every rule of a contract, beside what it says of its checks."""
    found = [section.rule for section in body.sections]
    found += [entry.rule for entry in body.entries]
    found += [table.rule for table in body.tables]
    return found + [identifier.rule for identifier in body.identifiers]
