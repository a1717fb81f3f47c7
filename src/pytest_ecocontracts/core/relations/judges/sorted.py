"""``sorted``: the records stand in order of their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...json_schema.showing import show
from ...keys import Ordering
from ..finding import Finding
from ..operands import Operand, OperandProblem, parse_operand
from ..reading import Reader
from ..streams import Record
from ..view import View


@dataclass(frozen=True, slots=True)
class Part:
    """One value to sort by; ``falling`` from the largest to the smallest."""

    operand: Operand
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """Records in order of several values, in each file or through all files; ``strict``: none are equal."""

    parts: tuple[Part, ...]
    strict: bool
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return [part.operand for part in self.parts]

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare each record with the one before it; of those without a value nothing is asked."""
        ordering = Ordering([part.falling for part in self.parts], strict=self.strict)
        getters = [view.data.aliases.values(part.operand) for part in self.parts]
        before: tuple[Record, list[object]] | None = None
        for number, record in enumerate(view.records()):
            found = [get(record.value) for get in getters]
            if not all(found):
                continue
            view.compared += 1
            values = [value[0] for value in found]
            disorder = ordering.add(values, number)
            if disorder is not None and before is not None:
                part = self.parts[disorder.part or 0]
                yield self._finding(view, record, values, before, part, equal=disorder.part is None)
            before = (record, values)

    def _finding(
        self,
        view: View,
        record: Record,
        values: Sequence[object],
        before: tuple[Record, list[object]],
        part: Part,
        *,
        equal: bool,
    ) -> Finding:
        index = self.parts.index(part)
        shown, last = show(values[index]), show(before[1][index])
        direction = "at most" if part.falling else "at least"
        direction = {"at most": "less than", "at least": "more than"}[direction] if self.strict else direction
        return Finding(
            code="ECI011",
            message=f"the records are not in order of {self.text}: {shown} comes after {last}"
            if not equal
            else f"two records have the same place in the order of {self.text}: {shown}",
            spot=view.place(part.operand, record),
            expected=f"{direction} {last}",
            found=shown,
            other=("after", view.place(part.operand, before[0])),
            metadata={"by": self.text},
        )

    @property
    def text(self) -> str:
        """The order as it stands in the contract."""
        return ", ".join(part.operand.text + " descending" * part.falling for part in self.parts)


def parse(read: Reader) -> Sorted:
    """Read ``sorted: {of: ..., strict: ...}``; a value is a pointer or ``{of: ..., order: descending}``."""
    given = read.fields.get("of")
    entries: list[object] = list(given) if isinstance(given, list) else [given]
    parts = []
    for entry in entries:
        text = entry.get("of") if isinstance(entry, dict) else entry
        falling = isinstance(entry, dict) and entry.get("order") == "descending"
        try:
            operand = parse_operand(str(text))
        except OperandProblem as problem:
            read.refuse("of", problem.message, problem.expected)
            continue
        if operand.source or operand.pointer is None or operand.is_many:
            read.refuse("of", f"records cannot be sorted by {text!r}", "a pointer without '*' in the record")
        parts.append(Part(operand, falling))
    return Sorted(tuple(parts), bool(read.fields.get("strict", False)))
