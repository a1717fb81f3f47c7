"""A relation of a contract: the fields of a rule, its records, and the judge of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..cel import Expression
from ..rules.model import Rule, RuleExample
from .finding import Finding
from .operands import Operand
from .view import View


class Judge(Protocol):
    """What one kind of relation demands; one module of this package for each."""

    @property
    def by_join(self) -> bool:
        """Whether files of equal joint captures are judged together, and not each by itself."""

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand, for the check of its source."""

    def judge(self, view: View) -> Iterator[Finding]:
        """Judge one group of files; counts in the view what was compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One entry of ``relations:``.

    ``each`` is the pointer of the parts of a record that count as records. ``within`` are the captures whose
    values say which files are judged together, () for all files; None leaves that to the judge. ``join`` says
    which files of another artifact belong to a file: those of equal captures (all shared ones where it is
    None), or those whose captures are among the values of operands. ``where`` says which records count,
    ``when`` for which files the relation is asked; ``params`` are values for both.
    ``reads_aliases``: a rule of it reads the aliases of the records. ``vectors`` are examples of what is
    derived.
    """

    rule: Rule
    name: str
    text: str
    judge: Judge
    each: str = ""
    within: tuple[str, ...] | None = None
    join: tuple[str, ...] | Mapping[str, Operand] | None = None
    where: Expression | None = None
    when: Expression | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    reads_aliases: bool = False
    vectors: tuple[RuleExample, ...] = ()
    empty_valid: bool = False
