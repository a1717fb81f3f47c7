"""The step from one version of a contract to the next."""

from __future__ import annotations

import re
from typing import Final

from ..catalog.versions import version_part, version_problem
from .model import Level

_NUMBERS: Final = re.compile(r"[0-9]+")


class Decreased(ValueError):
    """The version is lower than the one of the base."""


def step(before: str, after: str) -> Level:
    """How far the version went; NONE where it is the same. Raises Decreased.

    Below 1.0.0 the second number is the one that breaks, as Cargo reads Semantic Versioning 2.0.0, clause 4.
    Another family (``event.v1`` to ``record.v1``) is a major step.
    """
    if before == after:
        return Level.NONE
    if version_problem(before) is not None or version_problem(after) is not None:
        return Level.MAJOR  # nothing can be said of the one of the base; that of today has its own check
    if _family(before) != _family(after):
        return Level.MAJOR
    from packaging.version import Version  # noqa: PLC0415 - only contracts that have changed need it

    old, new = Version(version_part(before)), Version(version_part(after))
    if new < old:
        raise Decreased
    if new == old:
        return Level.NONE
    for place, level in enumerate((Level.MAJOR, Level.MINOR)):
        numbers = [_number(version, place) for version in (old, new)]
        if numbers[0] != numbers[1]:
            return Level.MAJOR if place and not old.release[0] else level
    return Level.MINOR if not old.release[0] else Level.PATCH


def next_version(version: str, level: Level) -> str:
    """The nearest version that is a step away, in the same form: ``1.2.3`` and MINOR give ``1.3.0``."""
    part = version_part(version)
    numbers = [int(number) for number in _NUMBERS.findall(part.partition("+")[0])[:3]] or [0]
    is_early = numbers[0] == 0 and len(numbers) > 1
    place = {Level.MAJOR: 1 if is_early else 0, Level.MINOR: 2 if is_early else 1}.get(level, 2)
    numbers += [0] * (place + 1 - len(numbers))
    numbers = [*numbers[:place], numbers[place] + 1, *(0 for _ in numbers[place + 1 :])]
    text = ".".join(map(str, numbers))
    return version.removesuffix(part) + text


def _number(version: object, place: int) -> int:
    release: tuple[int, ...] = getattr(version, "release", ())
    return release[place] if place < len(release) else 0


def _family(version: str) -> str:
    return version.removesuffix(version_part(version))
