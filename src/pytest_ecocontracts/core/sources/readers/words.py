"""``words: [...]``: values that the contract itself gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...model import Report
from ...pointers import join
from ..files import SourceFiles
from ..model import Element, Place, Reader


@dataclass(frozen=True, slots=True)
class Words:
    """Values with their places in the contract; ``own`` is that of all of them."""

    elements: Sequence[Element]
    own: Place

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the values in their order."""
        files.examined += len(self.elements)
        yield from self.elements


class WordsKind:
    """The kind of source ``words``."""

    name: Final = "words"
    options: Final[frozenset[str]] = frozenset()

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``words``, a list of values."""
        document = report.document
        own = Place(document.path, pointer=join(pointer, self.name), document=document.index)
        values = cast("Sequence[object]", fields[self.name])
        elements = [
            Element(value, own._replace(pointer=join(own.pointer, index)), value)
            for index, value in enumerate(values)
        ]
        return Words(elements, own)


KIND: Final = WordsKind()
