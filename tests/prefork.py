"""Starts gates from a process that has pytest imported already: real processes, without the time of imports.

Run as a script it is that process: it reads a request a line, forks, and answers with the child's status.
Nothing of the product is imported before the fork, so each child starts as ``python -m pytest`` does.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: imported by every run of pytest, or by most runs of the gate
_LIBRARIES = ("pluggy", "packaging.version", "yaml", "jsonschema_rs", "iniconfig", "pygments", "decimal")


class Prefork:
    """The process that forks gates; started at the first run, ended with this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        out: Path,
        err: Path,
        timeout: float,
    ) -> int:
        """Run ``pytest`` with these arguments; returns the exit code, negative for a signal.

        After ``timeout`` seconds the signal is SIGALRM.
        """
        if self._process is None or self._process.poll() is not None:
            self._process = self._start(env)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {
            "arguments": [*arguments],
            "folder": str(folder),
            "env": {**env},
            "out": str(out),
            "err": str(err),
            "timeout": timeout,
        }
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))

    def _start(self, env: Mapping[str, str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-B", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**env},
        )
        atexit.register(process.kill)
        return process


def _serve() -> int:
    """Answer requests until there are no more; in a child it returns the exit code of pytest."""
    import importlib

    import pytest
    from _pytest.config import default_plugins

    for name in (*(f"_pytest.{plugin}" for plugin in default_plugins), *_LIBRARIES):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
            return int(pytest.main())
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()
    return 0


def _become(request: Mapping[str, Any]) -> None:
    """Be the process that ``python -m pytest`` would be."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, request["timeout"])
    null = os.open(os.devnull, os.O_RDONLY)
    out, err = (
        os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) for name in ("out", "err")
    )
    for source, target in ((null, 0), (out, 1), (err, 2)):
        os.dup2(source, target)
        os.close(source)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the process's own streams
    before = _search_path()
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["folder"])
    kept = [entry for entry in sys.path[1:] if entry not in before]
    sys.path[:] = [request["folder"], *_search_path(), *kept]
    sys.argv = ["pytest", *request["arguments"]]


def _search_path() -> list[str]:
    """What the environment adds to the search path of modules."""
    return [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]


if __name__ == "__main__":
    raise SystemExit(_serve())
