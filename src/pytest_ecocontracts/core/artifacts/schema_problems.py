"""A schema that cannot be used, as violations of the contract that names it: where in which file, and why."""

from __future__ import annotations

from ..context import Context
from ..errors import FileProblem, LoadError, SchemaProblem
from ..json_schema.uris import path_of
from ..loading.values import format_of
from ..model import Contract
from ..violations import Location, Violation

SchemaFailure = SchemaProblem | FileProblem | LoadError


def schema_violations(
    failure: SchemaFailure, contract: Contract, path: str | None, context: Context
) -> list[Violation]:
    """Every problem of a schema; ``path`` is its file, None where it stands in the contract itself."""
    if isinstance(failure, FileProblem):
        return [
            contract.violation(
                "ECC022" if failure.reason == "outside-root" else "ECC005",
                f"the schema cannot be read: {failure.message}",
                pointer="/schema",
                rule="schema",
                expected="a JSON Schema file below the root",
                found=failure.reason,
                metadata={"path": failure.path, "reason": failure.reason},
            )
        ]
    if isinstance(failure, LoadError):
        return [
            contract.violation(
                "ECC017",
                f"the schema is not {format_of(path or '') or 'json'} data: {problem.message}",
                pointer="/schema",
                rule="schema",
                location=Location(
                    path=path or contract.document.path,
                    pointer=problem.pointer,
                    line=problem.line,
                    column=problem.column,
                ),
                expected=problem.expected,
                found=problem.found,
                fix=problem.fix,
                metadata={"reason": problem.reason},
            )
            for problem in failure.problems
        ]
    return [_violation(problem, contract, path, context) for problem in (failure, *failure.others)]


def _violation(problem: SchemaProblem, contract: Contract, path: str | None, context: Context) -> Violation:
    inside = path_of(problem.resource) if problem.resource else path
    return contract.violation(
        problem.code,
        problem.message,
        pointer="/schema",
        rule="schema",
        location=_location(problem.pointer, contract, inside, context),
        expected=problem.expected,
        found=problem.found,
        fix=problem.fix,
        metadata={"pointer": problem.pointer},
    )


def _location(pointer: str, contract: Contract, path: str | None, context: Context) -> Location:
    if path is None or path == contract.document.path:
        return contract.document.location(f"/schema{pointer}")
    try:
        data = context.files.read(path, context.limits.contract_bytes)
    except FileProblem:
        return Location(path=path, pointer=pointer)
    from ..loading.locate import locate  # noqa: PLC0415 - only wrong schemas need it

    line, column = locate(format_of(path) or "json", data, pointer) or (None, None)
    return Location(path=path, pointer=pointer, line=line, column=column)
