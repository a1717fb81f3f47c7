"""What budgets measure: every path goes to the most exact budget of each family, and adds to its group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ....paths.pattern_set import Pattern, PatternSet
from ..walking import Visit
from .model import EACH, FOLDER, SUMMED, TOTAL, Budget
from .ranking import family, rank

if TYPE_CHECKING:
    from ..lines import Layout

#: paths of a group that are named in a message
_KEPT: Final = 20


@dataclass(slots=True)
class Group:
    """What is measured together: ``name`` is a path, a folder, or the values of captures.

    ``members`` are the paths of files whose content is measured; ``value`` is what is known without it.
    """

    name: str
    value: int = 0
    count: int = 0
    captures: Mapping[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)


class Measuring:
    """Sorts the entries of a tree into the groups of budgets."""

    def __init__(self, budgets: Sequence[Budget], layout: Layout) -> None:
        self._budgets = budgets
        self._root = f"{layout.root}/" if layout.root else ""
        self._patterns = PatternSet([Pattern(budget.template) for budget in budgets], layout.root)
        self._families: dict[tuple[object, ...], int] = {}
        self._family = [self._families.setdefault(family(one), len(self._families)) for one in budgets]
        self._rank = [rank(budget.template) for budget in budgets]
        self._folders = frozenset(number for number, one in enumerate(budgets) if one.is_folder)
        self._files = frozenset(range(len(budgets))) - self._folders
        self.groups: list[dict[str, Group]] = [{} for _ in budgets]
        for number, budget in enumerate(budgets):
            if budget.per == TOTAL:
                self.groups[number][""] = Group("")
        #: the budgets whose path something matches, also where a more exact one measures it
        self.matched: set[int] = set()
        #: groups of the folders that a walk has not come to yet
        self._waiting: dict[str, list[tuple[int, Group]]] = defaultdict(list)

    def visit(self, visit: Visit) -> None:
        """Measure the entries of one folder."""
        listing = visit.listing
        for number, group in self._waiting.pop(visit.prefix, ()):
            self._inside(number, group, visit)
        for number, name, group in self._groups(visit, listing.files, self._files):
            self._file(number, group, visit.prefix, name)
        for number, name, group in self._groups(visit, listing.folders, self._folders):
            self._folder(number, group, visit.prefix, name)

    def _groups(
        self, visit: Visit, names: Sequence[str], numbers: frozenset[int]
    ) -> Iterator[tuple[int, str, Group]]:
        """Each name with the budgets that it is measured by, one of each family."""
        best: dict[tuple[str, int], tuple[int, dict[str, str]]] = {}
        for number, name, captures in self._patterns.completed(visit.folder, names, numbers):
            self.matched.add(number)
            key = (name, self._family[number])
            if key not in best or self._rank[number] < self._rank[best[key][0]]:
                best[key] = (number, captures)
        for (name, _), (number, captures) in best.items():
            key_text = self._key(self._budgets[number], visit.prefix, name, captures)
            group = self.groups[number].get(key_text)
            if group is None:
                group = self.groups[number][key_text] = Group(key_text, captures=captures)
            yield number, name, group

    def _key(self, budget: Budget, prefix: str, name: str, captures: dict[str, str]) -> str:
        if budget.per == EACH:
            return prefix + name
        if budget.per == FOLDER:
            return prefix[:-1]
        return "" if budget.per == TOTAL else ", ".join(f"{one} {captures[one]}" for one in budget.per)

    def _file(self, number: int, group: Group, prefix: str, name: str) -> None:
        budget, path = self._budgets[number], prefix + name
        _count(group, path)
        if budget.measure == "files":
            group.value += 1
        elif budget.measure in SUMMED:
            group.members.append(path)
        else:
            group.value = max(group.value, self._length(budget, path, name))

    def _folder(self, number: int, group: Group, prefix: str, name: str) -> None:
        budget, path = self._budgets[number], prefix + name
        _count(group, path)
        if budget.measure in SUMMED:
            self._waiting[f"{path}/"].append((number, group))
        else:
            group.value = max(group.value, self._length(budget, path, name))

    def _inside(self, number: int, group: Group, visit: Visit) -> None:
        """Measure what lies in a folder."""
        listing = visit.listing
        match self._budgets[number].measure:
            case "files":
                group.value += len(listing.files)
            case "folders":
                group.value += len(listing.folders)
            case "entries":
                group.value += visit.size
            case _:
                group.members += [visit.prefix + name for name in listing.files]

    def _length(self, budget: Budget, path: str, name: str) -> int:
        if budget.measure == "name_length":
            return len(name)
        if budget.measure == "path_length":
            return len(path)
        inside = path[len(self._root) :]
        start = budget.template.literal_folder
        return inside.count("/") + 1 - (start.count("/") + 1 if start else 0)


def _count(group: Group, path: str) -> None:
    group.count += 1
    if len(group.first) < _KEPT:
        group.first.append(path)
