"""A base that is found instead of named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ..core.errors import CapabilityMissing

if TYPE_CHECKING:
    from ..core.paths.tree import Tree
    from ..core.ports import Change, FileSystem, GitBase, GitIndex


class Choice(NamedTuple):
    """The base that was found, what to call it, and the other releases where it is one of several."""

    called: str
    base: GitBase
    releases: Sequence[GitBase] = ()


class ChosenBase:
    """Implements ``core.ports.GitBase`` by another one, which is looked for when it is needed first."""

    def __init__(self, asked: str, choose: Callable[[], Choice]) -> None:
        self._asked = asked
        self._choose = choose

    @cached_property
    def _choice(self) -> Choice:
        return self._choose()

    @property
    def name(self) -> str:
        """What was asked for, with what was found where anything was."""
        try:
            return f"{self._asked}: {self._choice.called}"
        except CapabilityMissing:
            return self._asked

    @property
    def revision(self) -> str:
        """See ports.GitBase; raises CapabilityMissing where nothing was found."""
        return self._choice.base.revision

    @property
    def whole(self) -> bool:
        """See ports.GitBase."""
        return self._choice.base.whole

    @property
    def changes(self) -> Sequence[Change]:
        """See ports.GitBase."""
        return self._choice.base.changes

    @property
    def files(self) -> FileSystem:
        """See ports.GitBase."""
        return self._choice.base.files

    @property
    def tree(self) -> Tree:
        """See ports.GitBase."""
        return self._choice.base.tree

    @property
    def releases(self) -> Sequence[GitBase]:
        """See ports.GitBase."""
        return self._choice.releases

    @property
    def index(self) -> GitIndex:
        """See ports.GitBase."""
        return self._choice.base.index
