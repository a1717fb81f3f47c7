"""A place of a schema that changed, in words: which keyword or name, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..json_schema.showing import show
from ..pointers import split
from ..rendering.printable import printable
from .values import step

if TYPE_CHECKING:
    from .model import Change

#: keywords whose members have names, and what such a member is called
_MEMBERS: Final = {
    "properties": "the property",
    "patternProperties": "the properties like",
    "$defs": "the definition",
    "definitions": "the definition",
    "dependentSchemas": "what depends on",
    "dependencies": "what depends on",
}


def told_change(change: Change) -> str:
    """A sentence such as: the property "note" is new; ``minimum`` of the property "amount" was 0 and is 1."""
    tokens = split(change.pointer)
    if not tokens:
        whole = type(change.before) is type(change.after) and not isinstance(change.before, bool)
        return "the schema " + ("changed" if whole else step(change.before, change.after))
    names = [(place + 1, _MEMBERS[token]) for place, token in enumerate(tokens[:-1]) if token in _MEMBERS]
    # A property may itself be called properties: only every second token can be a keyword with members.
    names = [one for place, one in enumerate(names) if place == 0 or one[0] > names[place - 1][0] + 1]
    named = ""
    if names:
        place, word = names[-1]
        named = f"{word} {show(printable(tokens[place]))}"
        if place == len(tokens) - 1:
            return f"{named} {step(change.before, change.after)}"
    keyword = printable(tokens[-1])
    return f"{keyword} of {named or 'the schema'} {step(change.before, change.after)}"
