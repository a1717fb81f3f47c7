"""``paths: TEMPLATE(s)``: files, folders and links of the tree, without what git ignores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...errors import FileProblem, LoadError
from ...model import Report
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..selections import parse_selection
from ..troubles import troubles_of
from ._giving import given_words

#: what ``kind`` may be, and which of (files, folders, links) it stands for
KINDS: Final = {
    "file": ("file", "link"),
    "folder": ("folder",),
    "link": ("link",),
    "any": ("file", "folder", "link"),
}
#: what records may say besides: bytes and lines of a file, the target of a link
GIVE: Final = ("size", "lines", "target")


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths that templates match, with what they consist of; ``give`` is what else records say."""

    selection: FileSelection
    kinds: Sequence[str]
    give: Sequence[str]

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the paths, sorted, each once. What lies below the folders of the templates is looked at.

        Where nothing lies there, that is seen in the nearest folder that is there.
        """
        visible = files.texts.visible
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for template in self.selection.templates:
            looked = 0
            if "folder" in self.kinds:
                looked += len(visible.candidates(template, folders=True))
                for path, captures in files.texts.matching(template, folders=True):
                    found.setdefault(path, ("folder", captures))
            if "link" in self.kinds:
                looked += len(visible.candidates(template))
                for path, captures in files.texts.matching(template):
                    kind = "link" if visible.is_link(path) else "file"
                    if kind in self.kinds:
                        found.setdefault(path, (kind, captures))
            files.examined += looked or visible.around(template)
        for path in sorted(found):
            if not self.selection.leaves_out(path):
                kind, captures = found[path]
                files.paths.append(path)
                try:
                    extra = self._measured(files, path, kind)
                except (FileProblem, LoadError) as error:
                    files.troubles += troubles_of(error, path)
                    continue
                yield Element(path, Place(path), {**parts(path), "kind": kind, **extra, **captures})

    def _measured(self, files: SourceFiles, path: str, kind: str) -> dict[str, object]:
        context = files.context
        measured: dict[str, object] = {}
        if kind == "file" and "size" in self.give:
            measured["size"] = context.files.size(path)
        if kind == "file" and "lines" in self.give:
            text = files.texts.text(path)
            measured["lines"] = text.count("\n") + (not text.endswith("\n") and bool(text))
        if kind == "link" and "target" in self.give:
            measured["target"] = context.files.link_target(path)
        return measured


def parts(path: str) -> dict[str, object]:
    """What a path consists of; ``depth`` is the number of folders above it."""
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    has_suffix = bool(stem.strip("."))
    return {
        "path": path,
        "folder": folder,
        "name": name,
        "stem": stem if has_suffix else name,
        "suffix": dot + suffix if has_suffix else "",
        "depth": path.count("/"),
    }


class PathsKind:
    """The kind of source ``paths``."""

    name: Final = "paths"
    options: Final = frozenset({"except", "kind", "give"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``paths``, a template or a list of them, their ``kind``, and what to ``give`` of each."""
        selection = parse_selection(fields, self.name, pointer, report)
        if selection is None:
            return None
        give = given_words(fields, GIVE, pointer, report)
        return Paths(selection, KINDS[str(fields.get("kind", "file"))], give)


KIND: Final = PathsKind()
