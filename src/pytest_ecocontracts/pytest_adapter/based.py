"""The base that the option or the setting names, as text that can be looked for."""

from __future__ import annotations

import os
import shlex
from typing import Final

import pytest

from ..adapters.bases import EXPECTED, base_problem, folder_of
from .deaths import usage_error

#: what the option is where it stands alone: a name that nobody can give
MISSING: Final = "\0"


def base_asked(config: pytest.Config) -> str | None:
    """The option goes before the ini setting; an empty one asks for no base. Raises pytest.UsageError."""
    option = config.getoption("eco_base")
    name = "eco_base" if option is None else "--eco-base"
    text = config.getini("eco_base") if option is None else option
    if text == MISSING:
        message = f"ECC001 config-invalid: --eco-base needs a value behind an equals sign: {EXPECTED}"
        raise usage_error("ECC001", message)
    text = str(text).strip()
    problem = base_problem(text)
    if problem is not None:
        raise usage_error("ECC001", f"ECC001 config-invalid: {name}: {problem}")
    _demand_leave(config, name, text)
    return text or None


def _demand_leave(config: pytest.Config, name: str, text: str) -> None:
    """Refuse a folder outside of the root that no person asked for: files of the repository may not."""
    folder = folder_of(text)
    if folder is None:
        return
    root = os.path.realpath(config.rootpath)
    if os.path.commonpath([root, os.path.realpath(os.path.join(root, folder))]) == root:
        return
    # An xdist worker is started by a controller that has asked the same.
    if hasattr(config, "workerinput") or any(text in word for word in said_words(config)):
        return
    message = (
        f"ECC022 path-outside-root: {name}: {folder!r} is not below the root; a base outside of the "
        "repository is named on the command line, or in PYTEST_ADDOPTS"
    )
    raise usage_error("ECC022", message)


def said_words(config: pytest.Config) -> list[str]:
    """The words with which pytest was started, without those that a configuration file adds."""
    return [*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *map(str, config.invocation_params.args)]
