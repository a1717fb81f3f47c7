"""The check ``names``: names that work on every system, differ on every system, and say something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....violations import Location, Violation
from ..lines import Globals, Layout
from ..walking import Findings, Visit, walk
from .words import Allowance, resolved_words

if TYPE_CHECKING:
    from ....context import Context

# Win32, "Naming Files, Paths, and Namespaces": reserved names count with any extension, also with the
# superscript digits; NTFS and most others allow 255 units per name.
_RESERVED: Final = r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])"
_FORBIDDEN: Final = re.compile('[<>:"|?*\\\\\x00-\x1f\x7f]')
_NOT_UTF8: Final = re.compile("[\ud800-\udfff]")
_DEVICE: Final = re.compile(rf"/{_RESERVED}[./]")
MAXIMUM_NAME: Final = 255
_EXPECTED: Final = {
    "ECL010": "names that differ on every system",
    "ECL011": "a portable name",
    "ECL015": "a name without a forbidden word",
}


def check_names(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge the name of every entry of the tree by the global rules."""
    words, problems = resolved_words(contract, layout.rules.words, layout.types, context)
    if problems:
        return Outcome(violations=tuple(problems), examined=len(problems))
    findings = Findings(context)
    rules = NameRules(replace(layout.rules, words=words))
    start = len(layout.root) + 1 if layout.root else 0
    used: set[Allowance] = set()
    examined = 0
    for visit in walk(contract, layout, context, findings):
        listing = visit.listing
        names = [*listing.files, *listing.folders, *listing.links, *listing.others]
        examined += len(names)
        if names and rules.suspects(names):
            for problem in rules.problems(names):
                path = (visit.prefix + problem.name)[start:]
                excuse = problem.word and next(
                    (one for one in words.allow if one.covers(path, problem.word)), None
                )
                if excuse:
                    used.add(excuse)
                else:
                    _report(contract, visit, problem, findings)
    for allowance in words.allow:
        if allowance not in used:
            findings.add(partial(_unused, contract, allowance))
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
    def _lower_words(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in self._rules.words.forbid)

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = "|".join(re.escape(word) for word in self._rules.words.forbid)
        return re.compile(f"(?<![^\\W\\d_])(?:{words})(?![^\\W\\d_])", re.IGNORECASE) if words else None

    def suspects(self, names: Sequence[str]) -> bool:
        """Whether some name of a folder may break a rule: a few looks at all names together."""
        rules = self._rules
        text = f"/{'/'.join(names)}/"
        lower = text.lower()
        if rules.portable and _may_be_unportable(text, lower, names):
            return True
        if self._words is not None and any(word in lower for word in self._lower_words):
            return True
        if text.isascii():
            return rules.case_unique and len(set(lower.split("/"))) <= len(names)
        if rules.nfc and not unicodedata.is_normalized("NFC", text):
            return True
        return (rules.case_unique or rules.nfc) and len({self._key(name) for name in names}) < len(names)

    def problems(self, names: Sequence[str]) -> Iterator[NameProblem]:
        """Yield what is wrong with the names of one folder, and with each pair that collides."""
        rules = self._rules
        for name in names:
            reason = _unportable(name) if rules.portable else None
            if reason is not None:
                fix = "rename it: letters, digits, '.', '_' and '-' work everywhere"
                yield NameProblem("ECL011", name, reason, "/global/names", fix)
            if rules.nfc and not unicodedata.is_normalized("NFC", name):
                yield NameProblem(
                    "ECL011",
                    name,
                    "is not in Unicode's composed form (NFC)",
                    "/global/unicode",
                    f"rename it to its NFC form, {unicodedata.normalize('NFC', name)!a}",
                )
            words = self._words.findall(name) if self._words is not None else ()
            for word in dict.fromkeys(word.lower() for word in words):
                yield NameProblem(
                    "ECL015",
                    name,
                    f"holds the word {word!r}, which the layout forbids",
                    "/global/words/forbid",
                    "name it after what it holds, in words that stay true",
                    word=word,
                )
        if rules.case_unique or rules.nfc:
            yield from self._collisions(names)

    def _collisions(self, names: Sequence[str]) -> Iterator[NameProblem]:
        first: dict[str, str] = {}
        for name in sorted(names):
            other = first.setdefault(self._key(name), name)
            if other != name:
                how = "case" if other.casefold() == name.casefold() else "Unicode form"
                yield NameProblem(
                    "ECL010",
                    name,
                    f"differs from '{printable(other)}' only in {how}: on many systems they are one file",
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


def _may_be_unportable(text: str, lower: str, names: Sequence[str]) -> bool:
    if not text.isprintable() or "./" in text or " /" in text or _FORBIDDEN.search(text):
        return True
    return bool(_DEVICE.search(lower)) or max(map(len, names)) > MAXIMUM_NAME // 4


def _unportable(name: str) -> str | None:
    """Why a name does not work on every system, or None."""
    reason = None
    if _NOT_UTF8.search(name):
        reason = "is not UTF-8"
    elif _FORBIDDEN.search(name):
        reason = 'holds a character that Windows forbids: <>:"|?*\\ or control characters'
    elif name.endswith((".", " ")):
        reason = "ends in a dot or a space, which Windows cuts off"
    elif _DEVICE.search(f"/{name.lower()}/"):
        reason = "is a device name on Windows"
    elif len(name.encode("utf-8")) > MAXIMUM_NAME:
        reason = f"is longer than {MAXIMUM_NAME} bytes"
    return reason


def _unused(contract: Contract, allowance: Allowance) -> Violation:
    words = ", ".join(sorted(allowance.words)) or "forbidden words"
    return contract.violation(
        "ECL039",
        f"'{printable(allowance.text)}' may hold {words}, and no name there does",
        pointer=allowance.pointer,
        expected="an allowance that some name needs",
        found="none",
        fix="remove the allowance",
        metadata={"path": allowance.text, "word": ", ".join(sorted(allowance.words))},
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
            f"the name '{printable(problem.name)}' {problem.reason}",
            pointer=problem.pointer,
            location=Location(path=path),
            expected=_EXPECTED[problem.code],
            found=printable(problem.name),
            fix=problem.fix,
            metadata=metadata,
        )

    findings.add(make, path)
