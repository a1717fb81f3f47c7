"""What the data of a record is judged by: the shape of this kind, and the ecosystem's own schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..artifacts.validators import Validators
from ..artifacts.versions import Finding
from ..context import Context
from ..model import Contract
from ..ports import CompiledSchema
from .model import RecordBody


class RecordValidators(Validators):
    """The shape before the schema; what both refuse is told once."""

    def __init__(self, contract: Contract, body: RecordBody, context: Context) -> None:
        super().__init__(contract, body.artifact, context)
        self._shape = body.shape

    def _compile(self) -> Sequence[CompiledSchema]:
        own = self._context.schemas.compile_value(
            self._shape, base_path=self._contract.document.path, name=f"{self._contract.id}.shape"
        )
        return [own, *super()._compile()]

    def findings(self, value: object) -> Iterator[Finding]:
        """Everything that is wrong with some data."""
        told = set()
        for finding in super().findings(value):
            key = (finding.code, finding.pointer, finding.metadata.get("property"))
            if key not in told:
                told.add(key)
                yield finding
