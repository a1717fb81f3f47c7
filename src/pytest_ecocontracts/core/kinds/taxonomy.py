"""``taxonomy/v1``: a domain's own failure codes, which mean the same for ever."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from ..catalog.paths import check_path
from ..errors import FileProblem, LoadError
from ..failure_classes import FailureClass, details_schema
from ..loading.documents import load_documents
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Reference, Report
from ..pointers import join
from ..taxonomy import OWN_PREFIX, Taxonomy, is_shipped, load_taxonomy, taxonomy_from
from ..taxonomy_lint import TaxonomyProblem, compare_taxonomies, lint
from ..violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..catalog.model import Catalog
    from ..context import Context


class TaxonomyKind(Explaining):
    """Reads failure codes; checks that they are sound and that no edition breaks the last one."""

    name = "taxonomy"
    version = 1
    schema = "taxonomy.v1.schema.json"

    def __init__(self, editions: frozenset[str] = frozenset()) -> None:
        """``editions`` are ids of contracts that may use the plugin's own prefix: its former editions."""
        self.editions = editions

    def parse(self, document: Document, report: Report) -> Taxonomy:
        """Turn the document into a taxonomy; a word that means two codes makes it unusable."""
        data = cast("Mapping[str, object]", document.data)
        prefix = str(data.get("prefix", ""))
        reserved = prefix.startswith(OWN_PREFIX) and len(prefix) <= len(OWN_PREFIX) + 1
        if reserved and not is_shipped(document) and data.get("id") not in self.editions:
            report.add(
                "ECC010",
                f"the prefix {prefix} belongs to the plugin's own codes",
                pointer="/prefix",
                expected="another prefix of 2 to 8 capital letters",
                found=prefix,
                metadata={"id": prefix},
            )
        released = data.get("released")
        if isinstance(released, str):
            check_path(released, "/released", report)
        for found in lint(data):
            if found.unusable:
                report.add(found.code, found.message, pointer=found.pointer, metadata={"id": found.subject})
        taxonomy = taxonomy_from(data)
        if "uses" in data:
            from ..taxonomy_uses.parsing import parse_uses  # noqa: PLC0415 - most taxonomies have none

            taxonomy.uses = parse_uses(data, taxonomy, report)
        return taxonomy

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """No word of it may mean a code of the plugin, or of a taxonomy that stands before it."""
        self._link_classes(contract, context, report)
        uses = cast("Taxonomy", contract.body).uses
        if uses:
            from ..taxonomy_uses.parsing import link_uses  # noqa: PLC0415 - as above

            link_uses(uses, context, report)
        own = () if is_shipped(contract.document) or contract.id in self.editions else load_taxonomy()
        known = {word: "the plugin" for code in own for word in (code.code, code.name, *code.aliases)}
        for other in context.catalog.contracts:
            if other is contract:
                break
            if other.header.kind == self.name:
                for code in cast("Taxonomy", other.body):
                    known |= dict.fromkeys((code.code, code.name, *code.aliases), other.id)
        for index, code in enumerate(cast("Taxonomy", contract.body)):
            for word in (code.code, code.name, *code.aliases):
                if word in known:
                    report.add(
                        "ECC010",
                        f"{word} already means a code of {known[word]}",
                        pointer=join("/entries", index, "code" if word == code.code else "name"),
                        expected="a word that no other taxonomy has",
                        found=word,
                        metadata={"id": word},
                    )

    def _link_classes(self, contract: Contract, context: Context, report: Report) -> None:
        """No class has the name of one of a taxonomy that stands before this one."""
        known: dict[str, str] = {}
        for other in context.catalog.contracts:
            if other is contract:
                break
            if other.header.kind == self.name:
                for one in cast("Taxonomy", other.body).classes:
                    known |= dict.fromkeys((one.name, *one.aliases), other.id)
        for index, one in enumerate(cast("Taxonomy", contract.body).classes):
            for word in (one.name, *one.aliases):
                if word in known:
                    report.add(
                        "ECC010",
                        f"{word} already means a class of {known[word]}",
                        pointer=join("/classes", index, "name"),
                        expected="a word that no other taxonomy has",
                        found=word,
                        metadata={"id": word},
                    )

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """Check the entries; where a released edition is named, check that its promises are kept."""
        data = cast("Mapping[str, object]", contract.document.data)
        checks = []
        if "entries" in data:
            checks.append(
                Check(
                    name="entries",
                    run=partial(_check_entries, contract),
                    pointer="/entries",
                    summary="every code is sound in itself and beside the others",
                )
            )
        if "classes" in data:
            checks.append(
                Check(
                    name="classes",
                    run=partial(_check_classes, contract),
                    pointer="/classes",
                    summary="what the classes ask of an error can be judged",
                )
            )
        if "released" in data:
            checks.append(
                Check(
                    name="released",
                    run=partial(_check_released, contract),
                    pointer="/released",
                    summary="no code of the released edition is gone, renamed or reused",
                )
            )
        uses = cast("Taxonomy", contract.body).uses
        if uses:
            from ..taxonomy_uses.checks import use_checks  # noqa: PLC0415 - as above

            checks += use_checks(contract, uses)
        return checks

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The codes, one by one."""
        data = cast("Mapping[str, object]", contract.document.data)
        taxonomy = cast("Taxonomy", contract.body)
        facts = [Fact("domain", str(data["domain"]))]
        if "prefix" in data:
            facts.append(Fact("prefix", str(data["prefix"])))
        facts += [Fact("code", f"{code.code} {code.name}") for code in taxonomy]
        facts += [Fact("class", _class_text(one)) for one in taxonomy.classes]
        return [*facts, *(Fact("use", use.relation.text) for use in taxonomy.uses)]

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts in whose files its words stand."""
        return [Reference(use.pointer, use.source) for use in cast("Taxonomy", contract.body).uses]

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """Whether the file is the released edition."""
        released = cast("Mapping[str, object]", contract.document.data).get("released")
        if released is None or contract.file(str(released)) != path:
            return ()
        return [Fact("released", "the edition that this one is compared with")]


def _check_entries(contract: Contract, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - one signature
    data = cast("Mapping[str, object]", contract.document.data)
    problems = [problem for problem in lint(data) if not problem.unusable]
    return Outcome(
        violations=tuple(_violations(contract, problems, "entries")),
        examined=len(cast("Taxonomy", contract.body)),
    )


def _class_text(one: FailureClass) -> str:
    """A class in one line."""
    needs = [pointer.removeprefix("/") for pointer in one.details.required]
    told = f"; details: {', '.join(needs)}" if needs else ""
    grouped = f"; codes: {', '.join(one.codes)}" if one.codes else ""
    return f"{one.name} (stops: {one.stops}){told}{grouped}"


def _check_classes(contract: Contract, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - one signature
    """Compile what judges details, so that a schema that cannot be used is told here, once."""
    classes = cast("Taxonomy", contract.body).classes
    for one in classes:
        details_schema(contract, one, context)
    return Outcome(examined=len(classes))


def _check_released(contract: Contract, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - one signature
    data = cast("Mapping[str, object]", contract.document.data)
    path = contract.file(str(data["released"]))
    try:
        old = _edition(path, context)
    except (FileProblem, LoadError, ValueError) as problem:
        unreadable = contract.violation(
            "ECC002" if isinstance(problem, FileProblem) else "ECC003",
            f"the released edition cannot be read: {problem}",
            pointer="/released",
            rule="released",
            expected="a taxonomy/v1 document",
            found=path,
            metadata={"reason": "released"},
        )
        return Outcome(violations=(unreadable,), examined=1)
    known = {(problem.reason, problem.subject) for problem in lint(data)}
    problems = [p for p in compare_taxonomies(old, data) if (p.reason, p.subject) not in known]
    examined = sum(len(cast("Sequence[object]", old.get(field, ()))) for field in ("entries", "classes"))
    return Outcome(violations=tuple(_violations(contract, problems, "released")), examined=examined)


def _edition(path: str, context: Context) -> Mapping[str, object]:
    """Read a taxonomy file; raises FileProblem, LoadError, or ValueError where it is something else."""
    data = context.files.read(path, context.limits.contract_bytes)
    old = load_documents(path, data, context.limits)[0].data
    errors = context.schemas.own(TaxonomyKind.schema).errors(old)
    if errors:
        message = f"{errors[0].pointer or '/'}: {errors[0].message}"
        raise ValueError(message)
    return cast("Mapping[str, object]", old)


def _violations(contract: Contract, problems: Sequence[TaxonomyProblem], rule: str) -> Iterator[Violation]:
    for problem in problems:
        yield contract.violation(
            problem.code,
            problem.message,
            pointer=problem.pointer,
            rule=rule,
            metadata={"reason": problem.reason, "code": problem.subject},
        )


KIND = TaxonomyKind()
