"""``record/v1``: the run records that an ecosystem's own programs write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from ..artifacts.finding import ArtifactFiles
from ..artifacts.judging import check_content
from ..artifacts.presence import check_presence
from ..artifacts.rules import link_rules, rule_checks, rule_references
from ..catalog.paths import check_root
from ..catalog.taxonomies import named_taxonomy
from ..ecosystem_records.model import RecordBody
from ..ecosystem_records.parsing import parse_record
from ..ecosystem_records.validating import RecordValidators
from ..model import Check, Contract, Document, Explaining, Fact, Reference, Report
from ..pointers import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..catalog.model import Catalog
    from ..context import Context


class RecordKind(Explaining):
    """One record for each run: its shape, what it claims, what it names, and the errors in it."""

    name = "record"
    version = 1
    schema = "record.v1.schema.json"
    #: an object of params that has ``from`` is read from a file before the contract is parsed
    params_in_files = True

    def parse(self, document: Document, report: Report) -> RecordBody | None:
        """Read the path, the words of the ecosystem, and its rules; None where one cannot be used."""
        return parse_record(cast("Mapping[str, object]", document.data), report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The root, the taxonomies, and whatever the rules name are there."""
        body = cast("RecordBody", contract.body)
        check_root(body.artifact.root, context.catalog.settings.roots, report)
        for index, name in enumerate(body.conventions.taxonomies):
            several = isinstance(cast("Mapping[str, object]", contract.document.data)["taxonomy"], list)
            _link_taxonomy(name, join("/taxonomy", index) if several else "/taxonomy", context, report)
        link_rules(body.artifact, context, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """Presence, content, and a check for each rule: those of this kind, and the contract's own."""
        body = cast("RecordBody", contract.body)
        artifact = body.artifact
        files = ArtifactFiles(contract, artifact)
        optional = not artifact.required_presence
        validators = cache(partial(RecordValidators, contract, body))
        return [
            Check(
                name="presence",
                pointer="/path",
                summary="there are run records" + ", and nothing else" * artifact.exclusive,
                run=lambda context, _: check_presence(contract, artifact, files, context),
                may_be_empty=optional,
            ),
            Check(
                name="schema",
                pointer="/schema" if artifact.schema is not None else "/path",
                summary=f"every record is {artifact.format}, and says what a record has to",
                run=lambda context, chunk: check_content(
                    contract, artifact, validators(context), context, chunk
                ),
                split=files.split,
                may_be_empty=optional,
            ),
            *rule_checks(contract, artifact),
        ]

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The records, how many there are now, and what is asked of them."""
        from ..artifacts.explaining import artifact_facts  # noqa: PLC0415 - no run needs it

        body = cast("RecordBody", contract.body)
        statuses = ", ".join(f"{word} ({role})" for word, role in body.conventions.statuses.items())
        # The rules are listed with the checks.
        found = artifact_facts(contract, body.artifact, context)
        facts = [fact for fact in found if fact.label != "relation"]
        facts.append(Fact("statuses", statuses))
        facts += [Fact("taxonomy", name) for name in body.conventions.taxonomies]
        facts.append(Fact("counters", ", ".join(body.conventions.counters)))
        return facts

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The run that a file is the record of."""
        from ..artifacts.explaining import facts_about  # noqa: PLC0415 - no run needs it

        return facts_about(contract, cast("RecordBody", contract.body).artifact, path, context)

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The taxonomies, and the contracts that rules join."""
        body = cast("RecordBody", contract.body)
        taxonomies = [Reference("/taxonomy", name) for name in body.conventions.taxonomies]
        return [*taxonomies, *rule_references(body.artifact)]


def _link_taxonomy(name: str, pointer: str, context: Context, report: Report) -> None:
    taxonomy = named_taxonomy(name, pointer, context.catalog, report)
    if taxonomy is not None and not taxonomy.classes:
        report.add(
            "ECC005",
            f"the taxonomy {name!r} has no classes that errors could be of",
            pointer=pointer,
            expected="a taxonomy with classes:",
            found=name,
            metadata={"id": name},
        )


KIND = RecordKind()
