"""How values are made of parts: stable ids and hashes, recomputed from what they are said to be made of."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from ..digests.computing import without
from ..digests.jcs import jcs_bytes
from ..pointers import split
from .operands import Operand
from .selecting import values_at

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: a text of its own, or values of the record with a ``label`` before them.

    ``without`` are pointers in a value of what does not count. ``hashed``: the digest of the part stands for
    it. ``absent`` stands where there is no value; without it that is an error. Each of several values is a
    part of its own, as they stand or ``ordered`` first.
    """

    text: str | None = None
    operand: Operand | None = None
    without: tuple[str, ...] = ()
    label: str = ""
    normalise: tuple[str, ...] = ()
    absent: str | None = None
    ordered: bool = False
    hashed: bool = False

    @property
    def is_many(self) -> bool:
        """Whether the part can become several texts."""
        return self.operand is not None and self.operand.is_many and not self.hashed

    def holds(self, pointer: str) -> bool:
        """Whether the value at a pointer of the record is in what the part is made of."""
        if self.operand is None or self.operand.pointer is None:
            return False
        own, tokens = split(self.operand.pointer), split(pointer)
        below = tokens[len(own) :]
        return _leads_to(own, tokens) and not any(_leads_to(split(one), below) for one in self.without)


def _leads_to(above: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether a pointer, with ``*``, is that of a value or of what holds it."""
    return len(above) <= len(tokens) and all(
        one in ("*", other) for one, other in zip(above, tokens, strict=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Parts joined by a separator, digested, cut to a length, behind a prefix.

    ``escape`` says what happens to a separator inside of a part: ``refuse`` (two lists of parts would give
    one text; a part alone may hold it), ``backslash``, ``length`` (each part behind its length in bytes) or
    ``none``.
    """

    parts: tuple[Part, ...]
    separator: str
    escape: str
    algorithm: str
    prefix: str
    length: int | None

    def text(self, record: object, captures: Mapping[str, str]) -> str:
        """What is digested for a record. Raises NoRecipe."""
        texts = [text for part in self.parts for text in self._texts(part, record, captures)]
        return self._joined(texts, alone=len(self.parts) == 1 and not self.parts[0].is_many)

    def value(self, text: str) -> str:
        """The value that a text gives."""
        digest = hashlib.new(self.algorithm, text.encode("utf-8", "surrogatepass")).hexdigest()
        return self.prefix + digest[: self.length]

    def _texts(self, part: Part, record: object, captures: Mapping[str, str]) -> list[str]:
        """The text of a part; of one with many values one for each, unless their digest stands for them."""
        if part.text is not None or part.operand is None:
            return [part.text or ""]
        operand = part.operand
        if operand.capture is not None:
            values: Sequence[object] = [captures[operand.capture]] if operand.capture in captures else []
        else:
            values = [value for value in values_at(operand.pointer or "")(record) if value is not None]
        if not values and not operand.is_many:
            if part.absent is None:
                message = f"there is no value at {operand.text}"
                raise NoRecipe(message)
            return [part.label + part.absent]
        texts = [self._normalised(part, value) for value in values]
        if part.ordered:
            texts.sort()
        if part.hashed:
            joined = self._joined(texts, alone=not operand.is_many)
            texts = [hashlib.new(self.algorithm, joined.encode("utf-8", "surrogatepass")).hexdigest()]
        return [part.label + text for text in texts]

    def _normalised(self, part: Part, value: object) -> str:
        for pointer in part.without:
            value = without(value, split(pointer))
        text = as_text(value)
        for name in part.normalise:
            text = NORMALISERS[name](text)
        return text

    def _joined(self, texts: Sequence[str], *, alone: bool) -> str:
        if alone and self.escape == "refuse":
            return texts[0]  # nothing else could give this text
        return self.separator.join(map(self._framed, texts))

    def _framed(self, text: str) -> str:
        if self.escape == "length":
            return f"{len(text.encode('utf-8', 'surrogatepass'))}:{text}"
        if self.escape == "backslash":
            return text.replace("\\", "\\\\").replace(self.separator, f"\\{self.separator}")
        if self.escape == "refuse" and self.separator and self.separator in text:
            message = f"the part {text[:80]!r} holds the separator {self.separator!r}"
            raise NoRecipe(message)
        return text


def as_text(value: object) -> str:
    """A value as it stands in an id: texts as they are, whole numbers in base 10, objects as RFC 8785."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    try:
        return jcs_bytes(value).decode()
    except ValueError as problem:
        message = f"{str(value)[:80]} has no canonical form: {problem}"
        raise NoRecipe(message) from None
