"""CODEOWNERS files: who owns a path by the last pattern that matches it.

The format is GitHub's (docs.github.com, "About code owners"): patterns as in .gitignore, without negation
and character ranges. Such a file comes from a pull request, so its patterns become templates that are
matched in linear time, and never regular expressions that backtrack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .captures import CaptureType
from .pattern_set import Pattern, PatternSet
from .segments import DEEP, Capture, Deep, Literal, Part, Segment, Star
from .template import PathTemplate

#: where GitHub looks for the file: the first one that is there counts
PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
MAXIMUM_RULES: Final = 5_000
_OWNER: Final = re.compile(r"@[\w.-]+(?:/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+")
_WORD: Final = re.compile(r"(?:\\.|[^\s\\])+|\\$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the file; without owners it says that nobody owns what matches."""

    line: int
    text: str
    owners: tuple[str, ...]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that means nothing; GitHub skips it."""

    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """The rules of a file in its order, and the lines that are none."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]

    def patterns(self) -> PatternSet:
        """The patterns, the last one first; number n is that of ``rules[-1 - n]``."""
        return PatternSet([rule.pattern for rule in reversed(self.rules)])


def parse_codeowners(text: str) -> CodeOwners:
    """Read a file; every line is a rule, a problem, a comment or blank."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if len(rules) >= MAXIMUM_RULES:
            problems.append(Problem(number, "", f"more than {MAXIMUM_RULES} rules; the rest is not read"))
            break
        words = list(_words(line))
        if not words:
            continue
        pattern, *owners = words
        message = _problem(pattern, owners)
        if message is not None:
            problems.append(Problem(number, pattern, message))
        else:
            rules.append(Rule(number, pattern, tuple(owners), _pattern(pattern)))
    return CodeOwners(tuple(rules), tuple(problems))


def _words(line: str) -> Iterator[str]:
    """The words of a line up to a comment; a blank behind a backslash belongs to its word."""
    for found in _WORD.finditer(line):
        if found[0].startswith("#"):
            return
        yield found[0]


def _problem(pattern: str, owners: list[str]) -> str | None:
    if pattern.startswith(("[", "^[")):
        return "sections are GitLab's, and each has owners of its own; here the last match counts"
    if pattern.startswith("!"):
        return "a pattern cannot be taken back with '!'"
    if "[" in pattern.replace("\\[", ""):
        return "there are no ranges of characters with '['"
    if not pattern.strip("/") or any(name in {"", ".", ".."} for name in pattern.strip("/").split("/")):
        return "no path can match this pattern"
    wrong = next((owner for owner in owners if not _OWNER.fullmatch(owner)), None)
    if wrong is not None:
        return f"'{wrong}' is no owner: @user, @organisation/team, or an address"
    return None


def _pattern(text: str) -> Pattern:
    """A pattern without "/" before its end matches at any depth, and a folder means all that is in it."""
    anchored = "/" in text.rstrip("/")
    written = text.strip("/").split("/")
    names = [name for at, name in enumerate(written) if written[at : at + 2] != ["**", "**"]]
    inside = text.endswith("/")  # what lies in a folder, and never the folder's own name
    if names[-1] == "**" and inside:
        names.append("*")
    elif names[-1] == "**":
        names, inside = names[:-1], True
    at_any_depth = not anchored and names and names[0] != "**"
    segments = [_segment(name, number) for number, name in enumerate(names)]
    segments = [DEEP, *segments] if at_any_depth else segments
    parts = [part for segment in segments if isinstance(segment, Segment) for part in segment.parts]
    captures = {part.name: part.type for part in parts if isinstance(part, Capture)}
    template = PathTemplate(text, tuple(segments), tuple(captures), (), captures)
    direct = anchored and not inside and names[-1] == "*"  # docs/* is not docs/a/b
    return Pattern(template, itself=not inside, below=not direct)


def _segment(name: str, number: int) -> Segment | Deep:
    if name == "**":
        return DEEP
    parts: list[Part] = []
    characters = iter(enumerate(name))
    for at, character in characters:
        if character == "\\":
            at, character = next(characters, (at, character))  # noqa: PLW2901 - the character behind it
            parts.append(Literal(character))
        elif character == "*":
            if not (parts and isinstance(parts[-1], Star)):
                parts.append(Star())
        elif character == "?":
            parts.append(Capture(f"character_{number}_{at}", _ONE))
        elif parts and isinstance(parts[-1], Literal):
            parts[-1] = Literal(parts[-1].text + character)
        else:
            parts.append(Literal(character))
    return Segment(name, tuple(parts))


_ONE: Final = CaptureType.from_pattern("character", "[^/]")
