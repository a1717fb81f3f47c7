"""How the loaders say what is wrong."""

from __future__ import annotations

from typing import Final, NoReturn

from ..errors import LoadError, LoadProblem

#: problems of one file that are told: more would not help a person, and finding places costs time
MOST_PROBLEMS: Final = 100


def fail(
    reason: str,
    message: str,
    *,
    line: int | None = None,
    column: int | None = None,
    **details: str,
) -> NoReturn:
    """Raise a LoadError with a single problem."""
    raise LoadError([LoadProblem(reason=reason, message=message, line=line, column=column, **details)])
