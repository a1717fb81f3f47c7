"""Whether pytest took the value of one of our options for a place to collect from.

pytest looks for its root directory before it loads plugins, so it does not know then which options take a
value: of ``--eco-record /tmp/records`` it reads the second word as a path argument like any other, if
something of that name exists. Neither an option's declaration nor a hook comes early enough to prevent it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pytest

from ..core.rendering.printable import printable
from .deaths import usage_error


def refuse_mistaken_root(config: pytest.Config) -> None:
    """Raise pytest.UsageError where the value of an option may have moved the root directory.

    It cannot have where it lies inside the folder that the search begins in, and the root is that folder
    or one above it: the search has come by there.
    """
    options = config.known_args_namespace
    ini_file = getattr(options, "inifilename", None)
    if getattr(options, "rootdir", None) or (ini_file and os.path.isfile(ini_file)):
        return
    if hasattr(config, "workerinput"):  # an xdist worker is told its root
        return
    here, root = str(config.invocation_params.dir), str(config.rootpath)
    start = _common([folder for one in options.file_or_dir if (folder := _folder(one, here))]) or here
    arguments = [*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *map(str, config.invocation_params.args)]
    for option, value in _values(arguments, options):
        folder = _folder(value, here)
        if folder is not None and not (_is_inside(folder, start) and _is_inside(start, root)):
            message = (
                f"ECC001 config-invalid: pytest took {value!r}, the value of {option}, for a place to "
                f"collect from, and found the root directory {root}; write {option}={printable(value)}"
            )
            raise usage_error("ECC001", message)


def _values(arguments: Sequence[str], options: object) -> Iterator[tuple[str, str]]:
    """Our options whose value stands alone in the next argument."""
    known = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for option, value in pairwise(known):
        name = option.removeprefix("--").replace("-", "_")
        is_ours = option.startswith("--eco-") and hasattr(options, name)
        if is_ours and not isinstance(getattr(options, name), bool) and not value.startswith("-"):
            yield option, value


def _folder(argument: str, here: str) -> str | None:
    """The folder that pytest reads out of an argument; None where nothing of that name exists."""
    path = os.path.abspath(os.path.join(here, argument.split("::", 1)[0]))
    try:
        return path if os.path.isdir(path) else os.path.dirname(path) if os.path.exists(path) else None
    except ValueError:  # a NUL character
        return None


def _common(folders: Iterable[str]) -> str | None:
    folders = list(folders)
    return os.path.commonpath(folders) if folders else None


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
