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

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Freeze, unless somebody else did; first let go of what an earlier run in this process froze."""
        if LongLived.frozen:
            gc.unfreeze()
            gc.collect()
        if gc.get_freeze_count() == 0:
            gc.freeze()
            LongLived.frozen = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Freeze again, unless tests were run: pytest looks through their garbage for errors nobody saw."""
        # The controller of workers has no items.
        if LongLived.frozen and all(isinstance(item, EcoItem) for item in getattr(session, "items", ())):
            gc.freeze()
