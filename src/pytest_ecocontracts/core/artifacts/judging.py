"""What is in the files: parsed, judged by schema, fields and schema version; each file read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from ..context import Context
from ..errors import ContractsInvalid, FileProblem, LoadError, LoadProblem
from ..loading.json_text import parse_line
from ..loading.values import reader
from ..memory import collector_paused
from ..model import MAXIMUM_VIOLATIONS, Chunk, Contract, Outcome, Positions
from ..pointers import join
from ..rows.formats import TABLES, is_compressed
from ..rows.model import Row
from ..violations import Location, Violation
from .finding import nothing_to_judge
from .model import Artifact
from .validators import Validators
from .versions import Finding

#: problems of bytes that are about size, not about shape
_LIMIT_REASONS: Final = frozenset({"too-deep", "alias-bomb", "too-large", "too-many-aliases"})


def check_content(
    contract: Contract,
    artifact: Artifact,
    validators: Validators,
    context: Context,
    chunk: Chunk,
) -> Outcome:
    """Judge every file (or line) of a chunk. Missing files block the check; they are never a pass."""
    if not chunk.targets:
        return nothing_to_judge(contract, artifact, "schema")
    try:
        judge = Judge(contract, artifact, validators, context)
    except ContractsInvalid as invalid:
        # told once; the other chunks are red because of it
        first = chunk.index == 1
        return Outcome(violations=invalid.violations if first else (blocked_by_schema(contract),))
    with collector_paused():
        if artifact.format == "jsonl":
            for target in chunk.targets:
                if is_compressed(target.path):
                    judge.rows(target.path)
                else:
                    judge.lines(target.path, target.start, target.end)
        elif artifact.format in TABLES:
            for target in chunk.targets:
                judge.rows(target.path)
        else:
            for target in chunk.targets:
                judge.file(target.path)
    return judge.outcome()


def blocked_by_schema(contract: Contract) -> Violation:
    """What a check says that cannot run because the contract's schema cannot be used."""
    return contract.violation(
        "ECX001",
        "there is nothing to judge by: the schema of the contract cannot be used",
        pointer="/schema",
        rule="schema",
        expected="a schema that can be compiled",
        found="see the schema check of this contract",
        fix="mend the schema",
        metadata={"blocked_by": "schema"},
    )


class Judge:
    """Collects the violations of one chunk; details are computed for failures only."""

    def __init__(
        self, contract: Contract, artifact: Artifact, validators: Validators, context: Context
    ) -> None:
        self.contract = contract
        self.artifact = artifact
        self.validators = validators
        self.context = context
        # Asked for once, and not for each of a hundred thousand files.
        self._limits = context.limits
        self._read = context.files.read
        self._parse = reader(artifact.format) if artifact.format not in TABLES else None
        self._loads = context.extensions.loads_documents()
        self._accepts = validators.accepts
        self.violations: list[Violation] = []
        self.examined = 0
        self.omitted = 0
        self.records = 0

    def outcome(self) -> Outcome:
        """Return what was found so far."""
        details = {"records": self.records} if self.artifact.has_records else {}
        return Outcome(
            violations=tuple(self.violations), examined=self.examined, omitted=self.omitted, details=details
        )

    def file(self, path: str) -> None:
        """Judge one whole file."""
        artifact = self.artifact
        self.examined += 1
        try:
            data = self._data(path)
            value = self.context.extensions.load_document(path, data) if self._loads else None
            loaded = value is not None
            if not loaded and self._parse is not None:
                value = self._parse(data, self._limits)
        except FileProblem as failure:
            self._unreadable(path, failure)
            return
        except LoadError as failure:
            for problem in failure.problems:
                self._unparsable(path, problem)
            return
        if not artifact.empty_valid and is_empty(value):
            self._empty(path)
        elif artifact.has_records and isinstance(value, list):
            find = _nowhere if loaded else _finder(artifact.format, data)
            for index, record in enumerate(value):
                if not self._accepts(record):
                    self._explain(record, path, find, join("", index))
            self.records += len(value)
        elif not self._accepts(value):
            self._explain(value, path, _nowhere if loaded else _finder(artifact.format, data))

    def lines(self, path: str, start: int, end: int | None) -> None:
        """Judge the lines of a JSON Lines file that begin in [start, end)."""
        context = self.context
        limits, accepts = context.limits, self._accepts
        numbers = LineNumbers(context, path, start)
        count = 0
        try:
            for _, line in context.files.lines(path, start, end, limits.line_bytes):
                count += 1
                try:
                    value = parse_line(line, limits)
                except LoadError as error:
                    for problem in error.problems:
                        self._unparsable(path, replace(problem, line=numbers.of(count)))
                    continue
                if not accepts(value):
                    self._explain(value, path, partial(_locate_in_line, line, numbers, count))
        except FileProblem as problem:
            self._unreadable(path, problem)
        self.examined += 1
        self.records += count
        if count == 0 and start == 0 and not self.artifact.empty_valid:
            self._empty(path)

    def rows(self, path: str) -> None:
        """Judge the records of a file that no byte range can be read of: compressed lines, or a table."""
        from ..rows.opening import open_rows  # noqa: PLC0415 - few artifacts are of such a format

        context, artifact = self.context, self.artifact
        self.examined += 1
        count = 0
        try:
            for row in open_rows(context, path, artifact.format, artifact.at):
                count += 1
                if not self._accepts(row.value):
                    prefix = "" if artifact.format == "jsonl" else join(artifact.at or "", row.number - 1)
                    self._explain(
                        row.value, path, partial(_locate_in_row, context, path, row, artifact), prefix
                    )
        except FileProblem as problem:
            self._unreadable(path, problem)
        except LoadError as failure:
            for each in failure.problems:
                self._unparsable(path, each)
        else:
            if count == 0 and not artifact.empty_valid:
                self._empty(path)
        self.records += count

    def _data(self, path: str) -> bytes:
        if is_compressed(path):
            from ..rows.compressed import read_all  # noqa: PLC0415 - few files are

            return read_all(self.context, path, compressed=True)
        return self._read(path, self._limits.artifact_bytes)

    def _explain(self, value: object, path: str, find: Find, prefix: str = "") -> None:
        for finding in self.validators.findings(value):
            self._add(finding, path, prefix + finding.pointer, find)

    def _unparsable(self, path: str, problem: LoadProblem) -> None:
        self._keep(
            self.contract.violation(
                "ECS011" if problem.reason in _LIMIT_REASONS else "ECS001",
                problem.message,
                rule="format",
                location=Location(
                    path=path, pointer=problem.pointer, line=problem.line, column=problem.column
                ),
                expected=problem.expected or f"{self.artifact.format} data",
                found=problem.found,
                fix=problem.fix,
                metadata={"reason": problem.reason},
            )
        )

    def _unreadable(self, path: str, problem: FileProblem) -> None:
        codes = {"too-large": "ECS011", "outside-root": "ECC022"}
        self._keep(
            self.contract.violation(
                codes.get(problem.reason, "ECS009"),
                problem.message,
                rule="format",
                location=Location(path=path),
                expected=f"at most {self.context.limits.artifact_bytes} bytes"
                if problem.reason == "too-large"
                else "a regular file below the root that stays as it is",
                found=problem.reason,
                metadata={"reason": problem.reason},
            )
        )

    def _empty(self, path: str) -> None:
        self._keep(
            self.contract.violation(
                "ECS008",
                "the file is empty, and the contract says that it may not be",
                rule="empty",
                pointer="/empty",
                location=Location(path=path),
                expected="content",
                found="nothing",
            )
        )

    def _add(self, finding: Finding, path: str, pointer: str, find: Find) -> None:
        if len(self.violations) >= MAXIMUM_VIOLATIONS:
            self.omitted += 1
            return
        wanted = len(self.violations) < self.context.limits.positions
        line, column = find(pointer, key=finding.at_key, exact=wanted) or (None, None)
        self.violations.append(
            self.contract.violation(
                finding.code,
                finding.message,
                rule="schema",
                pointer=self.validators.pointer,
                location=Location(path=path, pointer=pointer, line=line, column=column),
                expected=finding.expected,
                found=finding.found,
                fix=finding.fix,
                metadata=finding.metadata,
            )
        )

    def _keep(self, violation: Violation) -> None:
        if len(self.violations) >= MAXIMUM_VIOLATIONS:
            self.omitted += 1
        else:
            self.violations.append(violation)


def is_empty(value: object) -> bool:
    """Whether a file of this data has no content: no records, no lines, nothing but null, {} or []."""
    return value is None or (isinstance(value, list | dict) and not value)


#: (pointer, key, exact) -> line and column; where not exact, only what costs nothing
Find = Callable[..., tuple[int | None, int | None] | None]


def _finder(format: str, data: bytes) -> Find:  # noqa: A002 - the language's own word
    """Look for places in one file: what that takes is read once, and only when it is asked for."""
    known: list[Positions] = []

    def find(pointer: str, *, key: bool, exact: bool) -> tuple[int, int] | None:
        if not exact:
            return None
        if not known:
            from ..loading.locate import positions  # noqa: PLC0415 - only violations need it

            known.append(positions(format, data))
        return known[0].locate(pointer, key=key)

    return find


def _nowhere(pointer: str, *, key: bool, exact: bool) -> None:
    """Of what a plugin has read, only the plugin knows the lines."""


def _locate_in_line(
    line: bytes, numbers: LineNumbers, count: int, pointer: str, *, key: bool, exact: bool
) -> tuple[int, int | None]:
    place = _finder("json", line)(pointer, key=key, exact=exact)
    return numbers.of(count), place[1] if place else None


def _locate_in_row(
    context: Context, path: str, row: Row, artifact: Artifact, pointer: str, *, key: bool, exact: bool
) -> tuple[int | None, int | None]:
    if not exact or artifact.format != "jsonl":
        return row.line, None
    from ..rows.places import row_location  # noqa: PLC0415 - only failures need it

    place = row_location(context, path, row, pointer, format=artifact.format, key=key)
    return place.line, place.column


class LineNumbers:
    """Numbers of the lines of a byte range; what comes before it is counted only when somebody asks."""

    __slots__ = ("_before", "_context", "_path", "_start")

    def __init__(self, context: Context, path: str, start: int) -> None:
        self._context = context
        self._path = path
        self._start = start
        self._before: int | None = None

    def of(self, count: int) -> int:
        """The number in the file, from 1, of the range's ``count``-th line."""
        if self._before is None:
            self._before = self._context.files.lines_before(self._path, self._start)
        return self._before + count
