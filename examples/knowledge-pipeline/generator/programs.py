"""The programs of the pipeline: when each runs, what it reads, and what it writes."""

from __future__ import annotations

from dataclasses import dataclass

from .common import Data, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a bus, with the file that says what is in it; ``{day}`` stands for the day in both."""

    name: str
    family: str
    version: str
    path: str
    manifest: str

    def link(self, data: Data, day: str) -> Record:
        """Name the file of a day as records of runs do."""
        path = self.path.format(day=day)
        return {
            "name": self.name,
            "artifact_family": self.family,
            "path": path,
            "manifest_path": self.manifest.format(day=day),
            "data_hash": data.seals[path].sha256,
            "schema_version": self.version,
            "required": True,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that runs once for each day, from ``minute`` after its beginning, for some ``minutes``."""

    project: str
    title: str
    minute: int
    minutes: int = 3
    reads: tuple[File, ...] = ()
    writes: tuple[File, ...] = ()


EVENTS = File(
    name="events",
    family="event_bus",
    version="event.v1",
    path="eventbus/daily/{day}.jsonl",
    manifest="eventbus/manifest/{day}.manifest.json",
)
CHUNKS = File(
    name="chunks",
    family="chunk_bus",
    version="chunks.v1",
    path="chunks/canonical/{day}.jsonl",
    manifest="chunks/manifest/{day}.manifest.json",
)
SESSIONS = File(
    name="sessions",
    family="session_bus",
    version="session.v1",
    path="sessions/daily/{day}.sessions.jsonl",
    manifest="sessions/manifest/{day}.sessions.manifest.json",
)
CLUSTERS = File(
    name="clusters",
    family="cluster_bus",
    version="cluster.v1",
    path="clusters/daily/{day}.clusters.jsonl",
    manifest="clusters/manifest/{day}.clusters.manifest.json",
)
SUMMARIES = tuple(
    File(
        name=f"{family}s-summaries",
        family="summary_bus",
        version=f"{family}_summary.v1",
        path=f"summaries/{family}s/{{day}}.{family}s.summary.jsonl",
        manifest=f"summaries/manifest/{{day}}.{family}s.summary.manifest.json",
    )
    for family in ("event", "session", "document", "chunk_set")
)
PROGRAMS = (
    Program(project="chunk-producer", title="Library", minute=22 * 60, minutes=60, writes=(CHUNKS,)),
    Program(project="event-producer", title="Events", minute=24 * 60 - 3, writes=(EVENTS,)),
    Program(
        project="session-producer",
        title="Sessions",
        minute=24 * 60 + 5,
        reads=(EVENTS,),
        writes=(SESSIONS, CLUSTERS),
    ),
    Program(
        project="summary-producer",
        title="Summaries",
        minute=24 * 60 + 20,
        reads=(EVENTS, SESSIONS, CHUNKS),
        writes=SUMMARIES,
    ),
    Program(project="digest-builder", title="Digests", minute=24 * 60 + 40, reads=SUMMARIES),
    Program(project="snapshot-publisher", title="Snapshots", minute=24 * 60 + 55),
)
