"""``layout: ID`` with ``as``: the paths that a line of a layout draws, by the line's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, runtime_checkable

from ...model import Reference, Report
from ...pointers import join
from ...suggestions import suggestion
from ..files import SourceFiles
from ..linking import contract_of
from ..model import Element, Place, Reader, SourceBlocked
from .paths import parts

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract


class Drawn(NamedTuple):
    """One path that is there and drawn; ``options`` are those of its line, own and inherited."""

    path: str
    kind: str
    options: Mapping[str, object]
    captures: Mapping[str, str]


@runtime_checkable
class DrawsPaths(Protocol):
    """The body of a contract that draws paths in lines with names."""

    def line_names(self) -> Sequence[str]:
        """The names of its lines."""

    def drawn(self, contract: Contract, name: str, context: Context) -> Sequence[Drawn]:
        """The paths of a line that are there, without what git ignores, sorted."""


@dataclass(frozen=True, slots=True)
class LayoutPaths:
    """The paths of one line of a layout."""

    reference: Reference
    line: str

    def problem(self, contract: Contract) -> tuple[str, str | None] | None:
        """The contract draws paths, and has such a line."""
        body = contract.body
        if not isinstance(body, DrawsPaths):
            return f"{contract.id!r} is a {contract.header.kind} contract and draws no paths", "name a layout"
        names = body.line_names()
        if self.line not in names:
            return f"no line of {contract.id!r} is called {self.line!r}", suggestion(self.line, names)
        return None

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the paths, sorted."""
        contract = contract_of(files, self.reference)
        if not isinstance(contract.body, DrawsPaths):
            raise SourceBlocked("", f"the contract {contract.id!r} draws no paths")
        files.examined += 1
        for each in contract.body.drawn(contract, self.line, files.context):
            files.paths.append(each.path)
            record = {**parts(each.path), "kind": each.kind, **each.options, **each.captures}
            yield Element(each.path, Place(each.path), record)


class LayoutKind:
    """The kind of source ``layout``."""

    name: Final = "layout"
    options: Final = frozenset({"as"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``layout``, the id of a contract, and ``as``, the name of a line."""
        if "as" not in fields:
            report.add(
                "ECC004",
                "nothing says which line of the layout is meant",
                pointer=pointer,
                expected="as, the name that a line has with $as",
                found="nothing",
                metadata={"keyword": "layout"},
            )
            return None
        return LayoutPaths(Reference(join(pointer, self.name), str(fields[self.name])), str(fields["as"]))


KIND: Final = LayoutKind()
