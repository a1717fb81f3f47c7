"""What texts go through before an id or hash is made of them: each normaliser has a name."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_SPACES: Final = re.compile(r"\s+")
_PORTS: Final = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}


class NoRecipe(Exception):
    """Parts of which nothing can be made; the message says which, and why."""


def normalise_path(text: str) -> str:
    """A path with ``/`` only, without ``./`` and doubled slashes; links are not resolved."""
    path = posixpath.normpath(text.replace("\\", "/"))
    return "" if path == "." else path


def normalise_url(text: str) -> str:
    """Scheme and host in lower case, without the scheme's own port and without a slash at the end."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as problem:
        message = f"{text!r} is no URL: {problem}"
        raise NoRecipe(message) from None
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    scheme = parts.scheme.lower()
    shown = f":{port}" if port is not None and port != _PORTS.get(scheme) else ""
    return urlunsplit((scheme, f"{user}{host}{shown}", parts.path.rstrip("/"), parts.query, parts.fragment))


#: what a text goes through, by name, in the order that the contract gives
NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "trim": str.strip,
    "spaces": lambda text: _SPACES.sub(" ", text),
    "newlines": lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "lower": str.lower,
    "path": normalise_path,
    "url": normalise_url,
}
