"""``references``: another word for ``subset``, for values that refer to something."""

from __future__ import annotations

from .subset import parse

__all__ = ["parse"]
