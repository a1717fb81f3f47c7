"""Relations through the gate: time linear in the records, and memory that stays."""

from __future__ import annotations

from typing import Final

from .. import growth
from ..commands import expect, gate
from ..environment import Environment
from ..measure import Run, run_once
from ..report import Row
from ..repositories import Repository, contract, workload

_LEDGER: Final = """\
path: ledger.jsonl
companions:
  manifest: {path: ledger.manifest.json}
relations:
  - {id: in-order, sorted: [/at, /number]}
  - {id: growing, monotonic: /number}
  - {id: within, range: {of: /amount, min: 0, max: 999}}
  - {id: complete, partitions: {of: [/range/0, /range/1], from: 0, to: "manifest:/end"}}
  - {id: by-kind, count: {by: /kind, equals: "manifest:/counts"}}
  - {id: total, sum: {of: /amount, equals: "manifest:/total"}}
  - {id: bytes, count: {of: bytes, equals: "manifest:/bytes"}}
  - {id: digest, digest: {equals: "manifest:/sha256"}}
  - {id: ids, derive: {of: /id, parts: [{text: entry}, /number, /kind], length: 16}}
invariants:
  - {id: wide, rule: 'self.range[1] - self.range[0] == 10', fails: [{range: [0, 11]}]}
"""
_EVENTS: Final = """\
path: events.jsonl
relations:
  - {id: unique-ids, unique: /event_id}
"""
_REFERENCES: Final = """\
path: references.jsonl
relations:
  - {id: exist, references: {of: /event_id, in: "bench.events:/event_id"}}
"""
#: megabytes that the check of ten million ids may take
_MOST_MEMORY: Final = 1000


def _ledger(environment: Environment, count: int) -> Repository:
    made = workload(environment, f"ledger-{count}", "ledger", count=count)
    contract(made.folder, "ledger", "artifact", _LEDGER)
    return made


def _keys(environment: Environment, count: int) -> Repository:
    made = workload(environment, f"events-{count}", "events", count=count)
    contract(made.folder, "events", "artifact", _EVENTS)
    contract(made.folder, "references", "artifact", _REFERENCES)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Ten times the records take at most twelve times the CPU time; ten million ids fit into 1 GB."""
    counts = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    rows: list[Row] = []
    for words, make in (("unique and references", _keys), ("nine other relations", _ledger)):
        smaller: Run | None = None
        for count in counts:
            repo = make(environment, count)
            run = run_once(gate(environment, repo.folder))
            expect(run, repo)
            largest = count == counts[-1] and not quick
            rows += growth.rows(
                f"relations {count:,}",
                run,
                smaller,
                memory=f"{words}: memory",
                times=f"{words}: CPU, ten times the records",
                each="record",
                count=count,
                most_memory=_MOST_MEMORY if largest else None,
                most_times=growth.MOST_TIMES if largest else None,
            )
            smaller = run
    return rows
