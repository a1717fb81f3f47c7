"""Shares: how many of some records a filter lets through, for what must be rare, or must be common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..cel import Expression
from ..json_schema.showing import show
from .conditions import VARIABLES, condition
from .counterparts import value_undeclared
from .finding import Finding, Spot
from .operands import Operand
from .reading import Reader
from .selecting import ABSENT
from .totals import BOUNDS, Bound, declared_value, is_number, satisfied
from .view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The records that the filter of the relation lets through, as a part of 1.

    The whole are all records of a group of files, or those for which ``among`` is true. Of no records there
    is no share, so nothing is asked.
    """

    among: Expression | None
    bounds: Mapping[str, Bound]
    params: Mapping[str, object]
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return [bound for bound in self.bounds.values() if isinstance(bound, Operand)]

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare the share of a group of files with what is declared."""
        among = None if self.among is None else condition(self.among, self.params, view.data)
        counted = whole = 0
        for record in view.considered():
            if among is None or among(record):
                whole += 1
                counted += view.counts(record)
        for name, bound in self.bounds.items() if whole else ():
            declared, spot = declared_value(bound, view)
            if declared is ABSENT and spot is None:
                continue
            view.compared += 1
            if not is_number(declared):
                yield value_undeclared(bound, spot or Spot(view.file), "a number")
            elif not satisfied(name, counted / whole, declared):
                yield self._finding(view, name, (counted, whole), declared, spot)

    def _finding(
        self, view: View, name: str, parts: tuple[int, int], declared: object, spot: Spot | None
    ) -> Finding:
        counted, whole = parts
        what = "records" if self.among is None else f"records for which {' '.join(self.among.text.split())}"
        share = show(round(counted / whole, 4))
        return Finding(
            code="ECI001",
            message=f"the share of {what} is {share}, and {BOUNDS[name]} {show(declared)} is declared",
            spot=Spot(view.file),
            expected=f"{BOUNDS[name]} {show(declared)}",
            found=f"{share}, {counted} of {whole}",
            other=("declared at", spot) if spot is not None else None,
            metadata={"of": "records", "group": None},
        )


def parse_share(read: Reader) -> Share:
    """Read ``count: {where: ..., share: true or an expression, max: ...}``."""
    bounds: dict[str, Bound] = {}
    for name in BOUNDS:
        bound = read.value(name)
        if is_number(bound) and not 0 <= bound <= 1:
            read.refuse(name, "a share is a part of 1", "a number from 0 to 1, or an operand")
        if bound is not None:
            bounds[name] = bound
    whole = read.fields["share"]
    return Share(
        among=read.rule("share", VARIABLES) if isinstance(whole, str) else None,
        bounds=bounds,
        params=read.params,
    )
