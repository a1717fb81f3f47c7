"""``rules/v1``: relations between named sources anywhere in the repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ..model import Check, Contract, Document, Explaining, Fact, Outcome, Reference, Report
from ..rules.classes import check_classes
from ..source_relations.checks import relation_checks
from ..source_relations.model import SourceRelation
from ..source_relations.parsing import parse_relations, parse_sources
from ..sources.linking import link_sources, references_of
from ..sources.model import Source
from ..sources.registry import SourceKinds

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

    def with_sources(self, kinds: SourceKinds) -> RulesKind:
        """The kind of a run that has these ways to read sources."""
        return RulesKind(kinds)

    def parse(self, document: Document, report: Report) -> Rules:
        """Read the sources and the relations; what is wrong with them is reported."""
        data = cast("Mapping[str, object]", document.data)
        sources = parse_sources(data, self.kinds, report)
        return Rules(sources, parse_relations(data, sources, self.kinds, report))

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The classes of the rules are there, and the contracts that sources name."""
        body = cast("Rules", contract.body)
        check_classes([relation.rule for relation in body.relations], context.catalog, report)
        link_sources(_all_sources(body), context.catalog, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check for each relation, and one for the examples of all of them."""
        relations = cast("Rules", contract.body).relations
        checks = list(relation_checks(contract, relations))
        if any(relation.rule.examples for relation in relations):
            checks.append(
                Check(
                    name="rule-examples",
                    pointer="/relations",
                    summary="the relations hold on their own examples, or fail, as the contract says",
                    run=lambda context, _: _check_examples(contract, context),
                )
            )
        return checks

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts that sources read."""
        return references_of(_all_sources(cast("Rules", contract.body)))

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The sources, and how many elements each has now; and the relations."""
        from ..source_relations.explaining import facts  # noqa: PLC0415 - no run needs it

        body = cast("Rules", contract.body)
        return facts(body.sources, context)

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The sources that read a file, and what they are part of."""
        from ..source_relations.explaining import facts_about  # noqa: PLC0415 - as above

        body = cast("Rules", contract.body)
        return facts_about(body.sources, body.relations, path, context)


def _all_sources(body: Rules) -> list[Source | None]:
    return [*body.sources.values(), *(s for relation in body.relations for s in relation.judge.sources)]


def _check_examples(contract: Contract, context: Context) -> Outcome:
    from ..rules.examples import check_rule_examples  # noqa: PLC0415 - only contracts with examples need it
    from ..source_relations.examples import judged_examples  # noqa: PLC0415 - as above

    relations = cast("Rules", contract.body).relations
    return check_rule_examples(contract, judged_examples(contract, relations), context)


KIND = RulesKind(SourceKinds())
