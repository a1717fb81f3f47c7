"""Finds runs that started and never ended, and writes the record that they could not write."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..taxonomy import KnownTaxonomies
from .assemble import assemble
from .failures import FailureWriter
from .journal import FILE_NAME, JournalText, is_held, read_journal
from .redaction import Redactor
from .tally import Tally
from .verify import defects
from .writer import RECORD, dump, run_folders, write_atomically

if TYPE_CHECKING:
    from ..ports import CompiledSchema

#: dead runs looked at in one go; a folder full of them must not hold up a run
MAXIMUM_RECOVERIES: Final = 20
_NAMED_IN_FLIGHT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A dead run: what to say about it, and whether its record could be written."""

    run_id: str
    path: str
    message: str
    in_flight: tuple[str, ...] = ()
    written: bool = True


def recover(
    folder: str, own_run_id: str, writer: Mapping[str, object], schema: Callable[[], CompiledSchema]
) -> list[Recovered]:
    """Write an incomplete record for every journal without a record and without a living process.

    The journals are input from anywhere: one that cannot be understood is named, and never raises.
    """
    dead: list[Recovered] = []
    for run_id in run_folders(folder):
        if len(dead) == MAXIMUM_RECOVERIES:
            break
        path = os.path.join(folder, run_id)
        journal, record = os.path.join(path, FILE_NAME), os.path.join(path, RECORD)
        if run_id == own_run_id or os.path.lexists(record) or not os.path.lexists(journal):
            continue
        try:
            # The record is looked for again: the run may have ended between the two questions.
            if is_held(journal) or os.path.lexists(record):
                continue
            dead.append(_recover(run_id, journal, record, own_run_id, writer, schema))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
            message = f"the run {run_id} never ended, and its journal cannot be read: {problem}"
            dead.append(Recovered(run_id=run_id, path=journal, message=message[:500], written=False))
    return dead


def _recover(
    run_id: str,
    journal: str,
    record_path: str,
    own_run_id: str,
    writer: Mapping[str, object],
    schema: Callable[[], CompiledSchema],
) -> Recovered:
    text = read_journal(journal)
    tally = Tally()
    for event in text.events:
        tally.apply(event)
    if tally.start.get("run_id") != run_id:
        message = "its first line is not the start of this run"
        raise ValueError(message)
    in_flight = tuple(sorted(tally.in_flight))
    message = _message(run_id, tally, in_flight)
    _add_failure(tally, run_id, message)
    record = assemble(tally, None, emission=_emission(tally, text, own_run_id, writer))
    problems = defects(record, schema())
    if problems:
        raise ValueError(problems[0])
    write_atomically(record_path, dump(record))
    return Recovered(run_id=run_id, path=record_path, message=message, in_flight=in_flight)


def _message(run_id: str, tally: Tally, in_flight: tuple[str, ...]) -> str:
    message = f"the run {run_id}, started at {tally.start.get('started_at')}, never ended"
    if in_flight:
        more = f" and {len(in_flight) - _NAMED_IN_FLIGHT} more" if len(in_flight) > _NAMED_IN_FLIGHT else ""
        message += f"; in flight: {', '.join(in_flight[:_NAMED_IN_FLIGHT])}{more}"
    return message[:2000]


def _add_failure(tally: Tally, run_id: str, message: str) -> None:
    violation = {
        "code": "ECR003",
        "message": message,
        "location": {"path": f"{run_id}/{FILE_NAME}"},
        "metadata": {"run_id": run_id},
    }
    failure = FailureWriter(KnownTaxonomies(), Redactor()).write(violation, None, "end")
    tally.apply({"event": "failure", "failure": failure})


def _emission(
    tally: Tally, text: JournalText, own_run_id: str, writer: Mapping[str, object]
) -> dict[str, object]:
    return {
        "writer": dict(writer),
        "recovered": True,
        "recovered_by": own_run_id,
        # The dead run redacted what it wrote, but could not say how often.
        "redactions": None,
        "redaction_tokens": [],
        "taxonomy": KnownTaxonomies().references({str(failure["domain"]) for failure in tally.failures}),
        "journal": {
            "path": FILE_NAME,
            "lines": len(text.events),
            "torn": text.torn,
            "lost": 0 if text.damaged is None else 1,
        },
    }
