"""Reads ``writes:`` of a layout contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from ....model import Report
from ....paths.captures import CaptureType
from ....paths.template import PathTemplate
from ....paths.template_parser import TemplateError
from ....pointers import join
from .model import Allowed, Writes

POINTER: Final = "/writes"
ALLOW: Final = "$allow"
_PROBLEM_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


def parse_writes(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> Writes | None:
    """The actors and their patterns, None without ``writes:``; patterns that are none are reported."""
    said = cast("Mapping[str, object] | None", data.get("writes"))
    if said is None:
        return None
    actors: dict[str, list[Allowed]] = {}
    for actor, value in said.items():
        if actor == ALLOW:
            continue
        listed = [value] if isinstance(value, str) else cast("Sequence[str]", value)
        actors[actor] = []
        for number, text in enumerate(listed):
            pointer = join(POINTER, actor) if isinstance(value, str) else join(POINTER, actor, number)
            try:
                actors[actor].append(Allowed(text, pointer, template_of(text, types)))
            except TemplateError as error:
                report.add(
                    _PROBLEM_CODES.get(error.reason, "ECC004"),
                    f"{text[:80]!r} is no pattern of paths, at character {error.column}: {error.message}",
                    pointer=pointer,
                    metadata={"path": text},
                )
    return Writes(actors=actors, allowlist=cast("str | None", said.get(ALLOW)))


def template_of(text: str, types: Mapping[str, CaptureType]) -> PathTemplate:
    """The template of a pattern; one that ends in "/" is a folder with all that is in it."""
    return PathTemplate.parse(f"{text}**" if text.endswith("/") else text, types)
