"""One source read over files in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml
from tests.core.artifacts.gate import Gate, enforce
from tests.fakes import MemoryFiles, catalog_file, contract, make_context

from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import Document, Report
from pytest_ecocontracts.core.sources.model import Element
from pytest_ecocontracts.core.sources.parsing import Scope
from pytest_ecocontracts.core.sources.reading import Readings
from pytest_ecocontracts.core.sources.registry import SourceKinds
from pytest_ecocontracts.core.sources.troubles import SourceUnread, Trouble
from pytest_ecocontracts.core.violations import Violation

CONTRACT = "contracts/a.contract.yaml"


class Index:
    """Implements ports.GitIndex over a mapping of tracked paths to modes."""

    available = True
    reason = None

    def __init__(self, tracked: Mapping[str, str], ignored: Sequence[str] = ()) -> None:
        self._tracked = tracked
        self._ignored = tuple(ignored)
        self.asked: list[tuple[str, ...]] = []

    def tracked(self) -> Mapping[str, str]:
        return self._tracked

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        self.asked.append(tuple(paths))
        return frozenset(p for p in paths if any(p == i or p.startswith(f"{i}/") for i in self._ignored))


class NoIndex:
    """Implements ports.GitIndex where there is no repository, as the adapter does."""

    available = False
    reason = "no repository"

    def tracked(self) -> Mapping[str, str]:
        raise CapabilityMissing("git", self.reason)

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        return frozenset()


@dataclass
class Read:
    """What a source gave: elements, or why it could not be read."""

    elements: Sequence[Element]
    examined: int
    troubles: Sequence[Trouble]
    readings: Readings

    @property
    def values(self) -> list[object]:
        """The values in their order."""
        return [element.value for element in self.elements]

    @property
    def records(self) -> list[Any]:
        """The records in their order."""
        return [element.record for element in self.elements]

    @property
    def places(self) -> list[str]:
        """``path:line:column`` of every element or trouble."""
        places = [each.place for each in (*self.elements, *self.troubles)]
        found = [self.readings.texts.location(place) for place in places if place is not None]
        return [":".join(str(part) for part in (f.path, f.line, f.column) if part) for f in found]

    @property
    def codes(self) -> list[str]:
        """The codes of the troubles."""
        return [trouble.code for trouble in self.troubles]


class _Nowhere:
    def locate(self, pointer: str, *, key: bool = False) -> None:
        return None


def parsed(text: str, kinds: SourceKinds | None = None, **others: Any) -> tuple[Any, list[Violation]]:
    """The source of a YAML text, and what is wrong with it."""
    document = Document(path=CONTRACT, index=0, data=None, positions=_Nowhere(), digest="sha256:0")
    report = Report(document)
    given = yaml.safe_load(text)
    scope = Scope({"s": given, **others}, {}, kinds or SourceKinds(), report)
    return scope.named("s"), report.violations


def read(
    files: Mapping[str, object] | MemoryFiles,
    text: str,
    *,
    git: Any = None,
    limits: Limits | None = None,
    **others: Any,
) -> Read:
    """Read one source, given as YAML, over files in memory; ``others`` are sources that it may name."""
    source, problems = parsed(text, **others)
    assert problems == [], [problem.message for problem in problems]
    memory = files if isinstance(files, MemoryFiles) else MemoryFiles(files)
    context = replace(make_context(memory, date(2026, 1, 31)), limits=limits or Limits())
    if git is not None:
        context.git = git
    readings = Readings(context)
    try:
        scan = readings.scan(source)
    except SourceUnread as unread:
        return Read((), 0, unread.troubles, readings)
    return Read(scan.elements, scan.examined, (), readings)


def refused(text: str, **others: Any) -> list[str]:
    """The messages about a source that cannot be used."""
    source, problems = parsed(text, **others)
    assert source is None or not problems
    return [problem.message for problem in problems]


def rules(files: Mapping[str, object], **fields: object) -> Gate:
    """Enforce one ``rules/v1`` contract, ``shop.data``, over some files."""
    text = contract("rules/v1", **{"id": "shop.data", **fields})
    return enforce(MemoryFiles({"ecocontracts.yaml": catalog_file(), CONTRACT: text, **files}), kind="rules")
