"""Make the data of this example: ``python generate.py [FOLDER]``.

Everything follows from one seed, so the same script always makes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from generator.chunks import chunk_bus
from generator.common import DAYS, Files
from generator.events import event_bus
from generator.sessions import session_bus
from generator.summaries import summary_bus

SEED = 20260301


def build() -> Files:
    """Make every file of the example's data, by path."""
    chance = random.Random(SEED)  # noqa: S311 - data of an example, no secrets
    files, events = event_bus(DAYS, chance)
    made, sessions = session_bus(events, files)
    cut, chunks = chunk_bus(DAYS, chance)
    files |= made | cut
    return files | summary_bus(events, sessions, chunks, files)


def main(folder: str = str(Path(__file__).parent)) -> None:
    """Write the files below a folder."""
    for path, data in build().items():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
