"""From the templates of a source to the files that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ..model import Report
from ..paths.template import PathTemplate
from ..paths.template_parser import TemplateError
from ..pointers import join
from .files import FileSelection


def parse_selection(
    fields: Mapping[str, object], key: str, pointer: str, report: Report
) -> FileSelection | None:
    """Read one template or a list of them at ``key``, and those of ``except``; reports what is wrong."""
    before = len(report.violations)
    templates = _templates(fields[key], join(pointer, key), report)
    excluded = _templates(fields.get("except", []), join(pointer, "except"), report)
    return FileSelection(templates, excluded) if len(report.violations) == before else None


def _templates(given: object, pointer: str, report: Report) -> list[PathTemplate]:
    if isinstance(given, str):
        found = _template(given, pointer, report)
        return [found] if found is not None else []
    texts = cast("list[str]", given)
    parsed = [_template(text, join(pointer, index), report) for index, text in enumerate(texts)]
    return [template for template in parsed if template is not None]


def _template(text: str, pointer: str, report: Report) -> PathTemplate | None:
    try:
        return PathTemplate.parse(text)
    except TemplateError as error:
        report.add(
            "ECC022" if error.reason == "outside-root" else "ECC004",
            f"{text[:80]!r} is no path template, at character {error.column}: {error.message}",
            pointer=pointer,
            metadata={"reason": error.reason},
        )
        return None
