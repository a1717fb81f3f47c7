"""The contract's own examples: data that must pass, and data that must fail, both ways checked."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context
from ..errors import ContractsInvalid, FileProblem, LoadError
from ..model import Contract, Outcome
from ..violations import Violation
from .judging import blocked_by_schema
from .model import Artifact, Example
from .validators import Validators


def check_examples(
    contract: Contract, artifact: Artifact, validators: Validators, context: Context
) -> Outcome:
    """An example with the wrong verdict is a defect of the contract, not of anybody's data."""
    try:
        _ = validators.compiled
    except ContractsInvalid:
        return Outcome(violations=(blocked_by_schema(contract),))
    violations = [
        violation
        for example in artifact.examples
        for violation in _judge(contract, artifact, validators, context, example)
    ]
    return Outcome(violations=tuple(violations), examined=len(artifact.examples))


def _judge(
    contract: Contract, artifact: Artifact, validators: Validators, context: Context, example: Example
) -> Iterator[Violation]:
    found = list(_problems(contract, artifact, validators, context, example))
    if example.passes and found:
        code, pointer, message = found[0]
        yield _wrong(
            contract,
            example,
            f"an example that must pass fails: {message}",
            expected="no violation",
            found=f"{code} at {pointer or 'the top'!r}"
            + (f", and {len(found) - 1} more" if found[1:] else ""),
            fix="correct the example, or the schema that refuses it",
        )
    elif not example.passes and not found:
        yield _wrong(
            contract,
            example,
            "an example that must fail passes: nothing in the contract refuses it",
            expected=example.code or "a violation",
            found="none",
            fix="tighten the schema, or move the example to passes",
        )
    elif not example.passes and not _as_wanted(example, found):
        wanted = " at ".join(part for part in (example.code, example.at) if part)
        yield _wrong(
            contract,
            example,
            "an example fails, but not as the contract says",
            expected=wanted,
            found=", ".join(f"{code} at {pointer or 'the top'!r}" for code, pointer, _ in found[:5]),
            fix="correct code and pointer of the example, or the schema",
        )


def _as_wanted(example: Example, found: list[tuple[str, str, str]]) -> bool:
    return any(
        (example.code is None or example.code == code) and (example.at is None or example.at == pointer)
        for code, pointer, _ in found
    )


def _problems(
    contract: Contract, artifact: Artifact, validators: Validators, context: Context, example: Example
) -> Iterator[tuple[str, str, str]]:
    """(code, pointer, message) of everything that is wrong with the example's data."""
    values = [example.value]
    if example.file is not None:
        from ..rows.whole import whole_value  # noqa: PLC0415 - most examples stand in the contract

        try:
            value = whole_value(context, contract.file(example.file), artifact.format, artifact.at)
        except FileProblem as failure:
            yield ("ECS009", "", failure.message)
            return
        except LoadError as failure:
            yield from (("ECS001", problem.pointer, problem.message) for problem in failure.problems)
            return
        if artifact.has_records and isinstance(value, list):
            if not value:
                yield ("ECS008", "", "the file holds no record")
            values = value
        else:
            values = [value]
    for value in values:
        for finding in validators.findings(value):
            yield (finding.code, finding.pointer, finding.message)


def _wrong(
    contract: Contract, example: Example, message: str, *, expected: str, found: str, fix: str
) -> Violation:
    return contract.violation(
        "ECC019",
        message,
        pointer=example.pointer,
        rule="examples",
        expected=expected,
        found=found,
        fix=fix,
        metadata={"example": example.pointer},
    )
