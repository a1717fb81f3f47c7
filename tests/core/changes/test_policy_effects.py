"""Each field of ``change_policy`` has an effect on the same change."""

from __future__ import annotations

from typing import Any

from tests.changes import judged, told
from tests.core.changes.test_rule import BASE, DECISION, EVENTS, NOTE, REQUIRED, decision, events
from tests.fakes import link

from pytest_ecocontracts.adapters.proving import change_prover
from pytest_ecocontracts.core.changes.model import Level
from pytest_ecocontracts.core.changes.policy import ChangePolicy, parse_policy
from pytest_ecocontracts.core.model import Report

NOTES = f"# shop.events\n{NOTE}"


def policy(**fields: Any) -> ChangePolicy:
    catalog, _ = link(BASE)
    report = Report(catalog.contracts[0].document)
    found = parse_policy(fields, "/change_policy", report)
    assert report.violations == []
    return found


def codes(files: dict[str, str], base: dict[str, Any] | None = None, **fields: Any) -> list[str]:
    base = base or BASE
    return told(judged(base, {**base, **files}, policy(**fields))["shop.events"])


def test_requires() -> None:
    version = {EVENTS: REQUIRED}
    assert codes(version) == ["ECV006", "ECV007"]
    assert codes(version, requires={"major": ["version", "decision"]}) == ["ECV006"]
    assert codes(version, requires={"major": ["version"]}) == []
    assert codes({EVENTS: events(required=["id", "count"])}, requires={"major": []}) == []
    words = {EVENTS: events(summary="Other words.", version="1.0.1")}
    assert codes(words) == []
    assert codes(words, requires={"patch": ["version", "decision"]}) == ["ECV006"]
    assert codes({EVENTS: events(summary="Other words.")}, requires={"patch": []}) == []


def test_requires_of_contracts_that_come_and_go() -> None:
    rest = {name: text for name, text in BASE.items() if name != EVENTS}
    added = judged(rest, dict(BASE), policy(requires={"added": ["decision", "migration"]}))["shop.events"]
    assert told(added) == ["ECV006", "ECV007"]
    removed = judged(BASE, rest, policy(requires={"removed": ["decision"]}))["shop.events"]
    assert told(removed) == ["ECV006"]
    assert told(judged(BASE, rest, policy(requires={"removed": []}))["shop.events"]) == []


def test_sides() -> None:
    minor = {EVENTS: events(required=["id", "count"], version="1.1.0"), DECISION: decision(note=NOTE)}
    assert codes(minor) == ["ECV002"]
    assert codes(minor, sides=["producer"]) == ["ECV002"]
    assert codes(minor, sides=["consumer"]) == []


def test_exempt() -> None:
    base = {**BASE, EVENTS: events(status="experimental")}
    assert codes({EVENTS: events(status="experimental", required=["id", "count"])}, base) == []
    now = {EVENTS: events(status="experimental", required=["id", "count"], version="2.0.0")}
    assert codes(now, base, exempt=[]) == ["ECV006", "ECV007"]


def test_decisions() -> None:
    proposed = {EVENTS: REQUIRED, DECISION: decision("proposed", note=NOTE)}
    assert codes(proposed) == ["ECV006"]
    assert codes(proposed, decisions=["proposed"]) == []
    assert codes({**proposed, DECISION: decision(note=NOTE)}, decisions=["proposed"]) == ["ECV006"]


def test_migration() -> None:
    files = {EVENTS: REQUIRED, DECISION: decision()}
    assert codes({**files, "docs/migrations/events.md": NOTES}) == []
    assert codes({**files, "notes/events.md": NOTES}) == ["ECV007"]
    assert codes({**files, "notes/events.md": NOTES}, migration={"notes": ["notes/*.md"]}) == []
    assert codes({**files, "docs/migrations/events.md": NOTES}, migration={"notes": []}) == ["ECV007"]
    renamed = NOTES.replace("## How to detect affected artifacts", "## Who is hit")
    assert codes({**files, "docs/migrations/events.md": renamed}) == ["ECV008"]
    assert codes({**files, "docs/migrations/events.md": renamed}, migration={"detect": ["Who is hit"]}) == []


def test_view() -> None:
    def level(view: str) -> Level:
        known = {"id": {"type": "string"}}
        base = {**BASE, EVENTS: events(schema={"properties": known})}
        now = {**base, EVENTS: events(schema={"properties": {**known, "n": {"type": "string"}}})}
        return judged(base, now, policy(view=view), change_prover())["shop.events"].level

    assert level("writer-reader") is Level.MINOR
    assert level("strict") is Level.MAJOR, "n may have been another thing before"


def test_window_days() -> None:
    fields = {"status": "deprecated", "since": "1", "sunset": "2026-03-01", "replaced_by": "shop.decisions"}
    minor = {"minor": ["version"]}
    now = {EVENTS: events(**fields, version="1.1.0")}
    assert codes(now, requires=minor) == []
    assert codes(now, requires=minor, window_days=90) == ["ECV018"]
