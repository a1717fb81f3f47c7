"""Problems that more than one reader of schemas reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import SchemaProblem
from ..ports import SchemaError
from ..suggestions import suggestion
from .dialects import Dialect
from .outline import Reference
from .showing import show
from .uris import path_of, readable


def gathered(problems: Sequence[SchemaProblem]) -> SchemaProblem:
    """The first problem, carrying the others."""
    first, *others = problems
    first.others = tuple(others)
    return first


def unknown_resource(reference: Reference, known: Iterable[str]) -> SchemaProblem:
    """A reference to a schema that is not here; ``known`` are the URIs that are."""
    remote = path_of(reference.uri) is None
    fix = suggestion(readable(reference.uri), map(readable, known))
    if remote:
        fix += "; nothing is fetched from the network: keep a copy in the repository"
    return SchemaProblem(
        "ECC018",
        f"{reference.text!r} names no schema that is known here",
        pointer=f"{reference.pointer}/{reference.keyword}",
        expected="a schema file of the repository, or the '$id' of one",
        found=readable(reference.uri),
        fix=fix,
    )


def bad_pattern(pointer: str, pattern: object) -> SchemaProblem:
    """A pattern that no engine here can use: wrong, too large, or not within the safe subset."""
    return SchemaProblem(
        "ECC020",
        "the pattern is not a regular expression that can be checked here",
        pointer=pointer,
        expected="a regular expression as in ECMA-262, of moderate size",
        found=show(pattern),
        fix="check its brackets and escapes; write large repetitions with 'maxLength' instead",
    )


def schema_problems(errors: Iterable[SchemaError], dialect: Dialect, uri: str | None) -> list[SchemaProblem]:
    """Failures of a schema against its draft's meta-schema, as problems."""
    problems: list[SchemaProblem] = []
    for error in {(error.pointer, error.message): error for error in errors}.values():
        problem = SchemaProblem(
            "ECC017",
            f"not a valid JSON Schema ({dialect.name}): {error.message}",
            pointer=error.pointer,
            expected=error.expected,
            found=error.found,
            fix=error.fix,
        )
        problem.resource = uri
        problems.append(problem)
    return problems
