"""What became of contracts that stand in an imported folder: the step from one pin to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ...catalog.imports import read_imports
from ..differs.comparing import Comparing
from ..differs.differing import changes_of
from ..model import BOTH, CONSUMER, NOBODY, Change, Level

if TYPE_CHECKING:
    from ...catalog.model import Import
    from ...context import Context
    from ...kinds import KindRegistry
    from ...model import Contract
    from ...ports import CatalogPackage
    from ..policy import View
    from ..schemas.edition import SchemaProver
    from .catalog import BaseCatalog

#: changes of an imported contract that are told as its evidence
_SHOWN: Final = 5


class _NoPackages:
    """Implements CatalogPackages: which packages were installed, no base knows."""

    def names(self) -> Sequence[str]:
        return ()

    def find(self, name: str) -> CatalogPackage | None:
        return None

    def mount(self, package: CatalogPackage) -> str:
        raise NotImplementedError(package.name)


def import_changes(
    base: BaseCatalog, now: Context, prover: SchemaProver, view: View, kinds: KindRegistry
) -> Iterator[Change]:
    """The changes of the catalog by what its imported folders hold; of packages the base knows nothing.

    What is enforced here changes for those who write here as it would if it stood in this repository. The
    rest is told, and asks for nothing.
    """
    then = {entry.name: entry for entry in base.context.catalog.settings.imports}
    trees = (base.context, now)
    for entry in now.catalog.settings.imports:
        known = then.get(entry.name)
        if entry.folder is None or known is None or not touches(entry, base.paths):
            continue
        before = {one.id: one for one in _read(known, base.context, kinds)}
        after = {one.id: one for one in now.catalog.contracts if one.origin == entry.name}
        for name in sorted(before.keys() | after.keys()):
            found = _change(entry, before.get(name), after.get(name), trees, prover, view, kinds)
            if found is not None:
                yield found


def touches(entry: Import, paths: Iterable[str]) -> bool:
    """Whether any of the paths lies in the folder of an import."""
    below = f"{entry.folder}/"
    return entry.folder is not None and any(path.startswith(below) for path in paths)


def _read(entry: Import, context: Context, kinds: KindRegistry) -> list[Contract]:
    settings = replace(context.catalog.settings, imports=(entry,))
    reading = read_imports(settings, context, kinds, _NoPackages())
    return [contract for contract in reading.contracts if contract.origin == entry.name]


def _change(
    entry: Import,
    before: Contract | None,
    after: Contract | None,
    trees: tuple[Context, Context],
    prover: SchemaProver,
    view: View,
    kinds: KindRegistry,
) -> Change | None:
    contract = after or before
    assert contract is not None  # noqa: S101 - one of the two is there
    is_enforced = entry.enforces(contract.id)
    made = Change(pointer=entry.pointer, why="", subject=contract.id, weight=Level.NONE)
    if before is None or after is None:
        word = "is new" if before is None else "is gone"
        return replace(
            made,
            why=f"the imported contract {contract.id} {word}",
            weight=Level.MINOR if is_enforced else Level.NONE,
            breaks=(BOTH if before is None else CONSUMER) if is_enforced else NOBODY,
        )
    comparing = Comparing(before=before, after=after, base=trees[0], now=trees[1], prover=prover, view=view)
    found = list(changes_of(comparing, kinds))
    old, new = before.header.version, after.header.version
    if not found and old == new:
        return None
    level = max((one.level() for one in found), default=Level.NONE)
    step = f"went from {old} to {new}" if old != new else f"changed, and is still called {old}"
    told = replace(
        made,
        why=f"the imported contract {contract.id} {step}: {level}",
        before=old,
        after=new,
        evidence=[f"{one.pointer}: {one.why}" for one in found[:_SHOWN]],
    )
    if not is_enforced:
        return told
    return replace(
        told,
        weight=level,
        breaks=frozenset(side for one in found for side in one.breaks),
        undecided=frozenset(side for one in found for side in one.undecided),
    )
