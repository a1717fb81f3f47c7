"""Keeps the record of one run while it lives: folder, journal, tally, and the record at its end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from ..taxonomy import KnownTaxonomies
from .assemble import Ending, assemble, changes_of
from .changes import without_secrets
from .checks import Json
from .failures import FailureWriter, clean, shorten
from .journal import FILE_NAME, Event
from .outcome import unit_status
from .redaction import TOKEN, Redactor
from .tally import Tally
from .verify import defects
from .writer import NoRunFolder, RunFolder

if TYPE_CHECKING:
    from ..ports import CompiledSchema

#: failures that fit into the reserved room with certainty
_MINIMAL_FAILURES: Final = 3

EXTENSION: Final = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """All that is known of a run before anything runs; the first line of its journal."""

    run_id: str
    started_at: str
    process: int
    job: Json
    producer: Json
    host: Json
    tools: Sequence[Json]
    environment: Mapping[str, str]
    invocation: Json

    def event(self) -> Json:
        """Return the journal line."""
        return {
            "event": "start",
            "run_id": self.run_id,
            "started_at": self.started_at,
            "process": self.process,
            "job": self.job,
            "producer": self.producer,
            "host": self.host,
            "tools": list(self.tools),
            "environment": dict(self.environment),
            "invocation": self.invocation,
        }


class RecordNotWritten(Exception):
    """The record could not be written; ``record`` is what it would have said."""

    def __init__(self, message: str, record: Mapping[str, object]) -> None:
        self.record = record
        super().__init__(message)


class RunRecorder:
    """The record of a run that is alive. Every event goes to the journal and to the tally."""

    def __init__(
        self,
        folder: str | None,
        start: Start,
        redactor: Redactor,
        schema: Callable[[], CompiledSchema],
        taxonomies: KnownTaxonomies,
    ) -> None:
        """Create the run's folder; raises OSError where that is not possible. Without one nothing is written.

        ``schema`` compiles the run record's own schema, when the record is written. ``taxonomies`` are
        read when something fails, and not before.
        """
        self._taxonomies = taxonomies
        self._failures = FailureWriter(taxonomies, redactor)
        self._redactor = redactor
        self._schema = schema
        self.start = start
        self.tally = Tally()
        event = start.event()
        self.folder = (
            NoRunFolder(start.run_id) if folder is None else RunFolder.create(folder, start.run_id, event)
        )
        self.tally.apply(event)
        self.extensions: dict[str, object] = {}

    def emit(self, *events: Event) -> None:
        """Write events to the journal and count them."""
        self.folder.journal.append(*events)
        for event in events:
            self.tally.apply(event)

    def fail(
        self, violation: Mapping[str, object], *, nodeid: str | None = None, phase: str = "call"
    ) -> None:
        """Record a failure (or a warning, by its severity) that belongs to no work unit."""
        self.emit({"event": "failure", "failure": self._failures.write(violation, nodeid, phase)})

    def check(self, nodeid: str, result: Mapping[str, object]) -> Json:
        """Record a finished work unit, in the form of ``checks.outcome_to_json``; return what is recorded."""
        events: list[Event] = []
        categories: list[str] = []
        reasons: list[str] = []
        for violation in cast("Sequence[Mapping[str, object]]", result["violations"]):
            failure = self._failures.write(violation, nodeid)
            events.append({"event": "failure", "failure": failure})
            if failure["severity"] == "error":
                categories.append(cast("str", failure["category"]))
                reasons.append(cast("str", failure["message"]))
        waived = cast("Sequence[Mapping[str, object]]", result["waived"])
        events += [self._waived(entry, nodeid) for entry in waived]
        event: Json = {
            "event": "check",
            "nodeid": clean(nodeid),
            "contract": clean(str(result["contract"])),
            "check": clean(str(result["check"])),
            "status": unit_status(categories, waived=bool(waived)),
            "examined": result["examined"],
            "violations": len(categories),
            "omitted": result["omitted"],
            "waived": len(waived),
            "details": result["details"],
            "milliseconds": round(cast("float", result["duration"]) * 1000),
        }
        if "changes" in result:
            changes = cast("Sequence[Mapping[str, object]]", result["changes"])
            event["changes"] = [without_secrets(change, self._redacted) for change in changes]
        if reasons:
            event["reason"] = shorten(reasons[0], 500)
        self.emit(*events, event)
        kinds = ("failure", "waived")
        found = {kind: [entry["failure"] for entry in events if entry["event"] == kind] for kind in kinds}
        return {**event, "failures": found["failure"], "waived_failures": found["waived"]}

    def _waived(self, entry: Mapping[str, object], nodeid: str) -> Event:
        cited = cast("Mapping[str, object]", entry["waiver"])
        waiver: Json = {"contract": cited["id"]}
        waiver.update({name: cited[name] for name in ("path", "line") if cited.get(name) is not None})
        waiver["reason"] = shorten(clean(self._redactor.text(str(entry["reason"]))), 4096)
        waiver["until"] = entry["until"]
        violation = cast("Mapping[str, object]", entry["violation"])
        failure = self._failures.write(violation, nodeid)
        soon = bool(entry.get("ends_soon"))
        return {"event": "waived", "failure": failure, "waiver": waiver, "ends_soon": soon}

    def started(self, nodeid: str) -> None:
        """Record that an item begins, so that a dead run can name it."""
        self.emit({"event": "started", "nodeid": clean(nodeid)})

    def finished(self, nodeid: str, outcome: str) -> None:
        """Record how an item ended that is no work unit: passed, failed, error or skipped."""
        self.emit({"event": "finished", "nodeid": clean(nodeid), "outcome": outcome})

    def unevaluated(self, nodeid: str, reason: str) -> None:
        """Record that a work unit was reached but not run."""
        self.emit({"event": "unevaluated", "nodeid": clean(nodeid), "reason": clean(reason)})

    def extend(self, extensions: Mapping[str, object]) -> None:
        """Add what a plugin has to say; raises TypeError or ValueError where it cannot stand in a record."""
        if not isinstance(extensions, Mapping):
            message = f"extensions are a mapping, not {type(extensions).__name__}"
            raise TypeError(message)
        for name, value in extensions.items():
            if not isinstance(name, str) or EXTENSION.fullmatch(name) is None:
                message = f"an extension needs a dotted name such as acme.release, not {name!r}"
                raise ValueError(message)
            if not isinstance(value, Mapping):
                message = f"the extension {name} is no mapping"
                raise TypeError(message)
            plain = json.loads(json.dumps(dict(value), allow_nan=False))
            self.extensions[name] = self._redacted(plain)

    def _redacted(self, value: object) -> object:
        if isinstance(value, str):
            return clean(self._redactor.text(value))
        if isinstance(value, dict):
            return {clean(name): self._redacted(entry) for name, entry in value.items()}
        if isinstance(value, list):
            return [self._redacted(entry) for entry in value]
        return value

    def record(self, ending: Ending | None, *, dirty: bool | None = None) -> dict[str, object]:
        """Return the record as of now; without an ending it is incomplete."""
        emission = self._emission(self.tally)
        return assemble(self.tally, ending, emission=emission, dirty=dirty, extensions=self.extensions)

    def changes(self) -> tuple[Mapping[str, object], Mapping[str, object]] | None:
        """The base of the run, and ``changes`` of its record as of now; None where there is none."""
        base, found = self.tally.base, changes_of(self.tally)
        return None if base is None or found is None else (base, found)

    def _emission(self, tally: Tally) -> Json:
        journal = self.folder.journal
        listed = (*tally.failures, *tally.warnings, *tally.waived)
        domains = {cast("str", failure["domain"]) for failure in listed}
        return {
            "writer": self.start.producer,
            "recovered": False,
            "redactions": self._redactor.count,
            "redaction_tokens": [TOKEN] if self._redactor.count else [],
            "taxonomy": self._taxonomies.references(domains),
            "journal": {"path": FILE_NAME, "lines": journal.lines, "torn": 0, "lost": journal.lost},
        }

    def finish(self, ending: Ending, *, dirty: bool | None = None) -> dict[str, object]:
        """Write the record and close the journal; raises RecordNotWritten.

        A record that its own schema refuses, and one on a full disk, is replaced by a minimal one that
        says so; then too RecordNotWritten is raised, after the minimal record is written.
        """
        journal = self.folder.journal
        journal.append({"event": "end", "exit_code": ending.exit_code, "signal": ending.signal})
        record = self.record(ending, dirty=dirty)
        problems = defects(record, self._schema())
        reason = None
        if problems:
            reason = f"the record contradicts itself: {'; '.join(problems[:3])}"

        def minimal() -> dict[str, object]:
            return self._minimal(ending, reason or "the disk is full")

        try:
            whole = self.folder.write(record if reason is None else minimal(), minimal)
        except OSError as problem:
            message = f"{self.folder.record_path}: {problem.strerror or problem}"
            raise RecordNotWritten(message, record) from problem
        finally:
            journal.close()
        if reason is not None or not whole:
            message = f"{self.folder.record_path} holds only a minimal record: {reason or 'the disk is full'}"
            raise RecordNotWritten(message, record)
        return record

    def _minimal(self, ending: Ending, reason: str) -> dict[str, object]:
        """Return a small and valid record which says that the whole one is missing."""
        tally = Tally(start=self.tally.start, running=self.tally.running)
        violation = {
            "code": "ECR005",
            "message": shorten(f"the run record could not be written: {reason}", 2000),
        }
        tally.apply({"event": "failure", "failure": self._failures.write(violation, None, "end")})
        kept = self.tally.failures.listed()[:_MINIMAL_FAILURES]
        for failure in kept:
            brief = {**failure, "message": shorten(str(failure["message"]), 500)}
            brief = {name: value for name, value in brief.items() if name not in ("expected", "found", "fix")}
            tally.apply({"event": "failure", "failure": brief})
        tally.dropped_failures = self.tally.failures.total - len(kept) + self.tally.dropped_failures
        failing = Ending(
            exit_code=ending.exit_code or 1,
            signal=ending.signal,
            ended_at=ending.ended_at,
            duration_ms=ending.duration_ms,
        )
        return assemble(tally, failing, emission=self._emission(tally))

    def abandon(self) -> None:
        """Close the journal without a record; only a process that is about to die may do so."""
        self.folder.journal.close()
