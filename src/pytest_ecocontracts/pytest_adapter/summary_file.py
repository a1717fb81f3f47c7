"""``--eco-summary``: the run as Markdown for a comment on a pull request, in a file that is never stale.

It is written twice: when the run begins, to say that it was not seen to end, and when it ends, however that
is.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import pytest

from ..adapters.writing import write_below
from ..core.catalog.discovery import CATALOG_FILES, is_contract
from ..core.errors import FileProblem
from ..core.rendering.summary import MARKER, summary, unfinished
from .deaths import usage_error

_OPTION: Final = "--eco-summary"


class SummaryFile:
    """The file, ours from the moment that the run began."""

    def __init__(self, root: str, path: str) -> None:
        """``path`` is relative to the root. Raises pytest.UsageError where it cannot be written."""
        self._root = root
        self.path = path
        try:
            write_below(root, path, unfinished().encode())
        except FileProblem as problem:
            raise _refused("ECC001 config-invalid", problem.message) from None

    def write(self, record: Mapping[str, object]) -> None:
        """Write what the run came to; raises FileProblem."""
        # A name that is not UTF-8 has been cleaned before it came into the record.
        write_below(self._root, self.path, summary(record).encode("utf-8", "backslashreplace"))


def summary_file(config: pytest.Config) -> SummaryFile | None:
    """The file that the option names, None without one; raises pytest.UsageError where it may not be it."""
    name = getattr(config.known_args_namespace, "eco_summary", None)
    if name is None:
        return None
    root = os.path.realpath(config.rootpath)
    path = os.path.normpath(os.path.join(config.invocation_params.dir, name))
    folder = os.path.realpath(os.path.dirname(path))
    shown = os.path.relpath(os.path.join(folder, os.path.basename(path)), root).replace(os.sep, "/")
    if not name or shown == ".." or shown.startswith("../"):
        raise _refused("ECC022 path-outside-root", f"{name!r} is not below {root}; name .eco/summary.md")
    if is_contract(shown) or os.path.basename(shown) in CATALOG_FILES:
        raise _refused("ECC001 config-invalid", f"{shown!r} is the name of a contract; name .eco/summary.md")
    if os.path.lexists(path) and not _is_ours(path):
        reason = f"{shown!r} is there, and no run of the gate wrote it; name another file, or remove it"
        raise _refused("ECC001 config-invalid", reason)
    return SummaryFile(root, shown)


def forget_summary(config: pytest.Config) -> None:
    """Let the file say that nobody can tell, where the run cannot even begin; as far as it may be written."""
    with suppress(pytest.UsageError):
        summary_file(config)


def _is_ours(path: str) -> bool:
    with suppress(OSError), open(path, "rb") as file:
        return os.path.isfile(path) and file.read(len(MARKER)) == MARKER.encode()
    return False


def _refused(code: str, reason: str) -> pytest.UsageError:
    return usage_error(code.partition(" ")[0], f"{code}: {_OPTION}: {reason}")
