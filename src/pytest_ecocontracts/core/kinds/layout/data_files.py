"""Values of a layout that stand in data files, each file read once for a check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...model import Contract, Report

if TYPE_CHECKING:
    from ...context import Context


class DataFiles:
    """Reads what an object with ``from`` names; what cannot be read is in ``report``."""

    def __init__(self, contract: Contract, context: Context) -> None:
        from ...catalog.params import ParamFiles  # noqa: PLC0415 - few layouts have data files
        from ...catalog.placeholders import Budget  # noqa: PLC0415 - as above

        self.report = Report(contract.document, contract.id)
        limit = context.limits.template_characters
        self._files = ParamFiles(context, contract.base, Budget(limit))

    def value(self, fields: Mapping[str, object], pointer: str) -> object:
        """The value; None where there is none."""
        return self._files.value(fields, pointer, self.report)
