"""The examples of relations: a small tree of files, or, where each element is judged alone, one of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

from ..model import Contract
from ..paths.tree import Tree
from ..rules.example_files import ExampleFiles
from ..rules.examples import Judged
from ..rules.model import RuleExample
from ..sources.model import Element, Place
from ..violations import Violation
from .checks import violations
from .example_index import ExampleIndex
from .model import Finding, SourceRelation
from .view import View

if TYPE_CHECKING:
    from ..context import Context
    from ..ports import FileSystem, GitIndex

#: what an example of a tree may say
_TREE: Final = frozenset({"files", "base", "as_of", "because"})
#: what an example of an element may say, where it is more than its value
_ELEMENT: Final = frozenset({"value", "self", "path"})


@runtime_checkable
class JudgesElements(Protocol):
    """A judge that looks at each element alone."""

    def judge_element(self, element: Element) -> Iterator[Finding]:
        """What is wrong with one element."""


class _ExampleBase:
    """The git base of an example: another small tree."""

    name = revision = "the base of the example"
    whole = True
    changes = releases = ()

    def __init__(self, files: ExampleFiles) -> None:
        self.files: FileSystem = files
        self.tree = Tree(files)
        self.index: GitIndex = ExampleIndex(files)


def judged_examples(contract: Contract, relations: Iterable[SourceRelation]) -> Sequence[Judged]:
    """Each relation with what judges its examples."""
    return [
        Judged(relation.rule, partial(_judge, contract, relation))
        for relation in relations
        if relation.rule.examples
    ]


def is_tree(data: object) -> bool:
    """Whether an example is a tree of files."""
    return isinstance(data, dict) and isinstance(data.get("files"), dict) and _TREE.issuperset(data)


def _judge(
    contract: Contract, relation: SourceRelation, example: RuleExample, context: Context
) -> Sequence[Violation]:
    judge = relation.judge
    if isinstance(judge, JudgesElements) and not is_tree(example.data):
        element = _element(example.data)
        kept, _ = violations(contract, relation.rule, lambda _: judge.judge_element(element), View(context))
    else:
        view = View(_within(cast("dict[str, object]", example.data), context))
        kept, _ = violations(contract, relation.rule, judge.judge, view)
    return kept


def _element(data: object) -> Element:
    if isinstance(data, dict) and "value" in data and _ELEMENT.issuperset(data):
        value = data["value"]
        return Element(value, Place(str(data.get("path", "example"))), data.get("self", value))
    return Element(data, Place("example"), data)


def _within(data: Mapping[str, object], context: Context) -> Context:
    """The context of an example: its files, its base, its day."""
    files = ExampleFiles(cast("dict[str, object]", data["files"]))
    base = cast("dict[str, object] | None", data.get("base"))
    return replace(
        context,
        files=files,
        tree=Tree(files),
        git=ExampleIndex(files),
        base=_ExampleBase(ExampleFiles(base)) if base is not None else None,
        as_of=date.fromisoformat(str(data["as_of"])) if "as_of" in data else context.as_of,
    )
