"""What a contract says with the values that stand in data files: limits, words, exceptions, params."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from ...catalog.params import FROM, ParamFiles
from ...catalog.placeholders import Budget
from ...model import Report
from ...pointers import join

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract

#: where ``from`` names a file of values, by kind; elsewhere it is a field of a rule, with another meaning
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {"layout": ("global", "budgets", "concerns")}
_PARAMS: Final = ("params",)
#: levels below such a field at which a file may be named
_DEPTH: Final = 6


def filled(contract: Contract, context: Context) -> Mapping[str, object]:
    """The data of a contract, in which each object that names a file is what stands there.

    An object whose file cannot be read stays as it is: the checks of the contract tell of that, and in the
    base it differs from any value.
    """
    data = cast("Mapping[str, object]", contract.document.data)
    places = _PLACES.get(contract.header.kind, _PARAMS)
    if not any(_names_file(data.get(name), _DEPTH) for name in places):
        return data
    report = Report(contract.document, contract.id)
    files = ParamFiles(context, contract.base, Budget(context.limits.template_characters))
    given = {name: _filled(data[name], f"/{name}", files, report, _DEPTH) for name in places if name in data}
    return {**data, **given}


def _names_file(value: object, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, dict):
        return isinstance(value.get(FROM), str) or any(_names_file(one, depth - 1) for one in value.values())
    return isinstance(value, list) and any(_names_file(one, depth - 1) for one in value)


def _filled(value: object, pointer: str, files: ParamFiles, report: Report, depth: int) -> object:
    if depth == 0:
        return value
    if isinstance(value, list):
        return [
            _filled(one, join(pointer, index), files, report, depth - 1) for index, one in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    if not isinstance(value.get(FROM), str):
        return {
            name: _filled(one, join(pointer, name), files, report, depth - 1) for name, one in value.items()
        }
    known = len(report.violations)
    read = files.value(value, pointer, report)
    return value if len(report.violations) > known else read
