"""What the rules of a keyword family may ask the prover."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from .facts import Facts
from .nodes import Forms, Node


class Judge(Protocol):
    """The prover, as its rules see it."""

    forms: Forms

    def spend(self, steps: int = 1) -> None:
        """Count work; raises what ends the proof once there was too much."""

    def implies(self, facts: Facts, node: Node) -> bool:
        """Whether the facts are proved to imply a schema."""

    def inside(self, token: str | int, facts: Facts, node: Node) -> bool:
        """As ``implies``, for a value directly inside."""

    def tries(self, facts: Facts, node: Node) -> bool:
        """As ``implies``, where other ways are left."""

    def empty(self, facts: Facts) -> bool:
        """Whether no value is proved to satisfy the facts."""


def all_of(verdicts: Iterable[bool]) -> bool:
    """Whether all hold; all are asked, so that everything that fails is left open."""
    return not list(verdicts).count(False)


Rule = Callable[[Judge, Facts, Node], bool]
