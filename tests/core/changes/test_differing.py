"""Contracts of kinds that plugins bring: cautious by default, and as exact as the plugin can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.changes import based
from tests.fakes import NoteKind, note

from pytest_ecocontracts.core.changes.differs.comparing import Comparing, Pair
from pytest_ecocontracts.core.changes.differs.differing import changes_of
from pytest_ecocontracts.core.changes.differs.fields import FieldDiffer, harmless, inside, limit
from pytest_ecocontracts.core.changes.model import PRODUCER, Change, Level
from pytest_ecocontracts.core.changes.policy import View
from pytest_ecocontracts.core.changes.schemas.edition import TextProver
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Evolving

PATH = "contracts/note.contract.yaml"


class Knowing(NoteKind, Evolving):
    """The kind of notes, which knows what its settings are for."""

    def field_differs(self) -> Mapping[str, FieldDiffer]:
        settings: dict[str, FieldDiffer] = {"size": limit("size"), "colour": harmless("the colour")}
        return {"settings": inside(settings, "the settings"), "checks": _crash}


def _crash(pair: Pair) -> Iterator[Change]:
    raise KeyError(pair.name)


def told(kind: object, before: str, after: str, **files: str) -> list[tuple[str, Change]]:
    then = {name.partition("_")[2]: text for name, text in files.items() if name.startswith("then_")}
    now = {name.partition("_")[2]: text for name, text in files.items() if name.startswith("now_")}
    base, context = based({PATH: before, **then}, {PATH: after, **now})
    comparing = Comparing(
        before=base.contracts["shop.note"],
        after=context.catalog.contracts[0],
        base=base.context,
        now=context,
        prover=TextProver(),
        view=View.WRITER_READER,
    )
    registry = KindRegistry()
    registry._kinds["note", 1] = kind  # type: ignore[assignment]
    return [(change.pointer, change) for change in changes_of(comparing, registry)]


def test_a_field_of_a_plugins_kind_is_undecided() -> None:
    ((pointer, change),) = told(NoteKind(), note(settings={"size": 3}), note(settings={"size": 4}))
    assert pointer == "/settings"
    assert change.is_undecided()


def test_a_kind_may_bring_differs_of_its_own() -> None:
    kind = Knowing()
    ((pointer, change),) = told(kind, note(settings={"size": 3}), note(settings={"size": 2}))
    assert (pointer, change.breaks) == ("/settings/size", PRODUCER)
    ((_, change),) = told(kind, note(settings={"colour": "red"}), note(settings={"colour": "blue"}))
    assert change.level() is Level.PATCH
    ((_, change),) = told(kind, note(summary="One."), note(summary="Two."))
    assert change.level() is Level.PATCH, "the header has differs of its own"


def test_a_differ_that_fails_shows_nothing() -> None:
    ((pointer, change),) = told(Knowing(), note(checks={"a": {}}), note(checks={"b": {}}))
    assert pointer == "/checks"
    assert change.is_undecided()
    assert change.why == "'checks' changed, and comparing it failed: KeyError: 'checks'"


def test_a_file_that_an_unknown_kind_reads_is_compared() -> None:
    text = note(checks={"look": {"file": "rows.csv"}})
    assert told(NoteKind(), text, text, then_a="1", now_a="2") == []
    found: Any = told(NoteKind(), text, text, **{"then_rows.csv": "1", "now_rows.csv": "2"})
    ((pointer, change),) = found
    assert pointer == "/checks/look/file"
    assert change.is_undecided()
    assert told(Knowing(), text, text, **{"then_rows.csv": "1", "now_rows.csv": "2"}) == []
