"""What a contract about decisions asks for, and what one decision says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from ..pages.model import LinkRule, PageSet, SectionRule
from ..rules.model import Rule

PROPOSED: Final = "proposed"
REJECTED: Final = "rejected"
SUPERSEDED: Final = "superseded"
DEPRECATED: Final = "deprecated"
#: the statuses of MADR
STATUSES: Final = (PROPOSED, REJECTED, "accepted", DEPRECATED, SUPERSEDED)

#: what a decision says of itself, by the names that a contract may change
FIELDS: Final = ("id", "status", "date", "supersedes", "superseded_by", "sunset", "replacement")


@dataclass(frozen=True)
class IdForm:
    """How decisions are called: literal text around a number, ``ADR-{number}``."""

    text: str
    capture: str
    prefix: str
    suffix: str

    def render(self, digits: str) -> str:
        """The id of the decision with these digits."""
        return f"{self.prefix}{digits}{self.suffix}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<![0-9A-Za-z]){re.escape(self.prefix)}[0-9]+{re.escape(self.suffix)}(?![0-9A-Za-z])"
        )

    def find(self, text: str) -> tuple[str, ...]:
        """Every id in a text, once, in order."""
        return tuple(dict.fromkeys(self._pattern.findall(text)))

    def leading(self, text: str) -> str | None:
        """The id that a title begins with, as in ``ADR-0004: Title``."""
        match = self._pattern.match(text)
        if match is None or (self.is_bare and not match[0].startswith("0")):
            return None  # "3 reasons" is no id
        return match[0]

    @property
    def is_bare(self) -> bool:
        """Whether an id is a number alone."""
        return not self.prefix and not self.suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Numbers begin at ``first``; ``missing`` are those without a page, None where gaps are fine."""

    first: int
    missing: frozenset[int] | None
    chronological: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRule:
    """The page that lists the decisions.

    ``order`` is ``oldest-first``, ``newest-first`` or ``any``; ``status`` the column that repeats statuses.
    """

    path: str
    section: str | None
    order: str
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsBody:
    """The body of ``decisions/v1``.

    ``fields`` maps the names in ``FIELDS`` to those on the pages; ``title`` is ``slug``, ``words`` or
    ``free``, and ``title_capture`` the capture of the path that it is held against.
    """

    pages: PageSet
    form: IdForm
    headed: bool
    fields: Mapping[str, str]
    statuses: tuple[str, ...]
    citable: frozenset[str]
    title: str
    title_capture: str | None
    numbering: Numbering
    sections: tuple[SectionRule, ...]
    ordered: bool
    not_applicable: str
    index: IndexRule | None
    links: LinkRule | None
    rules: Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says in a field: its text, None where that is no text, and its line."""

    text: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision as its page says it; ``status`` is one of the contract's, None where it is none."""

    path: str
    captures: Mapping[str, str]
    id: str
    number: int
    title: str
    line: int
    said: Mapping[str, Said]
    status: str | None
    date: date | None
    supersedes: tuple[str, ...]
    superseded_by: tuple[str, ...]

    def line_of(self, field: str) -> int:
        """The line of a field, or of the title where the page does not have it."""
        said = self.said.get(field)
        return said.line if said is not None else self.line

    @property
    def in_force(self) -> bool:
        """Whether the decision was ever taken: neither proposed nor rejected."""
        return self.status not in (PROPOSED, REJECTED, None)
