"""Relations whose sources have elements, and that had nothing to compare all the same (ECC009)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from ..sources.model import Element, Source
from ..sources.troubles import SourceUnread, Trouble
from .fields import MISSING, part


def proves_nothing(source: Source, why: str, *, expected: str, found: str, fix: str) -> NoReturn:
    """Raise SourceUnread: nothing that a source gave was compared; told at the source."""
    trouble = Trouble(
        code="ECC009",
        message=f"{why}, so the check proves nothing",
        place=None,
        pointer=source.pointer,
        expected=expected,
        found=found,
        fix=fix,
        metadata={"source": source.called},
    )
    raise SourceUnread([trouble])


def demand_some(elements: Sequence[Element], of: Source, pointer: str | None) -> None:
    """Raise SourceUnread where not one element has the part that some of them may be without."""
    if of.may_be_empty or any(part(element, pointer) is not MISSING for element in elements):
        return
    proves_nothing(
        of,
        f"no element of {of.called} has anything at {pointer or 'its value'}",
        expected="at least one",
        found=f"none of {len(elements)}",
        fix="correct the pointer, or write 'empty: valid' at the source where none is fine",
    )
