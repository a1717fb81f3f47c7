"""Where the adapter keeps its state on pytest's config."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .recording import Recorder
    from .session import Gate

GATE: pytest.StashKey[Gate] = pytest.StashKey()
RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()
