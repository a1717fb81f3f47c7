"""What the makefiles that start at one of them define together, in the order in which make reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .expanding import Variables, is_literal, too_large
from .model import Assignment, Include, Makefile, RecipeLine, Rule
from .scanning import words

#: files that one makefile may lead to
_MOST_FILES: Final = 2_000
#: pairs of a target and what it needs, or a line of its recipe
_MOST_PAIRS: Final = 500_000
#: targets that only tell make something (GNU make manual, 4.9)
SPECIAL: Final = frozenset(
    {
        ".DEFAULT",
        ".DELETE_ON_ERROR",
        ".EXPORT_ALL_VARIABLES",
        ".IGNORE",
        ".INTERMEDIATE",
        ".LOW_RESOLUTION_TIME",
        ".NOTINTERMEDIATE",
        ".NOTPARALLEL",
        ".ONESHELL",
        ".PHONY",
        ".POSIX",
        ".PRECIOUS",
        ".SECONDARY",
        ".SECONDEXPANSION",
        ".SILENT",
        ".SUFFIXES",
        ".WAIT",
    }
)


class Mention(NamedTuple):
    """A word and where it stands."""

    text: str
    path: str
    offset: int


@dataclass(slots=True)
class Target:
    """Everything that the rules for one name say."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    prerequisites: list[Mention] = field(default_factory=list)
    order_only: list[Mention] = field(default_factory=list)
    #: what make would run: the recipe of the last rule that has one, of all rules with ``::``, and of every
    #: branch of conditionals
    recipe: list[tuple[str, RecipeLine]] = field(default_factory=list)
    recipe_at: Mention | None = None
    #: how many rules have a recipe for it
    recipes: int = 0
    help: str = ""
    is_conditional: bool = True
    is_recipe_conditional: bool = True

    @property
    def is_real(self) -> bool:
        """Whether make has anything to do for it: a recipe, or something that must be made before."""
        return bool(self.recipe or self.prerequisites or self.order_only)


class IncludedFile(NamedTuple):
    """One name of an ``include``; ``file`` is the one of the repository, "" where there is none."""

    text: str
    mention: Mention
    file: str
    is_optional: bool
    is_conditional: bool


class SetVariable(NamedTuple):
    """An assignment, and the file it stands in."""

    path: str
    assignment: Assignment
    value: str


@dataclass(slots=True)
class Evaluation:
    """What is known after the last makefile was read."""

    variables: Variables = field(default_factory=Variables)
    targets: dict[str, Target] = field(default_factory=dict)
    phony: dict[str, list[Mention]] = field(default_factory=dict)
    includes: list[IncludedFile] = field(default_factory=list)
    assignments: list[SetVariable] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    #: whether the lines of a recipe are one script (``.ONESHELL``)
    is_one_shell: bool = False
    pairs: int = 0


def evaluate(
    path: str, read: Callable[[str], Makefile], resolve: Callable[[str, str], Sequence[str]]
) -> Evaluation:
    """Read a makefile and those that it includes.

    ``resolve`` says which files of the repository a name in an ``include`` means, for a run of make that
    starts at the first path. Raises LoadError where the rules together are too large.
    """
    found = Evaluation()
    seen: set[str] = set()
    stack: list[tuple[str, Iterator[Rule | Assignment | Include]]] = []

    def enter(file: str) -> None:
        if file not in seen and len(seen) < _MOST_FILES:
            seen.add(file)
            found.files.append(file)
            stack.append((file, iter(read(file).statements)))

    enter(path)
    while stack:
        file, statements = stack[-1]
        statement = next(statements, None)
        if statement is None:
            stack.pop()
        elif isinstance(statement, Assignment):
            _assign(found, file, statement)
        elif isinstance(statement, Rule):
            _rule(found, file, statement, read(file).text)
        else:
            text = read(file).text
            # The last one goes first onto the stack, so that they are read in their order.
            opened: list[str] = []
            for word in words(found.variables.expand(statement.names)):
                files = resolve(path, word) if is_literal(word) else ()
                mention = _mention(word, file, text, statement.start, statement.end)
                conditional = statement.is_conditional
                for each in files or ("",):
                    found.includes.append(
                        IncludedFile(word, mention, each, statement.is_optional, conditional)
                    )
                opened += files
            for each in reversed(opened):
                enter(each)
    return found


def _assign(found: Evaluation, path: str, assignment: Assignment) -> None:
    name = found.variables.expand(assignment.name)
    assignment = assignment._replace(name=name)
    found.assignments.append(SetVariable(path, assignment, found.variables.expand(assignment.value)))
    if not assignment.targets:
        found.variables.assign(assignment)


def _rule(found: Evaluation, path: str, rule: Rule, text: str) -> None:
    expand = found.variables.expand

    def mentions(part: str, start: int) -> list[Mention]:
        at = start
        listed: list[Mention] = []
        for word in words(part):
            mention = _mention(word, path, text, at, rule.end)
            at = mention.offset
            listed += [mention._replace(text=_unquoted(name)) for name in words(expand(word))]
        return listed

    targets = mentions(rule.targets, rule.start)
    # What is required stands after the targets.
    after = rule.start + max(0, text.find(":", rule.start, rule.end) - rule.start)
    needed, ordered = mentions(rule.prerequisites, after), mentions(rule.order_only, after)
    found.pairs += len(targets) * (1 + len(needed) + len(ordered) + len(rule.recipe))
    if found.pairs > _MOST_PAIRS:
        message = f"its rules have more than {_MOST_PAIRS} pairs of a target and what it needs"
        raise too_large(message)
    for mention in targets:
        if mention.text == ".PHONY":
            for each in needed:
                found.phony.setdefault(each.text, []).append(each)
        found.is_one_shell = found.is_one_shell or mention.text == ".ONESHELL"
        if mention.text in SPECIAL:
            continue
        target = found.targets.setdefault(mention.text, Target(mention.text))
        target.mentions.append(mention)
        target.is_conditional = target.is_conditional and rule.is_conditional
        target.help = target.help or rule.help
        stem = _stem(rule, expand, mention.text)
        target.prerequisites += [each._replace(text=each.text.replace("%", stem, 1)) for each in needed]
        target.order_only += [each._replace(text=each.text.replace("%", stem, 1)) for each in ordered]
        # A line without a command does nothing, also in a shell.
        lines = [(path, line) for line in rule.recipe if line.text]
        if lines:
            is_more = rule.is_double or (rule.is_conditional and target.is_recipe_conditional)
            target.recipe = target.recipe + lines if is_more else lines
            target.is_recipe_conditional = rule.is_conditional
            target.recipe_at = mention
            target.recipes += 1


def _stem(rule: Rule, expand: Callable[[str], str], name: str) -> str:
    """What ``%`` stands for in the prerequisites of a target of a static pattern rule."""
    if rule.pattern is None:
        return "%"
    for pattern in words(expand(rule.pattern)):
        before, percent, after = pattern.partition("%")
        long_enough = len(name) >= len(before) + len(after)
        if percent and long_enough and name.startswith(before) and name.endswith(after):
            return name[len(before) : len(name) - len(after)]
    return "%"


def _mention(word: str, path: str, text: str, start: int, end: int) -> Mention:
    """Where a word stands in a part of a makefile, or else the start of that part."""
    at = start
    while (at := text.find(word, at, end)) >= 0:
        before, after = text[at - 1 : at] if at > start else "", text[at + len(word) : at + len(word) + 1]
        if not _is_name(before) and not _is_name(after):
            return Mention(word, path, at)
        at += 1
    return Mention(word, path, start)


_NAME: Final = re.compile(r"[\w.\-/%$]")


def _is_name(character: str) -> bool:
    return bool(_NAME.match(character))


def _unquoted(word: str) -> str:
    """A name without quotes, and without ``./`` before it, as make keeps names."""
    name = re.sub(r"\\([:#%\s])", r"\1", word) if "\\" in word else word
    return name.removeprefix("./") or name
