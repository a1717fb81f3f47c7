"""The table at the end of a run: what each contract came to, those first that need somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..violations import Severity
from .printable import printable
from .styles import Line, Style, joined
from .text import counted
from .width import shortened, width_of
from .wrapping import wrap_line

if TYPE_CHECKING:
    from ..records.checks import CheckResult

#: contracts in the table by default
ROWS: Final = 20
_BETWEEN: Final = "  "
#: the contract's column is never narrower; rather than that, other columns are left out, in this order
_NARROWEST: Final = 12
_LEFT_OUT: Final = ("checks", "time", "waived", "targets")
_TITLES: Final[dict[str, Style]] = dict.fromkeys(
    ("contract", "checks", "targets", "violations", "waived", "time"), "label"
)


@dataclass(slots=True, kw_only=True)
class Row:
    """Sums over the checks of one contract, or of all; ``seconds`` is the time that they took.

    ``ending`` are those of the ``waived`` violations that will be tolerated for 30 days at most.
    """

    contract: str
    checks: int = 0
    targets: int = 0
    violations: int = 0
    warnings: int = 0
    waived: int = 0
    ending: int = 0
    seconds: float = 0.0

    def add(self, other: Row) -> None:
        """Add what others came to."""
        self.checks += other.checks
        self.targets += other.targets
        self.violations += other.violations
        self.warnings += other.warnings
        self.waived += other.waived
        self.ending += other.ending
        self.seconds += other.seconds

    def cells(self) -> dict[str, str]:
        """The text of each column but the first."""
        return {
            "checks": str(self.checks),
            "targets": str(self.targets),
            "violations": str(self.violations),
            "waived": str(self.waived),
            "time": f"{self.seconds:.2f} s",
        }


def rows_of(checks: Iterable[CheckResult]) -> list[Row]:
    """One row per contract: with violations first, then with waived ones, then with warnings, then by id."""
    rows: dict[str, Row] = {}
    for check in checks:
        warnings = sum(violation.severity is Severity.WARNING for violation in check.violations)
        row = Row(
            contract=check.contract,
            checks=1,
            targets=check.examined,
            violations=len(check.violations) - warnings + check.omitted,
            warnings=warnings,
            waived=len(check.waived),
            ending=sum(entry.ends_soon for entry in check.waived),
            seconds=check.duration,
        )
        rows.setdefault(check.contract, Row(contract=check.contract)).add(row)
    return sorted(
        rows.values(), key=lambda row: (not row.violations, not row.waived, not row.warnings, row.contract)
    )


def total_of(rows: Iterable[Row]) -> Row:
    """The sums over all contracts."""
    total = Row(contract="total")
    for row in rows:
        total.add(row)
    return total


def total_lines(total: Row, width: int, *, waivers: bool = False) -> Iterator[Line]:
    """The sums in words; what is waived is told wherever there are ``waivers``."""
    facts: list[tuple[str, Style]] = [
        (counted(total.checks, "check"), "plain"),
        (f"{counted(total.targets, 'target')} examined", "plain"),
        (counted(total.violations, "violation"), "bad" if total.violations else "plain"),
    ]
    if total.waived:
        facts.append((f"{total.waived} waived", "excused"))
        facts.append((f"{total.ending} ending in 30 days", "excused" if total.ending else "plain"))
    elif waivers:
        facts.append(("0 waived", "plain"))
    if total.warnings:
        facts.append((counted(total.warnings, "warning"), "warning"))
    return joined([*facts, (f"{total.seconds:.2f} s", "plain")], width)


def table_lines(rows: Sequence[Row], width: int, limit: int | None = ROWS) -> Iterator[Line]:
    """The table of at least one row, at most ``width`` columns wide; rows above the ``limit`` are counted."""
    shown = rows if limit is None else rows[:limit]
    names = [printable(row.contract) for row in shown]
    cells = [row.cells() for row in shown]
    widths = {title: max(len(title), *(len(row[title]) for row in cells)) for title in cells[0]}
    for title in _LEFT_OUT:
        if width - _numbers(widths) < _NARROWEST:
            del widths[title]
    first = min(max(map(width_of, ["contract", *names])), width - _numbers(widths))
    yield _line("contract", first, {title: title for title in widths}, widths, _TITLES)
    for row, name, texts in zip(shown, names, cells, strict=True):
        yield _line(shortened(name, first), first, texts, widths, _styles(row))
    if len(shown) < len(rows):
        for line in wrap_line(_rest(rows[len(shown) :]), width):
            yield [(line, "plain")]


def _numbers(widths: Mapping[str, int]) -> int:
    return sum(len(_BETWEEN) + width for width in widths.values())


def _line(
    name: str, first: int, texts: Mapping[str, str], widths: Mapping[str, int], styles: Mapping[str, Style]
) -> Line:
    """The name flush left, the columns that there is room for flush right."""
    line: Line = [(name, styles.get("contract", "plain")), (" " * (first - width_of(name)), "plain")]
    for title, width in widths.items():
        blanks = " " * (len(_BETWEEN) + width - len(texts[title]))
        line += [(blanks, "plain"), (texts[title], styles.get(title, "plain"))]
    return line


def _styles(row: Row) -> dict[str, Style]:
    styles: dict[str, Style] = {}
    if row.violations:
        styles["violations"] = "bad"
    if row.waived:
        styles["waived"] = "excused"
    return styles


def _rest(rows: Sequence[Row]) -> str:
    violated = sum(row.violations > 0 for row in rows)
    found = any(row.waived or row.warnings for row in rows)
    what = f", {violated} of them violated" if violated else "" if found else ", nothing found"
    return f"... and {counted(len(rows), 'more contract')}{what} (-v shows them)"
