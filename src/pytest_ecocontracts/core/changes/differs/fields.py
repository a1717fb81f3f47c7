"""Differs of single fields, from which those of the kinds are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from ...json_schema.showing import show
from ..model import ABSENT, BOTH, CONSUMER, NOBODY, PRODUCER, Change, Level, Side
from .comparing import Pair, same
from .values import step

FieldDiffer: TypeAlias = Callable[[Pair], Iterable[Change]]
Sides: TypeAlias = frozenset[Side]


def undecided(pair: Pair, what: str = "") -> Change:
    """What nobody can compute the effect of."""
    what = what or f"{pair.name!r}"
    return pair.change(f"{what} changed, and nothing can tell for whom that matters", undecided=BOTH)


def breaking(what: str, sides: Sides = BOTH) -> FieldDiffer:
    """A value that may not differ at all for some."""

    def differ(pair: Pair) -> Iterator[Change]:
        yield pair.change(f"{what} {step(pair.before, pair.after)}", breaks=sides)

    return differ


def harmless(what: str, weight: Level = Level.PATCH) -> FieldDiffer:
    """A value that nobody's files and programs depend on."""

    def differ(pair: Pair) -> Iterator[Change]:
        yield pair.change(f"{what} changed", weight=weight)

    return differ


def demand(what: str, *, lifted: Sides = CONSUMER) -> FieldDiffer:
    """Something that is asked of producers where it stands; a change of it may be either."""

    def differ(pair: Pair) -> Iterator[Change]:
        if pair.before is ABSENT:
            yield pair.change(f"{what} is asked for now", breaks=PRODUCER)
        elif pair.after is ABSENT:
            yield pair.change(f"{what} is no longer asked for", breaks=lifted)
        else:
            yield undecided(pair, what)

    return differ


def choice(what: str, order: Sequence[object], default: object, *, lifted: Sides = CONSUMER) -> FieldDiffer:
    """One of several words, in the order in which they ask more of producers."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = (default if value is ABSENT else value for value in (pair.before, pair.after))
        if same(old, new):
            yield pair.change(f"{what} is {_word(new)}, as it was without a word", weight=Level.PATCH)
        elif old not in order or new not in order:
            yield undecided(pair, what)
        else:
            stricter = order.index(new) > order.index(old)
            why = f"{what} was {_word(old)} and is {_word(new)}"
            yield pair.change(why, breaks=PRODUCER if stricter else lifted)

    return differ


def day(what: str, *, is_end: bool) -> FieldDiffer:
    """A day up to which, or from which, something is asked of producers; without one it always is."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = pair.before, pair.after
        later = (str(new) > str(old)) is is_end
        longer = new is ABSENT if ABSENT in (old, new) else later
        yield pair.change(f"{what} {step(old, new)}", breaks=PRODUCER if longer else CONSUMER)

    return differ


def excuses(what: str, more: FieldDiffer | None = None) -> FieldDiffer:
    """Exceptions by their paths, each of which lets something be; ``more`` judges one that changed."""

    def differ(pair: Pair) -> Iterator[Change]:
        if not all(value is ABSENT or isinstance(value, list) for value in (pair.before, pair.after)):
            yield undecided(pair, f"which exceptions there are to {what}")
            return
        old, new = _by_path(pair.before), _by_path(pair.after)
        for path, (index, excuse) in new.items():
            known = old.get(path)
            one = pair.inner(index, before=known[1] if known else ABSENT, after=excuse)
            if known is None:
                yield one.change(f"{path} is an exception to {what} now", subject=path)
            elif not same({**known[1], "reason": 0}, {**excuse, "reason": 0}):
                yield from [undecided(one, f"the exception {path}")] if more is None else more(one)
            elif not same(known[1], excuse):
                why = f"why {path} is an exception to {what} is told otherwise"
                yield one.change(why, subject=path, weight=Level.PATCH)
        for path, (index, excuse) in old.items():
            if path not in new:
                one = pair.inner(index, before=excuse)
                yield one.change(f"{path} is no exception to {what} any more", subject=path, breaks=PRODUCER)

    return differ


def _by_path(entries: object) -> dict[str, tuple[int, dict[str, object]]]:
    found: dict[str, tuple[int, dict[str, object]]] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            found.setdefault(str(entry.get("path")), (index, entry))
    return found


def words(what: str, *, added: Sides = NOBODY, removed: Sides = NOBODY, ordered: bool = False) -> FieldDiffer:
    """A list of texts or numbers, or the keys of a mapping, each of which stands for itself."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = _elements(pair.before), _elements(pair.after)
        for value in new:
            if value not in old:
                why = f"{what} {show(value)} is new"
                yield pair.change(why, subject=str(value), before=ABSENT, after=value, breaks=added)
        for value in old:
            if value not in new:
                why = f"{what} {show(value)} is gone"
                yield pair.change(why, subject=str(value), before=value, after=ABSENT, breaks=removed)
        if old != new and sorted(map(repr, old)) == sorted(map(repr, new)):
            yield pair.change(
                f"the order of {what} changed",
                weight=Level.PATCH,
                breaks=BOTH if ordered else NOBODY,
            )

    return differ


def mapping(
    what: str, *, added: Sides = NOBODY, removed: Sides = NOBODY, member: FieldDiffer | None = None
) -> FieldDiffer:
    """A mapping whose members each stand for themselves; ``member`` judges one whose value differs."""

    def differ(pair: Pair) -> Iterator[Change]:
        for one in pair.members():
            if one.before is ABSENT:
                yield one.change(f"{what} {one.name!r} is new", breaks=added)
            elif one.after is ABSENT:
                yield one.change(f"{what} {one.name!r} is gone", breaks=removed)
            elif member is not None:
                yield from member(one)
            else:
                yield one.change(f"{what} {one.name!r} {step(one.before, one.after)}", breaks=BOTH)

    return differ


def inside(fields: Mapping[str, FieldDiffer], what: str) -> FieldDiffer:
    """An object whose fields have differs of their own; a field without one is undecided."""

    def differ(pair: Pair) -> Iterator[Change]:
        for one in pair.members():
            known = fields.get(one.name)
            if known is None:
                yield undecided(one, f"{one.name!r} of {what}")
            else:
                yield from known(one)

    return differ


def limit(what: str) -> FieldDiffer:
    """A number that may not be exceeded: lower asks more."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = pair.before, pair.after
        if new is ABSENT:
            yield pair.change(f"{what} has no limit any more")
        elif old is ABSENT:
            yield pair.change(f"{what} has a limit now: {show(new)}", breaks=PRODUCER)
        elif isinstance(old, int | float) and isinstance(new, int | float):
            why = f"the limit of {what} was {old} and is {new}"
            yield pair.change(why, breaks=PRODUCER if new < old else NOBODY)
        else:
            yield undecided(pair, what)

    return differ


def least(what: str) -> FieldDiffer:
    """A number that has to be reached: higher asks more."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = pair.before, pair.after
        if new is ABSENT:
            yield pair.change(f"no number of {what} is asked for any more", breaks=CONSUMER)
        elif old is ABSENT:
            yield pair.change(f"at least {show(new)} {what} are asked for now", breaks=PRODUCER)
        elif isinstance(old, int) and isinstance(new, int):
            why = f"at least {old} {what} were asked for, and {new} are now"
            yield pair.change(why, breaks=PRODUCER if new > old else CONSUMER)
        else:
            yield undecided(pair, what)

    return differ


def paths(what: str) -> FieldDiffer:
    """Path templates: one, or a list of them."""

    def differ(pair: Pair) -> Iterator[Change]:
        old, new = _elements(pair.before), _elements(pair.after)
        gone = [text for text in old if text not in new]
        come = [text for text in new if text not in old]
        for text in gone:
            moved = f"; {come[0]} took its place" if len(gone) == len(come) == 1 else ""
            why = f"{what} are no longer at {text}{moved}"
            yield pair.change(why, subject=str(text), before=text, after=ABSENT, breaks=BOTH)
        if not gone:
            for text in come:
                yield pair.change(f"{what} are at {text}, too", subject=str(text), before=ABSENT, after=text)
            if not come:
                yield pair.change("the order of the paths changed", weight=Level.PATCH)

    return differ


def _elements(value: object) -> list[object]:
    if value is ABSENT or value is None:
        return []
    if isinstance(value, list | dict):
        return list(value)
    return [value]


def _word(value: object) -> str:
    return value if isinstance(value, str) else show(value)


#: a value that only people read
TEXT: Final = harmless("the text")
