"""Reads a layout contract: its tree, and each section that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ...model import Document, Report
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError
from .drawing import draw_tree, draw_types
from .features import says_what_is_generated
from .lines import Globals, Layout, all_lines
from .linting import lint
from .names.words import parse_words
from .owners.model import lint_owners, parse_owners
from .shape.excusing import parse_empty_dirs
from .zones.model import lint_zones, zones_of

if TYPE_CHECKING:
    from ...paths.captures import CaptureType
    from .budgets.model import Budget
    from .concerns.model import Concern
    from .lines import Line
    from .relations.model import LineRelation
    from .texts.model import OwnText
    from .writes.model import Writes


def parse_layout(document: Document, report: Report) -> Layout:
    """Draw the lines, report what is wrong with them, and lint them against each other."""
    data = cast("Mapping[str, object]", document.data)
    before = len(report.violations)
    types = draw_types(data, report)
    tree = draw_tree(data, types, report)
    layout = Layout(
        root=_root(data, report),
        tree=tree,
        rules=_globals(cast("Mapping[str, object]", data.get("global", {})), types, report),
        tracked=data.get("git") == "tracked",
        types=types,
        budgets=_budgets(data, types, report),
        zones=zones_of(tree),
        owners=parse_owners(data, report),
        concerns=_concerns(data, types, report),
        texts=_texts(tree, report),
        relations=_relations(data, tree, types, report),
        writes=_writes(data, types, report),
    )
    if len(report.violations) == before:
        lint(layout, report)
        lint_zones(tree, report)
        lint_owners(layout, report)
        if says_what_is_generated(layout):
            from .generated.checks import check_options  # noqa: PLC0415 - most layouts say nothing of it

            check_options(layout, report)
    return layout


def _root(data: Mapping[str, object], report: Report) -> str:
    text = cast("str", data.get("root", ".")).removesuffix("/")
    if text in {"", "."}:
        return ""
    try:
        template = PathTemplate.parse(text)
    except TemplateError as error:
        code = "ECC022" if error.reason == "outside-root" else "ECC004"
        report.add(code, f"'root' is no folder: {error.message}", pointer="/root", metadata={"root": text})
        return ""
    if not template.is_literal:
        report.add(
            "ECC004",
            "'root' is one folder, without captures and '*'",
            pointer="/root",
            metadata={"root": text},
        )
    return template.render({}) if template.is_literal else ""


def _globals(rules: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Globals:
    empty_dirs, index = parse_empty_dirs(rules.get("empty_dirs", "allow"))
    return Globals(
        symlinks=cast("str", rules.get("symlinks", "files")),
        empty_dirs=empty_dirs,
        index=index,
        case_unique=rules.get("case") == "unique",
        nfc=rules.get("unicode") == "NFC",
        portable=rules.get("names") == "portable",
        words=parse_words(rules, types, report),
    )


def _concerns(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> tuple[Concern, ...]:
    if "concerns" not in data:
        return ()
    from .concerns.model import parse_concerns  # noqa: PLC0415 - few layouts have concerns

    return parse_concerns(data, types, report)


def _budgets(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> Sequence[Budget]:
    rules = cast("Mapping[str, object]", data.get("global", {}))
    if "budgets" not in data and rules.keys().isdisjoint(("max_path", "max_size")):
        return ()
    from .budgets.parsing import parse_budgets  # noqa: PLC0415 - few layouts have budgets

    return parse_budgets(data, types, report)


def _texts(tree: Line, report: Report) -> Mapping[Line, OwnText]:
    if not any("$text" in line.options for line in all_lines(tree)):
        return {}
    from .texts.parsing import parse_texts  # noqa: PLC0415 - few layouts have text rules

    return parse_texts(tree, report)


def _relations(
    data: Mapping[str, object], tree: Line, types: Mapping[str, CaptureType], report: Report
) -> Sequence[LineRelation]:
    if "relations" not in data:
        return ()
    from .relations.parsing import parse_line_relations  # noqa: PLC0415 - few layouts have relations

    return parse_line_relations(data, tree, types, report)


def _writes(data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Writes | None:
    if "writes" not in data:
        return None
    from .writes.parsing import parse_writes  # noqa: PLC0415 - most layouts say nothing of it

    return parse_writes(data, types, report)
