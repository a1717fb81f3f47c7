"""What a broken promise looks like as data: a violation, where it is, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

MetadataValue: TypeAlias = str | int | bool | None

#: families of codes that nobody may tolerate: a contract that is wrong, a crash, a missing record of the gate
#: itself; what is wrong with the records of others is ECR010 and up
UNWAIVABLE: Final = ("ECC", "ECR00", "ECX", "ECZ")

NO_METADATA: Final[Mapping[str, MetadataValue]] = MappingProxyType({})


class Severity(StrEnum):
    """How loud a violation is: an error fails its item, a warning is counted and listed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file below the root.

    ``path`` is POSIX and relative to the root; ``pointer`` is an RFC 6901 JSON Pointer ("" is the
    whole document); ``line`` and ``column`` count from 1 and are None until somebody asks for them.
    """

    path: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractReference:
    """The contract that a violation cites; ``line`` is where the rule stands in ``path``.

    Of a contract that was instantiated for a row of a registry, ``registry`` is that file.
    """

    id: str
    version: str | None = None
    path: str | None = None
    line: int | None = None
    registry: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One finding, as data; it becomes an exception only at the pytest item's edge.

    ``message`` is one sentence without code or location. Whatever is dynamic in it that identifies
    the finding (a property name, a missing path) also stands in ``metadata``, because fingerprints
    are computed from metadata and never from prose.
    """

    code: str
    message: str
    location: Location | None = None
    contract: ContractReference | None = None
    rule: str | None = None
    expected: str | None = None
    found: str | None = None
    fix: str | None = None
    #: lines of the rule, with a mark below what is meant; for people only, so records do not hold it
    excerpt: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    failure_class: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=lambda: NO_METADATA)

    def moved(self, place: Callable[[str], str]) -> Violation:
        """The same violation with its paths as ``place`` gives them; texts stay as they are."""
        location, contract = self.location, self.contract
        if location is not None:
            location = replace(location, path=place(location.path))
        if contract is not None and contract.path is not None:
            registry = None if contract.registry is None else place(contract.registry)
            contract = replace(contract, path=place(contract.path), registry=registry)
        return replace(self, location=location, contract=contract)
