"""The table of functions: names, forms of call, types, and what they do.

It is the single source: the checks at load, the calls, the fixes in messages and the page's table of
functions are read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from . import conversions, text, times
from .formatting import format_text
from .patterns import matches
from .values import TYPE_NAMES, Duration, Timestamp

_TYPES: Final = {name: python for python, name in TYPE_NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """One form of a function. The receiver, if it takes one, is the first of ``parameters``."""

    method: bool
    parameters: tuple[str, ...]
    result: str
    run: Callable[..., Any]

    @property
    def key(self) -> tuple[type, ...]:
        """The Python types of the arguments."""
        return tuple([_TYPES[name] for name in self.parameters])

    def form(self, name: str) -> str:
        """The call as it is written, with types."""
        if self.method:
            return f"{self.parameters[0]}.{name}({', '.join(self.parameters[1:])})"
        return f"{name}({', '.join(self.parameters)})"


def _table() -> Iterator[tuple[str, Overload]]:
    def function(name: str, parameters: str, result: str, run: Callable[..., Any]) -> tuple[str, Overload]:
        return name, Overload(method=False, parameters=tuple(parameters.split()), result=result, run=run)

    def method(name: str, parameters: str, result: str, run: Callable[..., Any]) -> tuple[str, Overload]:
        return name, Overload(method=True, parameters=tuple(parameters.split()), result=result, run=run)

    for kind in ("string", "list", "map"):
        yield function("size", kind, "int", len)
        yield method("size", kind, "int", len)
    yield method("startsWith", "string string", "bool", str.startswith)
    yield method("endsWith", "string string", "bool", str.endswith)
    yield method("contains", "string string", "bool", str.__contains__)
    yield method("matches", "string string", "bool", matches)
    yield function("matches", "string string", "bool", matches)
    yield method("charAt", "string int", "string", text.char_at)
    yield method("indexOf", "string string", "int", text.index_of)
    yield method("indexOf", "string string int", "int", text.index_of)
    yield method("lastIndexOf", "string string", "int", text.last_index_of)
    yield method("lastIndexOf", "string string int", "int", text.last_index_of_before)
    yield method("lowerAscii", "string", "string", text.lower_ascii)
    yield method("upperAscii", "string", "string", text.upper_ascii)
    yield method("replace", "string string string", "string", text.replace)
    yield method("replace", "string string string int", "string", text.replace)
    yield method("split", "string string", "list", text.split)
    yield method("split", "string string int", "list", text.split)
    yield method("substring", "string int", "string", text.substring)
    yield method("substring", "string int int", "string", text.substring_between)
    yield method("trim", "string", "string", text.trim)
    yield method("reverse", "string", "string", text.reverse)
    yield method("join", "list", "string", text.join)
    yield method("join", "list string", "string", text.join)
    yield method("format", "string list", "string", format_text)

    yield function("int", "int", "int", conversions.checked_int)
    yield function("int", "double", "int", conversions.int_of_double)
    yield function("int", "string", "int", conversions.int_of_text)
    yield function("int", "timestamp", "int", times.seconds_of)
    yield function("double", "double", "double", float)
    yield function("double", "int", "double", conversions.double_of_int)
    yield function("double", "string", "double", conversions.double_of_text)
    yield function("string", "string", "string", str)
    yield function("string", "int", "string", conversions.text_of_int)
    yield function("string", "double", "string", conversions.text_of_double)
    yield function("string", "bool", "string", conversions.text_of_bool)
    yield function("string", "timestamp", "string", times.timestamp_text)
    yield function("string", "duration", "string", times.duration_text)
    yield function("bool", "bool", "bool", bool)
    yield function("bool", "string", "bool", conversions.bool_of_text)
    yield function("timestamp", "string", "timestamp", times.parse_timestamp)
    yield function("timestamp", "int", "timestamp", times.timestamp_of_seconds)
    yield function("timestamp", "timestamp", "timestamp", _same)
    yield function("duration", "string", "duration", times.parse_duration)
    yield function("duration", "duration", "duration", _same)

    for name in times.ACCESSORS:
        yield method(name, "timestamp", "int", times.part(name))
        yield method(name, "timestamp string", "int", times.part_in_zone(name))
    for name, run in times.DURATION_PARTS.items():
        yield method(name, "duration", "int", run)


def _same(value: Timestamp | Duration) -> Timestamp | Duration:
    return value


def _grouped() -> dict[str, tuple[Overload, ...]]:
    found: dict[str, list[Overload]] = {}
    for name, overload in _table():
        found.setdefault(name, []).append(overload)
    return {name: tuple(overloads) for name, overloads in found.items()}


#: name -> its forms
FUNCTIONS: Final = _grouped()
#: functions of any value, whose type alone matters
UNIVERSAL: Final = frozenset({"dyn", "type"})
#: functions whose literal argument must be right when the expression is loaded: function -> that argument
CHECKED_LITERALS: Final = {"timestamp": 0, "duration": 0, "matches": 1, **dict.fromkeys(times.ACCESSORS, 1)}
#: what people write who know other languages -> what it is here
ELSEWHERE: Final = {
    "len": "size(x)",
    "length": "size(x)",
    "count": "x.filter(e, ...).size()",
    "any": "x.exists(e, ...)",
    "some": "x.exists(e, ...)",
    "every": "x.all(e, ...)",
    "startswith": "x.startsWith(y)",
    "endswith": "x.endsWith(y)",
    "lower": "x.lowerAscii()",
    "upper": "x.upperAscii()",
    "toLower": "x.lowerAscii()",
    "toUpper": "x.upperAscii()",
    "strip": "x.trim()",
    "match": "x.matches('...')",
    "str": "string(x)",
    "float": "double(x)",
    "isinstance": "type(x) == string",
    "get": "has(x.name) ? x.name : ...",
    "keys": "x.map(k, k)",
    "uint": "int(x); there are no unsigned integers",
    "bytes": "a string; there are no bytes",
    "now": "nothing: a rule tells the same every day; pass the date as a variable",
}


def steps_of(name: str, arguments: int) -> int:
    """What a call costs, besides the lengths of its texts: more where times and formats are worked out."""
    if name in times.ACCESSORS:
        return 40 if arguments > 1 else 10
    return {"timestamp": 30, "duration": 30, "format": 30}.get(name, 3)


def overloads_of(name: str, *, method: bool) -> tuple[Overload, ...]:
    """The forms of a function that are called like this."""
    return tuple([overload for overload in FUNCTIONS.get(name, ()) if overload.method == method])
