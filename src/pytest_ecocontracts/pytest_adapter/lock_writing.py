"""``--eco-write-locks``: writes the locks that contracts ask for, says what it wrote, and judges nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..adapters.writing import write_below
from ..core.digests.lock_file import is_lock, read_lock
from ..core.errors import CapabilityMissing, FileProblem, LoadError
from ..core.model import Locking
from ..core.rendering.printable import printable
from ..core.rendering.text import counted
from .rootdir import refuse_mistaken_root
from .session import Gate
from .settings import read_settings

if TYPE_CHECKING:
    from ..core.model import Contract
    from .enforcement import Enforcement


def write_locks(config: pytest.Config) -> int:
    """Write every lock; returns 1 where a contract is wrong, so that its lock could not be written."""
    refuse_mistaken_root(config)
    gate = Gate(config, read_settings(config))
    gate.read()
    owners: dict[str, str] = {}
    for enforcement, contract, kind in _locking(gate):
        try:
            locks = kind.locks(contract, enforcement.context)
        except (FileProblem, CapabilityMissing) as problem:
            message = f"--eco-write-locks: the locks of {contract.id} cannot be made: {problem.message}"
            raise pytest.UsageError(message) from None
        for path, data in locks.items():
            place = enforcement.shown(path)
            if owners.setdefault(place, contract.id) != contract.id:
                message = f"--eco-write-locks: {place} is the lock of {owners[place]} and of {contract.id}"
                raise pytest.UsageError(message)
            sys.stdout.write(f"{printable(place)}: {_written(enforcement, path, data)}\n")
    wrong = sum(len(enforcement.catalog.problems) for enforcement in gate.enforcements)
    if wrong:
        sys.stdout.write(
            f"{counted(wrong, 'contract file')} could not be used; pytest --eco-only says what is wrong\n"
        )
    elif not owners:
        raise pytest.UsageError("--eco-write-locks: no contract of this run asks for a lock ('$lock')")
    return int(wrong > 0)


def _locking(gate: Gate) -> Iterator[tuple[Enforcement, Contract, Locking]]:
    for enforcement in gate.enforcements:
        for contract in enforcement.catalog.contracts:
            kind = gate.kinds.get(contract.header.kind, contract.header.kind_version)
            if isinstance(kind, Locking):
                yield enforcement, contract, kind


def _written(enforcement: Enforcement, path: str, data: bytes) -> str:
    """Write one lock where it is not what it should be; returns what was done, in words."""
    context = enforcement.context
    now = read_lock(data)
    try:
        there = context.files.read(path, context.limits.artifact_bytes)
        is_own = is_lock(there)
    except FileProblem as problem:
        there, is_own = None, problem.reason != "too-large"
    if there == data:
        return f"up to date, {counted(len(now), 'file')}"
    if not is_own:
        message = f"--eco-write-locks: {enforcement.shown(path)!r} is there, and is no lock; remove it first"
        raise pytest.UsageError(message)
    try:
        before = read_lock(there or b"")
    except LoadError:
        before = {}
    try:
        write_below(enforcement.root, path, data)
    except FileProblem as problem:
        message = f"--eco-write-locks: {problem.message}"
        raise pytest.UsageError(message) from None
    added, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
    changed = sum(before[one].blob != now[one].blob for one in now.keys() & before.keys())
    return f"written, {counted(len(now), 'file')} ({added} added, {changed} changed, {gone} gone)"
