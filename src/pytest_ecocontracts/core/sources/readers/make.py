"""``make: FILES``: targets, recipes, variables ... of makefiles, read without running make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Final

from ...errors import FileProblem, LoadError, LoadProblem
from ...makefiles.evaluating import Evaluation, IncludedFile, Mention, Target, evaluate
from ...makefiles.expanding import is_literal
from ...makefiles.model import Makefile, Problem
from ...makefiles.parsing import parse_makefile
from ...model import Report
from ...paths.tree import Tree
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..selections import parse_selection
from ..troubles import troubles_of
from ._giving import given

_WILDCARDS: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class MakeReader:
    """The makefiles of a selection, each with those that it includes."""

    selection: FileSelection
    give: str

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for; the same place of a file that several makefiles include counts once."""
        makefiles = _Makefiles(files)
        resolve = partial(_included, files.context.tree)
        selected = [path for path, _ in files.named(self.selection)]
        evaluations = {path: evaluate(path, makefiles.read, resolve) for path in selected}
        reached = {path: frozenset(each.files) - {path} for path, each in evaluations.items()}
        seen: set[tuple[object, ...]] = set()
        for path, evaluation in evaluations.items():
            # A makefile that another one of the selection includes is a part of that one.
            if any(
                path in inner and (other not in reached[path] or other < path)
                for other, inner in reached.items()
            ):
                continue
            if self.give != "includes":
                makefiles.missing(evaluation)
            for element in _GIVE[self.give](evaluation):
                place = element.place
                key = (place.path, place.offset, element.value, _target_of(element))
                if key not in seen:
                    seen.add(key)
                    yield element


def _target_of(element: Element) -> object:
    return element.record.get("target") if isinstance(element.record, dict) else None


class _Makefiles:
    """Makefiles, each parsed once in a run; what is wrong with one is told once for each source."""

    def __init__(self, files: SourceFiles) -> None:
        self._files = files
        self._read: dict[str, Makefile] = {}

    def read(self, path: str) -> Makefile:
        """A makefile, as far as it can be read."""
        known = self._read.get(path)
        if known is None:
            known = self._read[path] = self._parsed(path)
        return known

    def _parsed(self, path: str) -> Makefile:
        files = self._files
        try:
            makefile = files.texts.parsed(path, parse_makefile)
        except (FileProblem, LoadError) as error:
            files.troubles += troubles_of(error, path)
            return Makefile("", (), None)
        if makefile.problem is not None:
            self._blocked(path, makefile.problem)
        return makefile

    def missing(self, evaluation: Evaluation) -> None:
        """Tell of each file that is included, is not there, and is made by no rule: make would stop there."""
        for include in evaluation.includes:
            if _stops(include, evaluation):
                message = f"it includes {include.text!r}, which is not there, and which no rule makes"
                fix = "create it, or write '-include' where it may be missing"
                problem = Problem(message, include.mention.offset, include.text, fix)
                self._blocked(include.mention.path, problem)

    def _blocked(self, path: str, problem: Problem) -> None:
        files = self._files
        line, column = files.texts.line_of(path, problem.offset)
        told = LoadProblem(
            reason="syntax",
            message=problem.message,
            line=line,
            column=column,
            found=problem.found,
            fix=problem.fix,
        )
        files.troubles += troubles_of(LoadError([told]), path)


def _stops(include: IncludedFile, evaluation: Evaluation) -> bool:
    text = include.text
    if include.file or include.is_optional or include.is_conditional or not is_literal(text):
        return False
    if text.startswith("/") or ".." in text.split("/") or _WILDCARDS & set(text):
        return False
    return not any(fnmatchcase(text, name.replace("%", "*")) for name in evaluation.targets)


def _included(tree: Tree, root: str, name: str) -> Sequence[str]:
    """The files that a name in an ``include`` means: below the folder of the makefile, or else the root."""
    parts = name.removeprefix("./").split("/")
    if name.startswith("/") or not all(parts) or "\\" in name:
        return ()
    folder = root.rpartition("/")[0]
    for base in dict.fromkeys((folder, "")):
        found = _below(tree, base, parts)
        if found:
            return found
    return ()


def _below(tree: Tree, base: str, parts: Sequence[str]) -> Sequence[str]:
    steps = base.split("/") if base else []
    for part in parts[:-1]:
        if part == ".." and steps:
            steps.pop()
        elif part == ".." or _WILDCARDS & set(part):
            return ()
        elif part != ".":
            steps.append(part)
    folder, last = "/".join(steps), parts[-1]
    if not _WILDCARDS & set(last):
        path = f"{folder}/{last}" if folder else last
        return (path,) if tree.kind(path) == "file" else ()
    try:
        names = tree.list(folder).files
    except FileProblem:
        return ()
    return [f"{folder}/{each}" if folder else each for each in names if fnmatchcase(each, last)]


def _place(mention: Mention) -> Place:
    return Place(mention.path, offset=mention.offset)


def _record(target: Target, evaluation: Evaluation) -> dict[str, object]:
    at = target.recipe_at or target.mentions[0]
    return {
        "target": target.name,
        "file": at.path,
        "recipe": [line.text for _, line in target.recipe],
        "lines": len(target.recipe),
        "prerequisites": [each.text for each in target.prerequisites],
        "order_only": [each.text for each in target.order_only],
        "phony": target.name in evaluation.phony,
        "real": target.is_real,
        "pattern": "%" in target.name,
        "recipes": target.recipes,
        "conditional": target.is_conditional,
        "help": target.help,
        "literal": is_literal(target.name),
    }


def _targets(evaluation: Evaluation) -> Iterator[Element]:
    """Every name that make knows as a target, with those that only ``.PHONY`` mentions."""
    for target in evaluation.targets.values():
        at = target.recipe_at or target.mentions[0]
        yield Element(target.name, _place(at), _record(target, evaluation))
    for name, mentions in evaluation.phony.items():
        if name not in evaluation.targets:
            target = Target(name, mentions=mentions, is_conditional=False)
            yield Element(name, _place(mentions[0]), _record(target, evaluation))


def _real(evaluation: Evaluation) -> Iterator[Element]:
    for target in evaluation.targets.values():
        if target.is_real:
            at = target.recipe_at or target.mentions[0]
            yield Element(target.name, _place(at), _record(target, evaluation))


def _phony(evaluation: Evaluation) -> Iterator[Element]:
    for name, mentions in evaluation.phony.items():
        target = evaluation.targets.get(name)
        record = {"target": name, "real": target is not None and target.is_real, "literal": is_literal(name)}
        for mention in mentions:
            yield Element(name, _place(mention), {**record, "file": mention.path})


def _prerequisites(evaluation: Evaluation) -> Iterator[Element]:
    for target in evaluation.targets.values():
        for mentions, is_ordered in ((target.prerequisites, False), (target.order_only, True)):
            for mention in mentions:
                record = {
                    "target": target.name,
                    "prerequisite": mention.text,
                    "order_only": is_ordered,
                    "phony": target.name in evaluation.phony,
                    "file": mention.path,
                    "literal": is_literal(mention.text),
                }
                yield Element(mention.text, _place(mention), record)


def _recipes(evaluation: Evaluation) -> Iterator[Element]:
    for target in evaluation.targets.values():
        recipe = target.recipe
        if evaluation.is_one_shell and recipe:
            (path, first), script = recipe[0], "\n".join(line.text for _, line in recipe)
            recipe = [(path, first._replace(text=script))]
        for index, (path, line) in enumerate(recipe):
            record = {
                "target": target.name,
                "text": line.text,
                "expanded": evaluation.variables.expand(line.text),
                "prefix": line.prefix,
                "index": index,
                "count": len(recipe),
                "phony": target.name in evaluation.phony,
                "file": path,
            }
            yield Element(line.text, Place(path, offset=line.offset), record)


def _variables(evaluation: Evaluation) -> Iterator[Element]:
    for path, assignment, value in evaluation.assignments:
        record = {
            "name": assignment.name,
            "value": value,
            "text": assignment.value,
            "operator": assignment.operator,
            "target": assignment.targets.strip(),
            "conditional": assignment.is_conditional,
            "file": path,
            "literal": is_literal(value),
        }
        yield Element(assignment.name, Place(path, offset=assignment.start), record)


def _includes(evaluation: Evaluation) -> Iterator[Element]:
    for include in evaluation.includes:
        record = {
            "text": include.text,
            "path": include.file,
            "found": bool(include.file),
            "optional": include.is_optional,
            "conditional": include.is_conditional,
            "literal": is_literal(include.text),
            "file": include.mention.path,
        }
        yield Element(include.file or include.text, _place(include.mention), record)


_GIVE: Final[dict[str, Callable[[Evaluation], Iterator[Element]]]] = {
    "targets": _targets,
    "real": _real,
    "phony": _phony,
    "prerequisites": _prerequisites,
    "recipes": _recipes,
    "variables": _variables,
    "includes": _includes,
}


class MakeKind:
    """The kind of source ``make``."""

    name: Final = "make"
    options: Final = frozenset({"give", "except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``make``, a template or a list of them, and ``give``."""
        selection = parse_selection(fields, self.name, pointer, report)
        give = given(fields, tuple(_GIVE), pointer, report)
        return MakeReader(selection, give) if selection is not None and give is not None else None


KIND: Final = MakeKind()
