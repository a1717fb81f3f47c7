"""``layout/v1``: where things live. A tree for the shape, global rules for names, links and empty folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ...model import Check, Chunk, Contract, Document, Explaining, Fact, Locking, Outcome, Report
from ...paths.template import PathTemplate
from ...paths.template_parser import TemplateError
from .drawing import draw_tree, draw_types
from .excusing import parse_empty_dirs
from .lines import Globals, Layout
from .linting import lint
from .owners import lint_owners, parse_owners
from .words import parse_words
from .zones import all_lines, asks_git, lint_zones, zones_of

if TYPE_CHECKING:
    from ...catalog.model import Catalog
    from ...context import Context
    from ...paths.captures import CaptureType
    from ...rules.model import Rule
    from .budgets.model import Budget
    from .concerns import Concern
    from .lines import Line
    from .relations.model import LineRelation
    from .texts.model import OwnText
    from .writes.model import Writes

#: name of a check -> the module whose function ``check_<name>`` runs, which is imported only then; where the
#: check is asked for, and what holds where it passes
_EXAMINE: Final[Mapping[str, tuple[str, str, str]]] = {
    "tree": ("shape", "/tree", "what must be there is, what must not is not, and nothing else is"),
    "names": ("naming", "/global", "every name is one that the global rules allow"),
    "text": ("texts.checking", "/tree", "every text holds what it must, and nothing that it must not"),
    "modes": ("modes", "/tree", "what is executable should be, and its first line says how it is run"),
    "budgets": ("budgets.checking", "/budgets", "nothing has more than its budget"),
    "tracked": ("tracking", "/git", "git tracks what is drawn, and what it tracks is there"),
    "zones": ("zoning", "/tree", "git tracks and ignores what the zones say"),
    "ephemeral": ("absence", "/tree", "what is ephemeral is gone"),
    "owners": ("owning", "/owners", "every file has an owner, and every owner is known"),
    "codeowners": ("agreement", "/owners/codeowners", "CODEOWNERS names the same owners"),
    "registry": ("agreement", "/owners/registry", "the registry names the same owners"),
    "concerns": ("concerning", "/concerns", "files of a kind lie where they belong"),
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
            budgets=_budgets(data, types, report),
            zones=zones_of(tree),
            owners=parse_owners(data, report),
            concerns=_concerns(data, types, report),
            texts=_texts(tree, report),
            relations=_relations(data, tree, types, report),
            writes=_writes(data, types, report),
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
        rules, named = _rules(layout), [one.rule for one in layout.relations]
        if rules or named:
            from ...rules.classes import check_classes  # noqa: PLC0415 - many layouts have no rules
            from ...rules.parsing import check_rule_ids  # noqa: PLC0415 - as above

            check_classes([*rules, *named], context.catalog, report)
            check_rule_ids(named, _NAMES, report)
        lint_rivals(contract, layout, context, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """``tree`` always; the others where the contract asks for them; then one for each relation."""
        layout = cast("Layout", contract.body)
        asked = {
            "tree": True,
            "names": layout.rules.judge_names,
            "text": bool(layout.texts),
            "modes": any("$exec" in line.options for line in all_lines(layout.tree)),
            "budgets": bool(layout.budgets),
            "tracked": layout.tracked,
            "zones": asks_git(layout),
            "ephemeral": "ephemeral" in layout.zones,
            "owners": layout.owners is not None,
            "codeowners": layout.owners is not None and layout.owners.codeowners is not None,
            "registry": layout.owners is not None and layout.owners.registry is not None,
            "concerns": bool(layout.concerns),
        }
        refs = {
            "text": _refs(text.rule for text in layout.texts.values()),
            "budgets": _refs(budget.rule for budget in layout.budgets),
            "concerns": _refs(concern.rule for concern in layout.concerns),
        }
        shape = [
            Check(
                name=name,
                run=partial(_run, module, name, contract),
                pointer=pointer,
                summary=summary,
                refs=refs.get(name, ()),
            )
            for name, (module, pointer, summary) in _EXAMINE.items()
            if asked[name]
        ]
        if layout.relations:
            from .relations.checks import line_relation_checks  # noqa: PLC0415 - few layouts have relations

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


def _concerns(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> tuple[Concern, ...]:
    if "concerns" not in data:
        return ()
    from .concerns import parse_concerns  # noqa: PLC0415 - few layouts have concerns

    return parse_concerns(data, types, report)


def _refs(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The clauses that the rules inside of a check enforce."""
    found = list(rules)
    if not found:
        return ()
    from ...rules.model import refs_of  # noqa: PLC0415 - many layouts have no rules

    return refs_of(found)


def _run(
    module: str,
    name: str,
    contract: Contract,
    context: Context,
    chunk: Chunk,  # noqa: ARG001 - a walk is not split
) -> Outcome:
    found = import_module(f"{__name__}.{module}")
    examine = cast("Callable[[Contract, Layout, Context], Outcome]", getattr(found, f"check_{name}"))
    return examine(contract, cast("Layout", contract.body), context)


def _says_what_is_generated(layout: Layout) -> bool:
    return any(not _OUTPUT.isdisjoint(line.options) for line in all_lines(layout.tree))


def _budgets(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> Sequence[Budget]:
    rules = cast("Mapping[str, object]", data.get("global", {}))
    if "budgets" not in data and rules.keys().isdisjoint(("max_path", "max_size")):
        return ()
    from .budgets.parsing import parse_budgets  # noqa: PLC0415 - few layouts have budgets

    return parse_budgets(data, types, report)


def _texts(tree: Line, report: Report) -> Mapping[Line, OwnText]:
    if not any("$text" in line.options for line in all_lines(tree)):
        return {}
    from .texts.parsing import parse_texts  # noqa: PLC0415 - few layouts have text rules

    return parse_texts(tree, report)


def _relations(
    data: Mapping[str, object], tree: Line, types: Mapping[str, CaptureType], report: Report
) -> Sequence[LineRelation]:
    if "relations" not in data:
        return ()
    from .relations.parsing import parse_line_relations  # noqa: PLC0415 - few layouts have relations

    return parse_line_relations(data, tree, types, report)


def _writes(data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Writes | None:
    if "writes" not in data:
        return None
    from .writes.parsing import parse_writes  # noqa: PLC0415 - most layouts say nothing of it

    return parse_writes(data, types, report)


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
