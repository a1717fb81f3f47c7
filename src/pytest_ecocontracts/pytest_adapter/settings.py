"""All that the command line and the configuration file say, read once into one frozen object.

A mistake in it is a usage error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import pytest

from .based import base_asked, said_words
from .deaths import usage_error
from .places import CatalogPlace, catalog_places
from .written import written_paths

#: how violations are told besides pytest's own report
FORMATS: Final = ("text", "json", "github")
_MAXIMUM_CHUNK_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asked for.

    ``as_of`` judges every date. ``covered`` are the folders whose contracts are collected, relative to
    the root ("" is all of it): those that the command line names, or where pytest was started.
    ``targets`` are path patterns relative to the root. ``narrowed`` are the options, as written, that
    leave something out. ``base`` names what changes are judged against, None for no such judgement.
    ``execute`` allows that commands of contracts are run. ``actor`` made the change, and ``written`` are the
    paths that they wrote, relative to the root, None where that is left to ``base``.
    """

    only: bool
    as_of: date
    chunk: int | None
    covered: tuple[str, ...]
    catalogs: tuple[CatalogPlace, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    format: str = "text"
    base: str | None = None
    execute: bool = False
    actor: str | None = None
    written: tuple[str, ...] | None = None

    def covers(self, path: str) -> bool:
        """Whether a path below the root lies in a covered folder."""
        return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in self.covered)


def read_settings(config: pytest.Config) -> Settings:
    """Read every option and ini setting; raises pytest.UsageError."""
    option = config.getoption
    given = {
        "--eco-select": _listed(option("eco_select")),
        "--eco-ignore": _listed(option("eco_ignore")),
        "--eco-target": tuple(option("eco_target") or ()),
    }
    return Settings(
        only=bool(option("eco_only")),
        as_of=_as_of(option("eco_as_of")),
        chunk=_chunk(config),
        covered=_covered(config),
        catalogs=catalog_places(config),
        select=given["--eco-select"],
        ignore=given["--eco-ignore"],
        targets=tuple(_below_root(config, text) for text in given["--eco-target"]),
        narrowed=tuple(f"{name}={text}" for name, texts in given.items() for text in texts),
        format=_format(config),
        base=base_asked(config),
        execute=_execute(config),
        actor=option("eco_actor") or None,
        written=written_paths(config),
    )


def _listed(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Options that may be repeated, and hold several values with commas between them."""
    parts = (part.strip() for text in texts or () for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _chunk(config: pytest.Config) -> int | None:
    name, text = "--eco-chunk", config.getoption("eco_chunk")
    if text is None:
        name, text = "eco_chunk", config.getini("eco_chunk")
    if text == "" and name == "eco_chunk":
        return None
    if text.isascii() and text.isdigit() and len(text) <= _MAXIMUM_CHUNK_DIGITS and int(text) > 0:
        return int(text)
    message = f"{name}: expected a number of files such as 500, found {text[:60]!r}"
    raise pytest.UsageError(message)


def _format(config: pytest.Config) -> str:
    option = config.getoption("eco_format")
    name, text = ("eco_format", config.getini("eco_format")) if option is None else ("--eco-format", option)
    if text in FORMATS:
        return str(text)
    message = f"{name}: expected one of {', '.join(FORMATS)}, found {text[:60]!r}"
    raise pytest.UsageError(message)


def _execute(config: pytest.Config) -> bool:
    """Whether commands may be run: only who starts pytest can say so, and no file of the repository."""
    if not config.getoption("eco_exec"):
        return False
    # An xdist worker is started by a controller that has asked the same.
    if "--eco-exec" in said_words(config) or hasattr(config, "workerinput"):
        return True
    message = (
        "ECC001 config-invalid: --eco-exec stands in a configuration file; commands of contracts are run "
        "only where the command line, or PYTEST_ADDOPTS, asks for it"
    )
    raise usage_error("ECC001", message)


def _as_of(text: str | None) -> date:
    return datetime.now(UTC).date() if text is None else read_day("--eco-as-of", text)


def read_day(option: str, text: str) -> date:
    """The day that an option names; raises pytest.UsageError where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python also reads 20260131 and 2026-W05-6.
    if day is None or day.isoformat() != text:
        message = f"ECC001 config-invalid: {option}: expected a day such as 2026-01-31, found {text!r}"
        raise usage_error("ECC001", message)
    return day


def _below_root(config: pytest.Config, text: str) -> str:
    """A pattern of paths as seen from where pytest was started, relative to the root."""
    folder = os.path.relpath(config.invocation_params.dir, config.rootpath).replace(os.sep, "/")
    path = text if folder == "." else os.path.normpath(f"{folder}/{text}").replace(os.sep, "/")
    path = path.removeprefix("./")
    return f"{path.rstrip('/')}/**" if os.path.isdir(os.path.join(config.rootpath, path)) else path


def _covered(config: pytest.Config) -> tuple[str, ...]:
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return ("",)
    root = os.path.realpath(config.rootpath)
    found: list[str] = []
    for argument in config.args:
        path = os.path.realpath(config.invocation_params.dir / argument)
        common = os.path.commonpath([root, path])
        if os.path.isdir(path) and common in (root, path):
            found.append("" if common == path else os.path.relpath(path, root))
    return tuple(found)
