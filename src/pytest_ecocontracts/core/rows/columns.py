"""The columns that are wanted of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..errors import LoadError, LoadProblem
from ..suggestions import did_you_mean

_SHOWN: Final = 20


def chosen(wanted: Sequence[str] | None, present: Sequence[str]) -> list[str]:
    """The wanted columns in the table's own order; raises LoadError with all that it does not have."""
    if wanted is None:
        return list(present)
    problems = [_missing(name, present) for name in wanted if name not in present]
    if problems:
        raise LoadError(problems)
    return [name for name in present if name in wanted]


def _missing(name: str, present: Sequence[str]) -> LoadProblem:
    meant = did_you_mean(name, present)
    return LoadProblem(
        reason="column-missing",
        message=f"the table has no column {name!r}",
        expected=f"a column {name!r}",
        found=f"the columns {listed(present)}",
        fix=f"did you mean {meant!r}?" if meant else None,
    )


def listed(names: Sequence[str]) -> str:
    """The names, or the first of many, for a person."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (", ".join(names[:_SHOWN]) or "none") + more
