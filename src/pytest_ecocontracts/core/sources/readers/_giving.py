"""``give:`` of the readers of programs: which of the things in a file are the elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model import Report
from ...pointers import join
from ...suggestions import suggestion


def given(fields: Mapping[str, object], known: Sequence[str], pointer: str, report: Report) -> str | None:
    """The word at ``give``, or the first of the known ones; None, and reported, where it is not known."""
    word = str(fields.get("give", known[0]))
    if word in known:
        return word
    report.add(
        "ECC004",
        f"this source gives no {word!r}",
        pointer=join(pointer, "give"),
        expected=f"one of {', '.join(known)}",
        found=word,
        fix=suggestion(word, known),
        metadata={"keyword": "give"},
    )
    return None
