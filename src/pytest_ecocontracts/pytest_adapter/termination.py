"""Turns SIGTERM into an orderly end of the run, where nobody else has a plan for it."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Final

import pytest

EXIT_CODE: Final = 128 + signal.SIGTERM


class Termination:
    """The handler of SIGTERM while a run is recorded; ``signal`` names it once it has come."""

    def __init__(self) -> None:
        """Install the handler, in the main thread and over the default one only."""
        self.signal: str | None = None
        self._process = os.getpid()
        self._installed = False
        if _in_main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, self._terminate)
            self._installed = True

    def release(self) -> None:
        """Put the default back, where nobody has replaced the handler since."""
        ours = self._installed and signal.getsignal(signal.SIGTERM) == self._terminate
        if ours and _in_main_thread():
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._installed = False

    def _terminate(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._process:  # a forked child: die as it would have
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
        self.signal = signal.Signals(number).name
        # Not SystemExit: pytest would report that as the failure of whatever test is running.
        pytest.exit("terminated by SIGTERM", returncode=EXIT_CODE)


def _in_main_thread() -> bool:
    # Python takes signal handlers from nowhere else.
    return threading.current_thread() is threading.main_thread()
