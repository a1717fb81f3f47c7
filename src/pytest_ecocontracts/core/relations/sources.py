"""Whose files relations may read: those of artifact contracts, and of kinds that declare theirs as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..artifacts.model import Artifact

if TYPE_CHECKING:
    from ..model import Contract


def artifact_of(contract: Contract) -> Artifact | None:
    """The artifact that a contract is, or that its body holds as ``artifact`` (run records do); else None."""
    body = contract.body
    found = body if isinstance(body, Artifact) else getattr(body, "artifact", None)
    return found if isinstance(found, Artifact) else None
