"""From an exception to the violation that it is; by its type, never by its words."""

from __future__ import annotations

import os
import traceback
from dataclasses import replace

from .context import HookFailed
from .errors import CapabilityMissing, ContractsInvalid, FileProblem, LoadError, SchemaProblem
from .model import MAXIMUM_VIOLATIONS, Contract, WorkUnit
from .violations import Location, Violation

_FRAMES = 4


def as_violations(
    error: BaseException, contract: Contract, rule: str, pointer: str = ""
) -> tuple[Violation, ...]:
    """Everything that stopped a check, where the error tells more than one thing."""
    if isinstance(error, ContractsInvalid) and error.violations:
        return error.violations
    return (as_violation(error, contract, rule, pointer),)


def as_violation(error: BaseException, contract: Contract, rule: str, pointer: str = "") -> Violation:
    """Classify what stopped a check; anything unknown is ECZ001, an error of the tool or of a plugin.

    ``pointer`` is the place of the check in the contract.
    """
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
    if isinstance(error, LoadError) and error.problems:
        first = error.problems[0]
        return contract.violation(
            "ECS001",
            first.message,
            rule=rule,
            found=first.found,
            fix=first.fix,
            metadata={"reason": first.reason},
        )
    if isinstance(error, ContractsInvalid) and error.violations:
        return error.violations[0]
    if isinstance(error, CapabilityMissing):
        return contract.violation(
            "ECC008",
            f"the check needs {error.capability}: {error.message}",
            pointer=pointer,
            rule=rule,
            expected=error.capability,
            found="none that can be used",
            metadata={"capability": error.capability},
        )
    place = contract.document.location()
    found = hook_failure(error, place) if isinstance(error, HookFailed) else crash(error, "the check", place)
    return replace(found, contract=contract.reference(), rule=rule)


def crash(error: BaseException, what: str, place: Location | None = None) -> Violation:
    """ECZ001: an error of this tool, or of a plugin's kind or check."""
    return Violation(
        code="ECZ001",
        message=f"{what} crashed: {_words(error)}",
        location=place,
        expected="a verdict",
        found=_where(error),
        metadata={"exception": type(error).__name__},
    )


def hook_failure(failed: HookFailed, place: Location | None = None) -> Violation:
    """ECZ005: the hook of a plugin raised."""
    error = failed.error
    return Violation(
        code="ECZ005",
        message=f"an implementation of {failed.hook} raised {_words(error)}",
        location=place,
        found=_where(error),
        fix="mend the plugin or conftest.py that implements the hook",
        metadata={"hook": failed.hook, "exception": type(error).__name__},
    )


def _words(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an exception of foreign code may not even have words
        text = ""
    return f"{type(error).__name__}: {text[:500]}" if text else type(error).__name__


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " <- ".join(f"{os.path.basename(f.filename)}:{f.lineno} in {f.name}" for f in reversed(frames))


def unjudged(unit: WorkUnit, omitted: int) -> Violation:
    """Say that waivers cannot be applied to violations that a work unit only counted."""
    return unit.contract.violation(
        "ECX001",
        f"{omitted} more violations were counted but not kept, so no waiver can be applied to them",
        rule=unit.check.name,
        expected=f"at most {MAXIMUM_VIOLATIONS} violations where they are to be waived",
        fix="mend what is systematic first",
        metadata={"check": unit.check.name},
    )
