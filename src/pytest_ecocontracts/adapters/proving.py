"""The prover of a run: both engines, where there are two, and the algebra that one of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.changes.proving import CompatProver


def change_prover() -> CompatProver:
    """Make it; without jsonschema-rs one engine confirms what breaks, and only our own prover proves."""
    # Only runs in which a schema has changed need any of it.
    from ..core.changes.proving import CompatProver  # noqa: PLC0415
    from ..core.compat.comparing import Tools  # noqa: PLC0415
    from .engines import default_engine  # noqa: PLC0415
    from .jsonschema_engine import JsonschemaEngine  # noqa: PLC0415
    from .jsonschema_rs_algebra import JsonschemaRsAlgebra  # noqa: PLC0415

    independent = JsonschemaEngine()
    engine = default_engine()
    if isinstance(engine, JsonschemaEngine):
        return CompatProver(Tools(engines=[independent]))
    return CompatProver(Tools(engines=[engine, independent], algebra=JsonschemaRsAlgebra()))
