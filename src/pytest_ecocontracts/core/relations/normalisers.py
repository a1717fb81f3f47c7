"""What texts go through before an id or a name is made of them: each normaliser has a name.

All of them give the same again for what they gave.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_SPACES: Final = re.compile(r"\s+")
_PORTS: Final = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
_WORDS: Final = re.compile("[a-z0-9]+")

#: the most characters of a file name, with its extension
_LONGEST_NAME: Final = 120
#: between an id and its label, and before the checksum of a label that was cut
_BEFORE_LABEL: Final = "__"
_BEFORE_CHECKSUM: Final = "__chk_"
_CHECKSUM_DIGITS: Final = 8
_EXTENSION: Final = re.compile(r"(?:\.[a-z0-9]{1,8}){0,2}\Z")


class NoRecipe(Exception):
    """Parts of which nothing can be made; the message says which, and why."""


def normalise_path(text: str) -> str:
    """A path with ``/`` only, without ``.``, doubled slashes and one at the end; ``..`` and links stay."""
    path = text.replace("\\", "/")
    names = [name for name in path.split("/") if name not in ("", ".")]
    return ("/" if path.startswith("/") else "") + "/".join(names)


def normalise_url(text: str) -> str:
    """Scheme and host in lower case, without the scheme's own port and without a slash at the end."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        problem = "it holds white space" if _SPACES.search(text) else None
        if not parts.netloc and parts.path.startswith("//"):
            problem = "it has no host"
    except ValueError as error:
        problem = str(error)
    if problem is not None:
        message = f"{text!r} is no URL: {problem}"
        raise NoRecipe(message)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    scheme = parts.scheme.lower()
    shown = f":{port}" if port is not None and port != _PORTS.get(scheme) else ""
    return urlunsplit((scheme, f"{user}{host}{shown}", parts.path.rstrip("/"), parts.query, parts.fragment))


def slug(text: str) -> str:
    """The words of a text in lower case, of a to z and 0 to 9 only, with ``-`` between them.

    Letters lose their marks (``é`` is ``e``); every other character is a border of words.
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    words = _WORDS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    if not words:
        message = f"{text[:80]!r} has no letter and no digit for a slug"
        raise NoRecipe(message)
    return "-".join(words)


def file_name(text: str) -> str:
    """A name ``<id>__<label><extension>`` of at most 120 characters.

    A longer one keeps its id and its extension; its label is cut, and ``__chk_`` with the first 8 digits of
    the sha256 of the whole label follows.
    """
    if len(text) <= _LONGEST_NAME:
        return text
    extension = "".join(_EXTENSION.findall(text)[:1])
    stem, between, label = text.removesuffix(extension).partition(_BEFORE_LABEL)
    checksum = hashlib.sha256(label.encode("utf-8", "surrogatepass")).hexdigest()[:_CHECKSUM_DIGITS]
    end = _BEFORE_CHECKSUM + checksum + extension
    room = _LONGEST_NAME - len(stem + between + end)
    if not between or room < 1:
        message = f"{text[:80]!r} is longer than {_LONGEST_NAME} characters and has no label to cut"
        raise NoRecipe(message)
    return stem + between + label[:room].rstrip("-_") + end


#: what a text goes through, by name, in the order that the contract gives
NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "trim": str.strip,
    "spaces": lambda text: _SPACES.sub(" ", text),
    "newlines": lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "lower": str.lower,
    "path": normalise_path,
    "url": normalise_url,
    "slug": slug,
    "file_name": file_name,
}
