"""What a layout says of the content of files and of how much there may be: of all, and of one path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ....model import Contract, Fact
from ..lines import Layout, Line

#: texts of one rule that are named
_LISTED: Final = 5


def content_summary(layout: Layout) -> Iterator[Fact]:
    """How many text rules and budgets there are, and what the relations say."""
    if layout.texts:
        lines = [
            f"{line.text}{'/' * (line.kind == 'folder')}" if line.key else "all" for line in layout.texts
        ]
        yield Fact(
            "text", f"rules for {', '.join(lines[:_LISTED])}" + (" and more" if lines[_LISTED:] else "")
        )
    if layout.budgets:
        count = len(layout.budgets)
        yield Fact("budgets", f"{count} limit{'s' * (count != 1)}")
    for relation in layout.relations:
        yield Fact("relation", relation.text)


def content_of_path(
    contract: Contract, layout: Layout, inside: str, line: Line, *, folder: bool
) -> Iterator[Fact]:
    """The text rules, the mode and the budgets of a path below the root of the layout."""
    if not folder:
        yield from _texts(contract, layout, line)
        said = line.inherited("$exec")
        if said is not None:
            yield Fact("executable", f"{said[0]}, {_line(contract, said[1].pointer)}")
    if layout.budgets:
        yield from _budgets(contract, layout, inside, folder=folder)


def _texts(contract: Contract, layout: Layout, line: Line) -> Iterator[Fact]:
    from ..texts.model import rules_of  # noqa: PLC0415 - few layouts have text rules

    rules = rules_of(line, layout.texts) if layout.texts else None
    for key, wording in rules.words.items() if rules else ():
        shown = [repr(phrase.shown) for phrase in wording.phrases[:_LISTED]]
        more = f" and {len(wording.phrases) - _LISTED} more" if wording.phrases[_LISTED:] else ""
        word = str(wording.word).lower() if wording.word is not None else ", ".join(shown) + more or "nothing"
        yield Fact("text", f"{key.replace('_', ' ')}: {word}, {_line(contract, wording.pointer)}")


def _budgets(contract: Contract, layout: Layout, inside: str, *, folder: bool) -> Iterator[Fact]:
    """Of each family of budgets the one that measures the path."""
    from ..budgets.checking import say_limits  # noqa: PLC0415 - few layouts have budgets
    from ..budgets.ranking import family, rank  # noqa: PLC0415 - as above

    best: dict[tuple[object, ...], int] = {}
    for number, budget in enumerate(layout.budgets):
        if budget.is_folder != folder or budget.template.match(inside) is None:
            continue
        known = best.setdefault(family(budget), number)
        if rank(budget.template) < rank(layout.budgets[known].template):
            best[family(budget)] = number
    for number in best.values():
        budget = layout.budgets[number]
        yield Fact("budget", f"{say_limits(budget)} ({budget.text}, {_line(contract, budget.pointer)})")


def _line(contract: Contract, pointer: str) -> str:
    return f"line {contract.document.location(pointer, key=True).line}"
