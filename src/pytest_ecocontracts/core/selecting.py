"""A part of a run by what it is about: codes, kinds, contract ids, owners, clauses, and the files judged.

What a selection leaves out is never a pass: checks stay unevaluated, violations that are set aside
become warnings, and the record says that the run was narrowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final

from .model import Check, Contract, WorkUnit
from .paths.template import PathTemplate
from .suggestions import suggestion
from .violations import UNWAIVABLE, Severity, Violation

#: what a selector may be about, in the order of messages
SUBJECTS: Final = ("code", "kind", "id", "owner", "ref")
_OF_CONTRACTS: Final = ("kind", "id", "owner")
_WORDS: Final = {"id": "contract id", "ref": "clause"}
_CODES: Final = re.compile(r"[A-Z]{2,8}[0-9]{0,4}")


class SelectorProblem(ValueError):
    """A selector that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Selector:
    """One thing to select or to ignore; ``subject`` is one of SUBJECTS, ``pattern`` a name or a glob.

    The pattern of a code is a code, or the letters and digits that codes begin with.
    """

    subject: str
    pattern: str

    def matches(self, contract: Contract) -> bool:
        """Whether the contract is meant, by a selector that is about contracts."""
        header = contract.header
        value = {"kind": header.kind, "id": header.id, "owner": header.owner}[self.subject]
        return fnmatchcase(value, self.pattern)

    def matches_check(self, check: Check) -> bool:
        """Whether the check enforces a clause that is meant, by a selector that is about clauses."""
        return any(_is_meant(self.pattern, ref) for ref in check.refs)

    def matches_code(self, violation: Violation) -> bool:
        """Whether the code of a violation is meant, or the class that a plugin gave it."""
        codes = (violation.code, violation.failure_class or "")
        return any(code == self.pattern or _is_prefix(self.pattern, code) for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names of a catalog that selectors may use; ``codes`` maps code, name or alias to the code.

    ``refs`` are the clauses that its checks enforce.
    """

    codes: Mapping[str, str]
    kinds: Iterable[str]
    ids: Iterable[str]
    owners: Iterable[str]
    refs: Iterable[str] = ()

    def names(self, subject: str) -> Iterable[str]:
        """Every name of one subject."""
        names: Iterable[str] = getattr(self, f"{subject}s")
        return names


def read_selector(text: str, known: Known) -> Selector:
    """Return what ``[code:|kind:|id:|owner:|ref:]NAME`` means; raises SelectorProblem.

    Without a subject the name itself says what it is, as long as it is the name of one thing only.
    """
    subject, colon, name = text.partition(":")
    subjects = (subject,) if colon and subject in SUBJECTS else SUBJECTS
    name = name if colon and subject in SUBJECTS else text
    found = [Selector(s, _pattern(s, name, known)) for s in subjects if _is_known(s, name, known)]
    if len(found) == 1:
        return found[0]
    if found:
        ways = " or ".join(f"{selector.subject}:{name}" for selector in found)
        message = f"{text[:80]!r} is the name of more than one thing: write {ways}"
        raise SelectorProblem(message)
    names = [known_name for s in subjects for known_name in known.names(s)]
    what = " or ".join(_WORDS.get(s, s) for s in subjects)
    message = f"no {what} of this run is called {text[:80]!r}"
    near = suggestion(name, names)
    raise SelectorProblem(f"{message}; {near}" if near else message)


def _is_known(subject: str, name: str, known: Known) -> bool:
    names = known.names(subject)
    if subject == "code":
        prefixed = _CODES.fullmatch(name) is not None and any(_is_prefix(name, code) for code in names)
        return name in names or prefixed
    return any(_is_meant(name, candidate) for candidate in names)


def _is_meant(pattern: str, name: str) -> bool:
    # A clause may be called by what a glob takes for its own.
    return name == pattern or fnmatchcase(name, pattern)


def _pattern(subject: str, name: str, known: Known) -> str:
    return known.codes.get(name, name) if subject == "code" else name


def _is_prefix(prefix: str, code: str) -> bool:
    return _CODES.fullmatch(prefix) is not None and code.startswith(prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a run is wanted. Selectors of one subject are alternatives; subjects must all agree.

    ``targets`` are globs of paths relative to pytest's root directory; with any, only checks that look
    at files one by one are wanted, and of them only what they say of these files.
    """

    select: Sequence[Selector] = ()
    ignore: Sequence[Selector] = ()
    targets: Sequence[PathTemplate] = ()

    def wants(self, contract: Contract) -> bool:
        """Whether checks of a contract are wanted."""
        for subject in _OF_CONTRACTS:
            chosen = [selector for selector in self.select if selector.subject == subject]
            if chosen and not any(selector.matches(contract) for selector in chosen):
                return False
        return not any(s.matches(contract) for s in self.ignore if s.subject in _OF_CONTRACTS)

    def wants_check(self, check: Check) -> bool:
        """Whether a check is wanted for the clauses that it enforces, whatever its contract."""
        chosen = [selector for selector in self.select if selector.subject == "ref"]
        if chosen and not any(selector.matches_check(check) for selector in chosen):
            return False
        return not any(s.matches_check(check) for s in self.ignore if s.subject == "ref")

    def wants_broken(self, contract_id: str) -> bool:
        """Whether the problems of a contract are wanted that cannot be read.

        Of such a contract only the id can be trusted, and without one it may be any of those chosen.
        """
        chosen = [selector for selector in self.select if selector.subject == "id"]
        if chosen and not any(fnmatchcase(contract_id, selector.pattern) for selector in chosen):
            return False
        return not any(s.subject == "id" and fnmatchcase(contract_id, s.pattern) for s in self.ignore)

    def narrow(self, unit: WorkUnit, shown: Callable[[str], str]) -> WorkUnit | None:
        """The part of a work unit that is wanted, or None; ``shown`` makes paths relative to the root."""
        if not (self.wants(unit.contract) and self.wants_check(unit.check)):
            return None
        if not self.targets:
            return unit
        wanted = [target for target in unit.chunk.targets if self._is_target(shown(target.path))]
        if not wanted:
            return None
        return replace(unit, chunk=replace(unit.chunk, targets=wanted))

    def _is_target(self, path: str) -> bool:
        return any(template.match(path) is not None for template in self.targets)

    def set_aside(self, violations: Sequence[Violation]) -> Sequence[Violation]:
        """Turn violations whose codes are not wanted into warnings: they are still listed and recorded."""
        select = [selector for selector in self.select if selector.subject == "code"]
        ignore = [selector for selector in self.ignore if selector.subject == "code"]
        if not select and not ignore:
            return violations
        return [
            violation
            if _always_stands(violation.code) or _is_wanted(violation, select, ignore)
            else replace(violation, severity=Severity.WARNING)
            for violation in violations
        ]


def _is_wanted(violation: Violation, select: Sequence[Selector], ignore: Sequence[Selector]) -> bool:
    if select and not any(selector.matches_code(violation) for selector in select):
        return False
    return not any(selector.matches_code(violation) for selector in ignore)


def _always_stands(code: str) -> bool:
    return code.startswith(UNWAIVABLE)


def refuse_to_ignore(selector: Selector) -> str | None:
    """Say why a selector may not be ignored, or None where it may."""
    if selector.subject != "code" or not any(
        selector.pattern.startswith(family) or family.startswith(selector.pattern) for family in UNWAIVABLE
    ):
        return None
    return (
        f"{selector.pattern} cannot be ignored: a contract that is wrong, a check that could not run and "
        "a record that is missing leave nothing that could be trusted"
    )
