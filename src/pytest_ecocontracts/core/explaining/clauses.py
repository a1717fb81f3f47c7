"""Which checks enforce a clause of the source that contracts refer to."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ..model import WorkUnit
from ..planning import marker_name
from ..rendering.text import counted
from .contracts import at
from .sources import Source, Sources
from .text import section, table

_SUBJECT = "ref:"


def explain_clause(word: str, sources: Sources) -> list[str]:
    """The checks that enforce a clause, and how to run only these; nothing where none does."""
    ref = word.removeprefix(_SUBJECT)
    found = [(source, unit) for source, unit in _checks(sources) if ref in unit.check.refs]
    if not found:
        return []
    contracts = len({unit.contract.id for _, unit in found})
    number = counted(len(found), "check")
    rows = [
        (f"{unit.contract.id}[{unit.check.name}]", unit.check.summary, _place(unit, source))
        for source, unit in found
    ]
    folders = dict.fromkeys(source.folder for source, _ in found)
    catalogs = "".join(f" --eco-catalog={shlex.quote(folder)}" for folder in folders if folder)
    broken = sorted({one for source in sources.catalogs for one in source.catalog.broken})
    return [
        f"{ref}: a clause that {number} of {counted(contracts, 'contract')} "
        + ("enforces" if len(found) == 1 else "enforce"),
        *section("Checks", table(rows)),
        *section("Contracts that cannot be used, and may enforce it too", broken),
        *section(
            "Run only these checks",
            [
                f"pytest --eco-only{catalogs} {shlex.quote(f'--eco-select={_SUBJECT}{ref}')}",
                f"pytest --eco-only{catalogs} -m {marker_name(ref)}",
            ],
        ),
    ]


def list_clauses(sources: Sources) -> list[str]:
    """A line for each clause, with the number of its checks."""
    numbers: dict[str, int] = {}
    for _, unit in _checks(sources):
        for ref in unit.check.refs:
            numbers[ref] = numbers.get(ref, 0) + 1
    return table([(ref, counted(number, "check")) for ref, number in sorted(numbers.items())])


def clauses(sources: Sources) -> Iterator[str]:
    """Every clause that a check enforces."""
    return (ref for _, unit in _checks(sources) for ref in unit.check.refs)


def _checks(sources: Sources) -> Iterator[tuple[Source, WorkUnit]]:
    """The first work unit of every check, in order."""
    for source in sources.catalogs:
        for units in source.plan.units.values():
            yield from ((source, unit) for unit in units if unit.chunk.index == 1)


def _place(unit: WorkUnit, source: Source) -> str:
    rule = unit.check.rule
    return at(unit.contract, source, unit.check.pointer if rule is None else rule.pointer)
