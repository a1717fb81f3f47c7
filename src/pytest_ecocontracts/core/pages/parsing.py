"""From the fields of a contract about pages to what they ask for; shared by the kinds that have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from ..catalog.paths import check_path
from ..model import Report
from ..paths.linear_regex import LinearPattern, PatternProblem, compile_linear
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join
from ..rules.model import Rule
from ..rules.parsing import parse_rule
from .model import (
    NOT_APPLICABLE,
    EntryRule,
    IdentifierRule,
    LinkRule,
    PagesBody,
    PageSet,
    SectionRule,
    TableRule,
)

_Fields = Mapping[str, object]
_Made = TypeVar("_Made")
_TEMPLATE_CODES = {"outside-root": "ECC022", "unsafe": "ECC020"}


def parse_pages(data: _Fields, report: Report) -> PagesBody | None:
    """The body of ``pages/v1``; None where something in it cannot be used."""
    pages = parse_page_set(data, report)
    identifiers = _each(data, "identifiers", lambda f, p: _identifiers(f, p, report))
    sections = parse_sections(data, report)
    entries = _each(data, "entries", lambda f, p: _entry(f, p, report))
    links = parse_links(data, report)
    tables = _each(data, "tables", lambda f, p: _table(f, p, report))
    rules = {check: check_rule(data, check) for check in ("presence", "structure")}
    if pages is None or report.violations:
        return None
    return PagesBody(
        pages=pages,
        rules=rules,
        sections=sections,
        order=rules["structure"] if data.get("order") else None,
        not_applicable=str(data.get("not_applicable", NOT_APPLICABLE)),
        entries=tuple(entries),
        links=links,
        tables=tuple(tables),
        identifiers=tuple(found for found in identifiers if found is not None),
    )


def parse_page_set(data: _Fields, report: Report) -> PageSet | None:
    """The templates of the pages; None where one is not valid."""
    texts = data["path"]
    places = (
        [("/path", texts)]
        if isinstance(texts, str)
        else [(join("/path", i), str(text)) for i, text in enumerate(cast("list[str]", texts))]
    )
    templates: list[PathTemplate] = []
    for pointer, text in places:
        try:
            templates.append(PathTemplate.parse(text))
        except TemplateError as error:
            report.add(
                _TEMPLATE_CODES.get(error.reason, "ECC004"),
                f"the path template is not valid: {error}",
                pointer=pointer,
                expected="a POSIX path below the root, such as docs/{page:slug}.md",
                found=text[:200],
                metadata={"path": text[:200]},
            )
    if len(templates) < len(places):
        return None
    return PageSet(
        templates=tuple(templates),
        pointers=tuple(pointer for pointer, _ in places),
        required=data.get("presence", "required") == "required",
    )


def check_rule(data: _Fields, check: str) -> Rule:
    """The rule in whose name a check speaks; what the contract says of the check comes to it later."""
    spoken_of = check in cast("_Fields", data.get("rules", {}))
    return Rule(id=check, pointer=join("/rules", check) if spoken_of else "/path")


def parse_sections(data: _Fields, report: Report) -> tuple[SectionRule, ...]:
    """The sections that are asked for."""
    return tuple(_each(data, "sections", lambda f, p: _section(f, p, report)))


def parse_links(data: _Fields, report: Report) -> LinkRule | None:
    """How links are resolved; None where they are not judged."""
    fields = data.get("links", True)
    if fields is False:
        return None
    rule = check_rule(data, "links")
    if not isinstance(fields, dict):
        return LinkRule(rule=rule)
    root = str(fields.get("root", ""))
    check_path(root, "/links/root", report)
    return LinkRule(
        rule=rule,
        anchors=str(fields.get("anchors", "github")),
        root=root.strip("/"),
        endings=tuple(fields.get("endings", ())),
    )


def _each(data: _Fields, name: str, make: Callable[[object, str], _Made]) -> list[_Made]:
    fields = cast("list[object]", data.get(name, []))
    return [make(entry, join("", name, index)) for index, entry in enumerate(fields)]


def _section(entry: object, pointer: str, report: Report) -> SectionRule:
    if isinstance(entry, str):
        return SectionRule(rule=Rule(id="sections", pointer=pointer), titles=(entry,))
    fields = cast("Mapping[str, object]", entry)
    when = cast("list[str] | None", fields.get("when"))
    return SectionRule(
        rule=parse_rule(fields, pointer, "sections", report),
        titles=(str(fields["title"]), *cast("list[str]", fields.get("also", []))),
        items=cast("int", fields.get("items", 0)),
        code=cast("int", fields.get("code", 0)),
        required=bool(fields.get("required", True)),
        when=None if when is None else frozenset(when),
    )


def _entry(entry: object, pointer: str, report: Report) -> EntryRule:
    fields = cast("Mapping[str, object]", entry)
    return EntryRule(
        rule=parse_rule(fields, pointer, "entries", report),
        level=cast("int", fields["level"]),
        labels=tuple(cast("list[str]", fields["labels"])),
        below=cast("str | None", fields.get("below")),
    )


def _table(entry: object, pointer: str, report: Report) -> TableRule:
    fields = cast("Mapping[str, object]", entry)
    return TableRule(
        rule=parse_rule(fields, pointer, "tables", report),
        columns=tuple(cast("list[str]", fields["columns"])),
        section=cast("str | None", fields.get("section")),
        rows=cast("int", fields.get("rows", 1)),
        schema=cast("Mapping[str, object] | None", fields.get("schema")),
    )


def _identifiers(entry: object, pointer: str, report: Report) -> IdentifierRule | None:
    fields = cast("Mapping[str, object]", entry)
    pattern = _pattern(str(fields["pattern"]), join(pointer, "pattern"), report)
    rule = parse_rule(fields, pointer, "identifiers", report)
    sources = cast("Mapping[str, object]", fields["declared"])
    if pattern is None:
        return None
    return IdentifierRule(
        rule=rule,
        pattern=pattern,
        where=str(fields.get("in", "code")),
        section=cast("str | None", fields.get("section")),
        contracts=tuple(cast("list[str]", sources.get("contracts", []))),
        codes=bool(sources.get("codes", False)),
        taxonomies=tuple(cast("list[str]", sources.get("taxonomies", []))),
        words=tuple(cast("list[str]", sources.get("words", []))),
        mentioned=bool(fields.get("mentioned", False)),
    )


def _pattern(text: str, pointer: str, report: Report) -> LinearPattern | None:
    try:
        return compile_linear(text)
    except PatternProblem as problem:
        report.add(
            "ECC020",
            f"the pattern cannot be used: {problem}",
            pointer=pointer,
            expected="an expression without look-around and back-references",
            found=text[:200],
            metadata={"pattern": text[:200]},
        )
        return None
