"""The Chunk Bus, and its ledger."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

from .common import EMPTY_DAYS, Files, Record, document, json_lines, sha256, stable_id

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
