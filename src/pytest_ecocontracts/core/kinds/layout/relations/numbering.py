"""``dense``: numbers in paths go up one by one, and are written with as many digits as agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....rendering.printable import printable
from .model import Finding, Row, Tables

if TYPE_CHECKING:
    from ....context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """The numbers of a column, those of each group by themselves; ``start`` is the first."""

    column: str
    start: int = 1
    width: int | None = None
    per: tuple[str, ...] = ()

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report what is no number, or of another width; what comes twice, and what is missing."""
        groups: dict[tuple[str, ...], dict[int, Row]] = defaultdict(dict)
        for row in rows:
            text = row.values[self.column]
            if not (text.isascii() and text.isdecimal()):
                yield self._wrong(row, f"{text!r} is no number", "a number", "rename it")
                continue
            yield from self._width(row, text)
            numbers, number = groups[row.key(self.per)], int(text)
            other = numbers.setdefault(number, row)
            if other is not row:
                yield Finding(
                    code="ECL044",
                    message=f"the number {number} is also that of '{printable(other.path)}'",
                    path=row.path,
                    expected="a number of its own",
                    found=text,
                    fix="give one of them the next free number",
                    metadata={"path": row.path, "other": other.path, "value": str(number)},
                )
        for numbers in groups.values():
            yield from self._gaps(numbers)

    def _width(self, row: Row, text: str) -> Iterator[Finding]:
        if self.width is None or text == str(int(text)).zfill(self.width):
            return
        wanted = str(int(text)).zfill(self.width)
        yield Finding(
            code="ECL041",
            message=f"the number {text} is written as {wanted} here",
            path=row.path,
            expected=f"{self.width} digits: {wanted}",
            found=text,
            fix=f"rename it: {wanted} instead of {text}",
            metadata={"path": row.path, "value": text},
        )

    def _gaps(self, numbers: dict[int, Row]) -> Iterator[Finding]:
        following = self.start
        for number in sorted(numbers):
            row = numbers[number]
            if number < self.start:
                yield self._wrong(
                    row, f"the number {number} comes before the first", f"{self.start} and up", "renumber it"
                )
                continue
            if number > following:
                gap = str(following) if number == following + 1 else f"{following} to {number - 1}"
                yield self._wrong(
                    row,
                    f"before the number {number}, {gap} {'are' if ' ' in gap else 'is'} missing",
                    f"{following} first",
                    f"renumber it, or bring back {gap}",
                    gap,
                )
            following = number + 1

    def _wrong(self, row: Row, message: str, expected: str, fix: str, value: str | None = None) -> Finding:
        text = row.values[self.column]
        return Finding(
            code="ECL040",
            message=message,
            path=row.path,
            expected=expected,
            found=text,
            fix=fix,
            metadata={"path": row.path, "value": value or text},
        )
