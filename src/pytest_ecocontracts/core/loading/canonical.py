"""One byte form per value, so that equal data has equal digests."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Final

# Made once: json.dumps makes an encoder for every call with options.
_encode: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def canonical_bytes(data: object) -> bytes:
    """Compact JSON in UTF-8: keys sorted by code point, integers exact, floats in shortest form.

    ``1`` and ``1.0`` differ, as they do in the data. Raises ValueError for NaN and infinity and
    TypeError for anything that JSON does not have; neither comes out of the loaders.
    """
    # Names that are not UTF-8 arrive as lone surrogates (PEP 383); they must not stop a digest.
    return _encode(data).encode("utf-8", "surrogatepass")


def digest(data: object) -> str:
    """``sha256:<hex>`` over the canonical bytes."""
    return f"sha256:{sha256(canonical_bytes(data)).hexdigest()}"
