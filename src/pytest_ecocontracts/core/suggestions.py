"""What somebody probably meant to write."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to ``word``, or None where none is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only failures need it

    candidates = sorted(set(known))
    folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    matches = get_close_matches(word.casefold()[:200], list(folded)[:5000], n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """A sentence for the fix line: the closest known word, or what there is to choose from."""
    choices = sorted(set(known))
    closest = did_you_mean(word, choices)
    if closest is not None:
        return f"did you mean {closest!r}?"
    if not choices:
        return "none is known here"
    shown = ", ".join(choices[:12])
    more = f" and {len(choices) - 12} more" if len(choices) > 12 else ""  # noqa: PLR2004 - as above
    return f"known: {shown}{more}"
