"""``layout/v1``: where things live. A tree for the shape, global rules for names, links and empty folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ...model import Check, Contract, Document, Explaining, Fact, Locking, Report
from .features import NAMES, checks_of, rules_of
from .lines import Layout
from .parsing import parse_layout

if TYPE_CHECKING:
    from ...catalog.model import Catalog
    from ...context import Context


class LayoutKind(Explaining, Locking):
    """The kind ``layout/v1``."""

    name: Final = "layout"
    version: Final = 1
    schema: Final = "layout.v1.schema.json"

    def parse(self, document: Document, report: Report) -> Layout:
        """Read the tree and every section, and report what is wrong with them."""
        return parse_layout(document, report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Compare it with the layouts before it: no path may have two owners, or two zones.

        The classes of its rules are there, and every rule has a name of its own.
        """
        from .rivals import lint_rivals  # noqa: PLC0415 - few catalogs have several layouts

        layout = cast("Layout", contract.body)
        rules, named = rules_of(layout), [one.rule for one in layout.relations]
        if rules or named:
            from ...rules.classes import check_classes  # noqa: PLC0415 - many layouts have no rules
            from ...rules.parsing import check_rule_ids  # noqa: PLC0415 - as above

            check_classes([*rules, *named], context.catalog, report)
            check_rule_ids(named, NAMES, report)
        lint_rivals(contract, layout, context, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """``tree`` always; the others where the contract asks for them; then one for each relation."""
        return checks_of(contract, cast("Layout", contract.body))

    def locks(self, contract: Contract, context: Context) -> Mapping[str, bytes]:
        """The locks of what is generated."""
        from .generated.locking import locks_of  # noqa: PLC0415 - no run needs it

        return locks_of(contract, cast("Layout", contract.body), context)

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The folder, what is drawn, how much there is now, and the rules for all names."""
        from .explaining.facts import layout_facts  # noqa: PLC0415 - no run needs it

        return layout_facts(contract, cast("Layout", contract.body), context)

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The line that governs the path."""
        from .explaining.facts import facts_about  # noqa: PLC0415 - no run needs it

        return facts_about(contract, cast("Layout", contract.body), path, context)


KIND: Final = LayoutKind()
