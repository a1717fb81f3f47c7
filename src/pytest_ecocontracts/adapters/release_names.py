"""Which names of tags and folders are those of releases, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

#: where a pattern has the version
STAR: Final = "*"
#: ``v1.2.0``, ``shop-1.2.0``, ``shop@1.2.0``, ``shop/v1.2.0-rc.1``; ``v1`` is a tag that moves from one
#: release to the next, and names none
_NAME: Final = re.compile(
    r"(?:(?P<family>.*?)[-@/_])?v?(?P<version>[0-9]{1,9}(?:\.[0-9]{1,9})+(?:[-.+]?[A-Za-z][A-Za-z0-9.+-]{0,60})?)"
)
_LONGEST: Final = 200


@dataclass(slots=True)
class ReleaseNames:
    """Names by the family that they belong to ("" for bare versions), newest first; pre-releases apart."""

    families: dict[str, Sequence[str]] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern of names, or None."""
    if pattern.count(STAR) == 1:
        return None
    return f"{pattern!r} needs one {STAR}, where the version stands: 'v{STAR}'"


def release_names(names: Iterable[str], pattern: str | None = None) -> ReleaseNames:
    """Sort names by their versions (PEP 440); with a pattern they are one family, that of its text.

    What is no version goes to ``others``.
    """
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - only where releases are asked for

    found = ReleaseNames()
    versions: dict[str, list[tuple[Version, str]]] = {}
    for name in names:
        family, text = _parts(name, pattern)
        try:
            version = Version(text)
        except InvalidVersion:
            found.others.append(name)
            continue
        if version.is_prerelease:
            found.early.append(name)
        else:
            versions.setdefault(family, []).append((version, name))
    found.families = {
        family: [name for _, name in sorted(each, reverse=True)] for family, each in sorted(versions.items())
    }
    return found


def _parts(name: str, pattern: str | None) -> tuple[str, str]:
    """The family of a name and its version; "" for none."""
    if len(name) > _LONGEST:
        return "", ""
    if pattern is None:
        match = _NAME.fullmatch(name)
        return (match["family"] or "", match["version"]) if match else ("", "")
    before, _, after = pattern.partition(STAR)
    fits = len(name) > len(before) + len(after) and name.startswith(before) and name.endswith(after)
    return pattern, name[len(before) : len(name) - len(after)] if fits else ""
