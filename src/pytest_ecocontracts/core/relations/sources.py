"""Whose files relations may read: those of artifact contracts, and of kinds that declare theirs as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..artifacts.model import Artifact

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..model import Contract


def artifact_of(contract: Contract) -> Artifact | None:
    """The artifact that a contract is, or that its body holds as ``artifact`` (run records do); else None."""
    body = contract.body
    found = body if isinstance(body, Artifact) else getattr(body, "artifact", None)
    return found if isinstance(found, Artifact) else None


def artifact_called(contract_id: str, catalog: Catalog) -> Artifact | None:
    """The artifact of a contract; None where there is no such contract, or it has no files."""
    contract = catalog.get(contract_id)
    return artifact_of(contract) if contract is not None else None


def artifact_ids(catalog: Catalog) -> list[str]:
    """The ids of all contracts that have files."""
    return [contract.id for contract in catalog.contracts if artifact_of(contract) is not None]
