"""Runs that other artifacts name: each has a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..relations.finding import Finding, Spot
from ..relations.model import Judge
from ..relations.operands import Key, Operand
from ..relations.view import View


@dataclass(frozen=True, slots=True)
class RunsNamed:
    """A relation ``references`` that is no pass where the other files name no run at all."""

    references: Judge
    named: Key
    by_join = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Those of the relation."""
        return self.references.operands

    def judge(self, view: View) -> Iterator[Finding]:
        """Look for a run that is named, then judge all of them."""
        files = view.files_of(self.named.source)
        stream = view.stream(self.named)
        if files and not any(True for file in files for _ in stream.of(file)):
            yield Finding(
                code="ECC009",
                message=f"none of the {len(files)} files names a run at {self.named.text}",
                spot=Spot(files[0]),
                expected="the id of a run",
                found="nothing",
                fix="correct the pointer",
                metadata={"check": "run-ids"},
            )
        yield from self.references.judge(view)
