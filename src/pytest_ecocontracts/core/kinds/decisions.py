"""``decisions/v1``: decision records that contracts rely on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from ..decisions.model import DecisionsBody
from ..decisions.parsing import parse_decisions
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Report
from ..pages.checks import Files, links_check, page_files, presence_check
from ..pages.findings import Findings
from ..rules.classes import check_classes
from ..rules.model import refs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..catalog.model import Catalog
    from ..context import Context
    from ..decisions.reading import Decisions


class _Read(NamedTuple):
    """What the checks of one contract share in a process."""

    files: Files
    decisions: Callable[[Context], Decisions]


class DecisionsKind(Explaining):
    """Decision records: each by itself, their numbers, what supersedes what, their index, who cites them."""

    name = "decisions"
    version = 1
    schema = "decisions.v1.schema.json"

    def parse(self, document: Document, report: Report) -> DecisionsBody | None:
        """Read the template, the form of ids, and the rules; None where one cannot be used."""
        return parse_decisions(cast("Mapping[str, object]", document.data), report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The classes of rules are there; no other contract of the catalog calls its decisions alike."""
        body = cast("DecisionsBody", contract.body)
        check_classes((section.rule for section in body.sections), context.catalog, report)
        for other in context.catalog.contracts:
            if other is contract:
                break
            same = other.header.kind == self.name and other.origin == contract.origin
            if same and cast("DecisionsBody", other.body).form.text == body.form.text:
                report.add(
                    "ECC010",
                    f"{other.id!r} calls its decisions alike, so nobody knows which one is cited",
                    pointer="/ids/form",
                    expected="a form of ids that no other contract has",
                    found=body.form.text,
                    metadata={"id": body.form.text},
                )

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """What is asked of the decisions, and of the contracts that cite them."""
        body = cast("DecisionsBody", contract.body)
        read = _read(contract, body)
        optional = not body.pages.required
        checks = [
            presence_check(
                contract, body.rules["presence"], body.pages, read.files, summary="there are decisions"
            ),
            Check(
                name="decisions",
                pointer="/sections" if body.sections else "/path",
                summary="every decision says what it should, and what its status obliges it to",
                run=lambda context, chunk: _check_each(contract, body, read, context, chunk),
                split=lambda context: read.files(context).split(),
                may_be_empty=optional,
                refs=refs_of(section.rule for section in body.sections),
            ),
            Check(
                name="ids",
                pointer="/ids" if "ids" in cast("Mapping[str, object]", contract.document.data) else "/path",
                summary="numbers are given once, and none is left out",
                run=lambda context, _: _check_ids(contract, body, read, context),
                may_be_empty=optional,
            ),
            Check(
                name="supersession",
                pointer="/path",
                summary="what supersedes and what is superseded name each other",
                run=lambda context, _: _check_supersession(contract, body, read, context),
                may_be_empty=optional,
            ),
        ]
        if body.index is not None:
            checks.append(
                Check(
                    name="index",
                    pointer="/index",
                    summary="the index lists every decision, in order, with a link",
                    run=lambda context, _: _check_index(contract, body, read, context),
                    may_be_empty=optional,
                )
            )
        if body.links is not None:
            besides = None if body.index is None else body.index.path
            checks.append(links_check(contract, body.links, body.pages, read.files, besides=besides))
        checks.append(
            Check(
                name="citations",
                pointer="/citable",
                summary="the decisions that contracts cite are there, and hold",
                run=lambda context, _: _check_citations(contract, body, read, context),
                may_be_empty=True,
            )
        )
        return checks

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The decisions, how many there are of each status, and what is asked of them."""
        body = cast("DecisionsBody", contract.body)
        decisions = _read(contract, body).decisions(context)
        numbers = Counter(decision.status or "without a status" for decision in decisions)
        statuses = ", ".join(f"{count} {status}" for status, count in sorted(numbers.items()))
        facts = [
            Fact("decisions", f"{body.pages.templates[0].text} ({len(decisions)} now)"),
            Fact("ids", body.form.text),
            Fact("format", "labelled lines and sections" if body.headed else "front matter"),
        ]
        facts += [Fact("statuses", statuses)] * bool(statuses)
        facts.append(Fact("citable", ", ".join(sorted(body.citable))))
        if body.sections:
            ordered = ", in this order" * body.ordered
            facts.append(Fact("sections", ", ".join(rule.titles[0] for rule in body.sections) + ordered))
        if body.index is not None:
            facts.append(Fact("index", f"{body.index.path} ({body.index.order})"))
        return facts

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """What the decision says of itself, and which contracts cite it."""
        from ..decisions.citations import cited_by  # noqa: PLC0415 - only explanations ask for it

        body = cast("DecisionsBody", contract.body)
        if body.index is not None and path == body.index.path:
            return [Fact("index", "lists the decisions")]
        if body.pages.templates[0].match(path) is None:
            return []
        decision = _read(contract, body).decisions(context).by_path.get(path)
        if decision is None:
            return [Fact("matches", body.pages.templates[0].text)]
        facts = [Fact("decision", f"{decision.id}: {decision.title}")]
        facts.append(Fact("status", f"{decision.status or 'none'}, {decision.date or 'no date'}"))
        facts += [Fact("supersedes", ", ".join(decision.supersedes))] * bool(decision.supersedes)
        facts += [Fact("replaced by", ", ".join(decision.superseded_by))] * bool(decision.superseded_by)
        cited = ", ".join(cited_by(context.catalog, decision.id))
        facts.append(Fact("cited by", cited or "no contract"))
        return facts


def _read(contract: Contract, body: DecisionsBody) -> _Read:
    files = page_files(contract, body.pages)

    @cache
    def decisions(context: Context) -> Decisions:
        from ..decisions.reading import Decisions  # noqa: PLC0415 - the parser is loaded only to read pages

        return Decisions(body, files(context))

    return _Read(files, decisions)


def _check_each(
    contract: Contract, body: DecisionsBody, read: _Read, context: Context, chunk: Chunk
) -> Outcome:
    from ..decisions.single import judge_decision  # noqa: PLC0415 - as above
    from ..pages.sections import judge_sections  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    rule = body.rules["decisions"]
    decisions = read.decisions(context)
    paths = [target.path for target in chunk.targets]
    for path, page in read.files(context).judged(paths, rule, findings):
        decision = decisions.by_path[path]
        judge_decision(decision, body, decisions, context, findings)
        sections = [each for each in body.sections if each.when is None or decision.status in each.when]
        order = rule if body.ordered else None
        judge_sections(page, path, sections, order, body.not_applicable, findings)
    return findings.outcome()


def _check_ids(contract: Contract, body: DecisionsBody, read: _Read, context: Context) -> Outcome:
    from ..decisions.numbering import judge_numbering  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    judge_numbering(body, _all_of(body, read, context, "ids", findings), findings)
    return findings.outcome()


def _check_supersession(contract: Contract, body: DecisionsBody, read: _Read, context: Context) -> Outcome:
    from ..decisions.supersession import judge_supersession  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    judge_supersession(body, _all_of(body, read, context, "supersession", findings), findings)
    return findings.outcome()


def _check_index(contract: Contract, body: DecisionsBody, read: _Read, context: Context) -> Outcome:
    from ..decisions.index import judge_index  # noqa: PLC0415 - as above
    from ..pages.links import Links  # noqa: PLC0415 - as above
    from ..pages.model import LinkRule  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    rule = body.rules["index"]
    decisions = _all_of(body, read, context, "index", findings)
    files = read.files(context)
    links = Links(body.links or LinkRule(rule=rule), files, context)
    if body.index is not None:
        for _, page in files.judged([body.index.path], rule, findings):
            judge_index(page, body.index, body, decisions, links, findings)
    return findings.outcome()


def _check_citations(contract: Contract, body: DecisionsBody, read: _Read, context: Context) -> Outcome:
    from ..decisions.citations import judge_citations  # noqa: PLC0415 - as above

    findings = Findings(contract, context.as_of)
    decisions = _all_of(body, read, context, "citations", findings)
    judge_citations(contract, body, decisions, context, findings)
    return findings.outcome()


def _all_of(body: DecisionsBody, read: _Read, context: Context, check: str, findings: Findings) -> Decisions:
    """The decisions; of those that cannot be read it is said that this check does not know them."""
    decisions = read.decisions(context)
    for _ in read.files(context).readable(decisions.unreadable, body.rules[check], findings):
        pass  # none can be read
    return decisions


KIND = DecisionsKind()
