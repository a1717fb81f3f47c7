"""``derive``: an id or hash of each record is what its parts give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from ...digests.computing import ALGORITHMS, algorithm_name
from ...json_schema.showing import show
from ..elsewhere import GivenRecords, OtherRecords
from ..finding import DataFile, Finding
from ..normalisers import NORMALISERS, NoRecipe
from ..operands import SELF, Operand
from ..reading import Reader
from ..recipes import Lookup, Part, Recipe, values_of
from ..streams import Record
from ..view import View

_CODE: Final = "ECI015"
#: an id or name is shown whole, that it can be put right
_LONGEST: Final = 240


@dataclass(frozen=True, slots=True)
class Derive:
    """Each record's value at ``of`` is made by the recipe; the contract's vectors are its proof."""

    of: Operand
    recipe: Recipe

    @property
    def by_join(self) -> bool:
        """Whether files are judged together: where records are looked up, so that others are read once."""
        return any(part.lookup is not None for part in self.recipe.parts)

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return [self.of, *(operand for part in self.recipe.parts for operand in part.operands)]

    def judge(self, view: View) -> Iterator[Finding]:
        """Make the value of each record again; of records without one nothing is asked."""
        others = OtherRecords(view, self.recipe)
        for records in others.stretches(partial(self._chosen, view)):
            file: DataFile | None = None
            captures: Mapping[str, str] = {}
            for record in records:
                if file is None and (missing := others.missing()):
                    yield from missing
                    return
                if record.file is not file:
                    file, captures = record.file, record.captures
                view.compared += 1
                yield from self._judge(record, captures, others)

    def _chosen(self, view: View) -> Iterator[Record]:
        return (record for record in view.records() if self._value(record) is not None)

    def _value(self, record: Record) -> object:
        captures = record.captures if self.of.capture is not None else {}
        return next(iter(values_of(self.of, record.value, captures)), None)

    def _judge(self, record: Record, captures: Mapping[str, str], others: OtherRecords) -> Iterator[Finding]:
        found = self._value(record)
        try:
            text = self.recipe.text(record.value, captures, others)
        except NoRecipe as problem:
            expected, words = "parts that make a value", f"it cannot be made again: {problem}"
        else:
            value = self.recipe.value(text)
            if found == value:
                return
            expected, words = self._shown(text), "its parts give another value"
        yield Finding(
            code=_CODE,
            message=f"{self.of.text} is not derived as the contract says: {words}",
            spot=record.spot(self.of.pointer or ""),
            expected=expected,
            found=show(found, _LONGEST),
            metadata={"of": self.of.text},
        )

    def vector_problem(self, vector: Mapping[str, object]) -> str | None:
        """What a vector gives instead of what it should, or None where it is right."""
        captures = cast("Mapping[str, str]", vector.get("captures", {}))
        others = cast("Mapping[str, object]", vector.get("others", {}))
        try:
            text = self.recipe.text(vector.get("record"), captures, GivenRecords(others, self.recipe))
        except NoRecipe as problem:
            return str(problem)
        value = self.recipe.value(text)
        return None if value == vector.get("gives") else self._shown(text)

    def _shown(self, text: str) -> str:
        """The value that a text gives, and the text where it is another."""
        value = show(self.recipe.value(text), _LONGEST)
        return value if self.recipe.algorithm is None else f"{value}, of {show(text)}"


def parse(read: Reader) -> Derive:
    """Read ``derive: {of: ..., parts: [...], separator: ..., algorithm: ..., prefix: ..., length: ...}``."""
    of = read.operand("of")
    if of is None or of.source or of.measure is not None or of.is_many or of.alias:
        wanted = "a pointer without '*' in the record, or a capture of its path"
        read.refuse("of", "what is derived is one value of each record", wanted)
        of = Operand(text="", pointer="")
    name = str(read.fields.get("algorithm", "sha256"))
    algorithm = algorithm_name(name)
    if algorithm is None and name != "none":
        read.refuse(
            "algorithm", f"{name!r} is no algorithm that is allowed", ", ".join((*ALGORITHMS, "none"))
        )
    if name == "none" and "length" in read.fields:
        read.refuse("length", "length cuts a digest, and there is none", "a normaliser, such as file_name")
    separator = str(read.fields.get("separator", "|"))
    escape = str(read.fields.get("escape", "refuse"))
    if escape == "backslash" and (len(separator) != 1 or separator == "\\"):
        wanted = "one character that is no backslash"
        read.refuse("separator", f"a backslash does not tell {separator!r} from what parts hold", wanted)
    parts = [_part(entry, of) for entry in read.entries("parts")]
    length = read.fields.get("length")
    return Derive(
        of,
        Recipe(
            parts=tuple(part for part in parts if part is not None),
            separator=separator,
            escape=escape,
            algorithm=algorithm,
            prefix=str(read.fields.get("prefix", "")),
            length=length if isinstance(length, int) else None,
            normalise=_normalisers(read),
        ),
    )


def _part(read: Reader, of: Operand) -> Part | None:
    fields = read.fields
    if "text" in fields:
        return Part(text=str(fields["text"]))
    lookup = operand = None
    if "in" in fields:
        lookup = _lookup(read)
    else:
        operand = read.operand("of")
        if operand is None:
            return None
        if operand.measure is not None or operand.alias or (operand.source and operand.pointer is None):
            wanted = "a pointer, or a capture of the path"
            read.refuse("of", f"{operand.text!r} is no value that an id can be made of", wanted)
    absent = fields.get("absent")
    part = Part(
        operand=operand,
        lookup=lookup,
        exclude=tuple(read.words("exclude")),
        label=str(fields.get("label", "")),
        normalise=_normalisers(read),
        absent=None if absent is None else str(absent),
        optional=bool(fields.get("optional", False)),
        ordered=fields.get("order") == "sorted",
        hashed=bool(fields.get("hash", False)),
    )
    if of.pointer and part.holds(of.pointer):
        read.refuse(
            "of",
            f"{of.text} is derived, and is in what it is made of: {', '.join(one.text for one in part.own)}",
            f"exclude: with the pointer of {of.text} from there",
        )
    return part


def _normalisers(read: Reader) -> tuple[str, ...]:
    names = tuple(read.words("normalise"))
    unknown = next((name for name in names if name not in NORMALISERS), None)
    if unknown is not None:
        read.refuse("normalise", f"{unknown!r} is no normaliser", ", ".join(NORMALISERS))
    return names


def _lookup(read: Reader) -> Lookup:
    of, take = read.key("of"), str(read.fields.get("take", ""))
    if of.source != SELF:
        read.refuse("of", f"{of.text!r} is not of the record", "a pointer, or a capture of the path")
    if "*" in take.split("/"):
        read.refuse("take", "what is taken is one value of a record", "a pointer without '*'")
    targets = read.keys("in", of)
    aliased = next((part for key in (of, *targets) for part in key.parts if part.alias), None)
    if aliased is not None:
        read.refuse("of" if aliased in of.parts else "in", f"{aliased.text!r} is an alias", "a pointer")
    return Lookup(of, targets, take)
