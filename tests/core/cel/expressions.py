"""Strategies for expressions, mostly well-typed, and for the values of their variables."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

KINDS = ["null", "bool", "int", "double", "string", "list", "map", "timestamp", "duration", "type"]
#: variable -> the kind that its value mostly has
VARIABLES = {
    "b": "bool",
    "i": "int",
    "j": "int",
    "d": "double",
    "s": "string",
    "t": "string",
    "l": "list",
    "m": "map",
    "self": "map",
}
_TEXTS = [
    "",
    "a",
    "b",
    "ab",
    "ba",
    "aab",
    "a,b",
    ",",
    "A",
    "z é",
    "😀",
    "é",
    "1",
    "-7",
    "true",
    "0",
    "data/x",
]
_KEYS = ["a", "b", "s", "n", "l"]
_PATTERNS = [
    "a",
    "^a",
    "b$",
    "^[a-c]+$",
    "a|b",
    "^(a|b)*$",
    "^.$",
    "[0-9]{1,2}",
    "(a*)*b",
    "a+a+",
    r"\\d",
    "^$",
]
_INTS = [0, 1, 2, 3, -1, -2, 7, 10, 2**31, 2**53, 2**53 + 1, 2**62, 2**63 - 1, -(2**63), -(2**63) + 1]
_DOUBLES = [0.0, 1.0, 2.0, -1.0, 0.5, 1.5, -2.5, 1e10, 1e300, 5e-324, 2.0**53, 2.0**63, 1e-7, 123456.789]
_TIMES = [
    "2009-02-13T23:31:30Z",
    "2009-02-13T23:31:30.123456789+02:00",
    "2024-02-29T00:00:00-23:59",
    "2026-12-31T23:59:60Z",
    "1969-12-31T23:59:59.5Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2000-10-31T03:30:00+01:00",
]
_BAD_TIMES = ["2009-02-30T00:00:00Z", "2009-02-13", "0000-01-01T00:00:00Z", "2009-02-13T24:00:00Z", ""]
_DURATIONS = ["0s", "1s", "-1s", "1h30m", "1.5h", "300ms", "1us", "1ns", "-1.5s", "100000h", "0", "24h"]
_BAD_DURATIONS = ["1", "1d", "s", "", "1h-1m", "999999999999h"]
_ZONES = ["UTC", "Europe/Paris", "America/St_Johns", "Asia/Kolkata", "+02:00", "-09:30", "05:45"]
_ACCESSORS = ["FullYear", "Month", "Date", "DayOfMonth", "DayOfWeek", "DayOfYear"]
_CONDITIONS = ["&&", "&&", "||", "||", "!", "==", "==", "!=", "<", "<", "in list", "in map", "has"]
_CONDITIONS += ["macro", "macro", "text", "matches", "bool()"]
_CLOCK = ["Hours", "Minutes", "Seconds", "Milliseconds"]


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


#: gives a number from 0 up to, not including, its argument
Pick: TypeAlias = Callable[[int], int]


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An expression of any kind and values for its variables, to be shrunk by hypothesis."""

    def pick(count: int) -> int:
        return draw(st.integers(0, count - 1))

    return case(pick)


def case(pick: Pick) -> tuple[str, dict[str, Any]]:
    """An expression of any kind and values for its variables."""
    return _Writer(pick).write(KINDS[pick(len(KINDS))], 4), _Values(pick).bindings()


class _Values:
    """Values of variables: mostly of the kind that the expressions expect."""

    def __init__(self, pick: Pick) -> None:
        self._pick = pick

    def bindings(self) -> dict[str, Any]:
        return {name: self._value(kind, 3) for name, kind in VARIABLES.items()}

    def _value(self, kind: str, depth: int) -> Any:
        if self._pick(10) == 0:
            kind = KINDS[self._pick(7)]
        if depth <= 0 and kind in {"list", "map"}:
            kind = KINDS[self._pick(5)]
        if kind == "list":
            inner = "int" if self._pick(2) else KINDS[self._pick(7)]
            return [self._value(inner, depth - 1) for _ in range(self._pick(5))]
        if kind == "map":
            return {
                _KEYS[self._pick(len(_KEYS))]: self._value(KINDS[self._pick(7)], depth - 1)
                for _ in range(self._pick(5))
            }
        choices = {
            "null": [None],
            "bool": [True, False],
            "int": _INTS,
            "double": _DOUBLES,
            "string": _TEXTS,
        }[kind]
        return choices[self._pick(len(choices))]


class _Writer:
    """Writes expressions; well-typed but for one part in sixteen."""

    def __init__(self, pick: Pick) -> None:
        self._pick = pick
        self._macros: list[str] = []

    def _one_of(self, options: list[Any]) -> Any:
        return options[self._pick(len(options))]

    def _chance(self, percent: int) -> bool:
        return self._pick(100) >= 100 - percent

    def write(self, kind: str, depth: int) -> str:
        if self._chance(6):
            kind = self._one_of(KINDS)
        if depth <= 0 or self._chance(12):
            return self._leaf(kind)
        if self._chance(8):
            return self._any(kind, depth - 1)
        return str(getattr(self, f"_{kind}")(depth - 1))

    def _leaf(self, kind: str) -> str:
        names = [name for name, of in VARIABLES.items() if of == kind]
        if self._macros and self._chance(40):
            return str(self._one_of(self._macros))
        if names and self._chance(60):
            return str(self._one_of(names))
        literals = {
            "bool": ["true", "false"],
            "int": [str(number) for number in _INTS],
            "double": [repr(number) for number in _DOUBLES],
            "string": [quoted(text) for text in _TEXTS],
            "null": ["null"],
            "list": ["[]", "[1, 2, 3]", "['a', 'b']", "[1, 2.0, 'a', null]", "[[1], []]"],
            "map": ["{}", "{'a': 1}", "{'a': {'b': [1]}}", "{1: 'a', 2: 'b'}"],
            "timestamp": [f"timestamp('{text}')" for text in _TIMES],
            "duration": [f"duration('{text}')" for text in _DURATIONS],
            "type": ["int", "string", "double", "bool", "list", "map", "null_type", "type"],
        }
        return str(self._one_of(literals[kind]))

    def _any(self, kind: str, depth: int) -> str:
        """Forms that have a value of any kind."""
        form = self._one_of(["condition", "element", "entry", "field", "dyn"])
        if form == "condition":
            parts = [self.write("bool", depth), self.write(kind, depth), self.write(kind, depth)]
            return f"({parts[0]} ? {parts[1]} : {parts[2]})"
        if form == "element":
            return f"{self.write('list', depth)}[{self.write('int', depth)}]"
        if form == "entry":
            return f"{self.write('map', depth)}[{self.write('string', depth)}]"
        if form == "field":
            return f"{self.write('map', depth)}.{self._one_of(_KEYS)}"
        return f"dyn({self.write(kind, depth)})"

    def _macro(self, name: str, kind: str, depth: int, *, filtered: bool = False) -> str:
        range_ = self.write("map" if self._chance(20) else "list", depth)
        variable = self._one_of(["x", "y", "s"])
        self._macros.append(variable)
        condition = f"{self.write('bool', depth)}, " if filtered else ""
        body = self.write(kind, depth)
        self._macros.pop()
        return f"{range_}.{name}({variable}, {condition}{body})"

    def _bool(self, depth: int) -> str:  # noqa: PLR0911 - one for each form
        form = self._one_of(_CONDITIONS)
        if form in {"&&", "||"}:
            terms = [self.write("bool", depth) for _ in range(self._one_of([2, 2, 3]))]
            return "(" + f" {form} ".join(terms) + ")"
        if form == "!":
            return f"!{self.write('bool', depth)}"
        if form in {"==", "!="}:
            kind = self._one_of(KINDS)
            return f"({self.write(kind, depth)} {form} {self.write(kind, depth)})"
        if form == "<":
            kind = self._one_of(["int", "double", "string", "bool", "timestamp", "duration"])
            other = self._one_of(["int", "double"]) if kind in {"int", "double"} else kind
            return f"({self.write(kind, depth)} {self._one_of(['<', '<=', '>', '>='])} {self.write(other, depth)})"
        if form == "in list":
            return f"({self.write(self._one_of(KINDS), depth)} in {self.write('list', depth)})"
        if form == "in map":
            return f"({self.write('string', depth)} in {self.write('map', depth)})"
        if form == "has":
            return f"has({self.write('map', depth)}.{self._one_of(_KEYS)})"
        if form == "macro":
            return self._macro(self._one_of(["all", "exists", "exists_one"]), "bool", depth)
        if form == "matches":
            return f"{self.write('string', depth)}.matches({quoted(self._one_of(_PATTERNS))})"
        if form == "bool()":
            return f"bool({self.write(self._one_of(['string', 'bool']), depth)})"
        name = self._one_of(["startsWith", "endsWith", "contains"])
        return f"{self.write('string', depth)}.{name}({self.write('string', depth)})"

    def _int(self, depth: int) -> str:  # noqa: PLR0911 - one for each form
        form = self._one_of(
            ["+", "-", "*", "/", "%", "neg", "size", "int()", "index", "time", "length", "+", "size"]
        )
        if form in {"+", "-", "*", "/", "%"}:
            return f"({self.write('int', depth)} {form} {self.write('int', depth)})"
        if form == "neg":
            return f"-({self.write('int', depth)})"
        if form == "size":
            container = self.write(self._one_of(["string", "list", "map"]), depth)
            return f"size({container})" if self._chance(50) else f"{container}.size()"
        if form == "int()":
            return f"int({self.write(self._one_of(['int', 'double', 'timestamp']), depth)})"
        if form == "index":
            name = self._one_of(["indexOf", "lastIndexOf"])
            start = f", {self.write('int', 0)}" if self._chance(40) else ""
            return f"{self.write('string', depth)}.{name}({self.write('string', depth)}{start})"
        if form == "time":
            zone = quoted(self._one_of(_ZONES)) if self._chance(50) else ""
            return f"{self.write('timestamp', depth)}.get{self._one_of(_ACCESSORS + _CLOCK)}({zone})"
        return f"{self.write('duration', depth)}.get{self._one_of(_CLOCK)}()"

    def _double(self, depth: int) -> str:
        form = self._one_of(["+", "-", "*", "/", "neg", "double()"])
        if form == "neg":
            return f"-({self.write('double', depth)})"
        if form == "double()":
            return f"double({self.write(self._one_of(['int', 'double']), depth)})"
        return f"({self.write('double', depth)} {form} {self.write('double', depth)})"

    def _string(self, depth: int) -> str:  # noqa: PLR0911 - one for each form
        text = self.write("string", depth)
        form = self._one_of(
            [
                "+",
                "string()",
                "charAt",
                "substring",
                "case",
                "replace",
                "trim",
                "join",
                "split",
                "reverse",
                "format",
            ]
        )
        if form == "+":
            return f"({text} + {self.write('string', depth)})"
        if form == "string()":
            if self._chance(20):
                return f"string({self.write('double', 0)})"
            return f"string({self.write(self._one_of(['int', 'string', 'bool', 'timestamp', 'duration']), depth)})"
        if form == "charAt":
            return f"{text}.charAt({self.write('int', depth)})"
        if form == "substring":
            end = f", {self.write('int', 0)}" if self._chance(50) else ""
            return f"{text}.substring({self.write('int', 0)}{end})"
        if form == "replace":
            count = f", {self.write('int', 0)}" if self._chance(40) else ""
            return f"{text}.replace({self.write('string', depth)}, {self.write('string', depth)}{count})"
        if form == "join":
            separator = self.write("string", depth) if self._chance(50) else ""
            return f"{self.write('list', depth)}.map(x, string(x)).join({separator})"
        if form == "split":
            return f"{text}.split({self.write('string', depth)}).join('|')"
        if form == "format":
            return f"'%s-%d'.format([string({text}), int({self.write('int', depth)})])"
        return f"{text}.{self._one_of(['trim', 'reverse', 'lowerAscii', 'upperAscii'])}()"

    def _null(self, _depth: int) -> str:
        return "null"

    def _list(self, depth: int) -> str:
        form = self._one_of(["literal", "+", "map", "filter", "map if", "split"])
        if form == "literal":
            return (
                "["
                + ", ".join(self.write(self._one_of(KINDS), depth) for _ in range(self._one_of([0, 1, 2])))
                + "]"
            )
        if form == "+":
            return f"({self.write('list', depth)} + {self.write('list', depth)})"
        if form == "filter":
            return self._macro("filter", "bool", depth)
        if form == "split":
            count = f", {self.write('int', 0)}" if self._chance(40) else ""
            return f"{self.write('string', depth)}.split({self.write('string', 0)}{count})"
        return self._macro("map", self._one_of(KINDS), depth, filtered=form == "map if")

    def _map(self, depth: int) -> str:
        count = self._one_of([0, 1, 2])
        keys = [
            self.write("int", 0) if self._chance(20) else quoted(self._one_of(_KEYS)) for _ in range(count)
        ]
        return "{" + ", ".join(f"{key}: {self.write(self._one_of(KINDS), depth)}" for key in keys) + "}"

    def _timestamp(self, depth: int) -> str:
        form = self._one_of(["+", "-", "text", "int", "bad"])
        if form in {"+", "-"}:
            return f"({self.write('timestamp', depth)} {form} {self.write('duration', depth)})"
        if form == "int":
            return f"timestamp({self.write('int', depth)})"
        return f"timestamp(dyn({quoted(self._one_of(_BAD_TIMES if form == 'bad' else _TIMES))}))"

    def _duration(self, depth: int) -> str:
        form = self._one_of(["+", "-", "between", "text", "bad"])
        if form in {"+", "-"}:
            return f"({self.write('duration', depth)} {form} {self.write('duration', depth)})"
        if form == "between":
            return f"({self.write('timestamp', depth)} - {self.write('timestamp', depth)})"
        return f"duration(dyn({quoted(self._one_of(_BAD_DURATIONS if form == 'bad' else _DURATIONS))}))"

    def _type(self, depth: int) -> str:
        return f"type({self.write(self._one_of(KINDS), depth)})"
