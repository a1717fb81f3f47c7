"""The words for alternatives of a schema: which one was probably meant, or between what there is a choice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from .. import pointers
from ..ports import SchemaError
from .failure import NOTHING, Failure, Words
from .showing import show

_LONGEST_LIST: Final = 10
_LONGEST_CHOICE: Final = 20


def alternatives(failure: Failure) -> Words:
    """The words for ``anyOf`` and ``oneOf``: none of the alternatives holds, or more than one."""
    options = failure.value if isinstance(failure.value, list) else []
    choices = _choices(options)
    if choices:
        return _choice(failure, choices)
    if not failure.branches:
        return (
            f"more than one of the {len(options)} alternatives holds",
            "exactly one alternative",
            show(failure.instance),
            None,
        )
    index, nearest = min(enumerate(failure.branches), key=lambda item: (_distance(failure, item[1]), item[0]))
    first = nearest[0] if nearest else None
    expected = f"one of {len(failure.branches)} alternatives"
    fix = None
    if first is not None:
        place = f" at {first.pointer}" if first.pointer != pointers.join("", *failure.path) else ""
        wanted = f", expected {first.expected}" if first.expected else ""
        expected += f"; the nearest is alternative {index + 1}: {first.message}{place}{wanted}"
        fix = first.fix
    return "none of the alternatives holds", expected, show(failure.instance), fix


def _choices(options: Sequence[object]) -> list[str]:
    """The properties among which to choose, where each alternative asks for one property and nothing else."""
    found: list[str] = []
    for option in options:
        names = option.get("required") if isinstance(option, dict) and len(option) == 1 else None
        if not (isinstance(names, list) and len(names) == 1):
            return []
        found.append(str(names[0]))
    return found if len(found) > 1 else []


def _choice(failure: Failure, choices: Sequence[str]) -> Words:
    listed = ", ".join(map(show, choices[:_LONGEST_CHOICE])) + (
        ", ..." if len(choices) > _LONGEST_CHOICE else ""
    )
    number = "exactly" if failure.keyword == "oneOf" else "at least"
    expected = f"{number} one of the properties {listed}"
    if not isinstance(failure.instance, dict):
        return (
            f"the value is no object with {number} one of its properties",
            expected,
            show(failure.instance),
            None,
        )
    there = [name for name in choices if name in failure.instance]
    if there:
        both = ", ".join(map(show, there))
        return (
            f"the properties {both} exclude each other",
            expected,
            both,
            "keep one of them; where all are meant, write an entry for each",
        )
    renamed = (error.fix for errors in failure.branches for error in errors[:1])
    fix = next((text for text in renamed if text and text.startswith("rename ")), "add one of them")
    have = ", ".join(map(show, islice(failure.instance, _LONGEST_LIST)))
    return "none of the properties is there of which one is needed", expected, have or "{}", fix


def _distance(failure: Failure, errors: Sequence[SchemaError]) -> tuple[int, int]:
    """How far an alternative is from holding: another type or tag altogether counts most."""
    here = pointers.join("", *failure.path)
    wrong_type = any(error.keyword in {"type", NOTHING} and error.pointer == here for error in errors)
    wrong_tag = any(error.keyword in {"const", "enum"} for error in errors)
    return 2 * wrong_type + wrong_tag, len(errors)
