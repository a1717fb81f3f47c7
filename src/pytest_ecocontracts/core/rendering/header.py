"""What the header of a run says: by what it judges, how much of it there is, and where that is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .printable import printable
from .styles import Style, joined, plain
from .text import counted
from .wrapping import wrap_line

if TYPE_CHECKING:
    from ..model import WorkUnit

#: catalogs named one by one; more are only counted
NAMED: Final = 5
_PREFIX: Final = "eco-contracts: "


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFacts:
    """One catalog of the run. ``file`` is relative to the root, None where there are only contracts.

    ``targets`` is None where the checks are planned elsewhere: on the workers of pytest-xdist.
    """

    id: str | None
    file: str | None
    contracts: int
    targets: int | None


def count_targets(units: Iterable[WorkUnit]) -> int:
    """What the checks of a plan will look at one by one; a file that is split counts once per check."""
    return sum(target.start == 0 for unit in units for target in unit.chunk.targets)


def header_lines(catalogs: Sequence[CatalogFacts], judged: Sequence[str], width: int) -> list[str]:
    """What each catalog holds, then what judges it: day, engine, record; at most ``width`` columns wide."""
    facts: list[Sequence[str]] = [_catalog(catalog) for catalog in catalogs[:NAMED]]
    if len(catalogs) > 1:
        facts.insert(0, [f"{len(catalogs)} catalogs", *_sums(catalogs)])
    if len(catalogs) > NAMED:
        facts.append([f"... and {counted(len(catalogs) - NAMED, 'more catalog')}"])
    lines: list[str] = []
    for first, *others in (*facts, judged):
        said: list[tuple[str, Style]] = [(text, "plain") for text in (_PREFIX + first, *others)]
        for line in joined(said, width):
            lines += wrap_line(plain(line), width)
    return lines


def _catalog(catalog: CatalogFacts) -> list[str]:
    words = [printable(catalog.id)] if catalog.id else []
    if catalog.file:
        words.append(f"({printable(catalog.file)})")
    name = " ".join(["catalog", *words]) if words else "no catalog file"
    return [name, *_sums([catalog])]


def _sums(catalogs: Sequence[CatalogFacts]) -> Iterator[str]:
    yield counted(sum(catalog.contracts for catalog in catalogs), "contract")
    known = all(catalog.targets is not None for catalog in catalogs)
    targets = sum(catalog.targets or 0 for catalog in catalogs)
    # A layout is judged as one: "0 target files" would read as if nothing were.
    if known and targets:
        yield counted(targets, "target file")
