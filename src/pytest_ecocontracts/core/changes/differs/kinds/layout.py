"""``layout/v1``: which paths must, may and must not be there, whose they are, and what sort of place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, cast

from ....kinds.layout.lines import DEMANDING, Line, Word, all_lines
from ....rendering.printable import printable
from ...model import ABSENT, BOTH, CONSUMER, NOBODY, PRODUCER, Change, Level, Side
from ..comparing import Pair, same
from ..fields import FieldDiffer, breaking, choice, demand, inside, limit, mapping
from ..file_fields import TYPES
from ..rule_lists import rule_list
from ._budgets import BUDGETS
from ._places import CONCERNS, NAMES

if TYPE_CHECKING:
    from ....kinds.layout.lines import Layout

_Lines = dict[tuple[str, str], Line]


def _tree(pair: Pair) -> Iterator[Change]:
    """The lines of both trees by their whole path, so that one that is only drawn elsewhere is the same."""
    old, new = (
        _lines(cast("Layout", contract.body)) for contract in (pair.comparing.before, pair.comparing.after)
    )
    found = False
    for key, line in new.items():
        known = old.get(key)
        changes = list(_come(line, old) if known is None else _altered(known, line))
        found = found or bool(changes)
        yield from changes
    for key, line in old.items():
        if key not in new:
            found = True
            yield _gone(line, new)
    if not found:
        yield pair.change("the tree is written otherwise, and says the same", weight=Level.PATCH)


def _lines(layout: Layout) -> _Lines:
    found: _Lines = {}
    for line in all_lines(layout.tree):
        found.setdefault((line.text, line.kind), line)
    return found


def _name(line: Line) -> str:
    return printable(line.text + ("/" if line.kind == "folder" else "")) or "the root"


def _change(line: Line, why: str, *, breaks: frozenset[Side] = NOBODY, **more: object) -> Change:
    given: dict[str, object] = {"subject": line.text, **more}
    return Change(pointer=line.pointer, why=why, breaks=breaks, **given)  # type: ignore[arg-type]


def _was_closed(line: Line, lines: _Lines) -> bool:
    """Whether the folder around a line held nothing but what was drawn in it, in the other tree."""
    around = line.parent
    other = lines.get((around.text, around.kind)) if around is not None else None
    return other is not None and other.closed and bool(other.children)


def _come(line: Line, old: _Lines) -> Iterator[Change]:
    name, word = _name(line), line.word
    if word in DEMANDING:
        yield _change(line, f"{name} must be there now", breaks=PRODUCER, after=str(word))
    elif word is Word.BAN:
        breaks = NOBODY if _was_closed(line, old) else PRODUCER
        yield _change(line, f"{name} must not be there now", breaks=breaks, after=str(word))
    else:
        yield _change(line, f"{name} is drawn now ({word})", after=str(word))
    for option, value in line.options.items():
        if option in _MOVED:
            said = line.parent.inherited(option) if line.parent is not None else None
            if said is None or not same(said[0], value):
                yield _moved(line, option, said[0] if said else ABSENT, value)


def _gone(line: Line, new: _Lines) -> Change:
    name, word = _name(line), line.word
    if not line.allows:
        return _change(line, f"{name} is no longer refused", before=str(word))
    closed = _was_closed(line, new)
    breaks = (PRODUCER if closed else NOBODY) | (CONSUMER if word in DEMANDING else NOBODY)
    why = f"{name} is no longer drawn" + (", and its folder holds nothing else" if closed else "")
    return _change(line, why, breaks=breaks, before=str(word))


def _altered(old: Line, new: Line) -> Iterator[Change]:
    if old.word is not new.word:
        yield _word(old, new)
    if old.kind == "folder" and old.closed != new.closed:
        why = f"{_name(new)} " + (
            "holds nothing but what is drawn" if new.closed else "may hold anything now"
        )
        yield _change(
            new, why, breaks=PRODUCER if new.closed else NOBODY, before=old.closed, after=new.closed
        )
    for option in dict.fromkeys((*new.options, *old.options)):
        before, after = old.options.get(option, ABSENT), new.options.get(option, ABSENT)
        if same(before, after) or option in ("$", "$closed"):
            continue
        if option in _MOVED:
            was, now = old.inherited(option), new.inherited(option)
            if (was and was[0]) != (now and now[0]):
                yield _moved(new, option, was[0] if was else ABSENT, now[0] if now else ABSENT)
        else:
            yield _option(new, option, before, after)


def _word(old: Line, new: Line) -> Change:
    name = _name(new)
    breaks: frozenset[Side] = NOBODY
    if not new.allows and new.word is Word.BAN and old.word is not Word.BAN:
        breaks = PRODUCER | (CONSUMER if old.word in DEMANDING else NOBODY)
    elif new.word in DEMANDING and old.word not in DEMANDING:
        breaks = PRODUCER
    elif old.word in DEMANDING and new.word not in DEMANDING:
        breaks = CONSUMER
    elif new.word is Word.ONE:
        breaks = PRODUCER
    elif old.word is Word.ONE:
        breaks = CONSUMER
    return _change(
        new,
        f"{name} was {old.word} and is {new.word}",
        breaks=breaks,
        before=str(old.word),
        after=str(new.word),
    )


def _moved(line: Line, option: str, before: object, after: object) -> Change:
    what = _MOVED[option]
    was, now = ("nobody's" if value is ABSENT else str(value) for value in (before, after))
    return _change(
        line, f"the {what} of {_name(line)} was {was} and is {now}", breaks=BOTH, before=before, after=after
    )


def _option(line: Line, option: str, before: object, after: object) -> Change:
    name = f"{option} of {_name(line)}"
    if option == "$as":
        return _change(line, f"{name}, by which others read its paths, changed", breaks=CONSUMER)
    if before is ABSENT:
        return _change(line, f"{name} is asked for now", breaks=PRODUCER, after=after)
    if after is ABSENT:
        return _change(line, f"{name} is no longer asked for", breaks=CONSUMER, before=before)
    return _change(
        line,
        f"{name} changed, and nothing can tell for whom that matters",
        undecided=BOTH,
        before=before,
        after=after,
    )


#: options that say whose a place is; they hold for what lies below, too
_MOVED: Final[Mapping[str, str]] = {"$zone": "zone", "$owner": "owner"}

_GLOBAL: Final[Mapping[str, FieldDiffer]] = {
    name: demand(f"the rule on {what}")
    for name, what in (
        ("symlinks", "links"),
        ("empty_dirs", "empty folders"),
        ("case", "names that differ in case"),
        ("unicode", "the form of names"),
        ("names", "portable names"),
    )
}

FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "tree": _tree,
    "root": breaking("the folder that the tree describes"),
    "types": TYPES,
    "git": choice("whether git has to track it", ("present", "tracked"), "present"),
    "global": inside(
        {
            **_GLOBAL,
            "max_path": limit("the length of paths"),
            "max_size": limit("the size of files"),
            "words": NAMES,
        },
        "the rules for all names",
    ),
    "budgets": BUDGETS,
    "relations": rule_list("the relation"),
    "owners": demand("an owner of everything"),
    "concerns": CONCERNS,
    "writes": mapping("who may write", added=NOBODY, removed=PRODUCER),
}
