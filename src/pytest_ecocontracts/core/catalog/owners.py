"""Who may be named as an owner, of a contract or of a waiver."""

from __future__ import annotations

from ..model import Report
from ..suggestions import suggestion
from .model import CatalogSettings


def check_owner(owner: str, settings: CatalogSettings, pointer: str, report: Report) -> None:
    """Report an owner that the catalog does not list; a repository without a catalog file lists none."""
    owners = settings.owners
    if owners is None or owner in owners:
        return
    report.add(
        "ECC011",
        f"the owner {owner!r} is not one of the catalog's owners",
        pointer=pointer,
        expected="one of " + ", ".join(sorted(owners)[:12]),
        found=owner,
        fix=suggestion(owner, owners),
        metadata={"owner": owner},
    )
