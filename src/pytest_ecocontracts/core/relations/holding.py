"""Rules between the records of two sides that have one key: true for some other record, or for every one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from ..cel import EvaluationError, Expression
from ..keys import encode
from ..model import MAXIMUM_VIOLATIONS
from .conditions import Bindings, broken
from .finding import Blocked, Finding
from .operands import Key
from .streams import Record
from .view import View

#: the other side, or a part of it that fits into memory: its records by their keys, in order
_Block = Mapping[bytes, Sequence[Record]]

#: states of a pair of a record and one of its keys: no other record, or what is known of the rule so far
_ALONE, _FAILS, _HOLDS = range(3)
#: evaluations beyond the first of each pair; where keys are not quite keys, pairs grow with the square
MOST_RETRIES: Final = 5_000_000
#: bytes of an entry of a dictionary, about
_ENTRY: Final = 100


@dataclass(slots=True)
class Holding:
    """One rule over the pairs of a group of files; ``every``: it holds for every other record, not for one.

    Memory is bounded: the other side is read in blocks, this side once for each of them, and of every pair
    one byte is kept. What is found, and its order, does not depend on the blocks.
    """

    view: View
    of: Key
    targets: Sequence[Key]
    rule: Expression
    params: Mapping[str, object]
    every: bool
    _states: bytearray = field(default_factory=bytearray)
    _retries: int = 0

    def judge(self) -> Iterator[Finding]:
        """Tell each pair for which the rule fails, with a record that it was tried on.

        Raises Blocked where there are too many pairs of one key.
        """
        for block in self._blocks():
            self._hold(block)
        failing = self._states.count(_FAILS)
        numbers = (number for number, state in enumerate(self._states) if state == _FAILS)
        told = list(islice(numbers, MAXIMUM_VIOLATIONS))
        findings = self._explained(told[-1]) if told else {}
        yield from (findings[number] for number in told)
        # Nobody sees more; they are counted.
        yield from (findings[told[-1]] for _ in range(len(told), failing))

    def _blocks(self) -> Iterator[_Block]:
        budget = self.view.data.context.limits.key_bytes
        block: dict[bytes, list[Record]] = {}
        weight = 0
        for target in self.targets:
            keys_of = self.view.stream(target).values
            for record in self.view.records_of(target.source):
                keys = [encode(*values) for values in keys_of(record)]
                for key in keys:
                    block.setdefault(key, []).append(record)
                    weight += len(key) + _ENTRY
                weight += weigh(record.value) if keys and not self.view.data.keeps(record.file) else 0
                if weight > budget:
                    yield block
                    block, weight = {}, 0
        if block:
            yield block

    def _pairs(self) -> Iterator[tuple[int, Record, bytes]]:
        """Each record of this side with each of its keys, numbered."""
        keys_of = self.view.stream(self.of).values
        number = 0
        for record in self.view.records():
            for values in keys_of(record):
                yield number, record, encode(*values)
                number += 1

    def _hold(self, block: _Block) -> None:
        states, bindings = self._states, self._bindings()
        decided = _FAILS if self.every else _HOLDS
        for number, record, key in self._pairs():
            if number == len(states):
                states.append(_ALONE)
            others = block.get(key)
            if others is None or states[number] == decided:
                continue
            bound = bindings.of(record.file, record.value)
            for other in others:
                self._retries += states[number] != _ALONE
                states[number] = _HOLDS if self._holds(bound, other) else _FAILS
                if states[number] == decided:
                    break
                if self._retries > MOST_RETRIES:
                    message = f"more than {MOST_RETRIES:,} pairs of records have one key"
                    raise Blocked(record.file.path, message)

    def _holds(self, bound: Mapping[str, Any], other: Record) -> bool:
        try:
            return bool(self.rule.evaluate({**bound, "other": other.value}))
        except EvaluationError:
            return False

    def _explained(self, last: int) -> dict[int, Finding]:
        """Why the rule fails, for each failing pair up to the number ``last``."""
        found: dict[int, Finding] = {}
        bindings = self._bindings()
        for block in self._blocks():
            for number, record, key in self._pairs():
                if number > last:
                    break
                others = block.get(key)
                if others is None or self._states[number] != _FAILS or number in found:
                    continue
                bound = bindings.of(record.file, record.value)
                breaking = (one for one in others if not (self.every and self._holds(bound, one)))
                other = next(breaking, None)
                if other is None:
                    continue  # it is in another block
                against = ("against", other.spot())
                bound = {**bound, "other": other.value}
                found[number] = broken(self.rule, record, bound, bindings.aliases, against)
        return found

    def _bindings(self) -> Bindings:
        return Bindings(self.rule, self.params, self.view.data)


def weigh(value: object) -> int:
    """The bytes that a JSON value takes in memory, about."""
    total = 0
    pending = [value]
    while pending:
        one = pending.pop()
        total += sys.getsizeof(one)
        if isinstance(one, dict):
            pending += one.values()
            pending += one
        elif isinstance(one, list):
            pending += one
    return total
