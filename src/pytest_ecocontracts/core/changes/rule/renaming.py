"""A contract with another id is two contracts to whoever refers to it: one that is gone, and a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from ..differs.comparing import same
from ..model import ContractChange, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model import Contract

#: what a contract says of itself, and not of what it is about
_ITSELF: Final = frozenset({"id", "version", "summary", "decisions"})


def with_new_ids(changes: Iterable[ContractChange]) -> Sequence[ContractChange]:
    """The changes; one that removes a contract names the new one that says the same, where there is one."""
    found = list(changes)
    added = [one.after for one in found if one.state is State.ADDED and one.after is not None]
    return [
        replace(one, renamed_to=_equal(one.before, added))
        if one.state is State.REMOVED and one.before is not None
        else one
        for one in found
    ]


def _equal(before: Contract, added: Sequence[Contract]) -> str | None:
    equal = [after.id for after in added if same(_said(before), _said(after))]
    return equal[0] if len(equal) == 1 else None


def _said(contract: Contract) -> dict[str, object]:
    data = cast("Mapping[str, object]", contract.document.data)
    return {name: value for name, value in data.items() if name not in _ITSELF}
