"""Keeps secrets out of records: in the fields that quote data, and nowhere else.

Replacing text all over a finished document corrupts it (a secret named "passed" once turned every
verdict into noise), so only the fields that can quote foreign text go through here, before they reach
the journal, and everything that is written later derives from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

TOKEN: Final = "[redacted]"
#: shorter values are likely to be ordinary words
MINIMUM_LENGTH: Final = 8

_SECRET_NAME: Final = re.compile(
    r"(^|_)(API_?KEY|ACCESS_?KEY|CREDENTIALS?|KEY|PASSPHRASE|PASSWD|PASSWORD|PAT|SECRETS?|TOKEN)(_|$)",
    re.IGNORECASE,
)
#: these hold a place where a secret is, not the secret
_PLACE_NAME: Final = re.compile(r"_(DIR|FILE|PATH|SOCK)$", re.IGNORECASE)
_USERINFO: Final = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^\s/?#@'\"<>]{1,1000}@")


def names_secret(name: str) -> bool:
    """Whether the name of a variable or field says that its value is secret."""
    return _SECRET_NAME.search(name) is not None and _PLACE_NAME.search(name) is None


def has_user_information(text: str) -> bool:
    """Whether a text holds a URL with a user, and so perhaps a password, before its host."""
    return "@" in text and _USERINFO.search(text) is not None


class Redactor:
    """Replaces known secrets and the user information of URLs; counts what it replaced."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: one secret may be the beginning of another.
        ordered = sorted(
            {secret for secret in secrets if len(secret) >= MINIMUM_LENGTH}, key=len, reverse=True
        )
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None
        self.count = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Redactor:
        """Know the values of the variables whose *name* says that they are secret."""
        return cls(value.strip() for name, value in environment.items() if names_secret(name))

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        if self._pattern is not None:
            text, count = self._pattern.subn(TOKEN, text)
            self.count += count
        if "@" in text:
            text, count = _USERINFO.subn(rf"\g<1>{TOKEN}@", text)
            self.count += count
        return text

    def values(self, data: Mapping[str, object]) -> dict[str, object]:
        """Return the mapping with its string values redacted; names stay."""
        return {name: self.text(value) if isinstance(value, str) else value for name, value in data.items()}
