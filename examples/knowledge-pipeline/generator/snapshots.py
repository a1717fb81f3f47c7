"""Snapshots: what readers outside see of the memos of a day."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from datetime import date
from operator import itemgetter

from .common import Bus, Record, Seal, canonical, hash_of, sha256, stable_id

DOCS_PER_TILE = 2
PUBLISHER, VERSION, KIND, DOC_SCHEMA = "snapshot-publisher", "2.1.0", "memos_of_a_day", "memo_doc.v1"
#: the rules of order that are in use, each with its keys
ORDERS = {
    "by-title": [{"key": "title", "order": "ascending"}, {"key": "doc_id", "order": "ascending"}],
    "newest-first": [{"key": "created_at", "order": "descending"}, {"key": "doc_id", "order": "ascending"}],
}
#: the most bytes that one block of a stream holds which is not compressed
_BLOCK = 65_535


def gzipped(data: bytes) -> bytes:
    """Put bytes into a gzip file as they are: what a compressor makes of them depends on its version."""
    pieces = [data[start : start + _BLOCK] for start in range(0, len(data), _BLOCK)] or [b""]
    blocks = [
        struct.pack("<BHH", piece is pieces[-1], len(piece), len(piece) ^ 0xFFFF) + piece for piece in pieces
    ]
    head, tail = b"\x1f\x8b\x08" + bytes(6) + b"\xff", struct.pack("<II", zlib.crc32(data), len(data))
    return head + b"".join(blocks) + tail


def document(memo: Record) -> Record:
    """Make what a snapshot shows of a memo."""
    return {
        "doc_id": stable_id("mem_", "memo", memo["bag_id"], memo["memo_slug"]),
        "bag_id": memo["bag_id"],
        "memo_slug": memo["memo_slug"],
        "title": memo["title"],
        "tags": memo["tags"],
        "created_at": memo["created_at"],
        "path": memo["path"],
        "md_sha256": memo["md_sha256"],
    }


def in_order(rule: str, docs: list[Record]) -> list[Record]:
    """Sort documents as a rule of order says."""
    for key in reversed(ORDERS[rule]):
        docs = sorted(docs, key=itemgetter(key["key"]), reverse=key["order"] == "descending")
    return docs


def sources(bags: list[Record], seals: dict[str, Seal]) -> list[Record]:
    """Name the bags that were read, each with the digest that the registry has of it."""
    paths = [f"{bag['path']}/meta/bag.json" for bag in bags]
    return [
        {"bag_id": bag["bag_id"], "path": path, "sha256": seals[path].sha256}
        for bag, path in zip(bags, paths, strict=True)
    ]


class SnapshotBus(Bus):
    """A snapshot of the memos of each day; on every second one in compressed tiles."""

    def day(self, day: str) -> None:
        """Publish the memos of a day; a day without memos has one tile without documents."""
        second = date.fromisoformat(day).toordinal() % 2 == 1
        rule = "newest-first" if second else "by-title"
        compression, suffix = ("gzip", ".json.gz") if second else ("none", ".json")
        docs = in_order(rule, [document(one) for one in self.data.today["memos"]])
        doc_ids = hash_of(str(one["doc_id"]) for one in docs)
        snapshot_id = stable_id("snp_", "snapshot", PUBLISHER, VERSION, KIND, rule, DOC_SCHEMA, doc_ids)
        root = f"snapshots/{day}"
        tiles = []
        for index, start in enumerate(range(0, max(len(docs), 1), DOCS_PER_TILE)):
            part = docs[start : start + DOCS_PER_TILE]
            tile_id, end = f"tile_{index:05}", start + len(part)
            tile: Record = {
                "tile_schema_version": "snapshot_tile.v1",
                "snapshot_id": snapshot_id,
                "tile_id": tile_id,
                "range": {"start": start, "end": end},
                "docs": part,
            }
            path, content = f"tiles/{tile_id}{suffix}", self.data.plan.style.page(tile)
            self.data.write(f"{root}/{path}", gzipped(content) if second else content)
            about = {"tile_id": tile_id, "path": path, "start": start, "end": end, "docs": len(part)}
            tiles.append(about | {"compression": compression, "sha256": sha256(content)})
        orders = [self._order(root, snapshot_id, docs)] if second and docs else []
        self._manifest(
            root,
            {
                "schema_version": "snapshot_manifest.v1",
                "snapshot_id": snapshot_id,
                "snapshot_kind": KIND,
                "produced_at": f"{day}T23:45:00Z",
                "producer": {"project_id": PUBLISHER, "version": VERSION, "run_id": f"{PUBLISHER}-{day}"},
                "ordering": {"rule_id": rule, "keys": ORDERS[rule], "stability": "stable"},
                "doc_schema": {"family": "memo_doc", "version": DOC_SCHEMA},
                "tile_index": {
                    "count": len(tiles),
                    "docs_per_tile": DOCS_PER_TILE,
                    "zero_doc_tiles": [one["tile_id"] for one in tiles if not one["docs"]],
                    "tiles": tiles,
                },
                "counts": {
                    "docs_total": len(docs),
                    "docs_by_tag": dict(sorted(Counter(tag for one in docs for tag in one["tags"]).items())),
                },
                "compression": {
                    "enabled": second,
                    "type": compression,
                    "applies_to": ["tiles"] if second else [],
                },
                "orders": orders,
                "inputs": sources(self.data.today["bags"], self.data.seals),
                "integrity": {"hash_alg": "sha256", "canonicalization": "content"},
            },
        )

    def _order(self, root: str, snapshot_id: str, docs: list[Record]) -> Record:
        """Write another order of the same documents, which readers may follow instead."""
        path = "order/by_title.json"
        ids = [one["doc_id"] for one in in_order("by-title", docs)]
        seal = self.data.document(
            f"{root}/{path}", {"snapshot_id": snapshot_id, "name": "by_title", "doc_ids": ids}
        )
        return {"name": "by_title", "path": path, "sha256": seal.sha256}

    def _manifest(self, root: str, manifest: Record) -> None:
        """Write the manifest last, with the digest of itself, which leaves itself out."""
        whole = manifest | (self.data.plan.style.extra or {})
        integrity = {**manifest["integrity"], "manifest_sha256": sha256(canonical(whole))}
        self.data.document(f"{root}/manifest.json", manifest | {"integrity": integrity})
