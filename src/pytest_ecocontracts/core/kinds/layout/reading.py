"""Path templates that stand in a layout beside its tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...model import Report
from ...paths.captures import CaptureType
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError

_PROBLEM_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


def read_template(
    text: str, types: Mapping[str, CaptureType], pointer: str, report: Report
) -> PathTemplate | None:
    """A template of paths below the root of the layout; None where it is none, which is reported."""
    own = text.removesuffix("/")
    if text.endswith("/") and (own == "**" or own.endswith("/**")):
        own += "/*"  # every folder below, never the folder itself
    try:
        return PathTemplate.parse(own, types)
    except TemplateError as error:
        code = _PROBLEM_CODES.get(error.reason, "ECC004")
        report.add(
            code,
            f"{text[:80]!r} is no path of a layout: {error.message}",
            pointer=pointer,
            found=text[:200],
            metadata={"keyword": "at"},
        )
        return None
