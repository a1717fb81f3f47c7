"""Makes values that satisfy facts, small ones first; whoever uses them asks a validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import ceil, floor, gcd, inf, lcm
from typing import Any, Final

from . import branches
from .evaluation import matches, satisfies
from .facts import Facts, facts_of
from .nodes import Forms, Node, text_of
from .patterns import Undecided, example

_DEEPEST: Final = 12
#: names that are looked at in the time of one step
_NAMES_PER_STEP: Final = 50
_EACH: Final = 3
_LONGEST: Final = 2_000
#: values and hundreds of letters that a sample holds, at most: arrays of arrays multiply
_LARGEST: Final = 10_000
#: of these, what is made in the time of one step
_SIZE_PER_STEP: Final = 50
#: a short text of each format
_OF_FORMAT: Final[Mapping[str, str]] = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "duration": "P1D",
    "email": "a@example.org",
    "hostname": "example.org",
    "idn-email": "a@example.org",
    "idn-hostname": "example.org",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "iri": "https://example.org",
    "iri-reference": "a",
    "json-pointer": "/a",
    "regex": "a",
    "relative-json-pointer": "0",
    "time": "00:00:00Z",
    "uri": "https://example.org",
    "uri-reference": "a",
    "uri-template": "a",
    "uuid": "00000000-0000-4000-8000-000000000000",
}

Values = Iterator[Any]


@dataclass(slots=True)
class Samples:
    """Samples of facts, made once for each; ``steps`` bounds how many."""

    forms: Forms
    steps: int = 2_000
    _first: dict[object, list[Any]] = field(default_factory=dict)
    _several: dict[object, list[Any]] = field(default_factory=dict)
    _depth: int = 0

    def first(self, facts: Facts) -> list[Any]:
        """One value, or none."""
        if facts.key not in self._first:
            self._first[facts.key] = []  # a value that holds itself is not made
            self._first[facts.key] = list(islice(self.of(facts), 1))
        return self._first[facts.key]

    def of(self, facts: Facts) -> Values:
        """A few values that should satisfy the facts, each only sieved."""
        if facts.key not in self._several:
            self.steps -= 1 + len(facts.names) // _NAMES_PER_STEP
            if self._depth >= _DEEPEST or self.steps < 0:
                return
            self._depth += 1
            try:
                found = list(islice(self._sieved(facts), 4 * _EACH))
            finally:
                self._depth -= 1
            if not found:  # deeper inside of something else it may only have been cut off
                return
            self._several[facts.key] = found
        yield from self._several[facts.key]

    def _sieved(self, facts: Facts) -> Values:
        for value in self._candidates(facts):
            if all(satisfies(self.forms, node, value) is not False for node in facts.nodes):
                yield value

    def _candidates(self, facts: Facts) -> Values:
        if facts.values is not None:
            yield from facts.values
            return
        cases = next(branches.cases(self.forms, facts, self.forms.anything), None)
        for case in cases or ():
            yield from islice(self.of(case), _EACH)
        makers: Mapping[str, Callable[[Facts], Values]] = {
            "null": lambda _: iter([None]),
            "boolean": lambda _: iter([False, True]),
            "integer": numbers,
            "number": numbers,
            "string": texts,
            "array": self.arrays,
            "object": self.objects,
        }
        for name, make in makers.items():
            if name in facts.types:
                yield from islice(make(facts), 3 * _EACH)

    def objects(self, facts: Facts, fixed: Mapping[str, Any] | None = None) -> Values:
        """Objects with the required properties, and with those that are ``fixed``."""
        fixed = fixed or {}
        value: dict[str, Any] = dict(fixed)
        for name in sorted(facts.required):
            if name not in value:
                found = self.first(self._named(facts, name))
                if not found:
                    return
                value[name] = found[0]
        for name in self._further(facts):
            if len(value) >= facts.least("minProperties"):
                break
            found = [] if name in value else self.first(self._named(facts, name))
            if found:
                value[name] = found[0]
        if not self._affords(value):
            return
        yield value
        for name in sorted(facts.names - value.keys()):
            for found in islice(self.of(self._named(facts, name)), 1):
                yield {**value, name: found}

    def _affords(self, value: Any) -> bool:
        """Whether a value is small enough to be held against schemas, which costs steps."""
        size = size_of(value, _LARGEST)
        self.steps -= size // _SIZE_PER_STEP
        return size < _LARGEST

    def _named(self, facts: Facts, name: str) -> Facts:
        matched = frozenset(pattern for pattern in facts.name_patterns if matches(pattern, name))
        return facts_of(self.forms, facts.of_name(name, matched))

    def _further(self, facts: Facts) -> Iterator[str]:
        yield from sorted(facts.names)
        for pattern in sorted(facts.name_patterns):
            try:
                found = example(self.forms.languages, (pattern,))
            except Undecided:
                continue
            yield from () if found is None else (found + "x" * count for count in range(3))
        yield from self.names(facts)
        yield from (f"other{count}" for count in range(min(facts.least("minProperties"), _LONGEST)))

    def names(self, facts: Facts) -> Iterator[str]:
        """Names that are allowed by ``propertyNames``."""
        inner = list(facts.each("propertyNames"))
        if inner:
            string = self.forms.node({"type": ["string"]})
            found = self.of(facts_of(self.forms, [*inner, string]))
            yield from (each for each in found if isinstance(each, str))

    def arrays(self, facts: Facts, fixed: Mapping[int, Any] | None = None) -> Values:
        """Arrays of the least length, with what ``contains`` demands and with items that are ``fixed``."""
        fixed = fixed or {}
        wanted = [
            (holder.keywords["contains"], holder.get("minContains", 1))
            for holder, _ in facts.holders("contains")
        ]
        fewest = max([facts.least("minItems"), *(index + 1 for index in fixed)])
        after = max([facts.positions, *(index + 1 for index in fixed)])
        for start in sorted({0, after}, reverse=True) if wanted else (0,):
            length = max([fewest, *(start + count for _, count in wanted)])
            demands = [(inner, range(start, start + count)) for inner, count in wanted]
            value = self._array(facts, fixed, length, demands) if length <= _LONGEST else None
            if value is None or not self._affords(value):
                continue
            yield value
            for found in self.first(facts_of(self.forms, facts.of_item(length))):
                yield [*value, found]
                yield [*value, found, found]

    def _array(
        self,
        facts: Facts,
        fixed: Mapping[int, Any],
        length: int,
        demands: Sequence[tuple[Node, range]],
    ) -> list[Any] | None:
        """An array of a length, whose items satisfy the demands on their positions."""
        unique = any(facts.each("uniqueItems"))
        value: list[Any] = []
        for index in range(length):
            demanded = [inner for inner, places in demands if index in places]
            known = facts_of(self.forms, [*facts.of_item(index), *demanded])
            found = fixed.get(index, _ABSENT)
            if found is _ABSENT:
                found = self._another(known, value if unique else [])
            if found is _ABSENT:
                return None
            value.append(found)
        return value

    def _another(self, facts: Facts, used: Sequence[Any]) -> Any:
        taken = {text_of(each) for each in used}
        if not taken:
            return next(iter(self.first(facts)), _ABSENT)
        return next((each for each in self.of(facts) if text_of(each) not in taken), _ABSENT)


_ABSENT: Final = object()


def size_of(value: Any, most: int) -> int:
    """How many values a value holds, and hundreds of letters; not counted further than ``most``."""
    size, inner = 0, [value]
    while inner and size < most:
        found = inner.pop()
        size += 1
        if isinstance(found, str):
            size += len(found) // 100
        elif isinstance(found, dict):
            inner += found.values()
        elif isinstance(found, list):
            inner += found
    return size


def numbers(facts: Facts) -> Values:
    """Numbers at the bounds and at nought, multiples of what they must be multiples of."""
    (low, above), (high, below) = facts.lower, facts.upper
    found: dict[Any, None] = {}
    for value in _near(facts):
        if low <= value <= high and not (above and value == low) and not (below and value == high):
            found[value] = None
    yield from found


def _near(facts: Facts) -> Values:
    low, high = facts.lower[0], facts.upper[0]
    step = Fraction(1)
    for index, each in enumerate(facts.each("multipleOf")):
        step = _common_multiple(step, Fraction(str(each))) if index or facts.integral else Fraction(str(each))
    starts = [each for each in (0, low, high) if abs(each) < inf]
    for start in starts:
        exact = Fraction(str(start)) / step
        for count in (floor(exact), ceil(exact), floor(exact) + 1, ceil(exact) - 1):
            found = step * count
            yield int(found) if found.denominator == 1 else float(found)
    if "number" in facts.types:
        yield from (start + half for start in starts for half in (0, 0.5, -0.5))
        if low > -inf and high < inf:
            yield (low + high) / 2


def _common_multiple(first: Fraction, second: Fraction) -> Fraction:
    return Fraction(lcm(first.numerator, second.numerator), gcd(first.denominator, second.denominator))


def texts(facts: Facts) -> Values:
    """Texts that match the patterns and have an allowed length."""
    least, most = facts.least("minLength"), facts.most("maxLength")
    if least > _LONGEST:
        return
    yield from (_OF_FORMAT[name] for name in facts.each("format") if name in _OF_FORMAT)
    found = _example(facts, least, most)
    if found is not None:
        yield found
    elif least > 1:
        # automata stop counting long before that: what matches one letter mostly matches more of them
        short = _example(facts, 1, None)
        yield from () if not short else (short.ljust(least, short[-1]),)
    yield from ("a" * least, "b" * least, "a" * (least + 1), "", "b", "0", "A", " ")


def _example(facts: Facts, least: int, most: int | None) -> str | None:
    try:
        return example(facts.forms.languages, facts.patterns, facts.refused_patterns, least, most)
    except Undecided:
        return None
