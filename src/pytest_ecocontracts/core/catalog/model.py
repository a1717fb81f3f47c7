"""The linked catalog: every contract by id, and every problem that linking found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..model import Contract
from ..violations import Violation


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
        return self.package or self.folder or "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSettings:
    """The body of ``catalog/v1``; the defaults are those of a repository without a catalog file."""

    path: str | None = None
    folders: tuple[str, ...] = ("contracts",)
    owners: frozenset[str] | None = None
    roots: Mapping[str, ArtifactRoot] = field(default_factory=dict)
    #: path templates of schema files whose ``$id`` may be referred to
    schemas: tuple[str, ...] = ()
    record: str | None = None
    imports: tuple[Import, ...] = ()


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

    def get(self, contract_id: str) -> Contract | None:
        """Return the contract of this id, of this repository or imported."""
        return next((contract for contract in self.contracts if contract.id == contract_id), None)

    def codes(self) -> Mapping[str, str]:
        """Every failure code that may be named in this catalog: code, name or alias -> code."""
        from ..taxonomy import load_taxonomy, taxonomy_from  # noqa: PLC0415 - parsed only where asked for

        known = load_taxonomy()
        for contract in self.contracts:
            if contract.header.kind == "taxonomy":
                known = known.joined(taxonomy_from(contract.document.data))
        return {word: code.code for code in known for word in (code.code, code.name, *code.aliases)}
