"""Google's implementation of CEL, asked the same questions."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_ecocontracts.core.cel import (
    Duration,
    EvaluationError,
    ExpressionProblem,
    Timestamp,
    compile_expression,
)
from pytest_ecocontracts.core.cel.values import TypeValue

cel = pytest.importorskip(
    "cel_expr_python.cel", reason="cel-expr-python has no wheel for this platform, or is not installed"
)
from cel_expr_python.ext import ext_strings  # noqa: E402 - after the question whether it is there

_TYPES = {
    "BOOL": "bool",
    "INT": "int",
    "DOUBLE": "double",
    "STRING": "string",
    "NULL": "null_type",
    "TIMESTAMP": "google.protobuf.Timestamp",
    "DURATION": "google.protobuf.Duration",
    "TYPE": "type",
    "LIST<DYN>": "list",
    "MAP<DYN, DYN>": "map",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPARE_REFERENCES = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """No value; two failures are as good as each other, whatever they say."""

    message: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failed)

    __hash__ = None  # type: ignore[assignment]


class Reference:
    """The reference, with variables of unknown types, as data has them."""

    def __init__(self, variables: list[str]) -> None:
        self._environment = cel.NewEnv(
            variables=dict.fromkeys(variables, cel.Type.DYN), extensions=[ext_strings.ExtStrings()]
        )
        _spare_none()

    def accepts(self, text: str) -> bool:
        """Whether its type checker lets the expression pass."""
        try:
            self._environment.compile(text)
        except Exception:  # noqa: BLE001 - the binding raises what it likes
            return False
        return True

    def value(self, text: str, data: dict[str, Any]) -> Any:
        """The value in a form that compares with ``own_value``, or Failed."""
        try:
            found = self._environment.compile(text, disable_check=True).eval(data=data)
            plain = found.plain_value()
        except Exception as error:  # noqa: BLE001 - as above
            return Failed(str(error))
        return Failed(str(plain)) if found.type() == cel.Type.ERROR else comparable(plain)


def _spare_none() -> None:
    """Version 0.1.3 gives back one reference to None too many for each null: the process would die of it."""
    increase = ctypes.pythonapi.Py_IncRef
    increase.argtypes = [ctypes.py_object]
    for _ in range(_SPARE_REFERENCES):
        increase(None)


def own_value(text: str, data: dict[str, Any]) -> Any:
    """Our value in the same form, Failed, or the problem at load."""
    try:
        return comparable(compile_expression(text, data).evaluate(data))
    except EvaluationError as error:
        return Failed(error.message)
    except ExpressionProblem as problem:
        return problem


def comparable(value: Any) -> Any:  # noqa: PLR0911 - one for each type
    """A value with the names of its types, exact up to the microseconds that Python's datetime has."""
    if isinstance(value, Timestamp):
        return ("timestamp", value.nanoseconds // 1000)
    if isinstance(value, datetime):
        return ("timestamp", (value - _EPOCH) // timedelta(microseconds=1))
    if isinstance(value, Duration):
        microseconds = abs(value.nanoseconds) // 1000
        return ("duration", microseconds if value.nanoseconds > 0 else -microseconds)
    if isinstance(value, timedelta):
        return ("duration", value // timedelta(microseconds=1))
    if isinstance(value, (TypeValue, cel.Type)):
        return ("type", value.name if isinstance(value, TypeValue) else _TYPES[str(value)])
    if isinstance(value, float):
        return ("double", "nan" if math.isnan(value) else value.hex())
    if isinstance(value, list):
        return ("list", [comparable(element) for element in value])
    if isinstance(value, dict):
        return ("map", {key: comparable(element) for key, element in value.items()})
    return (type(value).__name__, value)
