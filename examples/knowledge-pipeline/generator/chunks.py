"""The Chunk Bus, and its ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .common import Bus, Data, Record, canonical, sha256, stable_id

WORDS = ("river", "harbour", "market", "law", "bridge", "winter", "council", "ferry", "garden", "report")


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


class ChunkBus(Bus):
    """Spans of documents; the second document of each day fails, and is read on the next one."""

    def __init__(self, data: Data) -> None:
        """Begin with an empty ledger."""
        super().__init__(data)
        self.lots = data.chance("chunks")
        self.ledger: list[Record] = []
        self.retried: list[tuple[str, str]] = []
        self.done: list[tuple[str, str]] = []

    def day(self, day: str) -> None:
        """Write the chunks of the documents that were read on a day."""
        tries = self._tries(day)
        attempts = self.data.today["attempts"] = [
            attempt(day, minute, *row) for minute, row in enumerate(tries)
        ]
        self.ledger += attempts
        self.done = [(uri, checksum) for uri, checksum, status in tries if status == "processed"]
        chunks = [one for uri, checksum in self.done for one in self._chunks_of(day, uri, checksum)]
        self.data.today["chunks"] = chunks
        seal = self.data.lines(f"chunks/canonical/{day}.jsonl", chunks)
        counted = Counter(status for _, _, status in tries)
        manifest: Record = {
            "schema_version": "chunks_manifest.v1",
            "partition_key": day,
            "created_at": f"{day}T23:00:00Z",
            "producer": {"name": "chunk-producer", "version": "1.4.0"},
            "counts": {
                "documents_processed": len(self.done),
                "chunks_emitted": len(chunks),
                "failures": counted["failed"],
            },
            "checksums": {"data_sha256": seal.sha256},
            "idempotency": {"already_processed": counted["skipped"]},
            "errors": {"SCHEMA_INVALID:json_parse": counted["failed"]} if counted["failed"] else {},
        }
        self.data.document(f"chunks/manifest/{day}.manifest.json", manifest)

    def _tries(self, day: str) -> list[tuple[str, str, str]]:
        if not self.data.plan.events_of(day):
            return []
        names = [f"library://papers/{day}-{letter}.md" for letter in "abc"]
        sources = [(name, sha256(name)) for name in names]
        tries = [(*source, "processed") for source in [*self.retried, *sources[:1], *sources[2:]]]
        tries += [(*source, "skipped") for source in self.done[:1]]
        tries += [(*source, "failed") for source in sources[1:2]]
        self.retried = sources[1:2]
        return tries

    def _chunks_of(self, day: str, uri: str, checksum: str) -> Iterator[Record]:
        start = 0
        for _ in range(3):
            text = " ".join(self.lots.choice(WORDS) for _ in range(8)).capitalize() + "."
            yield self._with_hashes(chunk(day, uri, checksum, start, text))
            start += len(text) + 1

    def _with_hashes(self, bare: Record) -> Record:
        whole = sha256(canonical(bare | (self.data.plan.style.extra or {})))
        return bare | {"hashes": {"text_hash": sha256(str(bare["text"])), "chunk_object_hash": whole}}

    def end(self) -> None:
        """Write the ledger of every attempt."""
        self.data.lines("chunks/ledger/processed_files.jsonl", self.ledger)
