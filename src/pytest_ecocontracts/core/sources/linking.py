"""Sources that speak of contracts of the catalog: these must be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from ..model import Reference, Report
from ..suggestions import suggestion
from .files import SourceFiles
from .model import Source, SourceBlocked

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..model import Contract


@runtime_checkable
class RefersToContract(Protocol):
    """A reader of what another contract says."""

    @property
    def reference(self) -> Reference:
        """The contract, and where it is named."""

    def problem(self, contract: Contract) -> tuple[str, str | None] | None:
        """Why a contract that is there cannot be read so, and what to do; None where it can."""


def link_sources(sources: Iterable[Source | None], catalog: Catalog, report: Report) -> None:
    """Report each contract that a source names and that is not there, or cannot be read so (ECC005)."""
    told: set[str] = set()
    for reader in _referring(sources):
        pointer, contract_id = reader.reference
        if pointer in told:
            continue
        told.add(pointer)
        contract = catalog.get(contract_id)
        if contract is not None:
            problem = reader.problem(contract)
        elif contract_id in catalog.broken:
            problem = None  # told at that contract, and by the check that needs it
        else:
            known = [each.id for each in catalog.contracts]
            problem = (f"there is no contract {contract_id!r}", suggestion(contract_id, known))
        if problem is not None:
            message, fix = problem
            report.add(
                "ECC005", message, pointer=pointer, found=contract_id, fix=fix, metadata={"id": contract_id}
            )


def references_of(sources: Iterable[Source | None]) -> list[Reference]:
    """The contracts that sources name, each place once."""
    return list(dict.fromkeys(reader.reference for reader in _referring(sources)))


def _referring(sources: Iterable[Source | None]) -> Iterator[RefersToContract]:
    for source in sources:
        if source is None:
            continue
        if isinstance(source.reader, RefersToContract):
            yield source.reader
        yield from _referring(cast("Iterable[Source]", getattr(source.reader, "parts", ())))


def contract_of(files: SourceFiles, reference: Reference) -> Contract:
    """The contract that a source reads; raises SourceBlocked where it cannot be used."""
    contract = files.context.catalog.get(reference.contract_id)
    if contract is None or contract.id in files.context.catalog.broken:
        message = f"the contract {reference.contract_id!r} cannot be used"
        raise SourceBlocked("", message, expected="a contract without problems", found="see its own checks")
    return contract
