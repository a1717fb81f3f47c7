"""A name for a finding that survives moved lines, reordered rows and better wording."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from ..loading.canonical import canonical_bytes

ALGORITHM: Final = "eco/v1"


def fingerprint(
    *,
    domain: str,
    code: str,
    contract: str | None,
    path: str | None,
    pointer: str = "",
    metadata: Mapping[str, object] | None = None,
) -> str:
    """Return 32 hexadecimal digits over what identifies a finding.

    That is code, contract id, path, pointer with every array index as ``*``, and metadata. It is not
    line, message, contract version, commit, run or worker: those change while the finding stays.
    """
    identity = [ALGORITHM, domain, code, contract, path, general(pointer), dict(metadata or {})]
    return sha256(canonical_bytes(identity)).hexdigest()[:32]


def general(pointer: str) -> str:
    """Return the pointer with every token that is an array index as ``*``."""
    tokens = pointer.split("/")
    return "/".join("*" if token.isascii() and token.isdigit() else token for token in tokens)
