"""Takes what lives as long as the run out of the sight of Python's garbage collector."""

from __future__ import annotations

import gc

import pytest


class LongLived:
    """Freezes modules, plugins and the catalog once the session has started.

    pytest collects all garbage several times when it ends, and walks everything that is alive to do so;
    without this, those walks take longer than the checks of a hundred contracts.
    """

    def __init__(self, config: pytest.Config) -> None:
        """``config`` is being configured: pytest's own collections are registered later, so end earlier."""
        self._frozen = False
        config.add_cleanup(self._thaw)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Freeze, unless somebody else has plans with frozen objects."""
        if gc.get_freeze_count() == 0:
            gc.freeze()
            self._frozen = True

    def _thaw(self) -> None:
        if self._frozen:
            gc.unfreeze()
            self._frozen = False
