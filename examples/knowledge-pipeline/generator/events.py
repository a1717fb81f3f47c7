"""The Event Bus."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

from .common import Bus, Data, Record, Seal, producer, sha256, stable_id

MILLISECONDS_PER_DAY = 86_400_000
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
DOMAINS = ("research", "operations", "governance")


def milliseconds(day: str) -> int:
    """Return when a day begins, in milliseconds since 1970."""
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp() * 1000)


def event(day: str, number: int, count: int, chance: random.Random) -> Record:
    """Make one of the events of a day; every second one is a turn of a conversation."""
    share = MILLISECONDS_PER_DAY // count
    role = "ingest" if number % 2 == 0 else chance.choice(sorted(ROLES))
    system, kinds = ROLES[role]
    kind = "chat_turn" if number % 2 == 0 else chance.choice(kinds)
    subkind = chance.choice(KINDS[kind])
    speaker = {"user_message": "user", "assistant_message": "assistant"}.get(subkind, "system")
    made: Record = {
        "schema_version": "event.v1",
        "event_id": "",
        "timestamp_ms": milliseconds(day) + number * share + chance.randrange(share),
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


class EventBus(Bus):
    """What happened, in the order in which it happened."""

    def __init__(self, data: Data) -> None:
        """Begin before the first day."""
        super().__init__(data)
        self.lots = data.chance("events")

    def day(self, day: str) -> None:
        """Write the events of a day."""
        count = self.data.plan.events_of(day)
        events = self.data.today["events"] = [event(day, number, count, self.lots) for number in range(count)]
        seal = self.data.lines(f"eventbus/daily/{day}.jsonl", events)
        self.data.document(f"eventbus/manifest/{day}.manifest.json", event_manifest(day, events, seal))


def event_manifest(day: str, events: list[Record], seal: Seal) -> Record:
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
        "integrity": {"sha256": seal.sha256, "bytes": seal.bytes},
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
    manifest["integrity"] = {"sha256": seal.sha256, "bytes": seal.bytes, "lines": len(events)}
    manifest["kind_registry"] = {
        "allowed_kinds": list(KINDS),
        "allowed_subkinds": {kind: [*subkinds, "other"] for kind, subkinds in KINDS.items()},
    }
    return manifest
