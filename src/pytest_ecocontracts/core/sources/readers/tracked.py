"""``tracked: TEMPLATE(s)``: the paths in git's index, with their modes, whatever is on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ...model import Report
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..selections import parse_selection
from ..visible import between, matching
from .paths import parts

_KINDS: Final = {"120000": "link", "160000": "submodule"}
_EXECUTABLE: Final = "100755"


@dataclass(frozen=True, slots=True)
class Tracked:
    """The tracked paths that templates match."""

    selection: FileSelection

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the paths, sorted, each once; raises CapabilityMissing where git cannot be asked."""
        modes = files.context.git.tracked()
        paths = sorted(modes)
        found: dict[str, dict[str, str]] = {}
        for template in self.selection.templates:
            folder = template.literal_folder
            candidates = between(paths, folder) if folder else paths
            # That nothing lies below a folder is seen in the whole index.
            files.examined += len(candidates) or len(paths)
            for path, captures in matching(template, candidates):
                found.setdefault(path, captures)
        for path in sorted(found):
            if not self.selection.leaves_out(path):
                files.paths.append(path)
                mode = modes[path]
                record = {
                    **parts(path),
                    "kind": _KINDS.get(mode, "file"),
                    "mode": mode,
                    "is_executable": mode == _EXECUTABLE,
                    **found[path],
                }
                yield Element(path, Place(path), record)


class TrackedKind:
    """The kind of source ``tracked``."""

    name: Final = "tracked"
    options: Final = frozenset({"except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``tracked``, a template or a list of them."""
        selection = parse_selection(fields, self.name, pointer, report)
        return Tracked(selection) if selection is not None else None


KIND: Final = TrackedKind()
