"""Make the data of this example: ``python generate.py [FOLDER] [--days 3] [--events 12] [--seed N]``.

Everything follows from one seed, so the same script always makes the same bytes. The third day is empty.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.chunks import ChunkBus
from generator.common import Bus, Data, Plan, Write
from generator.digests import DigestBus
from generator.events import EventBus
from generator.observability import Observability
from generator.requests import RequestSeam
from generator.runs import RunRecords
from generator.sessions import SessionBus
from generator.site_build import Site
from generator.snapshots import SnapshotBus
from generator.summaries import SummaryBus

#: in the order of the pipeline: each reads what those before it made
BUSES: tuple[type[Bus], ...] = (
    EventBus,
    SessionBus,
    ChunkBus,
    SummaryBus,
    DigestBus,
    SnapshotBus,
    RequestSeam,
    Site,
    RunRecords,
    Observability,
)


def make(plan: Plan, write: Write) -> None:
    """Make every file of the data, day by day."""
    data = Data(plan, write)
    buses = [bus(data) for bus in BUSES]
    for day in plan.all_days():
        for bus in buses:
            bus.day(day)
    for bus in buses:
        bus.end()


def build(plan: Plan | None = None) -> dict[str, bytes]:
    """Make every file of the data, by path."""
    files: dict[str, bytes] = {}
    make(plan or Plan(), files.__setitem__)
    return files


def main() -> None:
    """Write the files below a folder."""
    asked = argparse.ArgumentParser(description="Make the data of this example.")
    asked.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    for name in ("days", "events", "seed"):
        asked.add_argument(f"--{name}", type=int, default=getattr(Plan(), name))
    given = asked.parse_args()

    def write(path: str, data: bytes) -> None:
        target = given.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    make(Plan(days=given.days, events=given.events, seed=given.seed), write)


if __name__ == "__main__":
    main()
