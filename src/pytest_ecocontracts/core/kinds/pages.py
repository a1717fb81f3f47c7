"""``pages/v1``: Markdown pages that people and contracts rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..catalog.model import matches
from ..catalog.taxonomies import named_taxonomy
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Reference, Report
from ..pages.checks import links_check, page_files, presence_check
from ..pages.findings import Findings
from ..pages.model import PagesBody, rules_of
from ..pages.parsing import parse_pages
from ..pointers import join
from ..rules.classes import check_classes
from ..rules.model import refs_of
from ..suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..catalog.model import Catalog
    from ..context import Context
    from ..pages.reading import PageFiles


class PagesKind(Explaining):
    """Sections, links, tables and identifiers of Markdown pages."""

    name = "pages"
    version = 1
    schema = "pages.v1.schema.json"

    def parse(self, document: Document, report: Report) -> PagesBody | None:
        """Read templates, patterns and rules; None where one cannot be used."""
        return parse_pages(cast("Mapping[str, object]", document.data), report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The contracts whose ids are asked for, and the classes of rules, are there."""
        check_classes(rules_of(cast("PagesBody", contract.body)), context.catalog, report)
        known = [each.id for each in context.catalog.contracts] + list(context.catalog.broken)
        for index, rule in enumerate(cast("PagesBody", contract.body).identifiers):
            for number, pattern in enumerate(rule.contracts):
                if not any(matches(pattern, one) for one in known):
                    report.add(
                        "ECC005",
                        f"{pattern!r} matches no contract of the catalog",
                        pointer=join("/identifiers", index, "declared", "contracts", number),
                        found=pattern,
                        fix=suggestion(pattern.rstrip("*"), known),
                        metadata={"id": pattern},
                    )
            for number, name in enumerate(rule.taxonomies):
                pointer = join("/identifiers", index, "declared", "taxonomies", number)
                named_taxonomy(name, pointer, context.catalog, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """What is asked of the pages, one check for each sort of thing."""
        body = cast("PagesBody", contract.body)
        files = page_files(contract, body.pages)
        optional = not body.pages.required
        checks = [
            presence_check(
                contract, body.rules["presence"], body.pages, files, summary="the pages are there"
            ),
            Check(
                name="structure",
                pointer="/sections" if body.sections else "/path",
                summary="every page can be read" + ", and has the parts that it should" * bool(body.sections),
                run=lambda context, chunk: _check_structure(contract, body, files(context), context, chunk),
                split=lambda context: files(context).split(),
                may_be_empty=optional,
                refs=refs_of([*(s.rule for s in body.sections), *(e.rule for e in body.entries)]),
            ),
        ]
        if body.links is not None:
            checks.append(links_check(contract, body.links, body.pages, files))
        if body.tables:
            checks.append(
                Check(
                    name="tables",
                    pointer="/tables",
                    summary="the tables are there, with rows as the contract says",
                    run=lambda context, chunk: _check_tables(contract, body, files(context), context, chunk),
                    split=lambda context: files(context).split(),
                    may_be_empty=optional,
                    refs=refs_of(table.rule for table in body.tables),
                )
            )
        if body.identifiers:
            checks.append(
                Check(
                    name="identifiers",
                    pointer="/identifiers",
                    summary="identifiers on the pages are those that are declared",
                    run=lambda context, _: _check_identifiers(contract, body, files(context), context),
                    may_be_empty=optional,
                    refs=refs_of(each.rule for each in body.identifiers),
                )
            )
        return checks

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The pages, how many there are now, and what is asked of them."""
        body = cast("PagesBody", contract.body)
        found = page_files(contract, body.pages)(context).by_template()
        facts = [
            Fact("pages", f"{template.text} ({len(paths)} now)")
            for template, paths in zip(body.pages.templates, found, strict=True)
        ]
        if body.sections:
            ordered = ", in this order" * (body.order is not None)
            facts.append(Fact("sections", ", ".join(rule.titles[0] for rule in body.sections) + ordered))
        facts += [
            Fact("entries", f"headings of level {rule.level}: {', '.join(rule.labels)}")
            for rule in body.entries
        ]
        facts += [Fact("table", ", ".join(rule.columns)) for rule in body.tables]
        facts += [Fact("identifiers", rule.pattern.pattern) for rule in body.identifiers]
        return facts

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The template that a page matches."""
        templates = cast("PagesBody", contract.body).pages.templates
        return [Fact("matches", each.text) for each in templates if each.match(path) is not None]

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts whose ids are held against the pages, where they are named one by one."""
        return [
            Reference(join("/identifiers", index, "declared", source, number), one)
            for index, rule in enumerate(cast("PagesBody", contract.body).identifiers)
            for source, names in (("contracts", rule.contracts), ("taxonomies", rule.taxonomies))
            for number, one in enumerate(names)
            if not one.endswith("*")
        ]


def _check_structure(
    contract: Contract, body: PagesBody, files: PageFiles, context: Context, chunk: Chunk
) -> Outcome:
    from ..pages.sections import judge_entries, judge_sections  # noqa: PLC0415 - the parser is loaded only to read pages

    findings = Findings(contract, context.as_of)
    paths = [target.path for target in chunk.targets]
    for path, page in files.judged(paths, body.rules["structure"], findings):
        judge_sections(page, path, body.sections, body.order, body.not_applicable, findings)
        for rule in body.entries:
            judge_entries(page, path, rule, findings)
    return findings.outcome()


def _check_tables(
    contract: Contract, body: PagesBody, files: PageFiles, context: Context, chunk: Chunk
) -> Outcome:
    from ..pages.tables import Tables  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    tables = [Tables(rule, contract, context) for rule in body.tables]
    paths = [target.path for target in chunk.targets]
    rows = 0
    for path, page in files.readable(paths, body.rules["structure"], findings):
        rows += sum(table.judge(path, page, findings) for table in tables)
    return findings.outcome(rows=rows)


def _check_identifiers(contract: Contract, body: PagesBody, files: PageFiles, context: Context) -> Outcome:
    from ..pages.identifiers import Identifiers, judge_identifiers, unknown_taxonomies  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    rules = []
    for rule in body.identifiers:
        unknown = unknown_taxonomies(rule, context.catalog)
        if not unknown:
            rules.append(Identifiers(rule, context.catalog))
            continue
        findings.add(
            rule.rule,
            "ECX001",
            f"the taxonomy {unknown[0]!r} cannot be used, so what it declares is not known",
            location=None,
            expected="a taxonomy that can be used",
            found="none",
            metadata={"blocked_by": unknown[0]},
        )
    pages = files.readable(files.paths(), body.rules["structure"], findings)
    count = judge_identifiers(rules, pages, findings)
    return findings.outcome(identifiers=count)


KIND = PagesKind()
