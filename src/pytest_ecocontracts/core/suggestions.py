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


def near_file(name: str, names: Iterable[str]) -> str | None:
    """Return the name of a file that is close; endings alike do not make two names so."""
    near = did_you_mean(name, names)
    if near is None or did_you_mean(_stem(name), [_stem(near)]) is None:
        return None
    return near


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


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
