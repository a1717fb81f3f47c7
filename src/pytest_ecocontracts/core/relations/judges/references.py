"""``references``: every value also stands on the other side, in a record for which a rule holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from ...cel import EvaluationError, Expression
from ...keys import encode
from ..conditions import VARIABLES, Bindings, broken
from ..counterparts import counterpart_missing
from ..finding import Finding
from ..operands import Key, Operand
from ..reading import Reader
from ..showing import show_key
from ..streams import Record
from ..view import View

#: what a record takes in memory, by the bytes that it takes in its file
_GROWTH = 8


@dataclass(frozen=True, slots=True)
class References:
    """Values of the records that stand among those of another artifact, or of any of several.

    ``holds`` is a rule over the record and the first ``other`` record with its key.
    """

    of: Key
    targets: tuple[Key, ...]
    holds: Expression | None
    params: Mapping[str, object]
    by_join = True

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return (*self.of.parts, *(part for target in self.targets for part in target.parts))

    def judge(self, view: View) -> Iterator[Finding]:
        """Look at the keys of a group of files."""
        own = view.keys(self.of)
        where = " or ".join(target.text for target in self.targets)
        if len(own) and not any(view.files_of(target.source) for target in self.targets):
            yield counterpart_missing(view, where)
            return
        for target in self.targets:
            for value in view.joined.unmatched.get(target.source, ()):
                yield counterpart_missing(view, target.text, value)
        known = view.keys(*self.targets)
        for missing in own.missing_from(known):
            shown = show_key(missing.key)
            often = missing[2]
            times = f" ({often} times)" if often > 1 else ""
            yield Finding(
                code="ECI002",
                message=f"{shown} at {self.of.text} is not among {where}",
                spot=view.spot(missing.place, self.of),
                expected=f"one of the {len(known)} values of {where}" if len(known) else f"values at {where}",
                found=shown + times,
                metadata={"key": shown},
            )
        if self.holds is not None:
            yield from self._held(view, self.holds)

    def _held(self, view: View, rule: Expression) -> Iterator[Finding]:
        """Hold the rule against each pair of records.

        Memory is bounded by reading both sides several times where the other one is large, each time for a
        part of the keys.
        """
        size = sum(view.data.size(file) for target in self.targets for file in view.files_of(target.source))
        parts = 1 + size * _GROWTH // view.data.context.limits.key_bytes
        bindings = Bindings(rule, self.params, view.data)
        keys_of = view.stream(self.of).values
        for part in range(parts):
            others = self._others(view, parts, part)
            for record in view.records():
                for values in keys_of(record):
                    other = others.get(encode(*values))
                    if other is None:
                        continue  # told already, or the turn of another part
                    bound = {**bindings.of(record.file, record.value), "other": other.value}
                    try:
                        holds = rule.evaluate(bound)
                    except EvaluationError:
                        holds = False
                    if not holds:
                        yield broken(rule, record, bound, bindings.aliases, ("against", other.spot()))

    def _others(self, view: View, parts: int, part: int) -> dict[bytes, Record]:
        found: dict[bytes, Record] = {}
        for target in self.targets:
            keys_of = view.stream(target).values
            for record in view.records_of(target.source):
                for values in keys_of(record):
                    key = encode(*values)
                    if crc32(key) % parts == part:
                        found.setdefault(key, record)
        return found


def parse(read: Reader) -> References:
    """Read ``references: {of: ..., in: ..., holds: ...}``; ``in: {any: [...]}`` names several targets."""
    of = read.key("of")
    return References(of, read.keys("in", of), read.rule("holds", (*VARIABLES, "other")), read.params)
