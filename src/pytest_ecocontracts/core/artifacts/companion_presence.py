"""Whether the companions of each file are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from ..context import Context
from ..errors import FileProblem, LoadError
from ..model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ..pointers import join
from ..rows.whole import whole_value
from ..violations import Location, Violation
from .companions import Companion, CompanionPaths, Unresolved
from .finding import ArtifactFiles, nothing_to_judge
from .model import Artifact


def check_companions(
    contract: Contract, artifact: Artifact, files: ArtifactFiles, context: Context
) -> Outcome:
    """A required companion that is missing is a violation; so is one of another name than its contract's."""
    paths = CompanionPaths(contract, artifact, context)
    violations: list[Violation] = []
    examined = 0
    for path, captures in files.with_captures(context):
        read = cache(partial(whole_value, context, path, artifact.format, artifact.at))
        for companion in artifact.companions:
            examined += 1
            violations += _judge(contract, companion, paths, path, captures, read, context)
    if not examined:
        return nothing_to_judge(contract, artifact, "companions")
    shown = violations[:MAXIMUM_VIOLATIONS]
    return Outcome(violations=tuple(shown), examined=examined, omitted=len(violations) - len(shown))


def _judge(
    contract: Contract,
    companion: Companion,
    paths: CompanionPaths,
    path: str,
    captures: dict[str, str],
    read: Callable[[], object],
    context: Context,
) -> Iterator[Violation]:
    try:
        place = paths.path(companion, path, captures, read)
        kind = context.tree.kind(place) if isinstance(place, str) else None
    except (FileProblem, LoadError) as problem:
        yield _blocked(contract, companion, path, str(problem))
        return
    if isinstance(place, Unresolved):
        if companion.required or place.contradictory:
            yield _unknown(contract, companion, path, place)
        return
    if kind is None and companion.required:
        yield contract.violation(
            "ECL001",
            f"the {companion.name} of {path!r} does not exist",
            pointer=companion.pointer,
            rule="companions",
            location=Location(path=place),
            expected=f"the file {place}",
            found="nothing",
            fix="let the producer write it together with the file; or say presence: optional",
            metadata={"path": place},
        )
    elif kind == "folder":
        yield contract.violation(
            "ECL006",
            f"the {companion.name} of {path!r} should be a file and is a folder",
            pointer=companion.pointer,
            rule="companions",
            location=Location(path=place),
            expected="a file",
            found="a folder",
            metadata={"path": place},
        )


def _unknown(contract: Contract, companion: Companion, path: str, why: Unresolved) -> Violation:
    return contract.violation(
        "ECI013" if why.contradictory else "ECL001",
        why.message,
        pointer=join(companion.pointer, "at") if companion.at is not None else companion.pointer,
        rule="companions",
        location=Location(path=path, pointer=why.pointer),
        expected=why.expected,
        found=why.found,
        metadata={"key" if why.contradictory else "path": companion.name},
    )


def _blocked(contract: Contract, companion: Companion, path: str, reason: str) -> Violation:
    return contract.violation(
        "ECX001",
        f"where the {companion.name} is cannot be told: {reason}",
        pointer=companion.pointer,
        rule="companions",
        location=Location(path=path),
        expected="a file that can be read",
        found="see the check of the content",
        metadata={"blocked_by": "schema"},
    )
