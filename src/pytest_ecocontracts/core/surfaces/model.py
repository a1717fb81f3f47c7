"""What a surface contract says, as typed data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..sources.files import FileSelection
from ..sources.model import Source
from ..sources.patterns import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrappers:
    """Entrypoints that only pass on: each of their lines goes ``through`` what does the work.

    ``of`` are the lines, ``entrypoint`` is the pointer, in the record of a line, to the name that it belongs
    to, and ``most`` is how many lines one entrypoint may have.
    """

    of: Source
    through: Pattern
    entrypoint: str
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Internal:
    """Scripts that only the surface starts; ``called_in`` are the texts and calls of everybody else."""

    files: FileSelection
    called_in: Sequence[Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The body of ``surface/v1``.

    ``listed`` are the places that list the entrypoints, by name; ``lists_more`` those of them that may list
    other things, too. ``real`` is what exists; () where nothing says so. ``undeclared``: what is real need
    not be declared. ``deprecated`` gives a record for each deprecation, None where there are none written in
    a file; ``window`` is the least number of days that one lasts. ``removed`` are names that are gone.
    ``kept``: what the git base declares is judged, too.
    """

    declared: Source
    listed: Mapping[str, Source] = field(default_factory=dict)
    lists_more: frozenset[str] = frozenset()
    real: Sequence[Source] = ()
    undeclared: bool = False
    wrappers: Wrappers | None = None
    internal: Internal | None = None
    deprecated: Sequence[Mapping[str, object]] | Source = ()
    window: int = 0
    removed: Sequence[str] = ()
    kept: bool = False

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        found = [self.declared, *self.listed.values(), *self.real]
        found += [self.wrappers.of] if self.wrappers is not None else []
        found += self.internal.called_in if self.internal is not None else []
        return [*found, self.deprecated] if isinstance(self.deprecated, Source) else found
