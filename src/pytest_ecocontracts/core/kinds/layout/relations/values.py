"""``unique``, ``count``, ``equal`` and ``same``: the values in paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ....rendering.printable import printable
from .model import Finding, Row, Tables

if TYPE_CHECKING:
    from ....context import Context

#: paths that are named in a message
_LISTED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """No two paths have the same values; with ``folded``, whatever their case."""

    columns: tuple[str, ...]
    folded: bool = False

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report each path whose values came before."""
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            values = row.key(self.columns)
            key = tuple(value.casefold() for value in values) if self.folded else values
            other = first.setdefault(key, row)
            if other is not row:
                shown = _shown(self.columns, values)
                yield Finding(
                    code="ECL044",
                    message=f"'{printable(other.path)}' has {shown} too",
                    path=row.path,
                    expected=f"{', '.join(self.columns)} of its own",
                    found=shown,
                    fix="rename one of the two",
                    metadata={"path": row.path, "other": other.path, "value": ", ".join(values)},
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many paths there are, in all or for each value of columns."""

    least: int | None = None
    most: int | None = None
    per: tuple[str, ...] = ()

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report the groups that are too small or too large."""
        groups: dict[tuple[str, ...], list[Row]] = {} if self.per else {(): []}
        for row in rows:
            groups.setdefault(row.key(self.per), []).append(row)
        for values, members in groups.items():
            count = len(members)
            low, high = (
                self.least is not None and count < self.least,
                self.most is not None and count > self.most,
            )
            if not (low or high):
                continue
            limit = f"at least {self.least}" if low else f"at most {self.most}"
            group = f" with {_shown(self.per, values)}" if values else ""
            listed = ", ".join(printable(row.path) for row in members[:_LISTED])
            more = f" and {count - _LISTED} more" if count > _LISTED else ""
            path = members[0].path if members else tables.layout.root
            yield Finding(
                code="ECL045",
                message=f"there {'is' if count == 1 else 'are'} {count}{group}, and {limit} may be"
                if high
                else f"there {'is' if count == 1 else 'are'} {count}{group}, and {limit} must be",
                path=path or ".",
                expected=limit,
                found=f"{count}: {listed}{more}" if members else "none",
                fix="remove some" if high else "add what is missing",
                metadata={"path": path, "group": ", ".join(values)},
            )


@dataclass(frozen=True, slots=True)
class Equal:
    """Columns that are equal in each path, or, with ``differ``, no two of which are."""

    columns: tuple[str, ...]
    differ: bool = False

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report the paths in which they are not."""
        for row in rows:
            values = row.key(self.columns)
            is_wrong = len(set(values)) < len(values) if self.differ else len(set(values)) > 1
            if is_wrong:
                shown = _shown(self.columns, values)
                must = "differ" if self.differ else "be equal"
                yield Finding(
                    code="ECL046",
                    message=f"{' and '.join(self.columns)} must {must}: {shown}",
                    path=row.path,
                    expected="different values" if self.differ else f"{printable(values[0])!r} everywhere",
                    found=shown,
                    fix="rename it",
                    metadata={"path": row.path, "value": ", ".join(values)},
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The values of two tables are the same set."""

    other: str
    columns: tuple[str, ...]
    theirs: tuple[str, ...]
    name: str

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report each value that one of the two lacks, once."""
        others = tables.rows(self.other, context)
        yield from self._lacking(rows, self.columns, others, self.theirs, self.other)
        yield from self._lacking(others, self.theirs, rows, self.columns, self.name)

    def _lacking(
        self,
        rows: Sequence[Row],
        columns: tuple[str, ...],
        others: Sequence[Row],
        theirs: tuple[str, ...],
        name: str,
    ) -> Iterator[Finding]:
        known = {row.key(theirs) for row in others}
        for row in rows:
            values = row.key(columns)
            if values in known:
                continue
            known.add(values)
            shown = _shown(columns, values)
            yield Finding(
                code="ECL046",
                message=f"{shown} has no {name!r}",
                path=row.path,
                expected=f"a path of {name!r} with {_shown(theirs, values)}",
                found="none",
                fix=f"add one, or remove '{printable(row.path)}'",
                metadata={"path": row.path, "value": ", ".join(values)},
            )


def _shown(columns: Sequence[str], values: Sequence[str]) -> str:
    return ", ".join(f"{column} {printable(value)!r}" for column, value in zip(columns, values, strict=True))
