"""``surface/v1``: the stable entrypoints of a repository: declared, listed and real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ..model import Check, Contract, Document, Explaining, Fact, Reference, Report
from ..sources.linking import link_sources, references_of
from ..sources.registry import SourceKinds
from ..surfaces.checks import surface_checks
from ..surfaces.model import Surface
from ..surfaces.parsing import parse_surface

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..context import Context


class SurfaceKind(Explaining):
    """Entrypoints, the places that list them, what stands behind them, and how they go away."""

    name = "surface"
    version = 1
    schema = "surface.v1.schema.json"
    #: an object of params that has ``from`` is read from a file before the contract is parsed
    params_in_files = True

    def __init__(self, kinds: SourceKinds) -> None:
        self.kinds = kinds

    def with_sources(self, kinds: SourceKinds) -> SurfaceKind:
        """The kind of a run that has these ways to read sources."""
        return SurfaceKind(kinds)

    def parse(self, document: Document, report: Report) -> Surface | None:
        """Read the sources and what is asked of them; None where one cannot be used."""
        return parse_surface(cast("Mapping[str, object]", document.data), self.kinds, report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The contracts that sources name are there."""
        link_sources(cast("Surface", contract.body).sources, context.catalog, report)

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts that sources read."""
        return references_of(cast("Surface", contract.body).sources)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """What is asked of the entrypoints, one check for each sort of thing."""
        return surface_checks(contract, cast("Surface", contract.body))

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """How the entrypoints are declared, where they are listed, and how many are going away."""
        surface = cast("Surface", contract.body)
        from ..sources.reading import readings  # noqa: PLC0415 - no run needs it
        from ..sources.troubles import SourceUnread  # noqa: PLC0415 - as above

        try:
            declared = f"{len(readings(context).scan(surface.declared).elements)} declared now"
        except SourceUnread as unread:
            declared = f"cannot be read now: {unread}"
        facts = [Fact("entrypoints", declared)]
        facts += [Fact("listed in", name) for name in surface.listed]
        if isinstance(surface.deprecated, Sequence):
            facts += [
                Fact(
                    "deprecated",
                    f"{entry.get('name')} until {entry.get('until')}: {entry.get('replaced_by')}",
                )
                for entry in surface.deprecated
            ]
        facts += [Fact("removed", name) for name in surface.removed]
        return facts


KIND = SurfaceKind(SourceKinds())
