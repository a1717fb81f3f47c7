"""``derive``: an id or hash of each record is what its parts give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...digests.computing import ALGORITHMS, algorithm_name
from ...json_schema.showing import show
from ..finding import Finding
from ..operands import Operand, OperandProblem, parse_operand
from ..reading import Reader
from ..recipes import NORMALISERS, NoRecipe, Part, Recipe
from ..selecting import values_at
from ..streams import Record
from ..view import View

_CODE: Final = "ECI015"


@dataclass(frozen=True, slots=True)
class Derive:
    """Each record's value at ``of`` is made by the recipe; the contract's vectors are its proof."""

    of: Operand
    recipe: Recipe

    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return [self.of, *(part.operand for part in self.recipe.parts if part.operand is not None)]

    def judge(self, view: View) -> Iterator[Finding]:
        """Make the value of each record again; of records without one nothing is asked."""
        get = values_at(self.of.pointer or "")
        for record in view.records():
            found = get(record.value)
            if not found or found[0] is None:
                continue
            view.compared += 1
            captures = {**record.file.captures, "path": record.file.path}
            yield from self._judge(record, found[0], captures)

    def _judge(self, record: Record, found: object, captures: Mapping[str, str]) -> Iterator[Finding]:
        try:
            text = self.recipe.text(record.value, captures)
        except NoRecipe as problem:
            expected, words = "parts that make a value", f"it cannot be made again: {problem}"
        else:
            value = self.recipe.value(text)
            if found == value:
                return
            expected, words = f"{show(value)}, of {show(text)}", "its parts give another value"
        yield Finding(
            code=_CODE,
            message=f"{self.of.text} is not derived as the contract says: {words}",
            spot=record.spot(self.of.pointer or ""),
            expected=expected,
            found=show(found),
            metadata={"of": self.of.text},
        )

    def vector_problem(self, vector: Mapping[str, object]) -> str | None:
        """What a vector gives instead of what it should, or None where it is right."""
        captures = vector.get("captures")
        try:
            text = self.recipe.text(vector.get("record"), captures if isinstance(captures, dict) else {})
        except NoRecipe as problem:
            return str(problem)
        value = self.recipe.value(text)
        return None if value == vector.get("gives") else f"{show(value)}, of {show(text)}"


def parse(read: Reader) -> Derive:
    """Read ``derive: {of: ..., parts: [...], separator: ..., algorithm: ..., prefix: ..., length: ...}``."""
    of = read.operand("of")
    if of is None or of.source or of.pointer is None or of.is_many or of.alias:
        read.refuse(
            "of", "what is derived is one value of each record", "a pointer without '*' in the record"
        )
        of = Operand(text="", pointer="")
    name = str(read.fields.get("algorithm", "sha256"))
    algorithm = algorithm_name(name)
    if algorithm is None:
        read.refuse("algorithm", f"{name!r} is no algorithm that is allowed", ", ".join(ALGORITHMS))
    separator = str(read.fields.get("separator", "|"))
    given = read.fields.get("parts")
    parts = [_part(read, entry, of) for entry in given] if isinstance(given, list) else []
    length = read.fields.get("length")
    return Derive(
        of,
        Recipe(
            parts=tuple(part for part in parts if part is not None),
            separator=separator,
            escape=str(read.fields.get("escape", "refuse")),
            algorithm=algorithm or ALGORITHMS[0],
            prefix=str(read.fields.get("prefix", "")),
            length=length if isinstance(length, int) else None,
        ),
    )


def _part(read: Reader, entry: object, of: Operand) -> Part | None:
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {"of": entry}
    if "text" in fields:
        return Part(text=str(fields["text"]))
    try:
        operand = parse_operand(str(fields["of"]))
    except OperandProblem as problem:
        read.refuse("parts", problem.message, problem.expected)
        return None
    if operand.source or operand.measure is not None or operand.alias:
        read.refuse("parts", f"{operand.text!r} is not of the record", "a pointer, or a capture of the path")
    normalise = tuple(str(name) for name in fields.get("normalise", ()))
    unknown = next((name for name in normalise if name not in NORMALISERS), None)
    if unknown is not None:
        read.refuse("parts", f"{unknown!r} is no normaliser", ", ".join(NORMALISERS))
    absent = fields.get("absent")
    part = Part(
        operand=operand,
        without=tuple(str(pointer) for pointer in fields.get("without", ())),
        label=str(fields.get("label", "")),
        normalise=normalise,
        absent=None if absent is None else str(absent),
        ordered=fields.get("order") == "sorted",
        hashed=bool(fields.get("hash", False)),
    )
    if of.pointer and part.holds(of.pointer):
        read.refuse(
            "parts",
            f"{of.text} is derived, and is in what it is made of: {operand.text}",
            f"without: with the pointer of {of.text} from there",
        )
    return part
