"""What a deprecation has to say when it begins: how long both work, what takes over, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, cast

from ...errors import FileProblem, LoadError, SchemaProblem
from ...pointers import split
from ...violations import Location
from ..model import CHANGE, ContractChange
from ..schemas.edition import schema_edition
from ..schemas.windows import SUNSET, Field, fields_of, lacking
from .obligations import Obligation

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...violations import Violation
    from ..policy import ChangePolicy

_CODE: Final = "ECV018"


def deprecations_of(
    change: ContractChange, policy: ChangePolicy, base: Context, now: Context
) -> Iterator[Obligation]:
    """What is asked of the contract that is deprecated by this change, and of the fields of its schema."""
    if change.before is None or change.after is None:
        return
    window = timedelta(days=policy.window_days)
    if change.before.header.status != "deprecated" and change.after.header.status == "deprecated":
        yield _of_contract(change.after, now.as_of, window)
    for field, lacks in _fields(change.before, change.after, base, now, window):
        yield _of_field(change.after, field, lacks)


def _of_contract(contract: Contract, as_of: date, window: timedelta) -> Obligation:
    data = cast("Mapping[str, object]", contract.document.data)
    given = str(data.get("sunset"))
    earliest = as_of + window
    asked = f"a sunset on {earliest} or later, for it is deprecated from now on"
    violations: tuple[Violation, ...] = ()
    if given < earliest.isoformat():
        violations = (
            contract.violation(
                _CODE,
                "the contract is deprecated, and leaves those who rely on it no time",
                rule=CHANGE,
                pointer="/sunset",
                expected=f"{earliest} or later" + f", {window.days} days from today" * bool(window),
                found=given,
                fix=f"write sunset: {earliest}",
                metadata={"subject": "sunset"},
            ),
        )
    return Obligation(need="window", asked=asked, found=f"sunset {given}", violations=violations)


def _fields(
    before: Contract, after: Contract, base: Context, now: Context, window: timedelta
) -> Iterator[tuple[Field, list[str]]]:
    """The fields that are deprecated from now on, with what each does not say.

    ``deprecated`` alone is a remark; it is a promise with a last day, or where the policy asks for one.
    """
    old, new = (cast("Mapping[str, object]", one.document.data).get("schema") for one in (before, after))
    if new is None:
        return
    try:
        was = {} if old is None else fields_of(schema_edition(before, old, base))
        fields = fields_of(schema_edition(after, new, now))
    except (SchemaProblem, FileProblem, LoadError):
        return  # told where schemas are compared
    for place, field in fields.items():
        known = was.get(place)
        begins = field.is_deprecated and not (known is not None and known.is_deprecated)
        if not begins or not (window or SUNSET in field.says):
            continue
        beside = {
            one.name
            for one in fields.values()
            if one.path == field.path and split(one.pointer)[:-1] == split(field.pointer)[:-1]
        }
        yield field, list(lacking(field, now.as_of, window, beside))


def _of_field(contract: Contract, field: Field, lacks: list[str]) -> Obligation:
    asked = f"for the deprecated field `{field.name}`: a last day, what takes over, and what to do"
    location = (
        Location(path=field.path, pointer=field.pointer)
        if field.path is not None
        else _in_contract(contract, field)
    )
    violations: tuple[Violation, ...] = ()
    if lacks:
        violations = (
            contract.violation(
                _CODE,
                f"the deprecation of the field {field.name!r} does not say enough",
                rule=CHANGE,
                location=location,
                expected="; ".join(lacks),
                found=", ".join(sorted(field.says)),
                fix=f"write in the schema of {field.name!r}: {lacks[0]}",
                metadata={"subject": field.name[:200]},
            ),
        )
    found = f"it lacks {'; '.join(lacks)}" if lacks else f"it goes away on {field.sunset}"
    return Obligation(need="window", asked=asked, found=found, violations=violations)


def _in_contract(contract: Contract, field: Field) -> Location:
    """Where a field of the contract's own schema stands: in its document, or in the file that it names."""
    schema = cast("Mapping[str, object]", contract.document.data)["schema"]
    if isinstance(schema, str):
        from ...artifacts.validators import schema_file  # noqa: PLC0415 - only for violations

        file = schema_file(schema)
        if file is not None:
            return Location(path=contract.file(file), pointer=field.pointer)
    return contract.document.location("/schema" + field.pointer)
