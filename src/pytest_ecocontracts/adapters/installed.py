"""Which versions of distributions are installed."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final

_VERSION: Final = re.compile(r"^Version:[ \t]*(\S+)", re.MULTILINE)


@cache
def installed_version(name: str) -> str | None:
    """The version of an installed distribution, or None.

    ``importlib.metadata.version`` parses all of the metadata, the project's long description included;
    for the engine's that alone takes longer than reading a hundred contracts.
    """
    try:
        found = _VERSION.search(distribution(name).read_text("METADATA") or "")
    except PackageNotFoundError:
        return None
    return found[1] if found else None
