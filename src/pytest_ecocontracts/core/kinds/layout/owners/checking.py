"""The check ``owners``: every file has an owner, and every owner is one that there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....suggestions import suggestion
from ....violations import Location, Violation
from ..automaton.governing import Governor
from ..automaton.states import Reading
from ..lines import Layout, Line, all_lines
from ..seeing import seen
from ..walking import Findings
from ..zones.model import owner_of
from .files import read_data
from .model import DataFile, Owners, named_owners

if TYPE_CHECKING:
    from ....context import Context


def check_owners(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge every file by the owner that its line has, and the owners by the file that lists them."""
    findings = Findings(context)
    owners = layout.owners or Owners()
    gaps = _Gaps(contract, layout, context)
    for visit in seen(contract, layout, context, findings):
        state, prefix = visit.state, visit.prefix
        lines = state.files
        for name in (*visit.listing.files, *visit.listing.links, *visit.listing.others):
            line = lines[name]
            if line is None and state.is_open:
                gaps.judge(prefix, name, state.frame)
            elif line is not None and line.kind == "file" and line.allows:
                gaps.judge(prefix, name, line)
        for name, entered in zip(visit.listing.folders, visit.inside, strict=True):
            if entered.reading is Reading.OPAQUE and entered.line is not None:
                gaps.judge(prefix, name, entered.line)
    if owners.required:
        for path, line, count in gaps.topmost():
            findings.add(partial(_gap, contract, path, line, count))
    if isinstance(owners.known, DataFile):
        _judge_known(contract, layout, owners.known, context, findings)
    return findings.outcome(gaps.examined)


@dataclass(slots=True)
class _Gaps:
    """Files without an owner, and the folders in which some file has one."""

    contract: Contract
    layout: Layout
    context: Context
    examined: int = 0
    owned: set[Line] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    missing: dict[str, list[tuple[str, Line]]] = field(default_factory=lambda: defaultdict(list))
    others: list[Governor] | None = None

    def __post_init__(self) -> None:
        self.owned = {line for line in all_lines(self.layout.tree) if owner_of(line) is not None}

    def judge(self, prefix: str, name: str, line: Line) -> None:
        """Take note of one file, or of a folder that nobody looks into."""
        self.examined += 1
        if line not in self.owned and not self._is_owned_elsewhere(prefix + name):
            self.missing[prefix].append((name, line))
            return
        while prefix not in self.filled:
            self.filled.add(prefix)
            above = prefix[:-1].rpartition("/")
            prefix = above[0] + above[1]

    def topmost(self) -> list[tuple[str, Line, int]]:
        """Each file without an owner, or the topmost folder of which no file has one, with their number."""
        found: dict[str, tuple[Line, int]] = {}
        start = f"{self.layout.root}/" if self.layout.root else ""
        for prefix, files in self.missing.items():
            top = prefix
            above = _above(top)
            while top != start and above not in self.filled:
                top, above = above, _above(above)
            for name, line in files:
                path = prefix + name if prefix in self.filled else top[:-1] or "."
                first, count = found.get(path, (line, 0))
                found[path] = (first, count + 1)
        return [(path, line, count) for path, (line, count) in found.items()]

    def _is_owned_elsewhere(self, path: str) -> bool:
        """Whether another layout of the catalog gives the path an owner."""
        if self.others is None:
            self.others = [Governor(other) for other in other_layouts(self.contract, self.context)]
        return any(
            one.covers(path)
            and not (governed := one.of_file(path)).refused
            and owner_of(governed.governing) is not None
            for one in self.others
        )


def _above(prefix: str) -> str:
    folder, slash, _ = prefix[:-1].rpartition("/")
    return folder + slash


def other_layouts(contract: Contract, context: Context) -> list[Layout]:
    """The other layouts that this repository enforces."""
    catalog = context.catalog
    if catalog is None:
        return []
    return [
        cast("Layout", other.body)
        for other in catalog.contracts
        if other.header.kind == "layout" and other.id != contract.id and catalog.settings.enforces(other)
    ]


def _gap(contract: Contract, path: str, line: Line, count: int) -> Violation:
    several = f"; {count} files in it have none" if count > 1 else ""
    return contract.violation(
        "ECL020",
        f"nobody owns '{printable(path)}'{several}",
        pointer=line.pointer,
        location=Location(path=path),
        expected="one owner for every file",
        found="none",
        fix=f"give {line.key!r}, or a folder around it, an $owner" if line.key else "give the tree an $owner",
        metadata={"path": path},
    )


def _judge_known(
    contract: Contract, layout: Layout, source: DataFile, context: Context, findings: Findings
) -> None:
    data = read_data(contract, source, context, findings)
    if data is None:
        return
    known = set(data.values(source.keys))
    told: set[str] = set()
    for pointer, owner in named_owners(layout).items():
        if owner not in known and owner not in told:
            told.add(owner)
            findings.add(partial(_unlisted, contract, pointer, owner, known, source))


def _unlisted(contract: Contract, pointer: str, owner: str, known: set[str], source: DataFile) -> Violation:
    return contract.violation(
        "ECL021",
        f"the owner {owner!r} is not listed in {source.path}",
        pointer=pointer,
        expected=f"one of the {len(known)} owners of {source.path}{source.at}",
        found=owner,
        fix=suggestion(owner, known),
        metadata={"owner": owner},
    )
