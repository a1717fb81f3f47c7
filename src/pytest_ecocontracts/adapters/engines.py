"""Which JSON Schema engine this machine has."""

from __future__ import annotations

from functools import cache

from ..core.ports import SchemaEngine


@cache
def default_engine() -> SchemaEngine:
    """Return jsonschema-rs where it can be imported, else the slower engine over ``jsonschema``."""
    try:
        from .jsonschema_rs_engine import JsonschemaRsEngine  # noqa: PLC0415 - only one engine is imported
    except ImportError:
        from .jsonschema_engine import JsonschemaEngine  # noqa: PLC0415 - as above

        return JsonschemaEngine()
    return JsonschemaRsEngine()
