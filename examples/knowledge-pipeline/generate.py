"""Make the data of this example: ``python generate.py [FOLDER]``.

Everything follows from one seed, so the same script always makes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

SEED = 20260301
DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")
EMPTY_DAYS = ("2026-03-03",)
EVENTS_PER_DAY = 12
EVENTS_PER_SESSION = 4
#: the manifests of this day are still those of the first version
FIRST_MANIFEST_DAY = "2026-03-01"

KINDS = {
    "chat_turn": ("user_message", "assistant_message", "tool_call", "tool_result", "system_note"),
    "external_observation": (
        "norm_published",
        "parliament_update",
        "tweet_posted",
        "job_posted",
        "opportunity_posted",
        "price_tick",
    ),
    "external_update": ("object_changed", "deadline_changed", "status_changed"),
    "external_deadline": ("deadline_upcoming", "deadline_missed"),
    "workflow_triggered": ("schedule_trigger", "manual_trigger", "dependency_trigger"),
    "workflow_completed": ("success", "partial"),
    "workflow_failed": ("exception", "validation_failed", "rate_limited", "auth_failed"),
    "health_signal": ("heartbeat_ok", "lag_detected", "queue_backlog"),
    "decision_record": ("policy_decision", "architecture_decision", "priority_decision"),
    "work_session_logged": ("focus_block", "meeting", "review"),
    "outreach_action": ("planned", "sent", "reply_received", "followup_due"),
}
#: which role tells of which kinds, and from which system
ROLES = {
    "ingest": ("mailroom", ("chat_turn", "external_observation", "external_update", "external_deadline")),
    "human_work": ("notebook", ("decision_record", "work_session_logged", "outreach_action")),
    "orchestration": ("scheduler", ("workflow_completed", "health_signal")),
}
WORDS = ("river", "harbour", "market", "law", "bridge", "winter", "council", "ferry", "garden", "report")
DOMAINS = ("research", "operations", "governance")

Record = dict[str, object]
Files = dict[str, bytes]


def sha256(data: bytes | str) -> str:
    """Digest bytes, or a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def stable_id(prefix: str, *parts: object) -> str:
    """Make an id of its parts, as ADR-0004 says."""
    return prefix + sha256("|".join(["stable_id:v1", *map(str, parts)]))[:16]


def hash_of(values: Iterable[str]) -> str:
    """Digest a list of texts, in its order."""
    return sha256("|".join(values))


def json_lines(records: Iterable[Record]) -> bytes:
    """Write one record per line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def document(value: Record) -> bytes:
    """Write one document for people and machines."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def milliseconds(day: str) -> int:
    """Return when a day begins, in milliseconds since 1970."""
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp() * 1000)


def producer(name: str, day: str) -> Record:
    """Say who wrote a file, and in which run."""
    return {"repo": name, "version": "1.4.0", "git_commit": sha256(name)[:12], "run_id": f"{name}-{day}"}


def event(day: str, number: int, chance: random.Random) -> Record:
    """Make one event; every second one is a turn of a conversation."""
    role = "ingest" if number % 2 == 0 else chance.choice(sorted(ROLES))
    system, kinds = ROLES[role]
    kind = "chat_turn" if number % 2 == 0 else chance.choice(kinds)
    subkind = chance.choice(KINDS[kind])
    speaker = {"user_message": "user", "assistant_message": "assistant"}.get(subkind, "system")
    made: Record = {
        "schema_version": "event.v1",
        "event_id": "",
        "timestamp_ms": milliseconds(day) + number * 3_600_000 + chance.randrange(3_600_000),
        "source": {"retained": f"inbox/{system}/{day}.json", "record": number},
        "source_uri": f"retained://{system}/{day}.json",
        "source_system": system,
        "producer_role": role,
        "role": speaker,
        "event_kind": kind,
        "event_subkind": subkind,
        "domain_family": chance.choice(DOMAINS),
        "content_hash": sha256(f"{day}:{number}:{subkind}"),
    }
    if kind == "chat_turn":
        made["conversation_id"] = f"talk-{number // 6 + 1}"
    made["event_id"] = stable_id(
        "evt_",
        "event",
        system,
        made["source_uri"],
        made.get("conversation_id", "none"),
        made["timestamp_ms"],
        speaker,
        made["content_hash"],
    )
    return made


def event_manifest(day: str, events: list[Record], data: bytes) -> Record:
    """Say what is in the events of a day; the first day in the words of the first version."""

    def counted(name: str) -> dict[str, int]:
        return dict(sorted(Counter(str(one[name]) for one in events).items()))

    first = day == FIRST_MANIFEST_DAY
    manifest: Record = {
        "schema_version": "event_manifest.v1" if first else "event_manifest.v2",
        "bus_schema_version": "event.v1",
        "day": day,
        "daily_path": f"eventbus/daily/{day}.jsonl",
        "counts": {"events_total": len(events)},
        "integrity": {"sha256": sha256(data), "bytes": len(data)},
        "producer": producer("event-producer", day),
        "generated_at": f"{day}T23:59:59Z",
    }
    if first:
        manifest["counts"] = {"events_total": len(events), "events_by_role": counted("role")}
        return manifest
    manifest["counts"] = {
        "events_total": len(events),
        "events_by_kind": counted("event_kind"),
        "events_by_domain": counted("domain_family"),
    }
    manifest["integrity"] = {"sha256": sha256(data), "bytes": len(data), "lines": len(events)}
    manifest["kind_registry"] = {
        "allowed_kinds": list(KINDS),
        "allowed_subkinds": {kind: [*subkinds, "other"] for kind, subkinds in KINDS.items()},
    }
    return manifest


def event_bus(days: Iterable[str], chance: random.Random) -> tuple[Files, dict[str, list[Record]]]:
    """Make the files of the Event Bus, and the events of each day."""
    files: Files = {}
    events = {
        day: [] if day in EMPTY_DAYS else [event(day, number, chance) for number in range(EVENTS_PER_DAY)]
        for day in days
    }
    for day, records in events.items():
        data = files[f"eventbus/daily/{day}.jsonl"] = json_lines(records)
        files[f"eventbus/manifest/{day}.manifest.json"] = document(event_manifest(day, records, data))
    return files, events


def session(day: str, number: int, events: list[Record], anchor: str) -> Record:
    """Make one session of events that follow each other."""
    event_ids = [str(one["event_id"]) for one in events]
    start, end = events[0]["timestamp_ms"], events[-1]["timestamp_ms"]
    return {
        "schema_version": "session.v1",
        "session_id": stable_id("ses_", "session", "gap_based", day, start, end, hash_of(event_ids)),
        "day": day,
        "window": {"window_type": "gap_based", "start_ts_ms": start, "end_ts_ms": end, "timezone": "Etc/UTC"},
        "event_ids": event_ids,
        "event_count": len(event_ids),
        "source": {
            "input_manifest_day": day,
            "input_manifest_sha256": anchor,
            "sessionizer_version": "2.0.0",
        },
        "evidence": {
            "eventbus_daily_path": f"eventbus/daily/{day}.jsonl",
            "eventbus_manifest_path": f"eventbus/manifest/{day}.manifest.json",
        },
        "labels": [f"part {number + 1} of the day"],
    }


def cluster(day: str, sessions: list[Record], anchor: str) -> Record:
    """Make one cluster of sessions of a day."""
    members = [str(one["session_id"]) for one in sessions]
    algorithm = {"name": "shared-words", "version": "0.3.0", "params_hash": sha256("threshold=0.4")}
    return {
        "schema_version": "cluster.v1",
        "cluster_id": stable_id(
            "clu_", "cluster", "daily", day, hash_of(sorted(members)), *algorithm.values()
        ),
        "scope": {"scope_type": "daily", "day": day, "input_sessions_manifest_sha256": anchor},
        "members": [{"session_id": member, "weight": 1.0 / len(members)} for member in members],
        "member_count": len(members),
        "algorithm": algorithm,
    }


def session_bus(events: dict[str, list[Record]], files: Files) -> tuple[Files, dict[str, list[Record]]]:
    """Make the files of the Sessions Bus, and the sessions of each day."""
    made: Files = {}
    sessions: dict[str, list[Record]] = {}
    for day, told in events.items():
        anchor = sha256(files[f"eventbus/daily/{day}.jsonl"])
        groups = [
            told[start : start + EVENTS_PER_SESSION] for start in range(0, len(told), EVENTS_PER_SESSION)
        ]
        sessions[day] = [session(day, number, group, anchor) for number, group in enumerate(groups)]
        data = json_lines(sessions[day])
        clusters = [
            cluster(day, part, sha256(data)) for part in (sessions[day][:2], sessions[day][2:]) if part
        ]
        referenced = {"sessions": len(told), "clusters": len(sessions[day])}
        for name, records in (("sessions", sessions[day]), ("clusters", clusters)):
            data = made[f"{name}/daily/{day}.{name}.jsonl"] = json_lines(records)
            inner = "events" if name == "sessions" else "sessions"
            made[f"{name}/manifest/{day}.{name}.manifest.json"] = document(
                {
                    "schema_version": f"{name}_manifest.v1",
                    "bus_schema_version": f"{name[:-1]}.v1",
                    "day": day,
                    f"{name}_path": f"{name}/daily/{day}.{name}.jsonl",
                    "counts": {f"{name}_total": len(records), f"{inner}_total_referenced": referenced[name]},
                    "integrity": {"sha256": sha256(data), "bytes": len(data)},
                    "producer": producer("session-producer", day),
                }
            )
    return made, sessions


def chunk(day: str, uri: str, checksum: str, start: int, text: str) -> Record:
    """Make one chunk of a document."""
    document_id = stable_id("doc_", "document", uri, checksum)
    return {
        "schema_version": "chunks.v1",
        "chunk_id": stable_id("chk_", "chunk", document_id, start, sha256(text)),
        "document_id": document_id,
        "text": text,
        "provenance": {
            "source_uri": uri,
            "source_checksum": checksum,
            "parser": {"parser_name": "plain", "parser_version": "3.1.0"},
            "canonicalizer": {"canonicalizer_name": "plain", "canonicalizer_version": "1.0.0"},
            "inputs": [{"path": uri, "checksum": checksum}],
        },
        "source": {"source_uri": uri, "source_type": "md"},
        "span": {"char_range": {"char_start": start, "char_end": start + len(text)}},
        "hashes": {"text_hash": sha256(text)},
        "metadata": {"title": uri.rpartition("/")[2], "language": "en"},
        "created_at": f"{day}T22:00:00Z",
    }


def attempt(day: str, minute: int, uri: str, checksum: str, status: str) -> Record:
    """Make one row of the ledger of processed files."""
    row: Record = {
        "source_uri": uri,
        "source_checksum": checksum,
        "parser_name": "plain",
        "parser_version": "3.1.0",
        "canonicalizer_name": "plain",
        "canonicalizer_version": "1.0.0",
        "partition_key": day,
        "processed_at": f"{day}T22:{minute:02}:00Z",
        "run_id": f"chunk-producer-{day}",
        "status": status,
    }
    return row | ({"error_type": "SCHEMA_INVALID:json_parse"} if status == "failed" else {})


def chunk_bus(days: Iterable[str], chance: random.Random) -> tuple[Files, dict[str, list[Record]]]:
    """Make the files of the Chunk Bus; the second file of each day fails, and is read on the next one."""
    files: Files = {}
    chunks: dict[str, list[Record]] = {}
    ledger: list[Record] = []
    retried: list[tuple[str, str]] = []
    done: list[tuple[str, str]] = []
    for day in days:
        names = [] if day in EMPTY_DAYS else [f"library://papers/{day}-{letter}.md" for letter in "abc"]
        sources = [(name, sha256(name)) for name in names]
        rows = [(*source, "processed") for source in [*retried, *sources[:1], *sources[2:]]]
        rows += [(*source, "skipped") for source in done[:1] if names]
        rows += [(*source, "failed") for source in sources[1:2]]
        retried = sources[1:2] or retried
        ledger += [attempt(day, minute, *row) for minute, row in enumerate(rows)]
        done = [(uri, checksum) for uri, checksum, status in rows if status == "processed"]
        if not names:
            ledger = [row for row in ledger if row["partition_key"] != day]
            done, rows = [], []
        chunks[day] = []
        for uri, checksum in done:
            start = 0
            for _ in range(3):
                text = " ".join(chance.choice(WORDS) for _ in range(8)).capitalize() + "."
                chunks[day].append(chunk(day, uri, checksum, start, text))
                start += len(text) + 1
        data = files[f"chunks/canonical/{day}.jsonl"] = json_lines(chunks[day])
        counted = Counter(status for _, _, status in rows)
        files[f"chunks/manifest/{day}.manifest.json"] = document(
            {
                "schema_version": "chunks_manifest.v1",
                "partition_key": day,
                "created_at": f"{day}T23:00:00Z",
                "producer": {"name": "chunk-producer", "version": "1.4.0"},
                "counts": {
                    "documents_processed": len(done),
                    "chunks_emitted": len(chunks[day]),
                    "failures": counted["failed"],
                },
                "checksums": {"data_sha256": sha256(data)},
                "idempotency": {"already_processed": counted["skipped"]},
                "errors": {"SCHEMA_INVALID:json_parse": counted["failed"]} if counted["failed"] else {},
            }
        )
    files["chunks/ledger/processed_files.jsonl"] = json_lines(ledger)
    return files, chunks


def summary(day: str, source_type: str, selection: str, source_ids: list[str], text: str) -> Record:
    """Make one summary; the text of a model is made up like everything else."""
    prompt_hash = sha256(f"{source_type}: say it in a sentence")
    text_hash = sha256("\n".join(source_ids))
    return {
        "schema_version": f"{source_type}_summary.v1",
        "summary_id": stable_id(
            "sum_", "summary", source_type, hash_of(source_ids), text_hash, "5.2.0", prompt_hash
        ),
        "day": day,
        "source_type": source_type,
        "source_ids": source_ids,
        "selection": {
            "selection_type": selection,
            "source_text_hash": text_hash,
            "normalization": {"name": "line-feeds", "version": "1.0.0"},
        },
        "model": {
            "provider": "local",
            "model_name": "short-sentences",
            "model_version": "",
            "temperature": None,
            "max_tokens": 200,
        },
        "prompt": {"prompt_hash": prompt_hash, "template_id": source_type, "prompt_version": "1.0.0"},
        "producer": {"summarizer_version": "5.2.0", "run_id": f"summary-producer-{day}"},
        "outputs": {"summary_text": text},
    }


def summaries(
    day: str, events: list[Record], sessions: list[Record], chunks: list[Record]
) -> dict[str, list[Record]]:
    """Make the summaries of a day, by family."""
    event_ids = [str(one["event_id"]) for one in events]
    documents = list(dict.fromkeys(str(one["document_id"]) for one in chunks))
    of_sessions = [
        summary(day, "session", "session_full", [str(one["session_id"])], "A part of a day.")
        | {"event_ids": one["event_ids"]}
        for one in sessions
    ]
    of_chunks = [summary(day, "chunk_set", "chunk_set", [str(one["chunk_id"]) for one in chunks], "Texts.")]
    of_chunks[0]["outputs"] = {
        "summary_text": "What three texts say.",
        "hierarchy": {"root": "n1", "nodes": [{"node_id": "n1", "text": "Texts."}]},
        "hierarchy_version": "1",
    }
    return {
        "events": [summary(day, "event", "event_slice", event_ids[:3], "What the morning brought.")],
        "sessions": of_sessions,
        "documents": [summary(day, "document", "document_full", [one], "A text.") for one in documents],
        "chunk_sets": of_chunks,
    }


def summary_bus(
    events: dict[str, list[Record]],
    sessions: dict[str, list[Record]],
    chunks: dict[str, list[Record]],
    files: Files,
) -> Files:
    """Make the files of the Summary Bus."""
    made: Files = {}
    nothing: dict[str, list[Record]] = {"events": [], "sessions": [], "documents": [], "chunk_sets": []}
    for day, told in events.items():
        full = summaries(day, told, sessions[day], chunks[day]) if told else nothing
        for family, records in full.items():
            bus = {"events": "eventbus", "sessions": "sessions"}.get(family, "chunk")
            source = {"eventbus": "eventbus/daily/{}.jsonl", "sessions": "sessions/daily/{}.sessions.jsonl"}
            upstream = files[source.get(bus, "chunks/canonical/{}.jsonl").format(day)]
            path = f"summaries/{family}/{day}.{family}.summary.jsonl"
            data = made[path] = json_lines(records)
            skipped = 1 if family == "events" and records else 0
            made[f"summaries/manifest/{day}.{family}.summary.manifest.json"] = document(
                {
                    "schema_version": f"{family}_summary_manifest.v1",
                    "bus_schema_version": f"{family[:-1]}_summary.v1",
                    "day": day,
                    "input": {f"{bus}_manifest_day": day, f"{bus}_manifest_sha256": sha256(upstream)},
                    "paths": {"summaries_path": path},
                    "counts": {
                        "eligible": len(records) + skipped,
                        "produced": len(records),
                        "skipped": skipped,
                        "failed": 0,
                    },
                    "skip_reasons": {"too-short": skipped} if skipped else {},
                    "integrity": {"sha256": sha256(data), "bytes": len(data)},
                    "producer": {
                        "summarizer_version": "5.2.0",
                        "run_id": f"summary-producer-{day}",
                        "model_name": "short-sentences",
                        "prompt_hash": sha256(f"{family}: say it in a sentence"),
                    },
                }
            )
    return made


def build() -> Files:
    """Make every file of the example's data, by path."""
    chance = random.Random(SEED)  # noqa: S311 - data of an example, no secrets
    files, events = event_bus(DAYS, chance)
    made, sessions = session_bus(events, files)
    cut, chunks = chunk_bus(DAYS, chance)
    files |= made | cut
    return files | summary_bus(events, sessions, chunks, files)


def main(folder: str = str(Path(__file__).parent)) -> None:
    """Write the files below a folder."""
    for path, data in build().items():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
