"""The Sessions Bus: sessions and clusters."""

from __future__ import annotations

from .common import Bus, Record, Seal, hash_of, producer, sha256, stable_id

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


class SessionBus(Bus):
    """Sessions of events, and clusters of sessions."""

    def day(self, day: str) -> None:
        """Write the sessions and the clusters of a day."""
        events = self.data.today["events"]
        anchor = self.data.seals[f"eventbus/daily/{day}.jsonl"].sha256
        groups = [
            events[start : start + EVENTS_PER_SESSION] for start in range(0, len(events), EVENTS_PER_SESSION)
        ]
        sessions = [session(day, number, group, anchor) for number, group in enumerate(groups)]
        self.data.today["sessions"] = sessions
        seal = self._write(day, "sessions", sessions, {"events_total_referenced": len(events)})
        parts = [sessions[start : start + 2] for start in range(0, len(sessions), 2)]
        clusters = [cluster(day, part, seal.sha256) for part in parts]
        self._write(day, "clusters", clusters, {"sessions_total_referenced": len(sessions)})

    def _write(self, day: str, name: str, records: list[Record], referenced: Record) -> Seal:
        path = f"{name}/daily/{day}.{name}.jsonl"
        seal = self.data.lines(path, records)
        manifest: Record = {
            "schema_version": f"{name}_manifest.v1",
            "bus_schema_version": f"{name[:-1]}.v1",
            "day": day,
            f"{name}_path": path,
            "counts": {f"{name}_total": len(records), **referenced},
            "integrity": {"sha256": seal.sha256, "bytes": seal.bytes},
            "producer": producer("session-producer", day),
        }
        self.data.document(f"{name}/manifest/{day}.{name}.manifest.json", manifest)
        return seal
