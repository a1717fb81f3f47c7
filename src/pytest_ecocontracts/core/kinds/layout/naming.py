"""The check ``names``: names that work on every system, differ on every system, and say something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...model import Contract, Outcome
from ...rendering.printable import printable
from ...violations import Location, Violation
from .lines import Globals, Layout
from .walking import Findings, Visit, walk

if TYPE_CHECKING:
    from ...context import Context

# Win32, "Naming Files, Paths, and Namespaces": reserved names count with any extension, also with the
# superscript digits; NTFS and most others allow 255 units per name.
_RESERVED: Final = r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])"
_UNPORTABLE: Final = (
    ("[\ud800-\udfff]", "is not UTF-8"),
    (
        '[<>:"|?*\\\\\x00-\x1f\x7f]',
        'holds a character that Windows forbids: <>:"|?*\\ or control characters',
    ),
    (r"[. ](?=/)", "ends in a dot or a space, which Windows cuts off"),
    (rf"(?:(?<=/)|(?<=^)){_RESERVED}(?:\.[^/]*)?(?=/)", "is a device name on Windows"),
)
_ANY_UNPORTABLE: Final = re.compile("|".join(pattern for pattern, _ in _UNPORTABLE), re.IGNORECASE)
MAXIMUM_NAME: Final = 255
_EXPECTED: Final = {
    "ECL010": "names that differ on every system",
    "ECL011": "a portable name",
    "ECL015": "a name without a forbidden word",
}


def check_names(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge the name of every entry of the tree by the global rules."""
    findings = Findings(context)
    rules = NameRules(layout.rules)
    examined = 0
    for visit in walk(contract, layout, context, findings):
        listing = visit.listing
        names = [*listing.files, *listing.folders, *listing.links, *listing.others]
        examined += len(names)
        if names and rules.suspects(names):
            for problem in rules.problems(names):
                _report(contract, visit, problem, findings)
    return findings.outcome(examined)


@dataclass(frozen=True, slots=True)
class NameProblem:
    """What is wrong with a name; ``other`` is the name that it collides with."""

    code: str
    name: str
    reason: str
    pointer: str
    fix: str
    other: str | None = None
    word: str | None = None


class NameRules:
    """The global rules about names, compiled."""

    def __init__(self, rules: Globals) -> None:
        self._rules = rules

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = "|".join(re.escape(word) for word in self._rules.forbidden_words)
        return re.compile(f"(?<![^\\W\\d_])(?:{words})(?![^\\W\\d_])", re.IGNORECASE) if words else None

    def suspects(self, names: Sequence[str]) -> bool:
        """Whether some name of a folder may break a rule: one look at all names together."""
        rules = self._rules
        text = "/".join(names) + "/"
        if rules.portable and (_ANY_UNPORTABLE.search(text) or max(map(len, names)) > MAXIMUM_NAME // 4):
            return True
        if self._words is not None and self._words.search(text):
            return True
        if rules.nfc and not text.isascii() and not unicodedata.is_normalized("NFC", text):
            return True
        if rules.case_unique or rules.nfc:
            return len({self._key(name) for name in names}) < len(names)
        return False

    def problems(self, names: Sequence[str]) -> Iterator[NameProblem]:
        """Yield what is wrong with the names of one folder, and with each pair that collides."""
        rules = self._rules
        for name in names:
            if rules.portable:
                yield from self._unportable(name)
            if rules.nfc and not unicodedata.is_normalized("NFC", name):
                yield NameProblem(
                    "ECL011",
                    name,
                    "is not in Unicode's composed form (NFC)",
                    "/global/unicode",
                    f"rename it to its NFC form, {unicodedata.normalize('NFC', name)!a}",
                )
            found = self._words.search(name) if self._words is not None else None
            if found is not None:
                yield NameProblem(
                    "ECL015",
                    name,
                    f"holds the word {found[0]!r}, which the layout forbids",
                    "/global/words/forbid",
                    "name it after what it holds, in words that stay true",
                    word=found[0].lower(),
                )
        if rules.case_unique or rules.nfc:
            yield from self._collisions(names)

    def _unportable(self, name: str) -> Iterator[NameProblem]:
        for pattern, reason in _UNPORTABLE:
            if re.search(pattern, f"/{name}/", re.IGNORECASE):
                yield _unportable(name, reason)
                return
        if len(name.encode("utf-8")) > MAXIMUM_NAME:
            yield _unportable(name, f"is longer than {MAXIMUM_NAME} bytes")

    def _collisions(self, names: Sequence[str]) -> Iterator[NameProblem]:
        first: dict[str, str] = {}
        for name in sorted(names):
            other = first.setdefault(self._key(name), name)
            if other != name:
                how = "case" if other.casefold() == name.casefold() else "Unicode form"
                yield NameProblem(
                    "ECL010",
                    name,
                    f"differs from {printable(other)!r} only in {how}: on many systems they are one file",
                    "/global/case" if self._rules.case_unique else "/global/unicode",
                    "rename one of them",
                    other=other,
                )

    def _key(self, name: str) -> str:
        """Fold what systems fold: names with one key are one file on some of them."""
        if name.isascii():
            return name.lower() if self._rules.case_unique else name
        if self._rules.case_unique:
            name = unicodedata.normalize("NFD", name).casefold()
        return unicodedata.normalize("NFC", name)


def _unportable(name: str, reason: str) -> NameProblem:
    return NameProblem(
        "ECL011",
        name,
        reason,
        "/global/names",
        "rename it: letters, digits, '.', '_' and '-' work everywhere",
    )


def _report(contract: Contract, visit: Visit, problem: NameProblem, findings: Findings) -> None:
    path = visit.prefix + problem.name

    def make() -> Violation:
        metadata: dict[str, str | int | bool | None] = {"path": path}
        if problem.other is not None:
            metadata["other"] = visit.prefix + problem.other
        if problem.word is not None:
            metadata["word"] = problem.word
        return contract.violation(
            problem.code,
            f"the name {printable(problem.name)!r} {problem.reason}",
            pointer=problem.pointer,
            location=Location(path=path),
            expected={"ECL010": "names that differ on every system", "ECL011": "a portable name"}.get(
                problem.code
            ),
            found=printable(problem.name),
            fix=problem.fix,
            metadata=metadata,
        )

    findings.add(make, path)
