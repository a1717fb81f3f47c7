"""Which files an artifact contract is about, and into which work units they are divided."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from ..context import Context
from ..errors import FileProblem
from ..model import WHOLE, Chunk, Contract, Outcome, Target
from ..rows.formats import TABLES, is_compressed
from .model import Artifact

_BY_BYTES: Final = frozenset({"jsonl", *TABLES})


class ArtifactFiles:
    """The files of one contract, looked for once per process."""

    def __init__(self, contract: Contract, artifact: Artifact) -> None:
        self._contract = contract
        self._artifact = artifact
        self._found: list[list[str]] | None = None

    def root(self, context: Context) -> str:
        """The folder that the templates are relative to."""
        name = self._artifact.root
        return "" if name is None else context.catalog.settings.roots[name].path

    def by_template(self, context: Context) -> list[list[str]]:
        """The paths that match each template, sorted; relative to the root of the repository."""
        if self._found is None:
            root = self.root(context)
            self._found = [template.paths(context.tree, root) for template in self._artifact.templates]
        return self._found

    def paths(self, context: Context) -> list[str]:
        """Every path of the contract, once, sorted."""
        found = self.by_template(context)
        return found[0] if len(found) == 1 else sorted({path for paths in found for path in paths})

    def with_captures(self, context: Context) -> list[tuple[str, dict[str, str]]]:
        """Every path of the contract, once, sorted, with the captures of the first template that fits."""
        root = self.root(context)
        start = len(root) + 1 if root else 0
        found: dict[str, dict[str, str]] = {}
        for template, paths in zip(self._artifact.templates, self.by_template(context), strict=True):
            for path in paths:
                if path not in found:
                    found[path] = template.match(path[start:]) or {}
        return sorted(found.items(), key=itemgetter(0))

    def split(self, context: Context) -> Sequence[Chunk]:
        """Divide the files into chunks that do not depend on who runs them.

        Whole files go by number; JSON Lines and tables go by bytes, a large file of plain lines in ranges, so
        that more than one worker can read it.
        """
        paths = self.paths(context)
        if not paths:
            return WHOLE
        if self._artifact.format in _BY_BYTES:
            groups = _by_bytes(paths, context, divided=self._artifact.format == "jsonl")
        else:
            size = context.limits.chunk_targets
            targets = [Target(path) for path in paths]
            groups = [targets[start : start + size] for start in range(0, len(targets), size)]
        return [Chunk(index, len(groups), group) for index, group in enumerate(groups, 1)]


def _by_bytes(paths: Sequence[str], context: Context, *, divided: bool) -> list[list[Target]]:
    limit = context.limits.chunk_bytes
    groups: list[list[Target]] = [[]]
    filled = 0
    for path in paths:
        try:
            size = context.files.size(path)
        except FileProblem:
            size = 0  # told by whoever reads it
        if not divided or is_compressed(path):
            size = min(size, limit)
        start = 0
        # A range holds the lines that begin in it; only a file larger than a chunk is divided.
        while size - start > limit:
            if groups[-1]:
                groups.append([])
            groups[-1].append(Target(path, start, start + limit))
            groups.append([])
            start, filled = start + limit, 0
        if groups[-1] and (filled + size - start > limit or len(groups[-1]) >= context.limits.chunk_targets):
            groups.append([])
            filled = 0
        groups[-1].append(Target(path, start))
        filled += size - start
    return groups


def nothing_to_judge(contract: Contract, artifact: Artifact, rule: str) -> Outcome:
    """What a check says that finds no file at all; missing files block it, they are never a pass."""
    if not artifact.required_presence:
        return Outcome()
    blocked = contract.violation(
        "ECX001",
        "there is no file to judge: what the contract requires is missing",
        pointer=artifact.pointers[0],
        rule=rule,
        expected="at least one file",
        found="none",
        fix="see the presence check of this contract",
        metadata={"blocked_by": "presence"},
    )
    return Outcome(violations=(blocked,))
