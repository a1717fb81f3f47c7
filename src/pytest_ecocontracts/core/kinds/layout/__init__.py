"""``layout/v1``: where things live. A tree for the shape, global rules for names, links and empty folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ...model import Check, Chunk, Contract, Document, Explaining, Fact, Locking, Outcome, Report
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError
from ...rules.classes import check_classes
from ...rules.model import Rule, refs_of
from ...rules.parsing import check_rule_ids
from .absence import check_ephemeral
from .agreement import check_codeowners, check_registry
from .budgets.checking import check_budgets
from .budgets.parsing import parse_budgets
from .concerning import check_concerns
from .concerns import parse_concerns
from .drawing import draw_tree, draw_types
from .excusing import parse_empty_dirs
from .lines import Globals, Layout
from .linting import lint
from .modes import check_modes, has_modes
from .naming import check_names
from .owners import lint_owners, parse_owners
from .owning import check_owners
from .relations.checks import line_relation_checks
from .relations.parsing import parse_line_relations
from .shape import check_tree
from .texts.checking import check_text
from .texts.parsing import parse_texts
from .tracking import check_tracked
from .words import parse_words
from .writes.parsing import parse_writes
from .zones import all_lines, lint_zones, zones_of
from .zoning import check_zones

if TYPE_CHECKING:
    from ...catalog.model import Catalog
    from ...context import Context
    from ...paths.captures import CaptureType

#: name of a check -> what runs, where it is asked for, and what holds where it passes
_EXAMINE: Final[Mapping[str, tuple[Callable[[Contract, Layout, Context], Outcome], str, str]]] = {
    "tree": (check_tree, "/tree", "what must be there is, what must not is not, and nothing else is"),
    "names": (check_names, "/global", "every name is one that the global rules allow"),
    "text": (check_text, "/tree", "every text holds what it must, and nothing that it must not"),
    "modes": (check_modes, "/tree", "what is executable should be, and its first line says how it is run"),
    "budgets": (check_budgets, "/budgets", "nothing has more than its budget"),
    "tracked": (check_tracked, "/git", "git tracks what is drawn, and what it tracks is there"),
    "zones": (check_zones, "/tree", "git tracks and ignores what the zones say"),
    "ephemeral": (check_ephemeral, "/tree", "what is ephemeral is gone"),
    "owners": (check_owners, "/owners", "every file has an owner, and every owner is known"),
    "codeowners": (check_codeowners, "/owners/codeowners", "CODEOWNERS names the same owners"),
    "registry": (check_registry, "/owners/registry", "the registry names the same owners"),
    "concerns": (check_concerns, "/concerns", "files of a kind lie where they belong"),
}
_NAMES: Final = (*_EXAMINE, "generated", "deterministic", "regenerated", "writes", "allowlist")
#: options about what '$by' writes
_OUTPUT: Final = frozenset({"$lock", "$deterministic", "$regenerate"})


class LayoutKind(Explaining, Locking):
    """The kind ``layout/v1``."""

    name: Final = "layout"
    version: Final = 1
    schema: Final = "layout.v1.schema.json"

    def parse(self, document: Document, report: Report) -> Layout:
        """Draw the lines, report what is wrong with them, and lint them against each other."""
        data = cast("Mapping[str, object]", document.data)
        before = len(report.violations)
        types = draw_types(data, report)
        tree = draw_tree(data, types, report)
        layout = Layout(
            root=_root(data, report),
            tree=tree,
            rules=_globals(cast("Mapping[str, object]", data.get("global", {})), types, report),
            tracked=data.get("git") == "tracked",
            types=types,
            budgets=parse_budgets(data, types, report),
            zones=zones_of(tree),
            owners=parse_owners(data, report),
            concerns=parse_concerns(data, types, report),
            texts=parse_texts(tree, report),
            relations=parse_line_relations(data, tree, types, report),
            writes=parse_writes(data, types, report),
        )
        if len(report.violations) == before:
            lint(layout, report)
            lint_zones(tree, report)
            lint_owners(layout, report)
            if _says_what_is_generated(layout):
                from .output_checks import check_options  # noqa: PLC0415 - most layouts say nothing of it

                check_options(layout, report)
        return layout

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Compare it with the layouts before it: no path may have two owners, or two zones.

        The classes of its rules are there, and every rule has a name of its own.
        """
        from .rivals import lint_rivals  # noqa: PLC0415 - few catalogs have several layouts

        layout = cast("Layout", contract.body)
        check_classes([*_rules(layout), *(one.rule for one in layout.relations)], context.catalog, report)
        check_rule_ids([one.rule for one in layout.relations], _NAMES, report)
        lint_rivals(contract, layout, context, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """``tree`` always; the others where the contract asks for them; then one for each relation."""
        layout = cast("Layout", contract.body)
        asked = {
            "tree": True,
            "names": layout.rules.judge_names,
            "text": bool(layout.texts),
            "modes": has_modes(layout.tree),
            "budgets": bool(layout.budgets),
            "tracked": layout.tracked,
            "zones": bool(layout.zones - {"any"}),
            "ephemeral": "ephemeral" in layout.zones,
            "owners": layout.owners is not None,
            "codeowners": layout.owners is not None and layout.owners.codeowners is not None,
            "registry": layout.owners is not None and layout.owners.registry is not None,
            "concerns": bool(layout.concerns),
        }
        refs = {
            "text": refs_of(text.rule for text in layout.texts.values()),
            "budgets": refs_of(budget.rule for budget in layout.budgets),
            "concerns": refs_of(concern.rule for concern in layout.concerns),
        }
        shape = [
            Check(
                name=name,
                run=partial(_run, examine, contract),
                pointer=pointer,
                summary=summary,
                refs=refs.get(name, ()),
            )
            for name, (examine, pointer, summary) in _EXAMINE.items()
            if asked[name]
        ]
        shape += line_relation_checks(contract, layout)
        if _says_what_is_generated(layout):
            from .output_checks import output_checks  # noqa: PLC0415 - most layouts say nothing of it

            shape += output_checks(contract, layout)
        if layout.writes is not None:
            from .writes.checks import write_checks  # noqa: PLC0415 - most layouts say nothing of it

            shape += write_checks(contract, layout, layout.writes)
        return shape

    def locks(self, contract: Contract, context: Context) -> Mapping[str, bytes]:
        """The locks of what is generated."""
        from .locking import locks_of  # noqa: PLC0415 - no run needs it

        return locks_of(contract, cast("Layout", contract.body), context)

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The folder, what is drawn, how much there is now, and the rules for all names."""
        from .explaining import layout_facts  # noqa: PLC0415 - no run needs it

        return layout_facts(contract, cast("Layout", contract.body), context)

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The line that governs the path."""
        from .explaining import facts_about  # noqa: PLC0415 - no run needs it

        return facts_about(contract, cast("Layout", contract.body), path, context)


def _rules(layout: Layout) -> list[Rule]:
    """The rules inside of checks, each once."""
    found = [
        *(budget.rule for budget in layout.budgets),
        *(text.rule for text in layout.texts.values()),
        *(concern.rule for concern in layout.concerns),
    ]
    return list({rule.pointer: rule for rule in found}.values())


def _run(
    examine: Callable[[Contract, Layout, Context], Outcome],
    contract: Contract,
    context: Context,
    chunk: Chunk,  # noqa: ARG001 - a walk is not split
) -> Outcome:
    return examine(contract, cast("Layout", contract.body), context)


def _says_what_is_generated(layout: Layout) -> bool:
    return any(not _OUTPUT.isdisjoint(line.options) for line in all_lines(layout.tree))


def _root(data: Mapping[str, object], report: Report) -> str:
    text = cast("str", data.get("root", ".")).removesuffix("/")
    if text in {"", "."}:
        return ""
    try:
        template = PathTemplate.parse(text)
    except TemplateError as error:
        code = "ECC022" if error.reason == "outside-root" else "ECC004"
        report.add(code, f"'root' is no folder: {error.message}", pointer="/root", metadata={"root": text})
        return ""
    if not template.is_literal:
        report.add(
            "ECC004",
            "'root' is one folder, without captures and '*'",
            pointer="/root",
            metadata={"root": text},
        )
    return template.render({}) if template.is_literal else ""


def _globals(rules: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Globals:
    empty_dirs, index = parse_empty_dirs(rules.get("empty_dirs", "allow"))
    return Globals(
        symlinks=cast("str", rules.get("symlinks", "files")),
        empty_dirs=empty_dirs,
        index=index,
        case_unique=rules.get("case") == "unique",
        nfc=rules.get("unicode") == "NFC",
        portable=rules.get("names") == "portable",
        words=parse_words(rules, types, report),
    )


KIND: Final = LayoutKind()
