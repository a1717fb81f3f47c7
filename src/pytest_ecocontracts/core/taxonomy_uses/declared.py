"""Which words a taxonomy declares, and the judge of the values that ought to be such words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ..failure_classes import FailureClasses, fits
from ..json_schema.showing import show
from ..relations.finding import Finding, Spot
from ..relations.operands import Operand
from ..relations.view import View
from ..suggestions import suggestion

if TYPE_CHECKING:
    from ..taxonomy import Taxonomy

#: different words of one use that are remembered, and the longest of them
_REMEMBERED: Final = 4096
_LONGEST_REMEMBERED: Final = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a word may not stand where it was found."""

    message: str
    expected: str
    fix: str


class Words:
    """The words that one use allows: codes, those of some classes, or the names of classes."""

    def __init__(self, taxonomy: Taxonomy, *, classes: bool, of: Sequence[str] = ()) -> None:
        self._taxonomy = taxonomy
        self._known = FailureClasses(taxonomy.classes)
        self._of_classes = classes
        self._of = frozenset(of)
        self._verdicts: dict[str, Sequence[str] | Refused] = {}

    def verdict(self, word: str) -> Sequence[str] | Refused:
        """The codes and patterns that declare the word, as they stand in the taxonomy; or why it is none."""
        known = self._verdicts.get(word)
        if known is not None:
            return known
        found = self._class(word) if self._of_classes else self._code(word)
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            self._verdicts[word] = found
        return found

    def _class(self, word: str) -> Sequence[str] | Refused:
        if self._known.get(word) is not None:
            return ()
        names = self._known.names()
        owners = [one.name for one in self._known.of_code(word)]
        if not owners:
            return Refused(f"{show(word)} is no class", f"one of {', '.join(names)}", suggestion(word, names))
        message = f"{show(word)} is a code, and no class"
        return Refused(message, f"one of {', '.join(names)}", f"write {' or '.join(owners)}")

    def _code(self, word: str) -> Sequence[str] | Refused:
        found = [code for code in self._codes if fits(code, word)]
        owners = [one.name for one in self._known.of_code(word)]
        if found and (not self._of or not self._of.isdisjoint(owners)):
            return found
        expected = f"a code of {' or '.join(sorted(self._of))}" if self._of else "a code of the taxonomy"
        if found:
            of = " or ".join(owners) or "no class"
            return Refused(
                f"{show(word)} is a code of {of}", expected, "write a code of the class that is meant"
            )
        if self._known.get(word) is not None:
            message = f"{show(word)} is a class, and no code"
            return Refused(message, expected, "write the code of the class that says what happened")
        fix = f"{suggestion(word, self._codes)}; or declare it"
        return Refused(f"{show(word)} is declared nowhere in the taxonomy", expected, fix)

    @cached_property
    def _codes(self) -> list[str]:
        """Every code, name and alias, and the codes and patterns of classes."""
        grouped = [code for one in self._taxonomy.classes for code in one.codes]
        return list(dict.fromkeys([*self._taxonomy.words(), *grouped]))


@dataclass(frozen=True, slots=True)
class Declared:
    """Every value is a word that the taxonomy declares; ``of`` is an operand of the files themselves.

    ``used`` collects the declarations, codes and patterns, for which there is a value.
    """

    of: Operand
    words: Words
    used: set[str] = field(default_factory=set)
    by_join: bool = field(default=False, init=False)

    @property
    def operands(self) -> Sequence[Operand]:
        """Where the words stand."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at every value of a group of files; null is none."""
        for value, spot in self._values(view):
            view.compared += 1
            verdict = self.words.verdict(value) if isinstance(value, str) else _no_text(value)
            if not isinstance(verdict, Refused):
                self.used.update(verdict)
            else:
                yield Finding(
                    code="ECI002",
                    message=verdict.message,
                    spot=spot,
                    expected=verdict.expected,
                    found=show(value),
                    fix=verdict.fix,
                    metadata={"key": str(value)[:120]},
                )

    def _values(self, view: View) -> Iterator[tuple[object, Spot]]:
        if self.of.capture is not None:
            for file in view.files:
                yield view.data.capture(file, self.of.capture), Spot(file)
            return
        for record in view.records():
            for pointer, value in view.data.aliases.places(self.of, record.value):
                if value is not None:
                    yield value, record.spot(pointer)


def _no_text(value: object) -> Refused:
    return Refused(
        f"{show(value)} is no text, so no word of the taxonomy", "a text", "write the code as a text"
    )
