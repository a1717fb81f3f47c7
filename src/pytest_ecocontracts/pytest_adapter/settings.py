"""All that the command line says, read once into one frozen object; a mistake in it is a usage error."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from .deaths import usage_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asked for.

    ``as_of`` judges every date. ``covered`` are the folders whose contracts are collected, relative to
    the root ("" is all of it): those that the command line names, or where pytest was started.
    """

    only: bool
    as_of: date
    record: str | None
    chunk: int | None
    covered: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a path below the root lies in a covered folder."""
        return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in self.covered)


def read_settings(config: pytest.Config) -> Settings:
    """Read every option; raises pytest.UsageError."""
    return Settings(
        only=bool(config.getoption("eco_only")),
        as_of=_as_of(config.getoption("eco_as_of")),
        record=config.getoption("eco_record"),
        chunk=_chunk(config.getoption("eco_chunk")),
        covered=_covered(config),
    )


def _chunk(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0:  # noqa: PLR2004 - a sane count
        return int(text)
    message = f"--eco-chunk: expected a number of files such as 500, found {text[:60]!r}"
    raise pytest.UsageError(message)


def _as_of(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python also reads 20260131 and 2026-W05-6.
    if day is None or day.isoformat() != text:
        message = f"ECC001 config-invalid: --eco-as-of: expected a day such as 2026-01-31, found {text!r}"
        raise usage_error("ECC001", message)
    return day


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
