"""Which work units a run consists of: every contract's checks, in stable chunks and a stable order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .catalog.model import Catalog
from .context import Context
from .kinds import KindRegistry
from .kinds.catalog import matches
from .model import Check, Chunk, Contract, Outcome, WorkUnit
from .problems import as_violation

#: adds checks to a contract beyond those of its kind
ExtraChecks = Callable[[Contract, Catalog], Sequence[Check]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The work units of a run by the contract file that they stand under, in order."""

    catalog: Catalog
    units: dict[str, list[WorkUnit]]

    def of_contract(self, contract_id: str) -> list[WorkUnit]:
        """Every unit of one contract."""
        return [unit for units in self.units.values() for unit in units if unit.contract.id == contract_id]


def plan(
    catalog: Catalog,
    context: Context,
    kinds: KindRegistry,
    extra: ExtraChecks = lambda contract, catalog: (),  # noqa: ARG005 - the hook's signature
) -> Plan:
    """Plan the enforced contracts of a catalog. The tree is walked; the content of targets is not read.

    The same tree and contracts give the same plan in every process: xdist compares node ids.
    """
    units: dict[str, list[WorkUnit]] = {path: [] for path in catalog.files}
    for contract in catalog.contracts:
        place = _place(contract, catalog)
        if place is None:
            continue
        kind = kinds.get(contract.header.kind, contract.header.kind_version)
        if kind is None:
            continue
        for check in (*kind.checks(contract, catalog), *extra(contract, catalog)):
            units.setdefault(place, []).extend(_split(contract, check, context))
    for planned in units.values():
        planned.sort(key=lambda unit: unit.check.order)
    return Plan(catalog=catalog, units=units)


def _place(contract: Contract, catalog: Catalog) -> str | None:
    """The file whose items enforce the contract, or None where it is only referred to."""
    if not contract.origin:
        return contract.document.path
    for entry in catalog.settings.imports:
        if entry.name == contract.origin and any(matches(p, contract.id) for p in entry.enforce):
            return catalog.settings.path
    return None


def _split(contract: Contract, check: Check, context: Context) -> list[WorkUnit]:
    try:
        chunks = check.split(context)
    except Exception as error:  # noqa: BLE001 - a check that cannot be planned must fail, not vanish
        violation = as_violation(error, contract, check.name)

        def fail(context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
            return Outcome(violations=(violation,))

        failing = Check(name=check.name, run=fail, pointer=check.pointer, order=check.order)
        return [WorkUnit(contract=contract, check=failing, chunk=Chunk())]
    return [WorkUnit(contract=contract, check=check, chunk=chunk) for chunk in chunks]
