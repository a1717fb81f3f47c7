"""How values are made of parts: stable ids and hashes, recomputed from what they are said to be made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from ..digests.computing import ALGORITHMS, without
from ..digests.jcs import jcs_bytes
from ..pointers import split
from .normalisers import NORMALISERS, NoRecipe
from .operands import SELF, Key, Operand
from .selecting import values_at


@dataclass(frozen=True, slots=True)
class Lookup:
    """Values at ``take`` of other records: of those with the keys ``of`` a record, in their order."""

    of: Key
    targets: tuple[Key, ...]
    take: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: a text of its own, or values with a ``label`` before them.

    The values are of the record, of every record of another source, or of the records that a ``lookup``
    finds. ``exclude`` are pointers in a value of what does not count. ``hashed``: the digest of the part
    stands for it. ``absent`` stands where a record has no value; without it that is an error, unless the part
    is ``optional`` and left out. Each of several values is a part of its own, as they stand or ``ordered``
    first.
    """

    text: str | None = None
    operand: Operand | None = None
    lookup: Lookup | None = None
    exclude: tuple[str, ...] = ()
    label: str = ""
    normalise: tuple[str, ...] = ()
    absent: str | None = None
    optional: bool = False
    ordered: bool = False
    hashed: bool = False

    @property
    def own(self) -> Sequence[Operand]:
        """Where the values are, or the keys by which they are looked up."""
        if self.lookup is not None:
            return self.lookup.of.parts
        return (self.operand,) if self.operand is not None else ()

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the part."""
        targets = self.lookup.targets if self.lookup is not None else ()
        return [*self.own, *(operand for target in targets for operand in target.parts)]

    @property
    def source(self) -> str:
        """Of which other source the values are, each of its records giving some; "" for the record's own."""
        return self.operand.source if self.operand is not None else SELF

    @property
    def is_many(self) -> bool:
        """Whether there can be several values."""
        return self.source != SELF or any(operand.is_many for operand in self.own)

    def holds(self, pointer: str) -> bool:
        """Whether the value at a pointer of the record is in what the part is made of."""
        if self.operand is None or self.operand.source != SELF or self.operand.pointer is None:
            return False
        own, tokens = split(self.operand.pointer), split(pointer)
        below = tokens[len(own) :]
        return _leads_to(own, tokens) and not any(_leads_to(split(one), below) for one in self.exclude)


def _leads_to(above: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether a pointer, with ``*``, is that of a value or of what holds it."""
    pairs = zip(above, tokens, strict=False)
    return len(above) <= len(tokens) and all(one in ("*", other) for one, other in pairs)


class Elsewhere(Protocol):
    """What a recipe reads beside its record."""

    def texts(self, part: Part) -> Sequence[str]:
        """The texts of a part of another source. Raises NoRecipe."""

    def taken(self, part: Part, key: tuple[object, ...]) -> str:
        """The text of the record that a part looks up for a key. Raises NoRecipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Parts joined by a separator, digested, cut to a length, behind a prefix.

    ``escape`` says what happens to a separator inside of a part: ``refuse`` (two lists of parts would give
    one text; a part alone may hold it), ``backslash`` (for a separator of one character), ``length`` (each
    part behind its length in bytes) or ``none``. Of values for a digest only ``ordered`` ones are in memory.
    """

    parts: tuple[Part, ...]
    separator: str
    escape: str
    algorithm: str | None
    prefix: str
    length: int | None
    normalise: tuple[str, ...] = ()

    def text(self, record: object, captures: Mapping[str, str], elsewhere: Elsewhere | None = None) -> str:
        """What is digested for a record. Raises NoRecipe."""
        texts = [text for part in self.parts for text in self._texts(part, record, captures, elsewhere)]
        alone = len(self.parts) == 1 and (self.parts[0].hashed or not self.parts[0].is_many)
        if not (alone and self.escape == "refuse"):  # of one part nothing else could give its text
            texts = list(map(self._framed, texts))
        return _through(self.normalise, self.separator.join(texts))

    def value(self, text: str) -> str:
        """The value that a text gives."""
        if self.algorithm is not None:
            text = hashlib.new(self.algorithm, _encoded(text)).hexdigest()[: self.length]
        return self.prefix + text

    def of_records(self, part: Part, records: Iterable[object]) -> Sequence[str]:
        """The texts of a part that is of every record of another source. Raises NoRecipe."""
        return self._finished(part, (text for record in records for text in self._of_record(part, record)))

    def of_other(self, part: Part, record: object) -> str:
        """The text of the value that a part takes of another record. Raises NoRecipe."""
        take = part.lookup.take if part.lookup is not None else ""
        value = next(iter(values_at(take)(record)), None)
        return _absent(part, take) if value is None else _normalised(part, value)

    def _texts(
        self, part: Part, record: object, captures: Mapping[str, str], elsewhere: Elsewhere | None
    ) -> Sequence[str]:
        """The text of a part; of one with many values one for each, unless their digest stands for them."""
        if part.text is not None:
            return [part.text]
        if part.operand is not None and part.operand.source == SELF:
            values = values_of(part.operand, record, captures)
            if not values and not part.operand.is_many:
                return _without_value(part)
            return self._finished(part, [_normalised(part, value) for value in values])
        if elsewhere is None:
            message = "there are no other records"
            raise NoRecipe(message)
        if part.lookup is None:
            return elsewhere.texts(part)
        keys = list(keys_at(part.own, record, captures))
        if not keys and not part.is_many:
            return _without_value(part)
        return self._finished(part, (elsewhere.taken(part, key) for key in keys))

    def _of_record(self, part: Part, record: object) -> Sequence[str]:
        """The texts of a part's values in one record of another source."""
        operand = part.operand
        values = values_of(operand, record, {}) if operand is not None else ()
        if not values and operand is not None and not operand.is_many:
            return [] if part.optional else [_absent(part, operand.text)]
        return [_normalised(part, value) for value in values]

    def _finished(self, part: Part, texts: Iterable[str]) -> Sequence[str]:
        """The texts in their order and with their label, or their digest."""
        if part.ordered:
            texts = sorted(texts)
        if part.hashed:
            texts = [self._digest(texts, alone=not part.is_many)]
        return [part.label + text for text in texts] if part.label else list(texts)

    def _digest(self, texts: Iterable[str], *, alone: bool) -> str:
        """The digest of texts with the separator between them; memory does not grow with their number."""
        made = hashlib.new(self.algorithm or ALGORITHMS[0])
        for number, text in enumerate(texts):
            made.update(_encoded(self.separator) if number else b"")
            made.update(_encoded(text if alone and self.escape == "refuse" else self._framed(text)))
        return made.hexdigest()

    def _framed(self, text: str) -> str:
        if self.escape == "length":
            return f"{len(_encoded(text))}:{text}"
        if self.escape == "backslash":
            return text.replace("\\", "\\\\").replace(self.separator, f"\\{self.separator}")
        # found before its place, the separator begins in the part
        if (
            self.escape == "refuse"
            and self.separator
            and (text + self.separator).find(self.separator) != len(text)
        ):
            message = (
                f"the part {text[:80]!r} holds the separator {self.separator!r}, or its beginning at its end"
            )
            raise NoRecipe(message)
        return text


def values_of(operand: Operand, record: object, captures: Mapping[str, str]) -> Sequence[object]:
    """The values of an operand in one record; null is none."""
    if operand.capture is not None:
        return (captures[operand.capture],) if operand.capture in captures else ()
    found = values_at(operand.pointer or "")(record)
    return [value for value in found if value is not None] if None in found else found


def keys_at(
    operands: Sequence[Operand], record: object, captures: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """The keys of one record: one for each value of the operand with ``*``."""
    return product(*(values_of(operand, record, captures) for operand in operands))


def _without_value(part: Part) -> Sequence[str]:
    """What stands for a part of which the record has no value. Raises NoRecipe."""
    if part.optional:
        return []
    return [part.label + _absent(part, ", ".join(operand.text for operand in part.own))]


def _absent(part: Part, where: str) -> str:
    if part.absent is None:
        message = f"there is no value at {where or 'the record'}"
        raise NoRecipe(message)
    return part.absent


def _normalised(part: Part, value: object) -> str:
    for pointer in part.exclude:
        value = without(value, split(pointer))
    return _through(part.normalise, as_text(value))


def _through(normalisers: Sequence[str], text: str) -> str:
    for name in normalisers:
        text = NORMALISERS[name](text)
    return text


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def as_text(value: object) -> str:
    """A value as it stands in an id: texts as they are, whole numbers in base 10, objects as RFC 8785."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    try:
        return jcs_bytes(value).decode()
    except ValueError as problem:
        message = f"{str(value)[:80]} has no canonical form: {problem}"
        raise NoRecipe(message) from None
