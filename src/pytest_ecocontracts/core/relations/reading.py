"""Reads the operands of one relation, and reports each that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..artifacts.aliases import AliasMap
from ..cel import Expression
from ..model import Report
from ..pointers import join
from .conditions import compile_condition
from .operands import Key, Operand, OperandProblem, parse_key, parse_operand

NO_PARAMS: Final[Mapping[str, object]] = MappingProxyType({})
NO_ALIASES: Final[AliasMap] = MappingProxyType({})


class Reader:
    """The fields of one relation; ``pointer`` is their place in the contract."""

    def __init__(
        self,
        fields: Mapping[str, object],
        pointer: str,
        report: Report,
        params: Mapping[str, object] = NO_PARAMS,
        aliases: AliasMap = NO_ALIASES,
    ) -> None:
        self.fields = fields
        self.params = params
        #: the variables that the rules read of what was read so far
        self.variables: set[str] = set()
        self._members = {"params": params, "alias": aliases}
        self.pointer = pointer
        self._report = report

    def key(self, name: str) -> Key:
        """A key; where it cannot be read, that is reported and a key of nothing takes its place."""
        try:
            return parse_key(self.fields[name])
        except OperandProblem as problem:
            self.refuse(name, problem.message, problem.expected)
            return Key((Operand(text="", pointer=""),))

    def keys(self, name: str, like: Key | None = None) -> tuple[Key, ...]:
        """One key, or those of ``{any: [...]}``; each has as many parts as the key that it stands against."""
        given = self.fields[name]
        several = given.get("any") if isinstance(given, dict) else None
        try:
            found = tuple(parse_key(one) for one in (several if isinstance(several, list) else [given]))
        except OperandProblem as problem:
            self.refuse(name, problem.message, problem.expected)
            return ()
        uneven = next((key for key in found if like and len(key.parts) != len(like.parts)), None)
        if uneven is not None and like is not None:
            self.refuse(
                name,
                f"a key of {len(uneven.parts)} cannot be compared with one of {len(like.parts)}",
                f"{len(like.parts)} operands, as in {like.text}",
            )
        return found

    def rule(self, name: str, variables: Iterable[str]) -> Expression | None:
        """A rule of the expression language, or None where the field is missing or wrong."""
        text = self.fields.get(name)
        if text is None:
            return None
        pointer = join(self.pointer, name)
        found = compile_condition(str(text), variables, pointer, self._report, name, self._members)
        self.variables.update(found.variables if found is not None else ())
        return found

    def operand(self, name: str) -> Operand | None:
        """An operand, or None where the field is missing or wrong."""
        text = self.fields.get(name)
        if text is None:
            return None
        try:
            return parse_operand(str(text))
        except OperandProblem as problem:
            self.refuse(name, problem.message, problem.expected)
            return None

    def value(self, name: str) -> Operand | int | float | None:
        """A number that stands in the contract, or an operand."""
        given = self.fields.get(name)
        return given if isinstance(given, int | float) else self.operand(name)

    def word(self, name: str, default: str) -> Operand | str:
        """A word of the contract, or an operand whose value is one: what has ``/``, ``:`` or a brace."""
        text = str(self.fields.get(name, default))
        if not any(mark in text for mark in "/:{"):
            return text
        return self.operand(name) or default

    def bound(self, name: str) -> Operand | int | float | str | None:
        """A number, a text or an operand; None where the field is missing."""
        given = self.fields.get(name)
        return given if given is None or isinstance(given, int | float) else self.word(name, "")

    def words(self, name: str) -> list[str]:
        """A list of words, empty where the field is missing."""
        given = self.fields.get(name)
        return [str(word) for word in given] if isinstance(given, list) else []

    def mapping(self, name: str) -> Mapping[str, object]:
        """An object, empty where the field is missing."""
        given = self.fields.get(name)
        return given if isinstance(given, dict) else {}

    def below(self, name: str) -> Reader:
        """The fields of an object that stands in one of the fields."""
        inner = self.fields[name]
        return Reader(inner if isinstance(inner, dict) else {}, join(self.pointer, name), self._report)

    def entries(self, name: str) -> list[Reader]:
        """The objects of a list; an entry that is none stands for its ``of``."""
        given = self.fields.get(name)
        pointer = join(self.pointer, name)
        return [
            Reader(entry if isinstance(entry, dict) else {"of": entry}, join(pointer, number), self._report)
            for number, entry in enumerate(given if isinstance(given, list) else [])
        ]

    def refuse(self, name: str, message: str, expected: str | None = None) -> None:
        """Report that a field cannot be used."""
        self._report.add(
            "ECC004",
            message,
            pointer=join(self.pointer, name),
            expected=expected,
            found=str(self.fields.get(name))[:120],
            metadata={"keyword": name},
        )
