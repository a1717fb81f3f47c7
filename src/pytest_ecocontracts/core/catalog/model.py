"""The linked catalog: every contract by id, and every problem that linking found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model import Contract
from ..violations import Violation

if TYPE_CHECKING:
    from ..changes.policy import ChangePolicy


def matches(pattern: str, contract_id: str) -> bool:
    """Whether an id matches a pattern: itself, or a prefix that ends in ``*``."""
    if pattern.endswith("*"):
        return contract_id.startswith(pattern[:-1])
    return pattern == contract_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactRoot:
    """A named folder below which artifact paths are resolved; ``path`` is relative to the root."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported catalog: a folder below the root, or an installed package.

    ``enforce`` lists the ids (or prefixes that end in ``*``) that are checked in this repository.
    """

    pointer: str
    folder: str | None = None
    package: str | None = None
    version: str | None = None
    enforce: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How messages and node ids call this import."""
        return self.package or self.folder or "."

    def enforces(self, contract_id: str) -> bool:
        """Whether a contract of the imported catalog is checked in this repository."""
        return any(matches(pattern, contract_id) for pattern in self.enforce)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSettings:
    """The body of ``catalog/v1``; the defaults are those of a repository without a catalog file."""

    path: str | None = None
    folders: tuple[str, ...] = ("contracts",)
    #: whether the catalog file names the folders, so that each must exist
    folders_named: bool = False
    #: how to reach each owner, by name
    owners: Mapping[str, str] | None = None
    roots: Mapping[str, ArtifactRoot] = field(default_factory=dict)
    #: path templates of schema files whose ``$id`` may be referred to
    schemas: tuple[str, ...] = ()
    record: str | None = None
    imports: tuple[Import, ...] = ()
    #: what a change of a contract needs; None for the defaults
    change_policy: ChangePolicy | None = None

    def enforces(self, contract: Contract) -> bool:
        """Whether the contract is checked in this repository, and not only referred to."""
        return not contract.origin or any(
            entry.name == contract.origin and entry.enforces(contract.id) for entry in self.imports
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All that a run is judged by.

    ``problems`` maps a contract file to what is wrong with its documents; ``broken`` are ids whose
    contract cannot be used, so whatever depends on them is blocked.
    """

    settings: CatalogSettings
    contracts: Sequence[Contract]
    files: Sequence[str]
    problems: Mapping[str, Sequence[Violation]]
    broken: frozenset[str] = frozenset()
    _by_id: dict[str, Contract] = field(default_factory=dict, init=False, repr=False, compare=False)
    _codes: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def get(self, contract_id: str) -> Contract | None:
        """Return the contract of this id, of this repository or imported."""
        if not self._by_id:
            self._by_id.update((contract.id, contract) for contract in reversed(self.contracts))
        return self._by_id.get(contract_id)

    def codes(self) -> Mapping[str, str]:
        """Every failure code that may be named in this catalog: code, name or alias -> code."""
        if self._codes:
            return self._codes
        from ..taxonomy import load_taxonomy, taxonomy_from  # noqa: PLC0415 - parsed only where asked for

        known = load_taxonomy()
        for contract in self.contracts:
            if contract.header.kind == "taxonomy":
                known = known.joined(taxonomy_from(contract.document.data))
        # Codes win over names, and those over aliases, whoever has them.
        self._codes.update((alias, code.code) for code in known for alias in code.aliases)
        self._codes.update((code.name, code.code) for code in known)
        self._codes.update((code.code, code.code) for code in known)
        return self._codes
