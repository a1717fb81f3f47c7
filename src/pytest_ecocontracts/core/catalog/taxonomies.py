"""Taxonomies that contracts name by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..model import Report
from ..suggestions import suggestion
from .model import Catalog

if TYPE_CHECKING:
    from ..taxonomy import Taxonomy


def named_taxonomy(name: str, pointer: str, catalog: Catalog, report: Report) -> Taxonomy | None:
    """The taxonomy of this id; None where there is none, which is reported.

    One whose own contract is wrong is told there, and not here once more.
    """
    contract = catalog.get(name)
    if contract is not None and contract.header.kind == "taxonomy":
        return cast("Taxonomy", contract.body)
    if name not in catalog.broken:
        known = [one.id for one in catalog.contracts if one.header.kind == "taxonomy"]
        report.add(
            "ECC005",
            f"{name!r} is no taxonomy of the catalog",
            pointer=pointer,
            found=name,
            fix=suggestion(name, known),
            metadata={"id": name},
        )
    return None
