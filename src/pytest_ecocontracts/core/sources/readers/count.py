"""``count: SOURCE``: how many elements another source has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from ...model import Report
from ...pointers import join
from ..composing import Count, Resolve
from ..model import Place


class CountKind:
    """The kind of source ``count``."""

    name: Final = "count"
    options: Final = frozenset({"per"})

    def compose(
        self, fields: Mapping[str, object], pointer: str, report: Report, resolve: Resolve
    ) -> Count | None:
        """Read ``count``, a source or its name, and ``per``."""
        of = resolve(fields[self.name], join(pointer, self.name))
        own = Place(report.document.path, pointer=pointer, document=report.document.index)
        return Count(of, cast("str | None", fields.get("per")), own) if of is not None else None


KIND: Final = CountKind()
