"""What texts say of versions: images, workflow actions, requirements, and versions alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..sources import requirements

#: words that name another version tomorrow
FLOATING: Final = frozenset(
    {"latest", "main", "master", "head", "trunk", "develop", "dev", "stable", "edge", "nightly", "canary"}
    | {"current", "lts", "rolling", "next", "any"}
)
_RANGE: Final = re.compile(r"[\s,|<>=~^*!]|(?:\A|\.)[xX](?:\.|\Z)")
_EXACT: Final = re.compile(
    r"v?[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)*(?:[-+._]?[0-9A-Za-z][0-9A-Za-z.+_-]*)?\Z", re.ASCII
)
_SHA: Final = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z", re.ASCII)
_DIGEST: Final = re.compile(r"sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pin:
    """A name with its version and digest, None where the text has none. ``is_local``: nothing to pin.

    ``is_exact``: the form itself says that it is one version, as ``==2.0`` does.
    """

    name: str
    version: str | None
    digest: str | None = None
    is_local: bool = False
    is_exact: bool = False

    @property
    def shown(self) -> str:
        """Version and digest as they are compared with others."""
        return "@".join(part for part in (self.version, self.digest) if part)


def image(text: str) -> Pin:
    """``registry:5000/team/name:tag@sha256:...``."""
    rest, _, digest = text.partition("@")
    folder, slash, last = rest.rpartition("/")
    name, _, tag = last.partition(":")
    return Pin(f"{folder}{slash}{name}", tag or None, digest or None)


def action(text: str) -> Pin:
    """``owner/name/path@ref``, ``docker://image``, or ``./path`` of the repository itself."""
    if text.startswith("./"):
        return Pin(text, None, is_local=True)
    if text.startswith("docker://"):
        return image(text.removeprefix("docker://"))
    name, _, reference = text.partition("@")
    return Pin(name, reference or None)


def requirement(text: str) -> Pin:
    """``name[extra]==1.2.3; marker`` as Python's packages have it; other texts have a name alone."""
    try:
        name, said = requirements.requirement(text)
    except requirements.NoRequirement:
        return Pin(text, None)
    url, version = said["url"], said["version"]
    if isinstance(url, str):
        _, at, reference = url.rpartition("@")
        return Pin(name, reference.partition("#")[0] if at else None)
    if isinstance(version, str):
        return Pin(name, version, is_exact=True)
    return Pin(name, str(said["specifier"]) or None)


def version(text: str) -> Pin:
    """The version itself, without a name; ``=`` or ``==`` before it say that it is this one."""
    found = text.strip()
    bare = found.lstrip("=").strip()
    return Pin("", bare or None, is_exact=bare != found and _floating(bare, "fixed") is None)


READERS: Final[dict[str, Callable[[str], Pin]]] = {
    "image": image,
    "action": action,
    "requirement": requirement,
    "version": version,
}


def problem(pin: Pin, form: str) -> str | None:
    """Why a pin is not of a form (fixed, exact, sha, digest); None where it is."""
    if pin.is_local or (pin.digest and _DIGEST.match(pin.digest)):
        return None
    if form == "digest":
        return "has no digest"
    if pin.version is None:
        return "has no version"
    if form == "sha":
        return None if _SHA.match(pin.version) else "names no commit"
    return None if pin.is_exact else _floating(pin.version, form)


def _floating(version: str, form: str) -> str | None:
    if version.lower() in FLOATING:
        return f"floats: {version!r} is another version tomorrow"
    if _RANGE.search(version):
        return "is a range of versions"
    if form == "exact" and not (_EXACT.match(version) or _SHA.match(version)):
        return "does not name one version"
    return None
