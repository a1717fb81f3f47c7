"""The prover of a run: both engines, where there are two, and the algebra that one of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.changes.schemas.proving import CompatProver
    from ..core.compat.comparing import Tools


def prover_tools() -> Tools:
    """What comparing schemas needs from outside.

    Without jsonschema-rs one engine confirms what breaks, and only our own prover proves. The engine over
    ``jsonschema`` has to read whatever the other one reads: a pattern that it refuses would leave all other
    breaks of its schema unconfirmed.
    """
    # Only runs in which a schema has changed need any of it.
    from ..core.compat.comparing import Tools  # noqa: PLC0415
    from .engines import default_engine  # noqa: PLC0415
    from .jsonschema_engine import JsonschemaEngine  # noqa: PLC0415
    from .jsonschema_rs_algebra import JsonschemaRsAlgebra  # noqa: PLC0415

    engine = default_engine()
    if isinstance(engine, JsonschemaEngine):
        return Tools(engines=[engine])
    return Tools(engines=[engine, JsonschemaEngine(backtracking=True)], algebra=JsonschemaRsAlgebra())


def change_prover() -> CompatProver:
    """The prover of the change gate."""
    from ..core.changes.schemas.proving import CompatProver  # noqa: PLC0415 - as above

    return CompatProver(prover_tools())
