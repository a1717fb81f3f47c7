"""``equal``: both sides have the same values, or the same value for the same key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from ...json_schema.showing import show
from ...keys import KeySet, decode, encode
from ...model import MAXIMUM_VIOLATIONS
from ..counterparts import counterpart_missing
from ..finding import Finding
from ..operands import SELF, Key, Operand
from ..reading import Reader
from ..showing import show_key
from ..view import View


@dataclass(frozen=True, slots=True)
class EqualSets:
    """The values of both sides are the same set."""

    of: Key
    to: Key
    by_join = True
    #: a file of the other side to which none of the artifact belongs breaks the relation
    both_sides = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *self.to.parts)

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at the keys of a group of files, from both sides."""
        own = view.keys(self.of)
        if len(own) and not view.files_of(self.to.source):
            yield counterpart_missing(view, self.to.text)
            return
        there = view.keys(self.to)
        if self.to.source != SELF:
            view.compared += len(there)
        yield from self._missing(view, own, there, self.of, self.to)
        yield from self._missing(view, there, own, self.to, self.of)

    def _missing(self, view: View, here: KeySet, there: KeySet, key: Key, other: Key) -> Iterator[Finding]:
        for missing in here.missing_from(there):
            shown = show_key(missing.key)
            yield Finding(
                code="ECI013",
                message=f"{shown} stands at {key.text}, and not at {other.text}",
                spot=view.spot(missing.place, key),
                expected=f"the same values at {self.of.text} and {self.to.text}",
                found=shown,
                metadata={"key": shown},
            )


@dataclass(frozen=True, slots=True)
class EqualByKey:
    """Records with the same key have the same value; of keys that stand on one side only nothing is asked."""

    of: Key
    to: Key
    of_key: Key
    to_key: Key
    by_join = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *self.to.parts, *self.of_key.parts, *self.to_key.parts)

    def judge(self, view: View) -> Iterator[Finding]:
        """A pair of key and value that only one side has, under a key that both have, is a difference."""
        own_pair = Key((*self.of_key.parts, *self.of.parts), self.of.exclude)
        pair = Key((*self.to_key.parts, *self.to.parts), self.to.exclude)
        shown_at = Key((*self.of.parts, *self.of_key.parts))  # the value is wrong, and not its key
        own = view.keys(own_pair)
        if len(own) and not view.files_of(self.to.source):
            yield counterpart_missing(view, self.to.text)
            return
        alone: set[bytes] | None = None
        for missing in own.missing_from(view.keys(pair)):
            if alone is None:  # only where there is a difference
                keys = view.keys(self.of_key).missing_from(view.keys(self.to_key))
                alone = {tally.key for tally in keys}
            values = decode(missing.key)
            key, value = values[: len(self.of_key.parts)], values[-1]
            if encode(*key) in alone:
                continue
            shown = ", ".join(map(show, key))
            yield Finding(
                code="ECI013",
                message=f"{self.of.text} of {shown} is not what {self.to.text} says",
                spot=view.spot(missing.place, shown_at),
                expected=f"the value at {self.to.text} of the record with the same key",
                found=show(value),
                metadata={"key": shown},
            )


@dataclass(frozen=True, slots=True)
class OneValue:
    """Records of one side with the same key have the same value; records without a value are not asked."""

    of: Key
    key: Key
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *self.key.parts)

    def judge(self, view: View) -> Iterator[Finding]:
        """Of the distinct pairs of a key and a value, no two have one key."""
        pairs = view.keys(Key((*self.key.parts, *self.of.parts), self.of.exclude))
        keys = view.store.keys()
        for pair in pairs.tallies():
            keys.add(encode(*decode(pair.key)[:-1]), pair.place)
        repeats = keys.repeated()
        told = list(islice(repeats, MAXIMUM_VIOLATIONS))
        wanted = {place for repeat in told for place in (repeat.place, repeat.first)}
        values = {
            pair.place: show(decode(pair.key)[-1])
            for pair in (pairs.tallies() if told else ())
            if pair.place in wanted
        }
        shown_at = Key((*self.of.parts, *self.key.parts))
        for repeat in chain(told, repeats):
            shown = show_key(repeat.key)
            yield Finding(
                code="ECI013",
                message=f"{self.of.text} of {shown} is not always the same",
                spot=view.spot(repeat.place, shown_at),
                expected=f"{values.get(repeat.first, 'the value')}, as in the first record of the key",
                found=values.get(repeat.place, "another value"),
                other=("first at", view.spot(repeat.first, shown_at)),
                metadata={"key": shown},
            )


def parse(read: Reader) -> EqualSets | EqualByKey | OneValue:
    """Read ``equal: {of: ..., to: ..., key: ..., exclude: [...]}``; ``to`` or ``key`` may be left out."""
    exclude = tuple(read.words("exclude"))
    of = replace(read.key("of"), exclude=exclude)
    if "to" not in read.fields:
        key = read.key("key") if not read.mapping("key") else of
        if key is of or key.source != of.source or len(of.parts) > 1:
            wanted = "operands of the same source"
            read.refuse("key", "without another side, a value and its key are of one record", wanted)
        return OneValue(of, key)
    to = replace(next(iter(read.keys("to", of)), of), exclude=exclude)
    if "key" not in read.fields:
        return EqualSets(of, to)
    keys = read.mapping("key")
    if keys:
        inner = read.below("key")
        of_key = inner.key("of")
        to_key = next(iter(inner.keys("to", of_key)), of_key)
    else:
        of_key = read.key("key")
        to_key = Key(tuple(replace(part, source=to.source) for part in of_key.parts))
    if of_key.source != of.source or to_key.source != to.source or len(of.parts) > 1:
        read.refuse("key", "the key and the value of a side are of one source", "operands of the same source")
    return EqualByKey(of, to, of_key, to_key)
