"""URIs for files of the repository, so that references between them are relative references.

``.invalid`` is reserved (RFC 2606): no such host can exist, so a mistake can never reach the network.
"""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote, unquote_to_bytes

ROOT: Final = "https://repository.invalid/"


def uri_of(path: str) -> str:
    """The URI of a path below the root (POSIX, relative)."""
    return ROOT + quote(os.fsencode(path), safe="/~!$&'()*+,;=:@")


def path_of(uri: str) -> str | None:
    """The path below the root that a URI names, or None where it names no file of the repository."""
    if not uri.startswith(ROOT):
        return None
    path, _, _ = uri[len(ROOT) :].partition("?")
    return os.fsdecode(unquote_to_bytes(path))


def readable(uri: str) -> str:
    """A URI for people: files of the repository by their path."""
    path = path_of(uri)
    return uri if path is None else path
