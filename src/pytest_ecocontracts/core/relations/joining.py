"""Which files are judged together, and which files of another artifact belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from .data import Data
from .finding import DataFile
from .model import Relation
from .operands import SELF, Operand


def grouping(relation: Relation, data: Data) -> tuple[str, ...] | None:
    """The captures whose values say which files are judged together; None where each is by itself."""
    if relation.within is not None:
        return relation.within
    sources = {operand.source for operand in relation.judge.operands} - {SELF}
    if not relation.judge.by_join or not sources or isinstance(relation.join, Mapping):
        return None
    if any(data.is_companion(source) for source in sources):
        return None
    return tuple(sorted(set().union(*(joint(relation, data, source) for source in sources))))


def joint(relation: Relation, data: Data, source: str) -> Sequence[str]:
    """The captures by which files of another artifact belong to those of this one."""
    if relation.join is not None:
        return tuple(relation.join)
    return tuple(name for name in data.captures_of(source) if name in data.own_captures)


def left_over(relation: Relation, data: Data) -> Iterator[DataFile]:
    """The files of other artifacts to which no file of the artifact belongs. Raises Blocked."""
    for source in sorted({operand.source for operand in relation.judge.operands} - {SELF}):
        if data.is_companion(source) or isinstance(relation.join, Mapping):
            continue
        names = tuple(joint(relation, data, source))
        own = {tuple(file.captures.get(name, "") for name in names) for file in data.own}
        for key, files in data.index(source, names).items():
            if key not in own:
                yield from files


def groups(files: Sequence[DataFile], names: tuple[str, ...] | None) -> Iterator[list[DataFile]]:
    """The files in groups of equal captures, in order of their first file."""
    if names is None:
        yield from ([file] for file in files)
        return
    found: dict[tuple[str | None, ...], list[DataFile]] = {}
    for file in files:
        found.setdefault(tuple(file.captures.get(name) for name in names), []).append(file)
    yield from found.values()


class Joined:
    """The files of other artifacts that belong to one group of files."""

    def __init__(self, relation: Relation, data: Data, files: Sequence[DataFile]) -> None:
        self._relation = relation
        self._data = data
        self._files = files
        #: values that a ``join`` names for which the other artifact has no file
        self.unmatched: dict[str, list[str]] = {}

    def __call__(self, source: str) -> Sequence[DataFile]:
        """The files of a source. Raises Blocked."""
        names = tuple(joint(self._relation, self._data, source))
        index = self._data.index(source, names)
        join = self._relation.join
        if not isinstance(join, Mapping):
            wanted = {tuple(file.captures.get(name, "") for name in names) for file in self._files}
        else:
            wanted = set(product(*(self._values(join[name]) for name in names)))
            self.unmatched[source] = sorted(", ".join(key) for key in wanted if key not in index)
        return sorted((file for key in wanted for file in index.get(key, ())), key=lambda file: file.number)

    def _values(self, operand: Operand) -> list[str]:
        found: dict[str, None] = {}
        for file in self._files:
            if operand.capture is not None:
                value = self._data.capture(file, operand.capture)
                found.update({} if value is None else {value: None})
                continue
            holder = file if operand.source == SELF else self._data.beside(file, operand.source)
            for row in self._data.rows(holder) if holder is not None else ():
                values = self._data.aliases.places(operand, row.value)
                found.update({value: None for _, value in values if isinstance(value, str)})
        return list(found)
