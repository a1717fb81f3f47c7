"""Where the operands of relations stand in a record, by their pointers or by aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..artifacts.aliases import AliasMap, contradictions, find
from ..json_schema.showing import show
from ..pointers import split
from .finding import Finding
from .operands import SELF, Operand
from .selecting import ABSENT, places_at, values_at
from .sources import artifact_called

if TYPE_CHECKING:
    from ..artifacts.model import Artifact
    from ..context import Context
    from .streams import Record


def known_aliases(source: str, artifact: Artifact, context: Context) -> AliasMap:
    """The aliases that operands of a source may name; those of a companion's own contract go first."""
    if source == SELF:
        return artifact.aliases
    companion = next((one for one in artifact.companions if one.name == source), None)
    other = artifact_called((companion.contract or "") if companion is not None else source, context.catalog)
    own = artifact.aliases if companion is not None else {}
    return {**own, **(other.aliases if other is not None else {})}


class Aliases:
    """Where the operands of an artifact's relations stand, aliases or not."""

    def __init__(self, artifact: Artifact, context: Context) -> None:
        self._artifact = artifact
        self._context = context
        self._known: dict[str, AliasMap] = {}

    def known(self, source: str) -> AliasMap:
        """The aliases of a source."""
        if source not in self._known:
            self._known[source] = known_aliases(source, self._artifact, self._context)
        return self._known[source]

    def pointers(self, operand: Operand) -> Sequence[str]:
        """Every pointer that an operand of records stands for; one, unless it has an alias."""
        if operand.alias is None:
            return (operand.pointer or "",)
        return [base + (operand.pointer or "") for base in self._bases(operand)]

    def values(self, operand: Operand) -> Callable[[object], Sequence[object]]:
        """A function that gives the values of an operand in a record, in the order of the data."""
        inner = values_at(operand.pointer or "")
        if operand.alias is None:
            return inner
        bases = self._bases(operand)

        def behind_alias(data: object) -> Sequence[object]:
            value = find(bases, data)[1]
            return () if value is ABSENT else inner(value)

        return behind_alias

    def places(self, operand: Operand, data: object) -> Iterator[tuple[str, object]]:
        """Yield (pointer, value) for every value of an operand in a record."""
        base, value = ("", data) if operand.alias is None else find(self._bases(operand), data)
        return places_at(split(operand.pointer or ""), value, base) if value is not ABSENT else iter(())

    def place(self, operand: Operand, data: object) -> str:
        """Where the one value of an operand stands in a record, or would."""
        base = "" if operand.alias is None else find(self._bases(operand), data)[0]
        return base + (operand.pointer or "")

    def _bases(self, operand: Operand) -> Sequence[str]:
        return self.known(operand.source).get(operand.alias or "", ())


def disagreements(name: str, pointers: Sequence[str], record: Record) -> Iterator[Finding]:
    """Values of one alias that are not the same: whichever is taken, the other is wrong."""
    different = contradictions(pointers, record.value)
    if not different:
        return
    first, wanted = find(pointers, record.value)
    for pointer, value in different:
        yield Finding(
            code="ECI013",
            message=f"{name} stands at {first} and at {pointer}, with different values",
            spot=record.spot(pointer),
            expected=f"{show(wanted)}, as at {first}",
            found=show(value),
            fix="write it at one of them, or the same at both",
            other=("first at", record.spot(first)),
            metadata={"key": name},
        )
