"""The records of all runs: one for each program and day, and one for each run that went otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .common import Bus, Data, Record, sha256
from .programs import EVENTS, PROGRAMS, Program

STAGES = ("resolve_inputs", "read", "transform", "validate", "write", "publish")
#: of ten days, the one on which the sessions were tried too early, and the one on which a page was not made
EARLY, WITHOUT_PAGE = 2, 1


def instant(day: str, minute: float) -> str:
    """Return a time in UTC, counted in minutes from the beginning of a day."""
    return f"{datetime.fromisoformat(day) + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%S}Z"


@dataclass(slots=True, kw_only=True)
class Run:
    """A run, as what becomes its record; ``failed_in`` is the stage in which it stopped."""

    run_id: str
    day: str
    program: Program
    minute: int
    inputs: list[Record] = field(default_factory=list)
    outputs: list[Record] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    warnings: list[Record] = field(default_factory=list)
    errors: list[Record] = field(default_factory=list)
    failed_in: str = ""

    def at(self, stage: str, share: float = 0) -> str:
        """Return the time at which a stage began, or at which a share of it was done."""
        return instant(
            self.day, self.minute + (STAGES.index(stage) + share) / len(STAGES) * self.program.minutes
        )

    def status(self) -> str:
        """Return the word for how it ended."""
        if self.errors:
            return "error"
        if any(one["promotion_status"] != "promoted" for one in self.outputs):
            return "partial_success"
        return "empty_success" if self.counted["records_seen"] == 0 else "success"

    def record(self) -> Record:
        """Make the record of the run."""
        promoted = [one for one in self.outputs if one["promotion_status"] == "promoted"]
        present = [one for one in self.inputs if one["resolution"] == "present"]
        counters = {
            "files_seen": len(self.inputs),
            "files_processed": len(present),
            "files_skipped": 0,
            "records_seen": 0,
            "records_processed": 0,
            "records_skipped": 0,
            **self.counted,
            "artifacts_written": len(promoted),
            "errors_count": len(self.errors),
            "warnings_count": len(self.warnings),
        }
        return {
            "run_record_version": "run_record.v1",
            "run_id": self.run_id,
            "created_at": instant(self.day, self.minute),
            "completed_at": self.at(STAGES[-1], 1),
            "status": self.status(),
            "reason_codes": self.reasons,
            "project": {"project_id": self.program.project, "project_name": self.program.title},
            "entrypoint": f"{self.program.project}.daily",
            "taxonomy": "knowledge.failures",
            "day": self.day,
            "stages": [self._stage(stage, len(promoted)) for stage in STAGES],
            "inputs": self.inputs,
            "outputs": self.outputs,
            "schema_versions": {"read": versions(present), "written": versions(promoted)},
            "counters": counters,
            "warnings": self.warnings,
            "errors": self.errors,
            "environment": {
                "operator": "scheduler",
                "os": "linux",
                "arch": "x86_64",
                "python_version": "3.12.8",
                "toolchain": {"name": self.program.project, "version": "1.4.0"},
                "git": {"commit": sha256(self.program.project)[:12], "dirty": False},
                "config_fingerprint": sha256(f"{self.program.project}: as it comes")[:16],
            },
        }

    def _stage(self, stage: str, written: int) -> Record:
        stopped = bool(self.failed_in) and STAGES.index(stage) > STAGES.index(self.failed_in)
        ran = self.failed_in if stopped else stage
        of_stage = {
            name: [one for one in told if one["stage"] == stage]
            for name, told in (("warnings", self.warnings), ("errors", self.errors))
        }
        return {
            "stage": stage,
            "started_at": self.at(ran, 1 if stopped else 0),
            "completed_at": self.at(ran, 1),
            "status": "error" if stage == self.failed_in else "skipped" if stopped else "success",
            "counters": {
                "artifacts_written": written if stage == "publish" else 0,
                "errors_count": len(of_stage["errors"]),
                "warnings_count": len(of_stage["warnings"]),
            },
            **of_stage,
            "evidence": [],
        }


def folder(name: str, family: str, version: str, path: str, manifest: str) -> Record:
    """Name a folder as records of runs do; its manifest has the digests of what is in it."""
    return {
        "name": name,
        "artifact_family": family,
        "path": path,
        "manifest_path": manifest,
        "data_hash": None,
        "schema_version": version,
        "required": True,
    }


def versions(links: list[Record]) -> dict[str, list[str]]:
    """Return the versions of files, by their family."""
    found: dict[str, list[str]] = {}
    for one in links:
        known = found.setdefault(str(one["artifact_family"]), [])
        if one["schema_version"] not in known:
            known.append(str(one["schema_version"]))
    return found


def write_record(data: Data, run: Run) -> Record:
    """Write the record of a run under its id."""
    record = run.record()
    data.document(f"artifacts/run_records/{run.run_id}.run_record.json", record)
    return record


class RunRecords(Bus):
    """The record of each run of a day; leaves ``runs``, the records."""

    def __init__(self, data: Data) -> None:
        """Begin before the first day."""
        super().__init__(data)
        self.counts: dict[str, Callable[[Run], None]] = {
            "chunk-producer": self._chunks,
            "event-producer": self._events,
            "session-producer": self._sessions,
            "summary-producer": self._summaries,
            "digest-builder": self._digests,
            "snapshot-publisher": self._snapshots,
        }

    def day(self, day: str) -> None:
        """Write what the programs recorded of a day."""
        self.data.today["runs"] = []
        full = bool(self.data.today["events"])
        ordinal = int(day[-2:]) % 10
        for program in PROGRAMS:
            if program.project == "session-producer" and full and ordinal == EARLY:
                self._write(self._too_early(day, program))
            run = self._run(day, program)
            if program.project == "summary-producer" and full and ordinal == WITHOUT_PAGE:
                self._without_page(run)
            self._write(run)

    def _run(self, day: str, program: Program) -> Run:
        """Make the run of a program that went as it should."""
        data = self.data
        promoted = {"promotion_status": "promoted"}
        run = Run(
            run_id=f"{program.project}-{day}",
            day=day,
            program=program,
            minute=program.minute,
            inputs=[file.link(data, day) | {"resolution": "present"} for file in program.reads],
            outputs=[file.link(data, day) | promoted for file in program.writes],
        )
        self.counts[program.project](run)
        if run.status() == "empty_success":
            run.reasons.append("nothing_selected")
        return run

    def _write(self, run: Run) -> None:
        """Write a record, and keep it for those who show it."""
        self.data.today["runs"].append(write_record(self.data, run))

    # --- what each program counts ------------------------------------------------------------------------

    def _events(self, run: Run) -> None:
        count = len(self.data.today["events"])
        run.counted |= {"records_seen": count, "records_processed": count, "records_rejected": 0}

    def _sessions(self, run: Run) -> None:
        count = len(self.data.today["events"])
        run.counted |= {"records_seen": count, "records_processed": count}

    def _chunks(self, run: Run) -> None:
        attempts = [str(one["status"]) for one in self.data.today["attempts"]]
        count = len(self.data.today["chunks"])
        run.counted |= {
            "files_seen": len(attempts),
            "files_processed": attempts.count("processed"),
            "files_skipped": len(attempts) - attempts.count("processed"),
            "records_seen": count,
            "records_processed": count,
        }
        run.reasons += ["unreadable_document"] * ("failed" in attempts)
        run.reasons += ["already_processed"] * ("skipped" in attempts)

    def _summaries(self, run: Run) -> None:
        made = len(self.data.today["summaries"])
        skipped = 1 if made else 0
        run.counted |= {"records_seen": made + skipped, "records_processed": made, "records_skipped": skipped}
        run.reasons += ["too_short"] * skipped

    def _digests(self, run: Run) -> None:
        count = len(self.data.today["summaries"])
        run.counted |= {"records_seen": count, "records_processed": count}
        run.outputs = [one | {"promotion_status": "promoted"} for one in self._bags()]

    def _snapshots(self, run: Run) -> None:
        count = len(self.data.today["memos"])
        run.counted |= {"records_seen": count, "records_processed": count}
        run.inputs = [one | {"resolution": "present"} for one in self._bags()]
        root = f"snapshots/{run.day}"
        made = folder("snapshot", "snapshot_bus", "snapshot_manifest.v1", root, f"{root}/manifest.json")
        run.outputs = [made | {"promotion_status": "promoted"}]

    def _bags(self) -> list[Record]:
        """Name the bags of the day."""
        paths = [str(bag["path"]) for bag in self.data.today["bags"]]
        return [
            folder("bags", "digest_bus", "digest_bag.v1", path, f"{path}/meta/bag.json") for path in paths
        ]

    # --- what went otherwise -----------------------------------------------------------------------------

    def _log(self, run: Run, text: str) -> Record:
        path = f"artifacts/logs/{run.run_id}.log"
        self.data.write(path, f"{run.at('resolve_inputs')} {text}\n".encode())
        return {"kind": "log", "path": path}

    def _too_early(self, day: str, program: Program) -> Run:
        """Try to make sessions before there are events: the run fails, and leaves nothing but its record."""
        nothing = {"manifest_path": None, "data_hash": None, "resolution": "missing"}
        run = Run(run_id=f"{program.project}-{day}-early", day=day, program=program, minute=24 * 60 - 30)
        wanted = EVENTS.link(self.data, day)
        run.inputs = [wanted | nothing]
        run.failed_in = "resolve_inputs"
        run.errors = [
            {
                "error_id": f"{run.run_id}-1",
                "type": "INPUT_MISSING",
                "subtype": "MISSING_EVENTBUS_MANIFEST",
                "stage": run.failed_in,
                "message": "The events of the day have no manifest yet.",
                "details": {
                    "input_name": "events",
                    "expected_path": wanted["path"],
                    "expected_manifest_path": wanted["manifest_path"],
                    "resolution": "missing",
                },
                "evidence": [
                    self._log(run, f"no {wanted['manifest_path']}"),
                    {"kind": "manifest", "ref": wanted["manifest_path"]},
                ],
                "remediation_hint": "Wait for the run of event-producer, and start again.",
                "severity": "fatal",
                "recorded_at": run.at(run.failed_in, 0.5),
            }
        ]
        return run

    def _without_page(self, run: Run) -> None:
        """Let the page for people be missing, which nobody reads but people."""
        run.outputs.append(
            {
                "name": "overview",
                "artifact_family": "summary_bus",
                "path": f"summaries/overview/{run.day}.md",
                "manifest_path": None,
                "data_hash": None,
                "schema_version": None,
                "required": False,
                "promotion_status": "not_written",
            }
        )
        run.reasons.append("model_did_not_answer")
        run.warnings.append(
            {
                "warning_id": f"{run.run_id}-1",
                "type": "MODEL_FAILURE",
                "stage": "transform",
                "message": "The model did not answer in time; there is no overview of the day.",
                "evidence": [self._log(run, "no answer after 60 s")],
                "recorded_at": run.at("transform", 0.5),
            }
        )
