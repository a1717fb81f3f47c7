"""Values of data files that a layout is compared with, each with its place in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....errors import FileProblem, LoadError
from ....model import Contract
from ....pointers import join, resolve
from ....rendering.printable import printable
from ....violations import Location, Violation
from ..walking import Findings
from .model import DataFile

if TYPE_CHECKING:
    from ....context import Context


@dataclass(frozen=True, slots=True)
class Data:
    """The value that a contract names, and the bytes that it stands in."""

    source: DataFile
    value: object
    raw: bytes

    def values(self, keys: bool) -> Iterator[str]:
        """The texts of a list or a mapping: its elements, values or keys, or one field of each."""
        if isinstance(self.value, Mapping) and keys:
            yield from (str(key) for key in self.value)
            return
        listed = self.value.values() if isinstance(self.value, Mapping) else self.value
        for one in listed if isinstance(listed, Iterable) else ():
            text = self._text(one)
            if text is not None:
                yield text

    def pairs(self) -> Iterator[tuple[str, str | None]]:
        """Each key of a mapping with its text, None where it has none."""
        if isinstance(self.value, Mapping):
            for key, one in self.value.items():
                yield str(key), self._text(one)

    def _text(self, one: object) -> str | None:
        if self.source.field is not None:
            one = one.get(self.source.field) if isinstance(one, Mapping) else None
        return one if isinstance(one, str) else None

    def place(self, key: str) -> Location:
        """Where a key of the mapping stands."""
        from ....loading.locate import locate  # noqa: PLC0415 - only failures need it

        pointer = join(self.source.at, key)
        line, column = locate(self.source.format, self.raw, pointer, key=True) or (None, None)
        return Location(path=self.source.path, pointer=pointer, line=line, column=column)


def read_bytes(
    contract: Contract, path: str, pointer: str, context: Context, findings: Findings
) -> bytes | None:
    """The content of a file that a contract names at ``pointer``; None, with a finding, without one."""
    try:
        return context.files.read(path, context.limits.contract_bytes)
    except FileProblem as problem:
        missing = problem.reason == "missing"
        code = "ECL001" if missing else "ECC022" if problem.reason == "outside-root" else "ECS009"
        reason = problem.reason
        message = problem.message
    findings.add(
        lambda: contract.violation(
            code,
            f"the file '{printable(path)}' is missing" if missing else message,
            pointer=pointer,
            location=Location(path=path),
            expected="a file that can be read",
            found="nothing" if missing else reason,
            fix="create it, or correct the contract",
            metadata={"path": path} if missing else {"path": path, "reason": reason},
        )
    )
    return None


def read_data(
    contract: Contract, source: DataFile, context: Context, findings: Findings, *, paths: bool = False
) -> Data | None:
    """The value of a data file; None, with a finding, where it is not to be had.

    It is a list or a mapping, and with ``paths`` a mapping.
    """
    from ....loading.values import read_value  # noqa: PLC0415 - few layouts are compared with files

    raw = read_bytes(contract, source.path, join(source.pointer, "from"), context, findings)
    if raw is None:
        return None
    try:
        value = resolve(read_value(source.format, raw, context.limits), source.at)
    except LoadError as error:
        problem = error.problems[0]
        place = Location(path=source.path, line=problem.line, column=problem.column)
        findings.add(
            _finding(contract, source, place, "ECS001", problem.message, "reason", problem.reason, "")
        )
        return None
    except KeyError:
        place = Location(path=source.path, pointer=source.at)
        message = f"there is nothing at '{source.at}' in '{source.path}'"
        findings.add(_finding(contract, source, place, "ECC005", message, "path", source.path, "at"))
        return None
    if not isinstance(value, Mapping if paths else (list, Mapping)):
        place = Location(path=source.path, pointer=source.at)
        kinds = "no mapping from paths to owners" if paths else "neither a list nor a mapping"
        message = f"'{source.path}{source.at}' is {kinds}"
        findings.add(_finding(contract, source, place, "ECS003", message, "keyword", "type", "at"))
        return None
    return Data(source, value, raw)


def _finding(
    contract: Contract,
    source: DataFile,
    place: Location,
    code: str,
    message: str,
    name: str,
    value: str,
    field: str,
) -> Callable[[], Violation]:
    return lambda: contract.violation(
        code,
        message,
        pointer=join(source.pointer, field) if field else source.pointer,
        location=place,
        expected="a list or a mapping with the owners",
        fix="correct the file, or what the contract says of it",
        metadata={name: value},
    )
