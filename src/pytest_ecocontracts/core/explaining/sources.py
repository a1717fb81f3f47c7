"""What an explanation can draw on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..errors import FileProblem
from ..model import Contract, Explaining, Fact
from ..problems import crash

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..changes.gate import ChangeGate
    from ..context import Context
    from ..kinds import KindRegistry
    from ..planning import Plan


class Source(Protocol):
    """One linked catalog; its paths are relative to its folder."""

    @property
    def folder(self) -> str:
        """The folder, relative to the root; "" is the root."""

    @property
    def catalog(self) -> Catalog:
        """Its contracts, and what is wrong with them."""

    @property
    def context(self) -> Context:
        """Where its files are looked at."""

    @property
    def plan(self) -> Plan:
        """What a run would check."""

    @property
    def change_gate(self) -> ChangeGate | None:
        """Holds the contracts against their base; None without one."""

    def shown(self, path: str) -> str:
        """A path of the catalog, relative to the root."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Every catalog of a run, and the kinds that it knows."""

    catalogs: Sequence[Source]
    kinds: KindRegistry

    def explaining(self, contract: Contract) -> Explaining | None:
        """The kind of a contract, where it can tell more than header and checks."""
        kind = self.kinds.get(contract.header.kind, contract.header.kind_version)
        return kind if isinstance(kind, Explaining) else None

    def contracts(self) -> Iterator[tuple[Source, Contract]]:
        """Every usable contract with its catalog, imported ones last."""
        for source in self.catalogs:
            for contract in sorted(source.catalog.contracts, key=lambda one: bool(one.origin)):
                yield source, contract


def below(path: str, source: Source) -> str | None:
    """A path that is relative to the root, relative to the catalog's folder; None where it lies elsewhere."""
    if not source.folder:
        return path
    if path == source.folder:
        return ""
    return path.removeprefix(f"{source.folder}/") if path.startswith(f"{source.folder}/") else None


def entry_kind(path: str, sources: Sources) -> str | None:
    """What a path is that is relative to the root: file, folder, link, other; None where nothing is."""
    for source in sources.catalogs:
        inside = below(path, source)
        try:
            kind = None if inside is None else source.context.files.kind(inside)
        except FileProblem:  # beyond a link that leaves the root
            continue
        if kind is not None:
            return kind
    return None


def asked(answer: Callable[[], Sequence[Fact]]) -> list[Fact]:
    """The facts that a kind gives; kinds of plugins are foreign code, and what they raise is a fact too."""
    try:
        return [Fact(str(label), str(text)) for label, text in answer()]
    except FileProblem as problem:
        return [Fact("unknown", problem.message)]
    except Exception as error:  # noqa: BLE001 - see above
        return [Fact("unknown", crash(error, "asking the kind of the contract").message)]
