"""From the fields of a ``decisions/v1`` contract to what it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from ..catalog.paths import check_path
from ..model import Report
from ..pages.model import NOT_APPLICABLE
from ..pages.parsing import check_rule, parse_links, parse_page_set, parse_sections
from ..paths.template import PathTemplate
from ..pointers import join
from ..suggestions import suggestion
from .model import FIELDS, STATUSES, DecisionsBody, IdForm, IndexRule, Numbering

_Fields = Mapping[str, object]

CHECKS: Final = ("presence", "decisions", "ids", "supersession", "index", "links", "citations")
_FORM: Final = re.compile(r"([^{}]*)\{([a-z][a-z0-9_]*)\}([^{}]*)")
#: the range of "0" to "9"
_DIGITS: Final = (48, 57)


def parse_decisions(data: _Fields, report: Report) -> DecisionsBody | None:
    """The body of the contract; None where something in it cannot be used."""
    pages = parse_page_set(data, report)
    links = parse_links(data, report)
    sections = parse_sections(data, report)
    rules = {check: check_rule(data, check) for check in CHECKS}
    statuses = tuple(cast("list[str]", data.get("statuses", STATUSES)))
    citable = frozenset(cast("list[str]", data.get("citable", ["accepted"])))
    _check_statuses(data, statuses, report)
    index = _index(data, report)
    if pages is None:
        return None
    template = pages.templates[0]
    ids = cast("_Fields", data.get("ids", {}))
    form = _form(ids, template, report)
    title, title_capture = _title(data, template, form, report)
    if form is None or report.violations:
        return None
    gaps = ids.get("gaps", [])
    names = cast("Mapping[str, str]", data.get("fields", {}))
    return DecisionsBody(
        pages=pages,
        form=form,
        headed=data.get("format", "front-matter") == "headed",
        fields={field: names.get(field, field) for field in FIELDS},
        statuses=statuses,
        citable=citable,
        title=title,
        title_capture=title_capture,
        numbering=Numbering(
            first=cast("int", ids.get("first", 1)),
            missing=frozenset(cast("list[int]", gaps)) if isinstance(gaps, list) else None,
            chronological=bool(ids.get("chronological", False)),
        ),
        sections=sections,
        ordered=bool(data.get("order", False)),
        not_applicable=str(data.get("not_applicable", NOT_APPLICABLE)),
        index=index,
        links=links,
        rules=rules,
    )


def _form(ids: _Fields, template: PathTemplate, report: Report) -> IdForm | None:
    """How decisions are called; the capture in it must be of digits alone."""
    default = f"{{{template.captures[0]}}}" if template.captures else "{number}"
    text = str(ids.get("form", default))
    pointer = "/ids/form" if "form" in ids else "/path"
    match = _FORM.fullmatch(text)
    if match is None or match[2] not in template.captures:
        report.add(
            "ECC004",
            "the form of the ids names no capture of the path",
            pointer=pointer,
            expected="text around one capture of the path, such as ADR-{number}",
            found=text[:200],
            fix=suggestion(match[2] if match else text, template.captures) if template.captures else None,
            metadata={"keyword": "form"},
        )
        return None
    if not all(_DIGITS[0] <= low and high <= _DIGITS[1] for low, high in template.types[match[2]].alphabet):
        report.add(
            "ECC004",
            f"the capture {match[2]!r} may stand for more than digits, so it is no number",
            pointer=pointer,
            expected=f"{{{match[2]}:int}} in the path",
            found=template.text,
            metadata={"keyword": "form"},
        )
        return None
    return IdForm(text, match[2], match[1], match[3])


def _title(
    data: _Fields, template: PathTemplate, form: IdForm | None, report: Report
) -> tuple[str, str | None]:
    """How the title agrees with the path: by the only other capture, where there is one."""
    title = str(data.get("title", "slug"))
    others = [name for name in template.captures if form is None or name != form.capture]
    if len(others) == 1:
        return title, others[0]
    if "title" in data and title != "free":
        report.add(
            "ECC004",
            "there is no capture of the path that titles could agree with",
            pointer="/title",
            expected="one capture besides the number, or title: free",
            found=template.text,
            metadata={"keyword": "title"},
        )
    return "free", None


def _check_statuses(data: _Fields, statuses: tuple[str, ...], report: Report) -> None:
    """Whatever names a status names one that decisions can have."""
    named = [(join("/citable", i), s) for i, s in enumerate(cast("list[str]", data.get("citable", [])))]
    for number, section in enumerate(cast("list[object]", data.get("sections", []))):
        if isinstance(section, dict):
            when = enumerate(cast("list[str]", section.get("when", [])))
            named += [(join("/sections", number, "when", index), status) for index, status in when]
    for pointer, status in named:
        if status not in statuses:
            report.add(
                "ECC004",
                f"{status!r} is none of the statuses",
                pointer=pointer,
                expected="one of " + ", ".join(statuses),
                found=status,
                fix=suggestion(status, statuses),
                metadata={"keyword": "statuses"},
            )


def _index(data: _Fields, report: Report) -> IndexRule | None:
    fields = cast("_Fields | None", data.get("index"))
    if fields is None:
        return None
    path = str(fields["path"])
    check_path(path, "/index/path", report)
    return IndexRule(
        path=path,
        section=cast("str | None", fields.get("section")),
        order=str(fields.get("order", "any")),
        status=cast("str | None", fields.get("status")),
    )
