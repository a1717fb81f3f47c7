"""From the data of a ``waivers/v1`` contract to its body; what is wrong is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ..catalog.paths import check_path, check_template
from ..loading.values import FORMATS, format_of
from ..paths.linear_regex import PatternProblem, compile_linear
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join, split
from .model import (
    FILLERS,
    REQUIRED,
    SHORTEST_REASON,
    Approval,
    Budget,
    Capture,
    Entry,
    Origin,
    Policy,
    Scope,
    Source,
    Value,
    WaiversBody,
)

if TYPE_CHECKING:
    from ..model import Document, Report
    from ..violations import Location

_Fields = Mapping[str, object]
_LINES: Final = "lines"
_TEXTS: Final = ("of", "code", "path", "pointer", "owner", "reason", "decision", "issue")


def parse_waivers(document: Document, report: Report) -> WaiversBody:
    """Read the waivers, the policy and the sources."""
    data = cast("_Fields", document.data)
    baseline = bool(data.get("baseline", False))
    policy = _policy(cast("_Fields", data.get("policy", {})), report)
    entries = [
        _entry(cast("_Fields", entry), join("/waivers", index), document, report)
        for index, entry in enumerate(cast("Sequence[object]", data.get("waivers", ())))
    ]
    for entry in entries:
        _check_justified(entry, report, baseline=baseline)
    sources = [
        _source(cast("_Fields", source), join("/from", index), report)
        for index, source in enumerate(cast("Sequence[object]", data.get("from", ())))
    ]
    return WaiversBody(
        entries=entries,
        policy=policy,
        sources=[source for source in sources if source is not None],
        baseline=baseline,
    )


def _check_justified(entry: Entry, report: Report, *, baseline: bool) -> None:
    """A waiver has a decision or an issue; one of a baseline, that nobody decided on, a path and a number."""
    if baseline:
        missing = [name for name in ("path", "max") if not _says(entry, name)]
        expected, fix = "path: and max:", "let --eco-baseline write it"
    else:
        missing = [] if "decision" in entry.texts or "issue" in entry.texts else ["decision or issue"]
        expected, fix = "decision: or issue:", "name the decision that allows it, or the issue that ends it"
    if missing:
        report.add(
            "ECC004",
            f"the waiver has no {' and no '.join(missing)}",
            pointer=entry.pointer,
            expected=expected,
            fix=fix,
            metadata={"keyword": "required"},
        )


def _says(entry: Entry, name: str) -> bool:
    return entry.maximum is not None if name == "max" else name in entry.texts


def _entry(fields: _Fields, pointer: str, document: Document, report: Report) -> Entry:
    approved = cast("_Fields | None", fields.get("approved"))
    if "path" in fields:
        check_template(str(fields["path"]), join(pointer, "path"), report, keyword="path")
    until = _day(fields["until"], join(pointer, "until"), report)
    approval = None
    if approved is not None:
        day = _day(approved["until"], join(pointer, "approved", "until"), report)
        approval = Approval(decision=str(approved["decision"]), until=day or date.min)
    return Entry(
        pointer=pointer,
        place=partial(_place, document, pointer),
        texts={name: str(fields[name]) for name in _TEXTS if name in fields},
        until=until,
        maximum=cast("int | None", fields.get("max")),
        approved=approval,
    )


def _place(document: Document, pointer: str, name: str) -> Location:
    return document.location(join(pointer, name) if name else pointer)


def _day(text: object, pointer: str, report: Report) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        report.add(
            "ECC004",
            f"{text!r} is not a day of the calendar",
            pointer=pointer,
            expected="a date, YYYY-MM-DD",
            found=str(text),
            metadata={"keyword": "until"},
        )
        return None


def _policy(fields: _Fields, report: Report) -> Policy:
    reason = cast("_Fields", fields.get("reason", {}))
    scope = cast("_Fields", fields.get("scope", {}))
    budget = cast("_Fields | None", fields.get("budget"))
    horizon = cast("Mapping[str, int] | None", fields.get("horizon"))
    issue = None
    if "issue_pattern" in fields:
        text = str(fields["issue_pattern"])
        try:
            issue = compile_linear(text)
        except PatternProblem as problem:
            report.add(
                "ECC020",
                f"the pattern cannot be used: {problem}",
                pointer="/policy/issue_pattern",
                expected="an expression without look-around and back-references",
                found=text[:200],
                metadata={"pattern": text[:200]},
            )
    return Policy(
        aliases=cast("Mapping[str, str]", fields.get("owner_aliases", {})),
        shortest=cast("int", reason.get("min", SHORTEST_REASON)),
        fillers=FILLERS | {word.casefold() for word in cast("Sequence[str]", reason.get("fillers", ()))},
        issue=issue,
        horizon=None if horizon is None else timedelta(days=horizon["days"]),
        scope=Scope(
            blanket=bool(scope.get("blanket", False)),
            maximum=cast("int | None", scope.get("max")),
            share=cast("float | None", scope.get("max_share")),
        ),
        budget=None
        if budget is None
        else Budget(maximum=cast("int", budget["max"]), shrinks=bool(budget.get("shrinks", False))),
        sorted=bool(fields.get("sorted", False)),
    )


def _source(fields: _Fields, pointer: str, report: Report) -> Source | None:
    text = str(fields["files"])
    if not check_path(text, join(pointer, "files"), report):
        return None
    try:
        files = PathTemplate.parse(text)
    except TemplateError:
        check_template(text, join(pointer, "files"), report, keyword="files")
        return None
    chosen = cast("str | None", fields.get("format")) or format_of(text)
    if chosen not in FORMATS | {_LINES}:
        report.add(
            "ECC004",
            "the format of the files cannot be told from their name",
            pointer=join(pointer, "files"),
            expected="a known suffix, or format:",
            found=text[:200],
            fix="say format: json, yaml, toml, csv or lines",
            metadata={"keyword": "format"},
        )
        return None
    at = str(fields.get("at", "/*"))
    tokens = tuple(split(at))
    origins = {name: _origin(value) for name, value in cast("Mapping[str, object]", fields["map"]).items()}
    source = Source(
        pointer=pointer,
        files=files,
        format=chosen,
        at=tokens,
        fields=origins,
        required=tuple(cast("Sequence[str]", fields.get("require", REQUIRED))),
        governs=bool(fields.get("governs", False)),
        in_tree=fields.get("matches") == "tree",
    )
    _check_source(source, "at" in fields, report)
    return source


def _origin(value: object) -> Origin:
    if isinstance(value, str):
        return value
    fields = cast("Mapping[str, str]", value)
    return Value(fields["value"]) if "value" in fields else Capture(fields["capture"])


def _check_source(source: Source, has_place: bool, report: Report) -> None:
    """What the schema of the contract cannot say of a source."""

    def wrong(message: str, pointer: str, expected: str, fix: str, keyword: str) -> None:
        report.add(
            "ECC004",
            message,
            pointer=join(source.pointer, *split(pointer)),
            expected=expected,
            fix=fix,
            metadata={"keyword": keyword},
        )

    if source.format == _LINES and has_place:
        wrong("a file of lines has no place to look at", "/at", "no at:", "remove at:", "at")
    names = {token[1:-1] for token in source.at if token.startswith("{") and token.endswith("}")}
    for name, origin in source.fields.items():
        if isinstance(origin, Capture) and origin.name not in names:
            known = ", ".join(sorted(names)) or "none"
            wrong(
                f"{{{origin.name}}} stands nowhere in at:",
                f"/map/{name}",
                f"a capture of at: ({known})",
                f"write {{{origin.name}}} where at: has *",
                "capture",
            )
    asked = source.required if source.governs else ("of", "code", *REQUIRED)
    for name in asked:
        if name in source.fields or (name == "issue" and "decision" in source.fields):
            continue
        wrong(
            f"every entry says its {name}, and map: does not say where",
            "/map",
            f"map: with {name}",
            "map it, or give all entries the same with {value: ...}"
            + (", or leave it out of require:" if source.governs else ", or say governs: true"),
            "map",
        )
    if source.in_tree and "path" not in source.fields:
        wrong("matches: needs a path", "/matches", "map: with path", "map the path of an entry", "map")
