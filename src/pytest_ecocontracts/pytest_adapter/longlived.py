"""Takes what lives as long as the run out of the sight of Python's garbage collector."""

from __future__ import annotations

import gc
from typing import ClassVar

import pytest

from .items import EcoItem


class LongLived:
    """Freezes modules, plugins and the catalog once the session has started, and what checks keep at its end.

    pytest and Python collect all garbage several times when they end, and walk everything that is alive
    to do so; without this, those walks take longer than the checks of a hundred contracts.
    """

    #: whether what is frozen in this process is frozen by us
    frozen: ClassVar[bool] = False
    #: how many objects were frozen after the last collection, 0 before the first
    alive: ClassVar[int] = 0

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Freeze, unless somebody else did; first let go of what earlier runs in this process froze.

        What they left is collected where there is a quarter more than before, Python's own measure for a
        collection of everything: a process with many runs would otherwise walk all that it holds in each.
        """
        collected = False
        if LongLived.frozen:
            collected = gc.get_freeze_count() > LongLived.alive * 5 // 4
            gc.unfreeze()
            if collected:
                gc.collect()
        if gc.get_freeze_count() == 0:
            gc.freeze()
            LongLived.frozen = True
            LongLived.alive = gc.get_freeze_count() if collected else LongLived.alive

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Freeze again, unless tests were run: pytest looks through their garbage for errors nobody saw."""
        # The controller of workers has no items.
        if LongLived.frozen and all(isinstance(item, EcoItem) for item in getattr(session, "items", ())):
            gc.freeze()
