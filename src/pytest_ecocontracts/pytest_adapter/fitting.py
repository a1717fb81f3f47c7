"""How the terminal shows the failures of contract items: fitted to its width, in colour where it has any.

The items themselves report plain text, because that is what survives xdist, JUnit and every other
listener. When all of them have heard it, before pytest writes its summary, it is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ..core.rendering.blocks import fitted
from ..core.rendering.text import place
from ..core.rendering.width import GAP, cut, shortened, width_of
from ..core.violations import Location
from .colours import Writer, write_styled

#: what pytest puts around a headline at least: a sign and a blank on either side
_AROUND_HEADLINE = 4


def fit(report: pytest.TestReport, text: str, config: pytest.Config) -> None:
    """Replace a report's ``text`` by one that fits the terminal."""
    width = config.get_terminal_writer().fullwidth
    path, number, headline = report.location
    report.location = path, number, shortened(headline, width - _AROUND_HEADLINE)
    first = text.partition("\n")[0]
    line = cut(_place(vars(report)["eco"]) + first, width)
    crash = Crash(line)
    room = width - width_of(f"FAILED {_shown(report.nodeid, config)} - ")
    if _whole_messages(config):
        crash = CrashMessage(line, first)
    elif room >= len(GAP):
        crash = CrashMessage(line, cut(first, room))
    # Duck-typed: pytest asks for ``toterminal`` and ``reprcrash``; its own base class is private.
    one_line = config.getoption("tbstyle") == "line"
    report.longrepr = FailureText(text, crash, one_line)  # type: ignore[assignment]


def _shown(nodeid: str, config: pytest.Config) -> str:
    """A node id as pytest shows it: from where it was started."""
    path, *names = nodeid.split("::", 1)
    return "::".join([os.path.relpath(config.rootpath / path, config.invocation_params.dir), *names])


def _whole_messages(config: pytest.Config) -> bool:
    """Whether pytest's short summary shows messages as they are; else they are to fit into its line.

    pytest cuts them itself, but loses count of the width where there is colour.
    """
    if config.getoption("force_short_summary", default=False):
        return False
    return config.get_verbosity() > 1 or any(os.environ.get(name) for name in ("CI", "BUILD_NUMBER"))


def _place(eco: Mapping[str, Any]) -> str:
    """Where the first violation is, in front of what it says."""
    found = eco["violations"]
    location = found[0].get("location") if found else None
    return f"{place(Location(**location))}: " if location else ""


@dataclass(frozen=True, slots=True)
class Crash:
    """What pytest writes with --tb=line; without a message the short summary shows none."""

    line: str

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True)
class CrashMessage(Crash):
    """One that has a message for the short summary."""

    message: str


@dataclass(frozen=True, slots=True)
class FailureText:
    """A failure that writes itself, as pytest's own representations do; its text is the item's."""

    text: str
    reprcrash: Crash
    #: with --tb=line pytest writes the line of ``reprcrash``, and that is all
    one_line: bool

    def __str__(self) -> str:
        return self.text

    def toterminal(self, writer: Writer) -> None:
        """Write the text, none of it wider than the terminal."""
        for line in () if self.one_line else fitted(self.text, writer.fullwidth):
            write_styled(writer, line)
