"""``rules/v1``: relations between named sources anywhere in the repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ..model import Check, Contract, Document, Explaining, Fact, Report
from ..rules.classes import check_classes
from ..source_relations.checks import relation_checks
from ..source_relations.model import SourceRelation
from ..source_relations.parsing import parse_relations, parse_sources
from ..sources.model import Source
from ..sources.parsing import SourceKinds

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..context import Context


@dataclass(frozen=True, slots=True)
class Rules:
    """The body of a rules contract."""

    sources: Mapping[str, Source | None]
    relations: Sequence[SourceRelation]


class RulesKind(Explaining):
    """Sources, and the relations that hold between them."""

    name = "rules"
    version = 1
    schema = "rules.v1.schema.json"
    #: an object of params that has ``from`` is read from a file before the contract is parsed
    params_in_files = True

    def __init__(self, kinds: SourceKinds) -> None:
        self.kinds = kinds

    def parse(self, document: Document, report: Report) -> Rules:
        """Read the sources and the relations; what is wrong with them is reported."""
        data = cast("Mapping[str, object]", document.data)
        sources = parse_sources(data, self.kinds, report)
        return Rules(sources, parse_relations(data, sources, self.kinds, report))

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The classes of the rules are there."""
        body = cast("Rules", contract.body)
        check_classes([relation.rule for relation in body.relations], context.catalog, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check for each relation."""
        return relation_checks(contract, cast("Rules", contract.body).relations)

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The sources, and how many elements each has now."""
        return []


KIND = RulesKind(SourceKinds())
