"""The Summary Bus: four families of summaries."""

from __future__ import annotations

from .common import Bus, Record, hash_of, sha256, stable_id


def summary(
    day: str, source_type: str, selection: str, source_ids: list[str], texts: list[str], text: str
) -> Record:
    """Make one summary of texts; that of a model is made up like everything else."""
    prompt_hash = sha256(f"{source_type}: say it in a sentence")
    text_hash = sha256("\n".join(texts))
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
    content = {str(one["event_id"]): str(one["content_hash"]) for one in events}
    texts = {str(one["chunk_id"]): str(one["text"]) for one in chunks}
    of_events = [
        summary(
            day,
            "event",
            "event_slice",
            event_ids[:3],
            [content[one] for one in event_ids[:3]],
            "What the morning brought.",
        )
    ]
    of_sessions = [
        summary(
            day,
            "session",
            "session_full",
            [str(one["session_id"])],
            [content[member] for member in one["event_ids"]],
            "A part of a day.",
        )
        | {"event_ids": one["event_ids"]}
        for one in sessions
    ]
    documents: dict[str, list[str]] = {}
    for one in chunks:
        documents.setdefault(str(one["document_id"]), []).append(str(one["chunk_id"]))
    of_documents = [
        summary(day, "document", "document_full", [document], [texts[one] for one in chunk_ids], "A text.")
        | {"document_id": document, "chunk_ids": chunk_ids}
        for document, chunk_ids in documents.items()
    ]
    of_chunks = [summary(day, "chunk_set", "chunk_set", list(texts), list(texts.values()), "Texts.")]
    of_chunks[0]["outputs"] = {
        "summary_text": "What three texts say.",
        "hierarchy": {"root": "n1", "nodes": [{"node_id": "n1", "text": "Texts."}]},
        "hierarchy_version": "1",
    }
    return {
        "events": of_events,
        "sessions": of_sessions,
        "documents": of_documents,
        "chunk_sets": of_chunks,
    }


#: what each family is made of: the words of its manifest, and the file that was read
SOURCES = {
    "events": ("eventbus", "eventbus/daily/{}.jsonl"),
    "sessions": ("sessions", "sessions/daily/{}.sessions.jsonl"),
    "documents": ("chunk", "chunks/canonical/{}.jsonl"),
    "chunk_sets": ("chunk", "chunks/canonical/{}.jsonl"),
}


class SummaryBus(Bus):
    """Four families of summaries."""

    def day(self, day: str) -> None:
        """Write the summaries of a day."""
        today = self.data.today
        full = summaries(day, today["events"], today["sessions"], today["chunks"]) if today["events"] else {}
        today["summaries"] = []
        for family, (bus, source) in SOURCES.items():
            records = full.get(family, [])
            today["summaries"] += records
            path = f"summaries/{family}/{day}.{family}.summary.jsonl"
            seal = self.data.lines(path, records)
            skipped = 1 if family == "events" and records else 0
            manifest: Record = {
                "schema_version": f"{family}_summary_manifest.v1",
                "bus_schema_version": f"{family[:-1]}_summary.v1",
                "day": day,
                "input": {
                    f"{bus}_manifest_day": day,
                    f"{bus}_manifest_sha256": self.data.seals[source.format(day)].sha256,
                },
                "paths": {"summaries_path": path},
                "counts": {
                    "eligible": len(records) + skipped,
                    "produced": len(records),
                    "skipped": skipped,
                    "failed": 0,
                },
                "skip_reasons": {"too-short": skipped} if skipped else {},
                "integrity": {"sha256": seal.sha256, "bytes": seal.bytes},
                "producer": {
                    "summarizer_version": "5.2.0",
                    "run_id": f"summary-producer-{day}",
                    "model_name": "short-sentences",
                    "prompt_hash": sha256(f"{family}: say it in a sentence"),
                },
            }
            self.data.document(f"summaries/manifest/{day}.{family}.summary.manifest.json", manifest)
