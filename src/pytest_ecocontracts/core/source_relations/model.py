"""A relation between sources: the fields of a rule, and the judge of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..rules.model import Rule
from ..sources.model import Place, Source
from ..violations import NO_METADATA, MetadataValue
from .view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a relation does not hold, at the place where it should be mended.

    ``other`` is the other side: a word for it, and its place. Without ``place`` it is the one at ``pointer``
    in the contract, or else the rule's own.
    """

    code: str
    message: str
    place: Place | None
    expected: str | None = None
    found: str | None = None
    fix: str | None = None
    other: tuple[str, Place] | None = None
    excerpt: tuple[str, ...] = ()
    metadata: Mapping[str, MetadataValue] = field(default_factory=lambda: NO_METADATA)
    #: told, and no failure, however loud the rule is
    only_warns: bool = False
    pointer: str | None = None


class Judge(Protocol):
    """What one kind of relation demands; one module of ``judges`` for each."""

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""

    def judge(self, view: View) -> Iterator[Finding]:
        """Judge the elements of the sources, as the view gives them; raises SourceUnread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRelation:
    """One entry of ``relations:`` in a rules contract."""

    rule: Rule
    name: str
    text: str
    judge: Judge
