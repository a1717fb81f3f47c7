"""Exceptions of the core: each says what is wrong with an input, as data, and none is a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .violations import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadProblem:
    """One reason why bytes are not the document they should be.

    ``reason`` is a stable kebab-case word (``duplicate-key``, ``alias-bomb``, ``too-deep``,
    ``not-utf8``, ``empty`` ...); the caller decides which code it becomes: ECC003 in a contract,
    ECS001 in an artifact. ``line`` and ``column`` count from 1.
    """

    reason: str
    message: str
    line: int | None = None
    column: int | None = None
    pointer: str = ""
    expected: str | None = None
    found: str | None = None
    fix: str | None = None


class LoadError(Exception):
    """Bytes that cannot be turned into data; carries every problem that could be found."""

    def __init__(self, problems: Sequence[LoadProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class FileProblem(Exception):
    """A path that cannot be read as the file it should be.

    ``reason`` is one of ``missing``, ``directory``, ``not-a-file``, ``dangling-link``, ``link-loop``,
    ``not-a-folder``, ``outside-root``, ``unreadable``, ``too-large``, ``changed``.
    """

    def __init__(self, reason: str, path: str, message: str) -> None:
        self.reason = reason
        self.path = path
        self.message = message
        super().__init__(message)


class SchemaProblem(Exception):
    """A JSON Schema that cannot be compiled: invalid, unresolvable, unsafe or not supported here.

    ``code`` is one of ECC008 (capability missing), ECC017 (invalid), ECC018 (reference), ECC020 (unsafe
    pattern); ``pointer`` points into the schema, or into ``resource`` (a URI) where that is another one.
    ``others`` are further problems of the same schema.
    """

    resource: str | None = None
    others: tuple[SchemaProblem, ...] = ()

    def __init__(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.pointer = pointer
        self.expected = expected
        self.found = found
        self.fix = fix
        super().__init__(message)


class ContractsInvalid(Exception):
    """Contracts that cannot be used to check anything; not the same as a contract that is violated."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(violation.message for violation in self.violations))


class CapabilityMissing(Exception):
    """Something outside of the core that a check needs and cannot have here, such as git; ECC008."""

    def __init__(self, capability: str, message: str) -> None:
        self.capability = capability
        self.message = message
        super().__init__(message)
