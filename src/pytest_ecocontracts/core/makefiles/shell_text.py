"""A line of a recipe as the shell reads it."""

from __future__ import annotations

from ..shell.protecting import clean, protect
from .scanning import reference_end


def shell_text(line: str) -> str:
    """The line with ``$$`` as the shell's ``$``, and other references of make as parts of words."""
    # A backslash at the end of a recipe joins nothing.
    line = clean(line).removesuffix("\\")
    parts: list[str] = []
    at = 0
    while (dollar := line.find("$", at)) >= 0:
        parts.append(line[at:dollar])
        at = reference_end(line, dollar)
        reference = line[dollar:at]
        parts.append("$" if reference == "$$" else protect(reference))
    return "".join([*parts, line[at:]])
