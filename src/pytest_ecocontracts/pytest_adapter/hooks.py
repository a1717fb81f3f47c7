"""Calls hooks on the controller; one that raises is recorded and fails the run, and never ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .recording import Recorder


def call_hook(config: pytest.Config, recorder: Recorder | None, hook: str, **arguments: object) -> list[Any]:
    """Call a hook of ours, with ``config``, and return its answers; on failure an empty list."""
    caller = getattr(config.hook, hook)
    if not caller.get_hookimpls():
        return []  # once per check: cheaper to ask than to call
    try:
        return list(caller(**arguments, config=config))
    except (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception):
        raise
    except BaseException as error:  # noqa: BLE001 - foreign code
        if recorder is not None:
            recorder.note_hook_failure(hook, error)
        return []
