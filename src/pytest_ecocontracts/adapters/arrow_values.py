"""Values of Arrow types within JSON's data model; a type that JSON has no form for is told before reading.

Dates and times become ISO 8601 text: instants in UTC with ``Z``, local ones without an offset, fractions
in the unit's own width and only where there are any. Decimals become text, which keeps their digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from math import isfinite
from typing import Any, Final, NamedTuple, TypeAlias

import pyarrow as pa
from pyarrow import types

Convert: TypeAlias = Callable[[Any], object]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1)
_DAY_MILLISECONDS: Final = 86_400_000
#: digits of a unit's fraction of a second
_DIGITS: Final = {"s": 0, "ms": 3, "us": 6, "ns": 9}


class NotJson(ValueError):
    """A value, or a type, that JSON does not have; ``reason`` as in LoadProblem."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class Conversion(NamedTuple):
    """How to read a type: cast it to ``storage``, then ``convert`` each value that is not null."""

    storage: pa.DataType
    convert: Convert | None


def conversion(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002 - Arrow's own word
    """How values of a type become JSON; raises NotJson where they cannot, or nest deeper than ``depth``."""
    if depth <= 0:
        raise NotJson("too-deep", "values that are nested too deep")
    for is_type, make in _CONVERSIONS:
        if is_type(type):
            return make(type, depth)
    raise NotJson("column-type", f"values of the type {type}")


def _plain(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above; one signature
    return Conversion(type, None)


def _floating(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above
    return Conversion(pa.float64(), _finite)


def _decimals(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above
    return Conversion(type, _decimal)


def _of_values(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002 - as above
    return conversion(type.value_type, depth)


def _listed(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002 - as above
    element = conversion(type.value_type, depth - 1)
    return Conversion(pa.large_list(element.storage), partial(_list, element.convert))


def _mapped(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002 - as above
    if not types.is_string(type.key_type) and not types.is_large_string(type.key_type):
        raise NotJson("column-type", f"objects with keys of the type {type.key_type}")
    item = conversion(type.item_type, depth - 1)
    return Conversion(pa.map_(type.key_type, item.storage), partial(_map, item.convert))


def _date(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above
    if types.is_date32(type):
        return Conversion(pa.int32(), _day)
    return Conversion(pa.int64(), lambda value: _day(value // _DAY_MILLISECONDS))


def _time_of_day(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above
    storage = pa.int32() if types.is_time32(type) else pa.int64()
    return Conversion(storage, partial(_time, _DIGITS[type.unit]))


def _timestamp(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002, ARG001 - as above
    return Conversion(pa.int64(), partial(_instant, _DIGITS[type.unit], "" if type.tz is None else "Z"))


def _struct(type: pa.DataType, depth: int) -> Conversion:  # noqa: A002 - as above
    fields = list(type)
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise NotJson("duplicate-key", f"objects with the same name twice ({', '.join(names)})")
    members = [conversion(field.type, depth - 1) for field in fields]
    storage = pa.struct(list(zip(names, (member.storage for member in members), strict=True)))
    converts = {name: member.convert for name, member in zip(names, members, strict=True) if member.convert}
    return Conversion(storage, partial(_object, converts) if converts else None)


_Make: TypeAlias = Callable[[pa.DataType, int], Conversion]
_CONVERSIONS: Final[tuple[tuple[Callable[[pa.DataType], bool], _Make], ...]] = (
    (types.is_string, _plain),
    (types.is_integer, _plain),
    (types.is_boolean, _plain),
    (types.is_null, _plain),
    (types.is_large_string, _plain),
    (types.is_string_view, _plain),
    (types.is_floating, _floating),
    (types.is_dictionary, _of_values),
    (types.is_decimal, _decimals),
    (types.is_date, _date),
    (types.is_time, _time_of_day),
    (types.is_timestamp, _timestamp),
    (types.is_struct, _struct),
    (types.is_list, _listed),
    (types.is_large_list, _listed),
    (types.is_fixed_size_list, _listed),
    (types.is_map, _mapped),
)


def _finite(value: float) -> float:
    if not isfinite(value):
        raise NotJson("not-finite", "a number that is not finite")
    return value


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _day(value: int) -> str:
    try:
        return (_EPOCH_DAY + timedelta(days=value)).isoformat()
    except OverflowError:
        raise NotJson("out-of-range", "a date beyond the years 1 to 9999") from None


def _time(digits: int, value: int) -> str:
    seconds, fraction = divmod(value, 10**digits)
    if not 0 <= seconds < 24 * 3600:
        raise NotJson("out-of-range", "a time that is not within a day")
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{_fraction(fraction, digits)}"


def _instant(digits: int, zone: str, value: int) -> str:
    seconds, fraction = divmod(value, 10**digits)
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        raise NotJson("out-of-range", "a time beyond the years 1 to 9999") from None
    return f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + _fraction(fraction, digits) + zone


def _fraction(fraction: int, digits: int) -> str:
    return f".{fraction:0{digits}}" if fraction else ""


def _object(converts: dict[str, Convert], value: dict[str, Any]) -> dict[str, object]:
    for name, convert in converts.items():
        if value[name] is not None:
            value[name] = convert(value[name])
    return value


def _list(convert: Convert | None, value: list[Any]) -> list[object]:
    if convert is None:
        return value
    return [None if element is None else convert(element) for element in value]


def _map(convert: Convert | None, value: list[tuple[str, Any]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, member in value:
        if name in found:
            raise NotJson("duplicate-key", f"an object with the key {name!r} twice")
        found[name] = convert(member) if convert is not None and member is not None else member
    return found


def converted(column: pa.Array, how: Conversion) -> Iterator[object]:
    """The values of a column; raises NotJson, at the value that JSON does not have."""
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    convert = how.convert
    for value in (column if column.type == how.storage else column.cast(how.storage)).to_pylist():
        yield value if convert is None or value is None else convert(value)
