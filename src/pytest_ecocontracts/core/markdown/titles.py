"""Titles as they are compared."""

from __future__ import annotations


def fold(text: str) -> str:
    """A title or label as it is compared: without case, extra spaces and a colon at its end."""
    return " ".join(text.split()).casefold().rstrip(": ")
