"""Regular expressions over texts, in time linear in the text whoever wrote them (google-re2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..errors import CapabilityMissing
from ..paths.linear_regex import PatternProblem
from ..relations.normalisers import NoRecipe

if TYPE_CHECKING:
    from ..model import Report


#: characters that replacements may put into one text
_LONGEST: Final = 1_000_000
#: what stands for a group in a replacement, or for itself
_REFERENCE: Final = re.compile(r"\\(?:\d{1,2}|g<\w+>|\\|.?)", re.ASCII | re.DOTALL)


class Match(Protocol):
    """What a pattern found; groups count from 1."""

    def start(self, group: int = 0) -> int:
        """Where a group begins, in characters; -1 where it took no part."""

    def span(self, group: int = 0) -> tuple[int, int]:
        """Where a group begins and ends, in characters; -1 where it took no part."""

    def group(self, group: int = 0) -> str | None:
        """The text of a group."""

    def groupdict(self) -> dict[str, str | None]:
        """The texts of the named groups."""


class Pattern:
    """A compiled pattern; ``^`` and ``$`` are the ends of a line, ``.`` is not the end of one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled = _compile(text)
        self.groups: int = self._compiled.groups
        self.groups_by_name: Mapping[str, int] = self._compiled.groupindex
        self.names: tuple[str, ...] = tuple(self.groups_by_name)
        #: the group that is the value: ``value``, the first one, or all of the match
        self.value_group: int = self.groups_by_name.get("value", min(self.groups, 1))

    def matches(self, text: str) -> Iterator[Match]:
        """Every match in a text, from left to right, without overlaps."""
        return self._compiled.finditer(text)  # type: ignore[no-any-return]

    def search(self, text: str) -> Match | None:
        """The first match in a text."""
        return self._compiled.search(text)  # type: ignore[no-any-return]

    def fullmatch(self, text: str) -> Match | None:
        """The match of a text as a whole."""
        return self._compiled.fullmatch(text)  # type: ignore[no-any-return]


class Replacement:
    r"""What takes the place of each match: ``\1`` and ``\g<name>`` are groups, ``\\`` is a backslash.

    Raises PatternProblem where the pattern has no such group.
    """

    def __init__(self, pattern: Pattern, template: str) -> None:
        self._pattern = pattern
        self._parts: list[str | int] = []
        end = 0
        for found in _REFERENCE.finditer(template):
            self._parts += [template[end : found.start()], self._part(found[0])]
            end = found.end()
        self._parts.append(template[end:])

    def _part(self, reference: str) -> str | int:
        word = reference.removeprefix("\\").removeprefix("g<").removesuffix(">")
        if word == "\\":
            return word
        group = int(word) if word.isdecimal() else self._pattern.groups_by_name.get(word)
        if group is None or group > self._pattern.groups:
            message = f"the pattern has no group for {reference!r}"
            raise PatternProblem(message)
        return group

    def apply(self, text: str) -> str:
        """The text with every match replaced; a group that took no part is empty.

        Raises NoRecipe where the text would become too long.
        """
        done: list[str] = []
        end = size = 0
        for match in self._pattern.matches(text):
            start = match.start()
            parts = [part if isinstance(part, str) else match.group(part) or "" for part in self._parts]
            done += [text[end:start], *parts]
            size += sum(map(len, parts))
            if size > _LONGEST:
                message = f"replacing {self._pattern.text!r} adds more than {_LONGEST} characters to a text"
                raise NoRecipe(message)
            end = start + len(match.group() or "")
        return "".join([*done, text[end:]])


@lru_cache(maxsize=512)
def _compile(text: str) -> Any:
    try:
        import re2  # noqa: PLC0415 - a compiled library, loaded only where patterns are used
    except ImportError:
        raise CapabilityMissing("google-re2", "the package google-re2 is not installed") from None
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(f"(?m:{text})", options)
    except re2.error as error:
        words = error.args[0]
        message = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        raise PatternProblem(message.replace(f"(?m:{text})", text)) from None


def parse_pattern(text: str, pointer: str, report: Report) -> Pattern | None:
    """Compile a pattern of a contract, or report why it cannot be used (ECC020, ECC008)."""
    try:
        return Pattern(text)
    except PatternProblem as problem:
        report.add(
            "ECC020",
            f"the pattern cannot be used: {problem}",
            pointer=pointer,
            expected="a regular expression of RE2, without look-around and back-references",
            found=text[:200],
            fix=_fix(str(problem)),
            metadata={"pattern": text[:200]},
        )
    except CapabilityMissing as missing:
        report.add(
            "ECC008",
            f"patterns need {missing.capability}: {missing.message}",
            pointer=pointer,
            metadata={"capability": missing.capability},
        )
    return None


def _fix(problem: str) -> str | None:
    """What helps against a problem of RE2, where it is not about what RE2 leaves out."""
    if "missing )" in problem or "unexpected )" in problem or "missing ]" in problem:
        return "close each bracket once, and write \\( \\) \\[ for brackets of the text"
    return "repeat at most 1000 times" if "repetition size" in problem else None
