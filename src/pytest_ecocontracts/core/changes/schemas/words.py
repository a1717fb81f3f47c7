"""A place of a schema that changed, in words: which keyword or name, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...json_schema.showing import show
from ...pointers import split
from ...rendering.printable import printable
from ..differs.values import step

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..model import Change

#: keywords whose members have names, and what such a member is called
_MEMBERS: Final = {
    "properties": "the property",
    "patternProperties": "the properties like",
    "$defs": "the definition",
    "definitions": "the definition",
    "dependentSchemas": "what depends on",
    "dependencies": "what depends on",
}
#: where a schema keeps its own parts, whose names nobody who has data knows
_PARTS: Final = frozenset({"$defs", "definitions"})
_GIVEN: Final = _MEMBERS.keys() - _PARTS
#: keywords that say nothing themselves
_HOLDERS: Final = frozenset(
    {
        *("$defs", "$dynamicRef", "$recursiveRef", "$ref", "allOf", "anyOf", "definitions", "else", "if"),
        *("items", "not", "oneOf", "prefixItems", "properties", "then"),
    }
)


def told_change(change: Change) -> str:
    """A sentence such as: the property "note" is new; ``minimum`` of the property "amount" was 0 and is 1."""
    tokens = split(change.pointer)
    if not tokens:
        whole = type(change.before) is type(change.after) and not isinstance(change.before, bool)
        return "the schema " + ("changed" if whole else step(change.before, change.after))
    member = _member(tokens)
    named = ""
    if member is not None:
        place, word = member
        named = f"{word} {show(printable(tokens[place]))}"
        if place == len(tokens) - 1:
            return f"{named} {step(change.before, change.after)}"
    keyword = printable(tokens[-1])
    return f"{keyword} of {named or 'the schema'} {step(change.before, change.after)}"


def subject_of(pointer: str) -> str:
    """What people who know the data call a place: the property that it is about; "" where it has no name.

    A keyword that is about no property is its own name, unless it only holds other schemas.
    """
    tokens = split(pointer)
    member = _member(tokens, _GIVEN)
    if member is not None:
        return tokens[member[0]]
    return tokens[-1] if tokens and tokens[-1] not in _HOLDERS and not _is_part(tokens) else ""


def _member(tokens: list[str], holders: Collection[str] = _MEMBERS.keys()) -> tuple[int, str] | None:
    """The index of the last token that is a name, and what it is the name of."""
    names = [(place + 1, token) for place, token in enumerate(tokens[:-1]) if token in _MEMBERS]
    # A property may itself be called properties: only every second token can be a keyword with members.
    names = [one for place, one in enumerate(names) if place == 0 or one[0] > names[place - 1][0] + 1]
    return next(((place, _MEMBERS[token]) for place, token in reversed(names) if token in holders), None)


def _is_part(tokens: list[str]) -> bool:
    return len(tokens) > 1 and tokens[-2] in _PARTS
