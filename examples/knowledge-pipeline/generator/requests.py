"""The request seam: who asks for which summary, and what became of it."""

from __future__ import annotations

import uuid

from .common import Bus, Data, Record, canonical, hash_of, sha256, stable_id
from .flows import CHUNK_SETS, NOTES, PAGES, PLANNED, REPLACED, SERVICE, SESSIONS, write_flows

#: a flow that nobody has published
UNKNOWN = "opportunities.digest.rank_and_route.v9"
FAMILIES = {"event": "events", "session": "sessions", "document": "documents", "chunk_set": "chunk_sets"}


def effective_key(asked: Record) -> str:
    """Return the key under which a request is done once: its own, or one made of what it asks for."""
    if "idempotency_key" in asked:
        return str(asked["idempotency_key"])
    return stable_id("key_", "request", sha256(canonical(asked["input"])), sha256(canonical(asked["work"])))


def ids(bus: str, summary: Record) -> Record:
    """Name what a summary was made of, as an input."""
    return {"mode": "ids", "bus": bus, "ids": summary["source_ids"]}


def error(name: str, message: str) -> Record:
    """Say why a run failed, by the class of its failure."""
    return {"type": name, "message": message}


class RequestSeam(Bus):
    """The queue and its answers, what was put aside, what was selected, and the registry of flows."""

    def __init__(self, data: Data) -> None:
        """Begin with an empty queue."""
        super().__init__(data)
        self.date = ""
        self.queue: list[Record] = []
        self.answers: list[Record] = []
        self.aside: list[Record] = []

    def day(self, day: str) -> None:
        """Ask in the evening of a full day for summaries, in every way, so that every answer is given."""
        self.date = day
        made = {str(one["source_type"]): one for one in reversed(self.data.today["summaries"])}
        if not made:
            return
        before = len(self.answers)
        events = ids("event_bus", made["event"])
        document = ids("chunk_bus", made["document"])

        note = self._ask(0, "event", "ops_brief", NOTES, events, idempotency_key=f"ops-brief-{day}")
        self._done(note, 2, made["event"])
        talk = self._ask(
            5, "session", "crm_update", SESSIONS, ids("session_bus", made["session"]), variant="strict"
        )
        self._done(talk, 7, made["session"])
        later = {"urgency": "scheduled", "not_before": self._at(60), "priority": 2}
        self._done(
            self._ask(10, "document", "research_digest", CHUNK_SETS, document, **later), 61, made["document"]
        )
        chunks = self._selection("research", "chunk_selection", made["chunk_set"])
        brief = {"params": {"style": "plain", "max_words": 120}}
        first = self._ask(15, "chunk_set", "research_digest", CHUNK_SETS, chunks, **brief)
        self._done(first, 17, made["chunk_set"])
        again = self._ask(20, "chunk_set", "research_digest", CHUNK_SETS, chunks, **brief)
        self._answer(again, 21, "duplicate", duplicate_of=first["request_id"])

        alpha = self._selection("docs", "document_alpha", made["document"])
        tried = self._ask(25, "document", "civic_monitor", PAGES, alpha)
        self._answer(tried, 26, "accepted")
        self._answer(tried, 27, "failed_transient", error=error("STORAGE_UNAVAILABLE", "the store is locked"))
        self._done(
            self._ask(30, "document", "civic_monitor", PAGES, alpha, again=tried), 32, made["document"]
        )
        old = self._ask(35, "event", "civic_monitor", REPLACED, events, priority=5)
        self._answer(old, 36, "accepted", warnings=["the flow is deprecated"])
        self._answer(old, 37, "failed_permanent", error=error("MODEL_FAILURE", "no words came back"))
        unknown = self._ask(40, "event", "ops_brief", UNKNOWN, events)
        self._answer(unknown, 41, "rejected_unknown_flow", reason="no flow of this name")
        disabled = self._ask(45, "event", "crm_update", PLANNED, events)
        self._answer(disabled, 46, "rejected_invalid_input", reason="the flow is disabled")
        self._ask(
            50, "event", "ops_brief", NOTES, {"mode": "query", "bus": "event_bus", "query": {"last": 3}}
        )
        self._put_aside(51, "queries are not served yet")
        waits = self._ask(
            55, "session", "ops_brief", SESSIONS, ids("session_bus", made["session"]), repo="chunk-producer"
        )
        self._answer(waits, 56, "accepted")
        self.answers[before:] = sorted(self.answers[before:], key=lambda one: str(one["acked_at"]))

    def end(self) -> None:
        """Write the logs of the seam, and the flows."""
        for name, records in (("queue", self.queue), ("ack", self.answers), ("quarantine", self.aside)):
            self.data.lines(f"{SERVICE}/run/{name}.jsonl", records)
        write_flows(self.data)

    def _at(self, minute: int) -> str:
        return f"{self.date}T{20 + minute // 60}:{minute % 60:02}:00Z"

    def _ask(
        self,
        minute: int,
        source: str,
        subkind: str,
        flow: str,
        given: Record,
        *,
        variant: str | None = None,
        params: Record | None = None,
        again: Record | None = None,
        repo: str = "workbench",
        **more: object,
    ) -> Record:
        """Append a request to the queue; ``again`` is one that is made once more."""
        request_id = uuid.uuid5(uuid.NAMESPACE_URL, f"request:{self.date}:{minute}")
        work: Record = {
            "output_bus": "summary_bus",
            "output_kind": "summary_item",
            "summary_kind": f"{source}_summary",
            "summary_subkind": subkind,
            "flow_ref": {"kind": "registry", "flow_id": flow} | ({"variant": variant} if variant else {}),
        }
        asked: Record = {
            "schema_version": "summary_request_query.v1"
            if given["mode"] == "query"
            else "summary_request.v1",
            "request_id": again["request_id"] if again else str(request_id),
            "created_at": self._at(minute),
            "requested_by": {"repo": repo, "component": "evening", "version": "1.4.0"},
            "urgency": "now",
            "work": work | ({"params": params} if params else {}),
            "input": given,
        }
        self.queue.append(asked | more)
        return self.queue[-1]

    def _answer(self, asked: Record, minute: int, outcome: str, **said: object) -> None:
        work = asked["work"]
        assert isinstance(work, dict)  # noqa: S101 - the types of JSON data
        answer: Record = {
            "schema_version": "summary_request_ack.v1",
            "request_id": asked["request_id"],
            "acked_at": self._at(minute),
            "outcome": outcome,
            "effective_key": effective_key(asked),
            "flow_ref": work["flow_ref"],
        }
        self.answers.append(answer | said)

    def _done(self, asked: Record, minute: int, summary: Record) -> None:
        """Answer that a request was accepted, and then that its summary is there."""
        self._answer(asked, minute - 1, "accepted")
        family = FAMILIES[str(summary["source_type"])]
        manifest = f"summaries/manifest/{self.date}.{family}.summary.manifest.json"
        result = {"summary_ids": [summary["summary_id"]], "manifest_path": manifest}
        self._answer(asked, minute, "completed", result=result)

    def _put_aside(self, minute: int, reason: str) -> None:
        """Put the last line of the queue aside, as it is written."""
        asked = self.queue[-1]
        line = self.data.plan.style.text(asked)
        self.aside.append(
            {
                "schema_version": "summary_request_aside.v1",
                "request_id": asked["request_id"],
                "put_aside_at": self._at(minute),
                "reason": reason,
                "line": line,
                "line_sha256": sha256(line),
            }
        )
        self._answer(asked, minute, "rejected_invalid_schema", reason=reason)

    def _selection(self, area: str, name: str, summary: Record) -> Record:
        """Write down what was selected, and name it as an input."""
        path = f"selectors/{area}/{self.date}.{name}.manifest.json"
        bus, chosen = "chunk_bus", ids("chunk_bus", summary)["ids"]
        assert isinstance(chosen, list)  # noqa: S101 - the types of JSON data
        selection_hash = "sha256:" + sha256(
            "|".join(["stable_id:v1", "selection", bus, hash_of(sorted(chosen))])
        )
        manifest: Record = {
            "schema_version": "selection_manifest.v1",
            "created_at": self._at(0),
            "day": self.date,
            "bus": bus,
            "ids": chosen,
            "selection_hash": selection_hash,
        }
        self.data.document(path, manifest)
        return {"mode": "selection_manifest", "manifest_path": path, "selection_hash": selection_hash}
