"""``count: SOURCE``: how many elements another source has, or what their numbers add up to."""

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
    options: Final = frozenset({"per", "sum"})

    def compose(
        self, fields: Mapping[str, object], pointer: str, report: Report, resolve: Resolve
    ) -> Count | None:
        """Read ``count``, a source or its name, ``per`` and ``sum``."""
        of = resolve(fields[self.name], join(pointer, self.name))
        own = Place(report.document.path, pointer=pointer, document=report.document.index)
        if of is None:
            return None
        per, total = (cast("str | None", fields.get(name)) for name in ("per", "sum"))
        return Count(of, per, own, total)


KIND: Final = CountKind()
