"""From an exception to the violation that it is; by its type, never by its words."""

from __future__ import annotations

import os
import traceback

from .errors import ContractsInvalid, FileProblem, LoadError, SchemaProblem
from .model import Contract
from .violations import Location, Violation

_FRAMES = 4


def as_violation(error: BaseException, contract: Contract, rule: str) -> Violation:
    """Classify what stopped a check; anything unknown is ECZ001, an error of the tool or of a plugin."""
    if isinstance(error, SchemaProblem):
        return contract.violation(
            error.code,
            error.message,
            rule=rule,
            expected=error.expected,
            found=error.found,
            fix=error.fix,
            metadata={"pointer": error.pointer},
        )
    if isinstance(error, FileProblem):
        code = "ECC022" if error.reason == "outside-root" else "ECS009"
        return contract.violation(
            code,
            error.message,
            rule=rule,
            location=Location(path=error.path),
            metadata={"reason": error.reason, "path": error.path},
        )
    if isinstance(error, LoadError):
        first = error.problems[0]
        return contract.violation(
            "ECS001",
            first.message,
            rule=rule,
            found=first.found,
            fix=first.fix,
            metadata={"reason": first.reason},
        )
    if isinstance(error, ContractsInvalid):
        return error.violations[0]
    return contract.violation(
        "ECZ001",
        f"the check crashed: {type(error).__name__}: {str(error)[:500]}",
        rule=rule,
        expected="a verdict",
        found=_where(error),
        metadata={"exception": type(error).__name__},
    )


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " <- ".join(f"{os.path.basename(f.filename)}:{f.lineno} in {f.name}" for f in reversed(frames))
