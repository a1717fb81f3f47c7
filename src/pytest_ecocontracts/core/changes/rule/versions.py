"""The step from one version of a contract to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...catalog.versions import version_part, version_problem
from ..model import Level

if TYPE_CHECKING:
    from packaging.version import Version


class Decreased(ValueError):
    """The version is lower than the one of the base."""


def step(before: str, after: str) -> Level:
    """How far the version went; NONE where it is the same. Raises Decreased.

    Below 1.0.0 the second number is the one that breaks, as Cargo reads Semantic Versioning 2.0.0, clause 4.
    A pre-release belongs to the step that it announces (clause 9): from 2.0.0rc1 every later version is a
    major step. Build metadata (``+build``) is no step at all (clause 10). Another family (``event.v1`` to
    ``record.v1``) is a major step.
    """
    if before == after:
        return Level.NONE
    if version_problem(before) is not None or version_problem(after) is not None:
        return Level.MAJOR  # nothing can be said of the one of the base; that of today has its own check
    if _family(before) != _family(after):
        return Level.MAJOR
    old, new = _public(before), _public(after)
    if new < old:
        raise Decreased
    if new == old:
        return Level.NONE
    if old.epoch != new.epoch:
        return Level.MAJOR
    announced = _announced(old) if old.is_prerelease else Level.NONE
    return max(announced, _difference(old, new))


def next_version(version: str, level: Level) -> str:
    """The nearest version that is a step away, in the same form: ``1.2.3`` and MINOR give ``1.3.0``."""
    if version_problem(version) is not None:
        return "1.0.0"
    old = _public(version)
    numbers = list(old.release)
    if not (old.is_prerelease and _announced(old) >= level):
        is_early = numbers[0] == 0 and len(numbers) > 1
        place = {Level.MAJOR: 1 if is_early else 0, Level.MINOR: 2 if is_early else 1}.get(level, 2)
        numbers += [0] * (place + 1 - len(numbers))
        numbers = [*numbers[:place], numbers[place] + 1, *(0 for _ in numbers[place + 1 :])]
    epoch = f"{old.epoch}!" if old.epoch else ""
    return version.removesuffix(version_part(version)) + epoch + ".".join(map(str, numbers))


def _public(version: str) -> Version:
    """The version without its family, and without the metadata of a build."""
    from packaging.version import Version  # noqa: PLC0415 - only contracts that have changed need it

    return Version(Version(version_part(version)).public)


def _difference(old: Version, new: Version) -> Level:
    """The size of the first number that differs; PATCH where only what follows the numbers does."""
    is_early = not old.release[0]
    if old.major != new.major:
        return Level.MAJOR
    if old.minor != new.minor:
        return Level.MAJOR if is_early else Level.MINOR
    return Level.MINOR if is_early and old.micro != new.micro else Level.PATCH


def _announced(version: Version) -> Level:
    """The step to the release that a pre-release comes before."""
    if version.micro:
        return Level.PATCH if version.major else Level.MINOR
    return Level.MINOR if version.minor and version.major else Level.MAJOR


def _family(version: str) -> str:
    return version.removesuffix(version_part(version))
