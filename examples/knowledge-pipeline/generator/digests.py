"""The Digest Bus: bags of summaries, their memos, and the indexes that say what is published."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .common import Bus, Data, Record, Seal, canonical, hash_of, sha256, stable_id

ENGINE = "2.3.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """What a bag is made of: the first summaries of some families; and what its memos are called."""

    selector_id: str
    bag_type: str
    tags: tuple[str, ...]
    families: tuple[str, ...]
    limit: int
    titles: tuple[str, ...]


SELECTORS = (
    Selector(
        selector_id="tag-talk",
        bag_type="tagbag",
        tags=("talk",),
        families=("event", "session"),
        limit=20,
        titles=("What was said on {}: the first part", "What was said on {}: the rest"),
    ),
    Selector(
        selector_id="tag-library",
        bag_type="tagbag",
        tags=("library",),
        families=("document", "chunk_set"),
        limit=3,
        titles=("Read on {}",),
    ),
    Selector(
        selector_id="pair-library-talk",
        bag_type="pairbag",
        tags=("library", "talk"),
        families=("event", "chunk_set"),
        limit=20,
        titles=("Talk & library, {}",),
    ),
)


def slug_of(title: str) -> str:
    """Make the name of a memo of its title."""
    return re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")


def halves(values: list[Record], parts: int) -> list[list[Record]]:
    """Split a list in so many parts of about one length; none is empty."""
    size = -(-len(values) // parts)
    return [values[start : start + size] for start in range(0, len(values), size or 1)]


def memo_text(title: str, bag_id: str, summary_ids: list[str]) -> str:
    """Write a memo: its title, and what it was made of."""
    text = f"---\ntitle: {json.dumps(title)}\nbag_id: {bag_id}\n---\n# {title}\n\n"
    return text + "".join(f"- {one}\n" for one in summary_ids)


class DigestBus(Bus):
    """Bags of the summaries of a day, and what says which are published.

    Leaves ``bags`` of the day and their ``memos``, both with the paths of what was written.
    """

    def __init__(self, data: Data) -> None:
        """Write the registry of selectors, and begin with empty indexes."""
        super().__init__(data)
        self.extra = data.plan.style.extra or {}
        self.rules = {one.selector_id: self._rules(one) for one in SELECTORS}
        self.registry = data.lines("digests/selectors.jsonl", self.rules.values()).sha256
        self.entries: list[Record] = []
        self.windows: dict[str, list[Record]] = {}
        self.bags_of: dict[str, dict[str, list[str]]] = {"tagbag": {}, "pairbag": {}}

    def _rules(self, selector: Selector) -> Record:
        """Make the row of a selector; its hash is of everything else in it."""
        row: Record = {
            "schema_version": "selector.v1",
            "selector_id": selector.selector_id,
            "selector_version": "1.0.0",
            "bag_type": selector.bag_type,
            "tags": selector.tags,
            "families": selector.families,
            "limit": selector.limit,
        }
        return row | {"selector_hash": sha256(canonical(row | self.extra))}

    def day(self, day: str) -> None:
        """Write the bags of a day; of an empty one only the first, which has no memos."""
        today = self.data.today
        today["bags"], today["memos"] = [], []
        for selector in SELECTORS if today["summaries"] else SELECTORS[:1]:
            self._bag(day, selector)

    def _bag(self, day: str, selector: Selector) -> None:
        candidates = [one for one in self.data.today["summaries"] if one["source_type"] in selector.families]
        chosen = candidates[: selector.limit]
        row = self.rules[selector.selector_id]
        rules = {name: row[name] for name in ("selector_id", "selector_version", "selector_hash")}
        summary_ids = hash_of(str(one["summary_id"]) for one in chosen)
        bag_id = stable_id("bag_", "bag", selector.bag_type, *rules.values(), "daily", day, day, summary_ids)
        about: Record = {
            "bag_type": selector.bag_type,
            "bag_id": bag_id,
            "path": f"digests/L2/{selector.bag_type}/{bag_id}",
            "published_memos": 0,
            "created_at": f"{day}T23:30:00Z",
        }
        files = self._memos(about, rules, selector, chosen)
        files["meta/bag.json"] = self.data.document(
            f"{about['path']}/meta/bag.json",
            {
                "schema_version": "digest_bag.v1",
                "bag_id": bag_id,
                "bag_type": selector.bag_type,
                "level": "L2",
                "window": {"window_type": "daily", "start_day": day, "end_day": day, "label": day},
                "selector": rules,
                "inputs": {
                    "summary_bus_manifest_refs": self._read(day, selector),
                    "summary_schema_versions": [f"{family}_summary.v1" for family in selector.families],
                },
                "counts": {
                    "candidate": len(candidates),
                    "selected": len(chosen),
                    "published_memos": about["published_memos"],
                },
                "producer": {"digest_engine_version": ENGINE, "run_id": f"digest-builder-{day}"},
                "created_at": about["created_at"],
            },
        )
        listing = "".join(f"{seal.sha256}  {path}\n" for path, seal in sorted(files.items()))
        trace = self._trace(about, rules, candidates, chosen, sha256(listing))
        self._index(day, about, selector, files["meta/bag.json"], trace)

    def _read(self, day: str, selector: Selector) -> list[Record]:
        """Name what was read: the digests that the manifests of the families say."""
        paths = [f"summaries/{family}s/{day}.{family}s.summary.jsonl" for family in selector.families]
        return [{"day": day, "sha256": self.data.seals[path].sha256} for path in paths]

    def _memos(
        self, about: Record, rules: Record, selector: Selector, chosen: list[Record]
    ) -> dict[str, Seal]:
        """Write the memos of a bag, their sidecars and their index; return what the files are, by name."""
        files: dict[str, Seal] = {}
        entries: list[Record] = []
        day = str(about["created_at"])[:10]
        for title, part in zip(selector.titles, halves(chosen, len(selector.titles)), strict=False):
            entry = self._memo(about, rules, selector, title.format(day), part, files)
            entries.append(entry)
            place = {name: f"{about['path']}/memo/{entry[name]}" for name in ("path", "meta_path")}
            own = {name: about[name] for name in ("bag_type", "bag_id", "created_at")}
            self.data.today["memos"].append(entry | place | own)
        about["published_memos"] = len(entries)
        index: Record = {
            "schema_version": "bag_memo_index.v1",
            "bag_id": about["bag_id"],
            "updated_at": about["created_at"],
            "memos": entries,
        }
        files["memo/index.json"] = self.data.document(f"{about['path']}/memo/index.json", index)
        return files

    def _memo(
        self,
        about: Record,
        rules: Record,
        selector: Selector,
        title: str,
        chosen: list[Record],
        files: dict[str, Seal],
    ) -> Record:
        """Write a memo and its sidecar; return what the index says of them."""
        slug = slug_of(title)
        start = f"{about['path']}/memo/{slug}"
        summary_ids = [str(one["summary_id"]) for one in chosen]
        seal = self.data.write(f"{start}.md", memo_text(title, str(about["bag_id"]), summary_ids).encode())
        sidecar: Record = {
            "schema_version": "digest_memo_meta.v1",
            "bag_id": about["bag_id"],
            "memo_slug": slug,
            "title": title,
            "bag_type": about["bag_type"],
            "level": "L2",
            "summary_ids": summary_ids,
            "selector_id": rules["selector_id"],
            "selector_hash": rules["selector_hash"],
            "created_at": about["created_at"],
            "tags": selector.tags,
            "integrity": {"md_sha256": seal.sha256},
        }
        own = sha256(canonical(sidecar | self.extra))
        sidecar["integrity"] = {"md_sha256": seal.sha256, "meta_sha256": own}
        files[f"memo/{slug}.md"] = seal
        files[f"memo/{slug}.meta.json"] = self.data.document(f"{start}.meta.json", sidecar)
        return {
            "memo_slug": slug,
            "title": title,
            "path": f"{slug}.md",
            "meta_path": f"{slug}.meta.json",
            "md_sha256": seal.sha256,
            "tags": selector.tags,
        }

    def _trace(
        self, about: Record, rules: Record, candidates: list[Record], chosen: list[Record], listing: str
    ) -> Seal:
        """Say of which summaries a bag was made, and what was left out."""
        union = sorted({str(source) for one in chosen for source in one["source_ids"]})
        dropped = len(candidates) - len(chosen)
        trace: Record = {
            "schema_version": "digest_trace.v1",
            "bag_id": about["bag_id"],
            "upstream": {
                "summary_ids": [one["summary_id"] for one in chosen],
                "source_ids_union": union,
                "source_ids_union_hash": hash_of(union),
            },
            "rules": {
                "selector_id": rules["selector_id"],
                "selector_hash": rules["selector_hash"],
                "registry_hash": self.registry,
            },
            "coverage": {
                "selected_summary_ids": len(chosen),
                "dropped_summary_ids": dropped,
                "drop_reasons": {"over-the-limit": dropped} if dropped else {},
            },
            "integrity": {"bag_dir_sha256": listing},
        }
        return self.data.document(f"{about['path']}/meta/trace.json", trace)

    def _index(self, day: str, about: Record, selector: Selector, bag: Seal, trace: Seal) -> None:
        """Add a bag to every index that names it."""
        self.data.today["bags"].append(about | {"window_label": day, "tags": selector.tags})
        self.windows.setdefault(day, []).append(about)
        self.entries.append(
            {
                "level": "L2",
                "bag_type": about["bag_type"],
                "bag_id": about["bag_id"],
                "window_label": day,
                "path": about["path"],
                "bag_meta_sha256": bag.sha256,
                "trace_sha256": trace.sha256,
                "published_memos": about["published_memos"],
            }
        )
        of_type = self.bags_of[selector.bag_type]
        of_type.setdefault("+".join(selector.tags), []).append(str(about["bag_id"]))

    def end(self) -> None:
        """Write the indexes, and last what anchors them."""
        last = max(self.windows)
        latest = [one["bag_id"] for one in self.windows[last]]
        windows = {label: {"bag_refs": bags} for label, bags in self.windows.items()}
        parts: dict[str, Record] = {
            "digest_registry": {"entries": self.entries},
            "l2_by_window": {"windows": windows},
            "l2_latest": {"label": last, "bag_ids": latest},
            "pairs_index": {"bags": self.bags_of["pairbag"]},
            "tags_index": {"bags": self.bags_of["tagbag"]},
        }
        listing = ""
        for name, part in parts.items():
            index: Record = {"schema_version": f"{name}.v1", "updated_at": f"{last}T23:45:00Z", **part}
            seal = self.data.document(f"index/{name}.json", index)
            listing += f"{seal.sha256}  index/{name}.json\n"
        self.data.write("index/index.sha256", listing.encode())
