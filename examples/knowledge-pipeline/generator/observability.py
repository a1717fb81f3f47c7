"""What people see of the pipeline: the runs and the corpora of each day, and the indexes of all days."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from .common import Bus, Data, Record
from .programs import PROGRAMS, File, Program
from .runs import Run, instant, write_record

CORPORA = (
    "academic_papers",
    "institutional_governance",
    "news_stream",
    "norms_legal",
    "opportunities",
    "own_internal",
)
RUNS = File(
    name="runs",
    family="run_records",
    version="run_line.v1",
    path="bus_home/run_records/daily/{day}.jsonl",
    manifest="bus_home/run_records/daily/{day}.manifest.json",
)
DELTAS = File(
    name="deltas",
    family="corpus_deltas",
    version="corpus_delta.v1",
    path="bus_home/corpus_deltas/daily/{day}.jsonl",
    manifest="bus_home/corpus_deltas/daily/{day}.manifest.json",
)
OBSERVER = Program(project="observer", title="Observer", minute=25 * 60, writes=(RUNS, DELTAS))
UI = "obs_ui/public/data"
#: project -> its role, and the corpora that it is about
PROJECTS = {
    "chunk-producer": ("producer", ("academic_papers",)),
    "digest-builder": ("transformer", ("academic_papers", "news_stream", "own_internal")),
    "event-producer": ("producer", ("news_stream", "own_internal")),
    "observer": ("governance", ()),
    "session-producer": ("transformer", ("own_internal",)),
    "snapshot-publisher": ("publisher", ("academic_papers", "news_stream", "own_internal")),
    "summary-producer": ("transformer", ("academic_papers", "news_stream", "own_internal")),
}


def run_line(record: dict[str, Any]) -> Record:
    """Say in one line what the record of a run says."""
    told = [*record["errors"], *record["warnings"]]
    logs = (one["path"] for each in told for one in each["evidence"] if one["kind"] == "log")
    return {
        "schema_version": RUNS.version,
        "run_id": record["run_id"],
        "project_id": record["project"]["project_id"],
        "day": record["day"],
        "operator": record["environment"]["operator"],
        "started_at": record["created_at"],
        "ended_at": record["completed_at"],
        "status": record["status"],
        "error_code": next((one["subtype"] for one in record["errors"]), None),
        "inputs_count": len(record["inputs"]),
        "outputs_count": len(record["outputs"]),
        "warnings_count": len(record["warnings"]),
        "manifest_path": next((one["manifest_path"] for one in record["outputs"]), None),
        "log_path": next(logs, None),
        "record_path": f"artifacts/run_records/{record['run_id']}.run_record.json",
    }


def shown(line: Record) -> Record:
    """Say it in the words of the user interface."""
    states = {"success": "OK", "empty_success": "OK", "partial_success": "WARN", "error": "FAIL"}
    state = states[str(line["status"])]
    same = ("run_id", "project_id", "operator", "started_at", "ended_at")
    counted = ("error_code", "inputs_count", "outputs_count", "manifest_path", "log_path")
    return {
        "schema_version": "ui_run_index.v1",
        **{name: line[name] for name in same},
        "status": "WARN" if state == "OK" and line["warnings_count"] else state,
        **{name: line[name] for name in counted},
    }


class Observability(Bus):
    """The runs and the corpora of each day for machines, and at the end all of them for people."""

    def __init__(self, data: Data) -> None:
        """Begin before the first day."""
        super().__init__(data)
        self.rows: list[Record] = []
        self.corpora: list[Record] = []
        self.backlog = dict.fromkeys(CORPORA, 0)
        self.last: dict[tuple[str, str], str] = {}
        self.days: list[str] = []

    def day(self, day: str) -> None:
        """Write what happened on a day, and the record of the run that did so."""
        lines = sorted(map(run_line, self.data.today["runs"]), key=lambda line: str(line["started_at"]))
        self._file(day, RUNS, lines, "started_at")
        self.rows += map(shown, lines)
        deltas = self._deltas(day)
        self._file(day, DELTAS, deltas, "ts")
        self.corpora += [self._corpus(day, corpus, deltas) for corpus in CORPORA]
        run = Run(run_id=f"observer-{day}", day=day, program=OBSERVER, minute=OBSERVER.minute)
        promoted = {"promotion_status": "promoted"}
        run.outputs = [file.link(self.data, day) | promoted for file in OBSERVER.writes]
        count = len(lines) + len(deltas)
        run.counted = {"records_seen": count, "records_processed": count}
        write_record(self.data, run)
        self.days.append(day)

    def _file(self, day: str, file: File, records: list[Record], timed: str) -> None:
        """Write a file of a day, and beside it what is in it."""
        path = file.path.format(day=day)
        seal = self.data.lines(path, records)
        times = sorted(str(one[timed]) for one in records)
        manifest: Record = {
            "manifest_version": "manifest.v1",
            "artifact_family": file.family,
            "artifact_kind": "daily",
            "schema_version_emitted": file.version,
            "producer": OBSERVER.project,
            "producer_version": "1.4.0",
            "run_id": f"observer-{day}",
            "created_at": instant(day, OBSERVER.minute + 2),
            "data_path": path,
            "manifest_path": file.manifest.format(day=day),
            "counts": {
                "records_total": len(records),
                "records_valid": len(records),
                "records_invalid": 0,
                "records_dropped": 0,
            },
            "time_range": {"min_ts": times[0], "max_ts": times[-1]}
            if times
            else {"min_ts": None, "max_ts": None, "note": "nothing happened"},
            "hashes": {"data_hash": seal.sha256, "hash_alg": "sha256", "canonicalization": "bytes"},
            "inputs": [],
            "integrity": {"complete": True, "validation_status": "valid"},
        }
        self.data.document(file.manifest.format(day=day), manifest)

    # --- corpora -----------------------------------------------------------------------------------------

    def _deltas(self, day: str) -> list[Record]:
        """Say what a day added to each corpus, and what of it was worked off."""
        today = self.data.today
        of_type = {
            name: sum(1 for one in today["summaries"] if one["source_type"] == name)
            for name in ("event", "session", "document")
        }
        news = sum(1 for one in today["events"] if str(one["event_kind"]).startswith("external_"))
        documents = len({one["document_id"] for one in today["chunks"]})
        sessions = len(today["sessions"])
        made = (
            ("academic_papers", "ingest", "chunk-producer", 23 * 60, documents, documents),
            ("news_stream", "ingest", "event-producer", 24 * 60 - 1, news, news),
            ("own_internal", "ingest", "session-producer", 24 * 60 + 8, sessions, sessions),
            (
                "academic_papers",
                "summarize",
                "summary-producer",
                24 * 60 + 21,
                of_type["document"],
                -documents,
            ),
            ("news_stream", "summarize", "summary-producer", 24 * 60 + 21, of_type["event"], -min(news, 1)),
            ("own_internal", "summarize", "summary-producer", 24 * 60 + 22, of_type["session"], -sessions),
            ("own_internal", "publish", "digest-builder", 24 * 60 + 42, len(today["memos"]), None),
        )
        return [
            {
                "schema_version": DELTAS.version,
                "ts": instant(day, minute),
                "project_id": project,
                "corpus": corpus,
                "kind": kind,
                "count": count,
            }
            | ({} if backlog is None else {"backlog_delta": backlog})
            for corpus, kind, project, minute, count, backlog in made
            if count
        ]

    def _corpus(self, day: str, corpus: str, deltas: Iterable[Record]) -> Record:
        """Say how a corpus stands at the end of a day."""
        counts = {"ingest": 0, "summarize": 0, "publish": 0}
        for one in deltas:
            if one["corpus"] == corpus:
                counts[str(one["kind"])] += int(str(one["count"]))
                self.backlog[corpus] += int(str(one.get("backlog_delta", 0)))
                self.last[corpus, str(one["kind"])] = str(one["ts"])
        return {
            "schema_version": "corpus_daily.v1",
            "date": day,
            "corpus": corpus,
            "ingested": counts["ingest"],
            "summarized": counts["summarize"],
            "published": counts["publish"],
            "backlog": self.backlog[corpus],
            "last_ingest_ts": self.last.get((corpus, "ingest")),
            "last_summary_ts": self.last.get((corpus, "summarize")),
        }

    # --- the user interface ------------------------------------------------------------------------------

    def end(self) -> None:
        """Write the indexes that people see, and how far they have been read."""
        last = self.days[-1]
        now = instant(last, OBSERVER.minute + 10)
        self.data.lines(f"{UI}/runs.jsonl", self.rows)
        self.data.lines(f"{UI}/corpora_daily.jsonl", self.corpora)
        self._projects()
        sources: Record = {
            "runs": {"path": f"{UI}/runs.jsonl", "rows": len(self.rows)},
            "corpora_daily": {"path": f"{UI}/corpora_daily.jsonl", "rows": len(self.corpora)},
            "projects": {"path": f"{UI}/projects.csv", "rows": len(PROJECTS)},
        }
        self.data.document(f"{UI}/refresh.json", {"refreshed_at": now, "sources": sources})
        for name, file in (("runs", RUNS), ("corpora", DELTAS)):
            path = file.path.format(day=last)
            seal = self.data.seals[path]
            cursor: Record = {
                "last_day": last,
                "last_path": path,
                "byte_offset": seal.bytes,
                "last_sha256": seal.sha256,
            }
            self.data.document(f"obs_ui/.state/{name}.cursor.json", cursor)
        self.data.write("obs_ui/.state/quarantine.jsonl", b"")

    def _projects(self) -> None:
        """Write the table of projects, with how the last run of each ended."""
        states = {str(row["project_id"]): (row["ended_at"], row["status"]) for row in self.rows}
        titles = {program.project: program.title for program in (*PROGRAMS, OBSERVER)}
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(
            (
                "project_id",
                "Title",
                "domain_family",
                "primary_role",
                "status",
                "phase1_corpora_consumed",
                "last_update_ts",
                "last_agg_status",
            )
        )
        for project, (role, corpora) in PROJECTS.items():
            ended, state = states.get(project, ("", ""))
            table.writerow(
                (project, titles[project], "knowledge", role, "active", "|".join(corpora), ended, state)
            )
        self.data.write(f"{UI}/projects.csv", text.getvalue().encode())
