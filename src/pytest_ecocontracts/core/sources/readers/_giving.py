"""``give:`` of a reader: which of the things in a file are the elements, or what records say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from ...model import Report
from ...pointers import join
from ...suggestions import suggestion


def given(fields: Mapping[str, object], known: Sequence[str], pointer: str, report: Report) -> str | None:
    """The word at ``give``, or the first of the known ones; None, and reported, where it is not known."""
    written = fields.get("give", known[0])
    if not isinstance(written, list) or len(written) == 1:
        words = given_words({"give": written}, known, pointer, report)
        return words[0] if words else None
    report.add(
        "ECC004",
        "this source gives one thing",
        pointer=join(pointer, "give"),
        expected=f"one of {', '.join(known)}",
        found=", ".join(written),
        metadata={"keyword": "give"},
    )
    return None


def given_words(
    fields: Mapping[str, object], known: Sequence[str], pointer: str, report: Report
) -> Sequence[str]:
    """The words at ``give``, one or a list of them, that are known; the others are reported."""
    written = fields.get("give", ())
    words = (written,) if isinstance(written, str) else cast("Sequence[str]", written)
    for word in words:
        if word not in known:
            report.add(
                "ECC004",
                f"this source gives no {word!r}",
                pointer=join(pointer, "give"),
                expected=f"one of {', '.join(known)}",
                found=word,
                fix=suggestion(word, known),
                metadata={"keyword": "give"},
            )
    return [word for word in words if word in known]
