"""``monotonic``: a number rises from record to record, by a step where one is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...json_schema.showing import show
from ..finding import Finding, Spot
from ..operands import Operand
from ..reading import Reader
from ..totals import is_number
from ..view import View


@dataclass(frozen=True, slots=True)
class Monotonic:
    """Numbers in the order of the records, and of the files' paths; ``step`` is from one to the next."""

    of: Operand
    step: int | float | None
    strict: bool
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return [self.of]

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare each number with the one before it."""
        get = view.data.aliases.values(self.of)
        before: tuple[int | float, Spot] | None = None
        for record in view.records():
            values = get(record.value)
            if not values or values[0] is None:
                continue
            view.compared += 1
            value, spot = values[0], view.place(self.of, record)
            if not is_number(value):
                yield self._finding(value, "a number", spot, before)
                continue
            if before is not None:
                expected = self._expected(before[0], value)
                if expected is not None:
                    yield self._finding(value, expected, spot, before)
            before = (value, spot)

    def _expected(self, before: float, value: float) -> str | None:
        """What should stand here instead, or None where the number is right."""
        if self.step is not None:
            return None if value == before + self.step else show(before + self.step)
        if value < before or (self.strict and value == before):
            return f"{'more than' if self.strict else 'at least'} {show(before)}"
        return None

    def _finding(
        self, value: object, expected: str, spot: Spot, before: tuple[int | float, Spot] | None
    ) -> Finding:
        after = f" after {show(before[0])}" if before is not None else ""
        return Finding(
            code="ECI011",
            message=f"{self.of.text} does not go on as it should: {show(value)}{after}",
            spot=spot,
            expected=expected,
            found=show(value),
            other=("after", before[1]) if before is not None else None,
            metadata={"by": self.of.text},
        )


def parse(read: Reader) -> Monotonic:
    """Read ``monotonic: {of: ..., step: ..., strict: ...}``."""
    operand = read.operand("of")
    if operand is None or operand.source or operand.pointer is None or operand.is_many:
        read.refuse("of", "what rises is one number of each record", "a pointer without '*' in the record")
        operand = Operand(text="", pointer="")
    step = read.fields.get("step")
    return Monotonic(operand, step if is_number(step) else None, bool(read.fields.get("strict", True)))
