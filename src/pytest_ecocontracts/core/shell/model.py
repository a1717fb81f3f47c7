"""What a shell script consists of, as far as rules ask."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A simple command; ``words`` begin with its name, after assignments and wrappers.

    Words have no quotes; expansions in them stay as written. ``line`` and ``column`` count from 1, in
    characters; ``column`` is None where a quoted script is parsed.
    """

    words: tuple[str, ...]
    wrappers: tuple[str, ...]
    assignments: dict[str, str]
    text: str
    line: int
    column: int | None
    in_pipeline: bool
    #: the function of the script around it, "" outside of all
    function: str
    #: whether it stands in a substitution, or in a script that is an argument of another command
    is_nested: bool

    @property
    def name(self) -> str:
        """The command's name."""
        return self.words[0]


class Redirect(NamedTuple):
    """A redirection from or to a file."""

    target: str
    operator: str
    descriptor: str
    command: str
    line: int
    column: int | None


class Script(NamedTuple):
    """A parsed script; ``problem`` is the line and column of what the grammar cannot read."""

    commands: tuple[Command, ...]
    redirects: tuple[Redirect, ...]
    functions: frozenset[str]
    problem: tuple[int, int | None] | None
