"""Files that elements name: by their values, or by a template over these and the parts of their records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..artifacts.companions import Unresolved, named_path
from ..errors import FileProblem
from ..pointers import resolve
from ..sources.keys import show
from ..sources.model import Element

if TYPE_CHECKING:
    from ..context import Context
    from .reading import RelationReader

_NAME: Final = re.compile(r"\{([^{}]*)\}")
_FIELD: Final = re.compile(r"\A(?:[A-Za-z_][A-Za-z0-9_]*|/.*)\Z", re.ASCII)


class Unnamed(Exception):
    """An element that names no path below the root; the message says why."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How elements name paths: ``template`` holds ``{value}``, ``{field}`` and ``{/pointer}``."""

    template: str
    below_file: bool

    def path(self, element: Element) -> str:
        """The path, relative to the root; raises Unnamed."""
        text = _NAME.sub(lambda found: _text(element, found.group(1)), self.template)
        if not text:
            message = "no path is named"
            raise Unnamed(message)
        folder = element.place.path.rpartition("/")[0] if self.below_file else ""
        path = named_path(text, folder, "")
        if isinstance(path, Unresolved):
            message = f"{text[:120]!r} is no path: {path.message}"
            raise Unnamed(message)
        return path


def _text(element: Element, name: str) -> str:
    found: object = None
    if name == "value":
        found = element.value
    elif name.startswith("/"):
        try:
            found = resolve(element.record, name)
        except KeyError:
            found = None
    elif isinstance(element.record, Mapping):
        found = element.record.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int):
        what = f"has no {name!r}" if found is None else f"has {show(found)} as {name!r}"
        message = f"{show(element.value)} {what} to make a path of"
        raise Unnamed(message)
    return str(found)


def parse_naming(read: RelationReader) -> Naming:
    """Read ``path`` and ``relative_to`` of a relation."""
    template = read.text("path") or "{value}"
    for name in _NAME.findall(template):
        if not _FIELD.match(name):
            read.refuse("path", f"{{{name}}} is no part of an element", "{value}, {field} or {/pointer}")
    if "{" in _NAME.sub("", template) or "}" in _NAME.sub("", template):
        read.refuse("path", "a brace stands alone", "{value}, {field} or {/pointer}")
    return Naming(template, read.text("relative_to") == "file")


def kind_of(context: Context, path: str) -> str | None:
    """``file`` or ``folder``, through a link below the root; None where nothing is."""
    if path in ("", "."):
        return "folder"
    try:
        kind = context.tree.kind(path)
        if kind == "link":
            context.files.size(path)
            kind = "file"
    except FileProblem as problem:
        return "folder" if problem.reason == "directory" else None
    return kind
