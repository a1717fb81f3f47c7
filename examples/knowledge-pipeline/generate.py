"""Make the data of this example: ``python generate.py [FOLDER] [--days 3] [--events 12] [--seed N]``.

Everything follows from one seed, so the same script always makes the same bytes. The third day is
empty. What lies in the folders of the data, and was not made, is removed.
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

    written: set[Path] = set()

    def write(path: str, data: bytes) -> None:
        target = given.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.add(target)

    make(Plan(days=given.days, events=given.events, seed=given.seed), write)
    # What was made before, of other days, is data of nobody.
    for folder in {given.folder / path.relative_to(given.folder).parts[0] for path in written}:
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            if path not in written:
                path.unlink()
        for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(path.iterdir()):
                path.rmdir()


if __name__ == "__main__":
    main()
