"""The check ``generated``: what is generated, and its lock, agree in both directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ....digests.blob import SHA1_DIGITS, blob_id, blob_id_of
from ....digests.lock_file import LockLine, read_lock, write_lock
from ....errors import CapabilityMissing, FileProblem, LoadError, LoadProblem
from ....model import Contract, Outcome
from ....ports import Blob
from ....rendering.printable import printable
from ....violations import Location
from ..lines import Layout, Line
from ..walking import Findings
from .model import BY, LOCK, Generated, judge_unused, option_lines, present

if TYPE_CHECKING:
    from ....context import Context

LINK_MODE: Final = "120000"
_EXECUTABLE: Final = "100755"
_PLAIN: Final = "100644"
_OWNER_MAY_EXECUTE: Final = 0o100
_AGAIN: Final = "pytest --eco-write-locks"


def check_locked(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Compare what is there with each lock: not in the lock, not there, not the same."""
    findings = Findings(context)
    there = _by_lock(present(contract, layout, context, findings, LOCK))
    examined = 0
    for path, line in _locks(layout).items():
        found = there.get(path, [])
        examined += len(found)
        locked = _read(contract, path, line, context, findings)
        if locked is None:
            examined += 1
            continue
        digits = len(next(iter(locked.values())).blob.oid) if locked else SHA1_DIGITS
        blobs = blobs_of(found, context, digits)
        examined += len(locked.keys() - blobs.keys())
        if not found and not locked:
            nothing = f"'{printable(path)}' lists no file, and none is there"
            examined += judge_unused(contract, line, LOCK, "generated", findings, nothing)
        _Compared(contract, path, line, findings).both_ways(found, blobs, locked)
    return findings.outcome(examined)


def locks_of(contract: Contract, layout: Layout, context: Context) -> dict[str, bytes]:
    """The bytes that each lock of the contract should have now, by its path."""
    there = _by_lock(present(contract, layout, context, Findings(context), LOCK))
    digits = next((len(blob.oid) for blob in _known(context).values()), SHA1_DIGITS)
    return {
        path: write_lock(contract.id, blobs_of(there.get(path, []), context, digits))
        for path in _locks(layout)
    }


def blobs_of(found: Sequence[Generated], context: Context, digits: int = SHA1_DIGITS) -> dict[str, Blob]:
    """Mode and id of each file and link; those that git knows to be as in its index are not read."""
    known = _known(context)
    blobs: dict[str, Blob] = {}
    for one in found:
        blob = known.get(one.path)
        if blob is None or len(blob.oid) != digits:
            blob = _look(one, context, digits)
        blobs[one.path] = blob
    return blobs


def _known(context: Context) -> Mapping[str, Blob]:
    try:
        return context.git.blobs()
    except CapabilityMissing:
        return {}


def _look(one: Generated, context: Context, digits: int) -> Blob:
    files = context.files
    if one.is_link:
        target = files.link_target(one.path) or ""
        return Blob(LINK_MODE, blob_id(target.encode("utf-8", "surrogateescape"), digits))
    mode = _EXECUTABLE if files.mode(one.path) & _OWNER_MAY_EXECUTE else _PLAIN
    return Blob(mode, blob_id_of(files, one.path, digits))


def _by_lock(found: Sequence[Generated]) -> dict[str, list[Generated]]:
    grouped: dict[str, list[Generated]] = {}
    for one in found:
        grouped.setdefault(cast("str", one.value), []).append(one)
    return grouped


def _locks(layout: Layout) -> dict[str, Line]:
    """The path of each lock, with the first line that names it."""
    locks: dict[str, Line] = {}
    for value, line in option_lines(layout, LOCK):
        locks.setdefault(str(value), line)
    return locks


def _read(
    contract: Contract, path: str, line: Line, context: Context, findings: Findings
) -> dict[str, LockLine] | None:
    try:
        return read_lock(context.files.read(path, context.limits.artifact_bytes))
    except FileProblem as problem:
        problems: Sequence[LoadProblem] = [_unreadable(problem)]
    except LoadError as error:
        problems = error.problems
    for one in problems:
        _report_unusable(contract, path, line, one, findings)
    return None


def _unreadable(problem: FileProblem) -> LoadProblem:
    is_missing = problem.reason == "missing"
    return LoadProblem(
        reason=problem.reason,
        message="it is not there" if is_missing else problem.message,
        expected="a file that says what is generated",
        found="nothing" if is_missing else problem.reason,
        fix=f"write it, and commit it: {_AGAIN}",
    )


def _report_unusable(
    contract: Contract, path: str, line: Line, problem: LoadProblem, findings: Findings
) -> None:
    findings.add(
        lambda: contract.violation(
            "ECL053",
            f"the lock '{printable(path)}' cannot be used: {problem.message}",
            pointer=f"{line.pointer}/{LOCK}",
            location=Location(path=path, line=problem.line, column=problem.column),
            expected=problem.expected,
            found=printable(problem.found) if problem.found else None,
            fix=problem.fix,
            metadata={"path": path, "reason": problem.reason},
        )
    )


class _Compared:
    """One lock and what is there: says each difference once."""

    def __init__(self, contract: Contract, lock: str, line: Line, findings: Findings) -> None:
        self._contract = contract
        self._lock = lock
        self._line = line
        self._findings = findings

    def both_ways(
        self, found: Sequence[Generated], blobs: Mapping[str, Blob], locked: Mapping[str, LockLine]
    ) -> None:
        for one in found:
            line = locked.get(one.path)
            if line is None:
                self._orphan(one)
            elif line.blob != blobs[one.path]:
                self._modified(one, blobs[one.path], line)
        for path in sorted(locked.keys() - blobs.keys()):
            self._missing(path, locked[path])

    def _orphan(self, one: Generated) -> None:
        self._add(
            "ECL050",
            f"'{printable(one.path)}' lies among what is generated, and the lock does not list it",
            one.line,
            Location(path=one.path),
            expected=f"a line for it in {self._lock}",
            found="none",
            fix=f"remove it; or, if {_said(one.line)} wrote it, write the lock again: {_AGAIN}",
            path=one.path,
        )

    def _missing(self, path: str, line: LockLine) -> None:
        self._add(
            "ECL051",
            f"the lock lists '{printable(path)}', and it is not among what is generated",
            self._line,
            Location(path=self._lock, line=line.number, column=1),
            expected="every file of the lock",
            found="nothing, or something that is ignored or not drawn as generated",
            fix=f"generate it ({_said(self._line)}); if it is no longer made, write the lock again: {_AGAIN}",
            path=path,
        )

    def _modified(self, one: Generated, blob: Blob, line: LockLine) -> None:
        is_mode = blob.oid == line.blob.oid
        self._add(
            "ECL052",
            f"'{printable(one.path)}' is generated, and "
            + ("its mode is not that of the lock" if is_mode else "it is not what the lock lists"),
            one.line,
            Location(path=one.path),
            expected=f"{line.blob.mode} {line.blob.oid} ({self._lock}:{line.number})",
            found=f"{blob.mode} {blob.oid}",
            fix=f"change what it is made from, run {_said(one.line)}, and write the lock: {_AGAIN}",
            path=one.path,
        )

    def _add(
        self,
        code: str,
        message: str,
        line: Line,
        place: Location,
        *,
        expected: str,
        found: str,
        fix: str,
        path: str,
    ) -> None:
        self._findings.add(
            lambda: self._contract.violation(
                code,
                message,
                pointer=f"{line.pointer}/{LOCK}",
                location=place,
                expected=expected,
                found=found,
                fix=fix,
                metadata={"path": path, "lock": self._lock},
            )
        )


def _said(line: Line) -> str:
    """The command as the contract says it."""
    found = line.inherited(BY)
    value = found[0] if found else ""
    return f"'{printable(' '.join(map(str, value)) if isinstance(value, list) else str(value))}'"
