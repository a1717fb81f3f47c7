"""The failure classes that rules name: those of the catalog's taxonomies, where there are some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from ..failure_classes import FailureClasses
from ..model import Report
from ..pointers import join
from ..suggestions import suggestion
from .model import Rule

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..taxonomy import Taxonomy


def check_classes(rules: Iterable[Rule], catalog: Catalog, report: Report) -> None:
    """Every class that a rule names is declared; a catalog without classes leaves them free."""
    named = {rule.pointer: rule.failure_class for rule in rules if rule.failure_class is not None}
    known = classes_of(catalog) if named else FailureClasses()
    for pointer, word in named.items() if len(known) else ():
        if known.get(word) is None:
            report.add(
                "ECC014",
                f"{word!r} is no class of a taxonomy of the catalog",
                pointer=join(pointer, "class"),
                expected="one of " + ", ".join(known.names()),
                found=word,
                fix=suggestion(word, known.names()),
                metadata={"code": word},
            )


def classes_of(catalog: Catalog) -> FailureClasses:
    """The classes of every taxonomy of the catalog."""
    return FailureClasses(
        one
        for contract in catalog.contracts
        if contract.header.kind == "taxonomy"
        for one in cast("Taxonomy", contract.body).classes
    )
