"""The pytest entry point."""

from __future__ import annotations
