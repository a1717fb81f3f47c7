"""The Sessions Bus: sessions and clusters."""

from __future__ import annotations

from .common import Files, Record, document, hash_of, json_lines, producer, sha256, stable_id

EVENTS_PER_SESSION = 4


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
