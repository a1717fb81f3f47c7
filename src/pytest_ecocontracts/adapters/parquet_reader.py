"""Parquet files through ``parquet_worker``, a process that may die of them: extra ``parquet``."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.util import find_spec
from typing import IO, Any, Final

from ..core.errors import CapabilityMissing, LoadError, LoadProblem
from ..core.limits import Limits
from ..core.loading.problems import fail

#: Isolated, so that neither the repository under test nor variables say what is imported; the folders of this
#: package and of pyarrow come last.
_PROGRAM: Final = (
    f"import sys; sys.path += sys.argv[1:]; from {__package__}.parquet_worker import main; main()"
)
_CAPABILITY: Final = "a reader of Parquet files"

#: workers that wait for a file; importing pyarrow takes longer than reading most files
_idle: Final[list[subprocess.Popen[bytes]]] = []
_MOST_IDLE: Final = 2


class ParquetReader:
    """Implements ``core.ports.TableReader`` over pyarrow in another process."""

    def __init__(self) -> None:
        if find_spec("pyarrow") is None:
            raise ImportError("No module named 'pyarrow'")

    def rows(
        self, place: str, table: str | None, columns: Sequence[str] | None, limits: Limits
    ) -> Iterator[dict[str, object]]:
        """The rows in the file's order; see ``core.ports.TableReader``."""
        worker = _idle.pop() if _idle else _start()
        finished = False
        try:
            request = {"place": place, "columns": columns, "limits": asdict(limits)}
            for answer in _answers(worker, request):
                if isinstance(answer, list):
                    yield from answer
                    continue
                if "crash" in answer:
                    raise RuntimeError(answer["crash"])
                finished = True
                if answer["problems"]:
                    raise LoadError([LoadProblem(**problem) for problem in answer["problems"]])
        finally:
            # One that was left in the middle would answer the next request with the rest.
            if finished and len(_idle) < _MOST_IDLE:
                _idle.append(worker)
            else:
                _stop(worker)


def _answers(worker: subprocess.Popen[bytes], request: dict[str, Any]) -> Iterator[Any]:
    """Yield lists of rows, and last an object; raises LoadError where the worker ends before."""
    stdin, stdout = _pipes(worker)
    with suppress(BrokenPipeError):
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
    while line := stdout.readline():
        answer = json.loads(line)
        yield answer
        if isinstance(answer, dict):
            return
    code = worker.wait()
    if code > 0:
        # It tells whatever happens to a file; so it is pyarrow that cannot be imported.
        raise CapabilityMissing(_CAPABILITY, f"pyarrow is installed but does not start (exit code {code})")
    fail(
        "syntax",
        f"the Parquet file cannot be read: it ended the process that read it, with signal {-code}",
        expected="a Parquet file that is not broken",
    )


def _start() -> subprocess.Popen[bytes]:
    if not sys.executable:
        raise CapabilityMissing(_CAPABILITY, "this Python does not know its own program")
    folders = [folder for name in ("pyarrow", __package__.partition(".")[0]) for folder in _folders(name)]
    command = [sys.executable, "-I", "-c", _PROGRAM, *folders]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603 - ours


def _folders(package: str) -> list[str]:
    """The folders that a package is imported from."""
    spec = find_spec(package)
    return [os.path.dirname(place) for place in (spec and spec.submodule_search_locations) or ()]


def _pipes(worker: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("the worker was started without pipes")
    return worker.stdin, worker.stdout


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in _pipes(worker):
        with suppress(BrokenPipeError):
            pipe.close()


@atexit.register
def _stop_all() -> None:
    while _idle:
        _stop(_idle.pop())
