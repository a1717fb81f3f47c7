"""What can be asked of the base of a run, and what cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .context import Context


def not_whole(context: Context) -> str | None:
    """Why the base cannot say what every file was; None where it can, and where there is none."""
    base = context.base
    if base is None or base.whole:
        return None
    return f"{base.name} is a released catalog, which does not hold every file: name a revision of git"
