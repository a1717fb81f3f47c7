"""What ``--eco-format`` adds to pytest's own report: the record as JSON, or annotations for GitHub."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from ..core.records.writer import dump
from ..core.rendering.github import workflow_commands

if TYPE_CHECKING:
    from .recording import Recorder


class JsonFormat:
    """Leaves standard output to the run record; what people read goes to standard error."""

    def __init__(self, recorder: Recorder) -> None:
        recorder.when_finished = _write

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Move pytest's report before its first line is written; xdist shares its reporter."""
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            # pytest has no option for this; its reporter, and xdist's, ask only the writer where to write.
            old = session.config.get_terminal_writer()
            writer = type(old)(sys.stderr)
            if session.config.option.color != "auto":
                writer.hasmarkup = old.hasmarkup
            reporter._tw = writer  # noqa: SLF001
            reporter.isatty = type(reporter.isatty)(sys.stderr.isatty())


def _write(record: Mapping[str, object]) -> None:
    sys.stdout.write(dump(record).decode("ascii"))
    sys.stdout.flush()


class GithubFormat:
    """Writes annotations at the end of the report, on the controller only."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        """Write a command per failure and warning that is known by now."""
        root = os.path.realpath(config.rootpath)
        workspace = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or root)
        folder = os.path.relpath(root, workspace) if root.startswith(workspace + os.sep) else "."
        for line in workflow_commands(
            self._recorder.snapshot(), lambda path: os.path.normpath(os.path.join(folder, path))
        ):
            terminalreporter.write_line(line)


#: option value -> what is registered for it
FORMATS = {"json": JsonFormat, "github": GithubFormat}
