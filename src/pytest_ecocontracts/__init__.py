"""pytest-ecocontracts: the promises that repositories make to each other, enforced as tests."""

from __future__ import annotations

__version__ = "0.1.0"
