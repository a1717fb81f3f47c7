"""``union: SOURCE(s)``: the elements of several sources as one; of one source, to choose among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...model import Report
from ...pointers import join
from ..composing import Resolve, Union, parse_parts


class UnionKind:
    """The kind of source ``union``."""

    name: Final = "union"
    options: Final[frozenset[str]] = frozenset()

    def compose(
        self,
        fields: Mapping[str, object],
        pointer: str,
        report: Report,
        resolve: Resolve,
    ) -> Union | None:
        """Read ``union``: names of sources, or sources."""
        parts = parse_parts(fields[self.name], join(pointer, self.name), resolve)
        return Union(parts) if parts is not None else None


KIND: Final = UnionKind()
