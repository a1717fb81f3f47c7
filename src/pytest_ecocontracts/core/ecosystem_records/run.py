"""One run record as the rules see it; what is of another type than it should be is not there for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..pointers import join
from ..relations.finding import Finding
from ..relations.operands import Operand
from ..relations.streams import Record
from ..violations import MetadataValue
from .model import Conventions

if TYPE_CHECKING:
    from ..relations.view import View


@dataclass(frozen=True, slots=True)
class Part:
    """One object of a record: the top, a stage, an input, an error. ``pointer`` is its place."""

    group: str
    pointer: str
    data: Mapping[str, object]
    conventions: Conventions

    def get(self, word: str) -> object:
        """The value of a field; None where it is missing."""
        return self.data.get(self.conventions.words.of(self.group, word))

    def has(self, word: str) -> bool:
        """Whether the field is there."""
        return self.conventions.words.of(self.group, word) in self.data

    def text(self, word: str) -> str | None:
        """The value of a field that holds a text."""
        value = self.get(word)
        return value if isinstance(value, str) and value else None

    def items(self, word: str) -> Sequence[object]:
        """The elements of a field that holds a list."""
        value = self.get(word)
        return value if isinstance(value, list) else ()

    def at(self, word: str) -> str:
        """The pointer of a field."""
        return join(self.pointer, self.conventions.words.of(self.group, word))

    def parts(self, group: str) -> list[Part]:
        """The objects of a list that stands in a field of its own name."""
        base = self.at(group)
        return [
            Part(group, join(base, index), item, self.conventions)
            for index, item in enumerate(self.items(group))
            if isinstance(item, dict)
        ]


@dataclass(frozen=True, slots=True)
class Run(Part):
    """A record: its top, and where it stands."""

    record: Record

    @property
    def role(self) -> str | None:
        """What the status means: success, empty, partial or error; None where it is no word for any."""
        status = self.get("status")
        return self.conventions.statuses.get(status) if isinstance(status, str) else None

    @property
    def failed(self) -> bool:
        """Whether the record says that the run failed, or says nothing that is understood."""
        return self.role in (None, "error")

    def word_of(self, role: str) -> str:
        """What the ecosystem calls a status: success, empty, partial or error."""
        return next((word for word, meant in self.conventions.statuses.items() if meant == role), role)

    def finding(
        self,
        code: str,
        message: str,
        pointer: str,
        *,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> Finding:
        """Something that is wrong with the record, at a place in it."""
        return Finding(
            code=code,
            message=message,
            spot=self.record.spot(pointer),
            expected=expected,
            found=found,
            fix=fix,
            metadata=metadata or {},
        )


def run_of(record: Record, conventions: Conventions) -> Run:
    """One record; what is no object says nothing, which its schema refuses."""
    data = record.value if isinstance(record.value, dict) else {}
    return Run("record", "", data, conventions, record)


#: what is wrong with one record
Problems = Callable[[Run, "View"], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class EachRun:
    """A rule that looks at each record by itself."""

    conventions: Conventions
    problems: Problems
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """There are none: the rule knows where to look."""
        return ()

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at each record of the group."""
        for record in view.records():
            view.compared += 1
            yield from self.problems(run_of(record, self.conventions), view)
