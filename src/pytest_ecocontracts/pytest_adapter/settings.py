"""All that the command line says, read once into one frozen object; a mistake in it is a usage error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asked for.

    ``as_of`` judges every date; ``whole_repository`` is False where the command line names paths, so
    that only what they cover is collected.
    """

    only: bool
    as_of: date
    record: str | None
    whole_repository: bool


def enabled(config: pytest.Config) -> bool:
    """Whether the gate is on for this run."""
    return bool(config.getoption("eco_contracts") or config.getoption("eco_only"))


def read_settings(config: pytest.Config) -> Settings:
    """Read every option; raises pytest.UsageError."""
    return Settings(
        only=bool(config.getoption("eco_only")),
        as_of=_as_of(config.getoption("eco_as_of")),
        record=config.getoption("eco_record"),
        whole_repository=_whole_repository(config),
    )


def _as_of(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"--eco-as-of: expected a date such as 2026-01-31, found {text!r}"
        raise pytest.UsageError(message) from None


def _whole_repository(config: pytest.Config) -> bool:
    source = config.args_source
    if source is pytest.Config.ArgsSource.TESTPATHS:
        return True
    if source is pytest.Config.ArgsSource.INVOCATION_DIR:
        return config.invocation_params.dir == config.rootpath
    # The root itself, named, covers everything below it.
    return any(_is_root(argument, config) for argument in config.args)


def _is_root(argument: str, config: pytest.Config) -> bool:
    return "::" not in argument and (config.invocation_params.dir / argument).resolve() == config.rootpath
