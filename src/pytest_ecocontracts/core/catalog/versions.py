"""Versions of contracts: plain ones, and families such as ``event.v1``."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}", re.ASCII)
_FAMILY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,80}\.v([0-9].*)", re.ASCII)


def version_part(text: str) -> str:
    """Return what packaging understands: ``1`` of ``event.v1``, the text itself otherwise."""
    family = _FAMILY.fullmatch(text)
    return family.group(1) if family else text


def version_problem(text: str) -> str | None:
    """Say what is wrong with a version, or None where it is valid (PEP 440, after the family)."""
    part = version_part(text)
    if _PLAIN.fullmatch(part):
        return None
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - 10 ms that most runs can save

    try:
        Version(part)
    except InvalidVersion:
        return f"{text[:60]!r} is not a valid version"
    return None


def satisfies(version: str, requirement: str) -> bool:
    """Whether a version meets a requirement such as ``>=1.2,<2``.

    Raises ValueError where one of the two is not valid (PEP 440).
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - see above

    if version_problem(version) is not None:
        message = f"{version[:60]!r} is not a valid version, so it meets no requirement"
        raise ValueError(message)
    try:
        return SpecifierSet(requirement).contains(version_part(version), prereleases=True)
    except InvalidSpecifier as error:
        message = f"{requirement!r} is not a version requirement such as '>=1.2,<2'"
        raise ValueError(message) from error
