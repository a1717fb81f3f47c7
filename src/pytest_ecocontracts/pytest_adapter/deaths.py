"""What an exception, an exit code or a crash report of pytest means; judged by type, never by wording."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from ..core.records.recorder import RecordNotWritten

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INTERRUPTED: Final = 2
_INTERNAL: Final = 3
_USAGE: Final = 4
_NO_TESTS: Final = 5
_WARNINGS: Final = 6

#: exit code -> (failure code, message) where nothing that was recorded explains it
_UNEXPLAINED: Final = {
    _INTERRUPTED: ("ECZ002", "the run was interrupted"),
    _INTERNAL: ("ECZ001", "the run ended with an internal error"),
    _USAGE: ("ECC001", "pytest could not be started as it was asked to; its message stands on the terminal"),
    _NO_TESTS: ("ECC007", "nothing was collected, so nothing was enforced"),
    _WARNINGS: ("ECZ999", "the run had more warnings than --max-warnings allows"),
}


def usage_error(code: str, message: str) -> pytest.UsageError:
    """Return a usage error with a failure code of its own; ``message`` begins with code and name.

    pytest's class is final, and shows nothing but the message.
    """
    error = pytest.UsageError(message)
    error.eco_code = code  # type: ignore[attr-defined]
    return error


def usage_code(error: BaseException) -> tuple[str, str]:
    """(failure code, message) of an exception with which pytest refuses to start."""
    if isinstance(error, pytest.UsageError):
        code = getattr(error, "eco_code", "ECC001")
        text = str(error)
        return code, text.partition(": ")[2] if text.startswith(f"{code} ") else _usage_message(text)
    path, cause = getattr(error, "path", "conftest.py"), getattr(error, "cause", error)
    name = os.path.basename(str(path))
    return "ECZ004", f"{name} cannot be imported: {type(cause).__name__}: {first_line(str(cause))}"


def _usage_message(text: str) -> str:
    # argparse puts its usage first and the reason after the name of the program.
    reasons = [line.partition(": error: ")[2] for line in text.splitlines() if ": error: " in line]
    return reasons[0] if reasons else " ".join(text.split())


def exit_code_of(error: BaseException) -> int:
    """Return the exit code of a process that this exception ends."""
    if isinstance(error, SystemExit):
        if error.code is None:
            return 0
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, pytest.UsageError) or type(error).__name__ == "ConftestImportFailure":
        return _USAGE
    return 128 + signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1


def unexplained(code: int) -> tuple[str, str]:
    """(failure code, message) for an exit code that nothing recorded explains."""
    return _UNEXPLAINED.get(
        code, ("ECZ999", f"the run ended with exit code {code}, and nothing in the record explains it")
    )


def failing_hook(error: BaseException) -> tuple[str, bool]:
    """(name of the hook implementation that raised, whether it is one of ours).

    It is the frame right after the last one of pluggy, which calls every hook.
    """
    frames = traceback.extract_tb(error.__traceback__)
    name, ours = "?", False
    for before, frame in zip([None, *frames], frames, strict=False):
        if before is None or (_is_pluggy(before.filename) and not _is_pluggy(frame.filename)):
            name = frame.name
            ours = os.path.abspath(frame.filename).startswith(_PACKAGE + os.sep)
    return name, ours


def _is_pluggy(filename: str) -> bool:
    return os.path.basename(os.path.dirname(filename)) == "pluggy"


def crash_message(longrepr: object) -> str:
    """Return the one line of a failure's representation that says what happened; may be empty."""
    crash = getattr(longrepr, "reprcrash", None)
    if crash is not None:
        return first_line(str(crash.message))
    text = str(longrepr or "").strip()
    # Text ends with the exception; a tuple is (path, line, reason) of a skip.
    return text.splitlines()[-1].removeprefix("E ").strip() if text else ""


def first_line(text: str) -> str:
    """Return the first line with something on it."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def broken_item(report: pytest.TestReport) -> dict[str, object]:
    """Return the violation for a contract's item that failed outside of its check: in somebody's hook."""
    reason = crash_message(report.longrepr) or "no reason was given"
    return {
        "code": "ECZ005",
        "message": f"the item failed in its {report.when} outside of its check: {reason}",
        "metadata": {"nodeid": report.nodeid},
        "severity": "error",
    }


def say_on_stderr(problem: RecordNotWritten) -> None:
    """Print what could not be written, so that it is not lost."""
    sys.stderr.write(f"\nECR005 run-record-not-written: {problem}\nthe record of this run:\n")
    sys.stderr.write(json.dumps(problem.record, separators=(",", ":")) + "\n")
    sys.stderr.flush()
