"""``taxonomy/v1``: words that mean the same for ever; what an edition keeps, ``taxonomy_lint`` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from ....taxonomy_lint import PROMISED, compare_taxonomies, lint, words
from ...model import ABSENT, CONSUMER, Change, Level
from ..comparing import Pair
from ..fields import FieldDiffer, breaking, choice, harmless, inside, undecided

_Data = Mapping[str, object]

#: reasons of ``compare_taxonomies`` that no version makes right, with what to do instead
_FOR_EVER: Final[Mapping[str, str]] = {
    "removed": "bring it back and retire it: status: retired, replaced_by",
    "renamed": "list the old word among the aliases",
    "reused": "leave it retired, and give the new meaning a code of its own",
    "metadata": "bring the metadata key back",
    "identity": "make a taxonomy of its own for another domain",
}
#: the same of classes, which have no status
_OF_CLASSES: Final[Mapping[str, str]] = {
    "removed": "bring it back, or list its name among the aliases of the class that takes over",
    "lost": "give the code back to the class",
}
#: texts that only people read
_TEXTS: Final = frozenset({"fix", "acts", "example", "since", "reason"})
_NO_LETTERS: Final = re.compile(r"[\W_]+")


def _broken(pair: Pair) -> Iterator[Change]:
    """What the base promised of its words; told once, whatever field of the taxonomy changed first."""
    old, new = pair.comparing.data
    # Within one version every promise is judged; whether a major step allows it the rule of versions knows.
    as_before = {**new, "version": old["version"]}
    known = {(problem.reason, problem.subject) for problem in lint(as_before)}
    for problem in compare_taxonomies(old, as_before):
        if (problem.reason, problem.subject) in known or problem.reason == "version":
            continue
        if not problem.pointer.startswith(pair.pointer):
            continue
        yield Change(
            pointer=problem.pointer,
            why=problem.message,
            subject=problem.subject,
            breaks=CONSUMER,
            forbidden=_instead(problem.reason, problem.pointer),
        )


def _instead(reason: str, pointer: str) -> str | None:
    if reason not in _FOR_EVER or not pointer.startswith("/classes"):
        return _FOR_EVER.get(reason)
    return _OF_CLASSES["lost" if pointer.endswith("/codes") else "removed"]


def _entries(pair: Pair) -> Iterator[Change]:
    yield from _broken(pair)
    for code, one in pair.entries("code"):
        if one.before is ABSENT:
            yield one.change(f"{code} {cast('_Data', one.after).get('name')} is new", subject=code)
        elif one.after is not ABSENT:  # what is gone is told among the promises
            yield from _entry(one, code)


def _entry(one: Pair, code: str) -> Iterator[Change]:
    """What changed in an entry beyond its promises, which are judged for all of them together."""
    for field in one.members():
        if field.name == "meaning":
            yield _meaning(field, code)
        elif field.name in _TEXTS:
            yield field.change(f"{field.name!r} of {code} changed", subject=code, weight=Level.PATCH)
        elif field.name in ("status", "replaced_by"):
            yield field.change(f"{code} was {_said(field.before)} and is {_said(field.after)}", subject=code)
        elif field.name in ("name", "aliases", "metadata"):
            gone = set(words(cast("_Data", one.before))) - set(words(cast("_Data", one.after)))
            if field.name != "name" or not gone:
                yield field.change(f"{code} has other {field.name}", subject=code)
        elif field.name in PROMISED and cast("_Data", one.before)["status"] == "stable":
            continue  # told among the promises
        elif field.name == "class" and field.before is not ABSENT:
            why = f"{code} was of the class {_said(field.before)} and is of {_said(field.after)}"
            yield field.change(why, subject=code, breaks=CONSUMER)
        elif field.name == "details":
            yield undecided(field, f"{field.name!r} of {code}")
        else:
            yield field.change(f"{field.name!r} of {code} changed", subject=code)


def _meaning(field: Pair, code: str) -> Change:
    old, new = (_NO_LETTERS.sub("", str(text)).casefold() for text in (field.before, field.after))
    if old == new:
        return field.change(f"the meaning of {code} is written otherwise", subject=code, weight=Level.PATCH)
    return field.change(
        f"the meaning of {code} has other words, and nothing can tell whether they mean another thing",
        subject=code,
        undecided=CONSUMER,
    )


def _said(value: object) -> str:
    return "nothing" if value is ABSENT else str(value)


def _classes(pair: Pair) -> Iterator[Change]:
    yield from _broken(pair)
    for name, one in pair.entries("name"):
        if one.before is ABSENT:
            yield one.change(f"the class {name} is new", subject=name)
        elif one.after is not ABSENT:
            yield from _class(one, name)


def _class(one: Pair, name: str) -> Iterator[Change]:
    for change in inside(_CLASS, f"the class {name}")(one):
        yield replace(change, subject=name)


_CLASS: Final[Mapping[str, FieldDiffer]] = {
    "meaning": lambda field: [_meaning(field, "a class")],
    "aliases": harmless("the aliases", Level.MINOR),
    "codes": harmless("the codes", Level.MINOR),
    # What a class asks for at last is among the promises; less of it consumers may miss.
    "details": harmless("the details", Level.MINOR),
    "stops": lambda field: [],  # noqa: ARG005 - told among the promises
    "severity": breaking("the severity", CONSUMER),
    "fault": breaking("which side acts", CONSUMER),
    "retriable": breaking("whether it can be done again", CONSUMER),
    "evidence": choice("whether an error needs evidence", (False, True), False),
    "fix": harmless("the fix"),
    "acts": harmless("who acts"),
}

FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "entries": _entries,
    "classes": _classes,
    "prefix": _broken,
    "domain": _broken,
    "released": harmless("the released edition"),
    "uses": lambda pair: [undecided(pair, "where its words stand")],
    "unused": choice("how loud an unused code is", (None, "warning", "error"), None),
}
