"""The violations of a legacy repository as waivers that may only shrink.

A baseline has one entry for each contract, code, path and stable part of a pointer (numbers in it stand for
any), with how many there are. It is rewritten from what is found now: what is mended is lowered or left out,
and what is new is only let in where somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias, cast

from ..changes.model import CODES
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join, split
from ..violations import UNWAIVABLE, Violation

#: days from the first writing to the end of an entry
DAYS: Final = 90
#: pointers of one path, code and contract; where there are more, one entry is about the whole path
_POINTERS: Final = 50
#: codes that no baseline takes in: what cannot be waived, and changes, which are of today
LEFT_OUT: Final = (*UNWAIVABLE, CODES)
_SURROGATES: Final = range(0xD800, 0xE000)

#: contract, code and path
Subject: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineEntry:
    """One entry: what is tolerated, how often, and by whom until when."""

    of: str
    code: str
    path: str
    below: tuple[str, ...]
    maximum: int
    owner: str
    reason: str
    until: date
    issue: str | None = None
    decision: str | None = None

    @property
    def subject(self) -> Subject:
        """Contract, code and path."""
        return (self.of, self.code, self.path)

    def covers(self, below: tuple[str, ...]) -> bool:
        """Whether a pointer of the same subject lies below its own."""
        return _within(self.below, below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What new entries say: ``owner`` gives the owner of a contract."""

    owner: Callable[[str], str]
    reason: str
    until: date
    as_of: date
    issue: str | None = None
    #: whether a baseline that exists may take in what is new, and what has expired anew
    grow: bool = False


@dataclass(slots=True, kw_only=True)
class Baseline:
    """The entries from now on, sorted, and how they differ from those before."""

    entries: list[BaselineEntry] = field(default_factory=list)
    #: entries that are new, or may tolerate more than before
    grown: int = 0
    #: entries that may tolerate less than before, or are gone
    shrunk: int = 0
    #: violations that no entry is for, by code
    left: dict[str, int] = field(default_factory=dict)

    def leave(self, code: str, count: int = 1) -> None:
        """Count violations that no entry is for."""
        if count:
            self.left[code] = self.left.get(code, 0) + count


@cache
def _template(path: str) -> str | None:
    """The template that is about this path; None where none can be written down."""
    text = path.replace("{", "{{").replace("}", "}}")
    try:
        fits = PathTemplate.parse(text).match(path) is not None
    except TemplateError:
        return None
    return text if fits and not any(ord(letter) in _SURROGATES for letter in path) else None


def _subject(violation: Violation) -> Subject | None:
    """What an entry for the violation is about; None where there can be none."""
    if violation.code.startswith(LEFT_OUT) or violation.contract is None or violation.location is None:
        return None
    path = _template(violation.location.path)
    return None if path is None else (violation.contract.id, violation.code, path)


def make_baseline(
    found: Iterable[Violation],
    known: Sequence[BaselineEntry] | None,
    terms: Terms,
    unsure: frozenset[str] = frozenset(),
) -> Baseline:
    """Make a baseline of what stands, or is tolerated by the present one.

    ``known`` are the entries that there are; without any file (None) all that is found is let in. Of
    contracts in ``unsure`` not everything could be judged, so their entries stay as they are.
    """
    made = Baseline()
    places: dict[Subject, list[tuple[str, ...]]] = {}
    for violation in found:
        subject = _subject(violation)
        if subject is None or violation.location is None:
            made.leave(violation.code)
        else:
            places.setdefault(subject, []).append(_stable(violation.location.pointer))
    before: dict[Subject, list[BaselineEntry]] = {}
    for entry in known or ():
        before.setdefault(entry.subject, []).append(entry)
    for subject in sorted(places.keys() | before.keys()):
        pointers, entries = places.get(subject, []), before.get(subject, [])
        if known is not None and subject[0] in unsure:
            made.entries += entries
            _refuse(pointers, entries, subject[1], made)
        elif known is None or terms.grow:
            _renew(subject, pointers, entries, terms, made)
        else:
            _shrink(pointers, entries, subject[1], made)
    made.entries.sort(key=lambda entry: (*entry.subject, join("", *entry.below)))
    return made


def _stable(pointer: str) -> tuple[str, ...]:
    return tuple("*" if token.isdecimal() else token for token in split(pointer))


def _within(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return len(outer) <= len(inner) and all(a in ("*", b) for a, b in zip(outer, inner, strict=False))


def _refuse(
    pointers: Sequence[tuple[str, ...]], entries: Sequence[BaselineEntry], code: str, made: Baseline
) -> None:
    """Count what no entry is about."""
    made.leave(code, sum(not any(entry.covers(pointer) for entry in entries) for pointer in pointers))


def _shrink(
    pointers: Sequence[tuple[str, ...]], entries: Sequence[BaselineEntry], code: str, made: Baseline
) -> None:
    """Lower each entry to what is left of it; what it never was about stays."""
    for entry in entries:
        count = sum(entry.covers(pointer) for pointer in pointers)
        if count < entry.maximum:
            made.shrunk += 1
        elif count > entry.maximum:
            made.leave(code, count - entry.maximum)
        if count:
            made.entries.append(replace(entry, maximum=min(count, entry.maximum)))
    _refuse(pointers, entries, code, made)


def _renew(
    subject: Subject,
    pointers: Sequence[tuple[str, ...]],
    entries: Sequence[BaselineEntry],
    terms: Terms,
    made: Baseline,
) -> None:
    """Entries for all that is found; what was known keeps its owner, its reason, and an end to come."""
    known = {entry.below: entry for entry in entries}
    fits = all(any(entry.covers(pointer) for entry in entries) for pointer in pointers)
    chosen = [entry.below for entry in entries] if fits else _outermost(pointers)
    of, code, path = subject
    for below in chosen:
        count = sum(_within(below, pointer) for pointer in pointers)
        old = known.pop(below, None)
        if not count:
            made.shrunk += 1
            continue
        if old is None:
            inner = [entry for entry in entries if _within(below, entry.below)]
            ends = [entry.until for entry in inner if terms.as_of <= entry.until <= terms.until]
            entry = BaselineEntry(
                of=of,
                code=code,
                path=path,
                below=below,
                maximum=count,
                owner=terms.owner(of),
                reason=terms.reason,
                until=min([terms.until, *ends]),
                issue=terms.issue,
            )
            made.grown += 1
        else:
            ended = old.until < terms.as_of
            made.grown += count > old.maximum or ended
            made.shrunk += count < old.maximum
            entry = replace(old, maximum=count, until=terms.until if ended else old.until)
        made.entries.append(entry)
    made.shrunk += len(known) if not fits else 0


def _outermost(pointers: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The fewest of the pointers that all others lie below."""
    distinct = sorted(set(pointers), key=lambda one: (len(one), -one.count("*"), one))
    if len(distinct) > _POINTERS:
        return [()]
    chosen: list[tuple[str, ...]] = []
    for pointer in distinct:
        if not any(_within(outer, pointer) for outer in chosen):
            chosen.append(pointer)
    return chosen


def entries_of(data: Mapping[str, object]) -> list[BaselineEntry]:
    """The entries of a baseline that was read and found valid."""
    waivers = cast("Sequence[Mapping[str, Any]]", data.get("waivers", ()))
    return [
        BaselineEntry(
            of=entry["of"],
            code=entry["code"],
            path=entry["path"],
            below=tuple(split(entry.get("pointer", ""))),
            maximum=entry["max"],
            owner=entry["owner"],
            reason=entry["reason"],
            until=date.fromisoformat(entry["until"]),
            issue=entry.get("issue"),
            decision=entry.get("decision"),
        )
        for entry in waivers
    ]
