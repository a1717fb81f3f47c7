"""What all files of the data have in common: days, ids, digests, and how they are written."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Record = dict[str, object]
Write = Callable[[str, bytes], object]


def sha256(data: bytes | str) -> str:
    """Digest bytes, or a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def stable_id(prefix: str, *parts: object) -> str:
    """Make an id of its parts, as ADR-0004 says."""
    return prefix + sha256("|".join(["stable_id:v1", *map(str, parts)]))[:16]


def hash_of(values: Iterable[str]) -> str:
    """Digest a list of texts, in its order."""
    return sha256("|".join(values))


def canonical(value: object) -> str:
    """Write data in the one way of RFC 8785, which is simple for texts and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def producer(name: str, day: str) -> Record:
    """Say who wrote a file, and in which run."""
    return {"repo": name, "version": "1.4.0", "git_commit": sha256(name)[:12], "run_id": f"{name}-{day}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How records are written, which no reader may care about; ``extra`` fields are added to each record."""

    sort_keys: bool = False
    reverse_keys: bool = False
    compact: bool = False
    ascii: bool = False
    indent: int = 1
    extra: Record | None = None

    def text(self, value: Record, indent: int | None = None) -> str:
        """Write one record."""
        pairs = list((value | (self.extra or {})).items())
        return json.dumps(
            dict(reversed(pairs) if self.reverse_keys else pairs),
            ensure_ascii=self.ascii,
            sort_keys=self.sort_keys,
            indent=indent,
            separators=(",", ":") if self.compact else None,
        )

    def page(self, value: Record) -> bytes:
        """Write one document for people and machines."""
        return (self.text(value, None if self.compact else self.indent) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is made: how many days from 2026-03-01 on, which are empty (from 1), what lies in the others."""

    days: int = 3
    empty: tuple[int, ...] = (3,)
    events: int = 12
    seed: int = 20260301
    style: Style = Style()

    def all_days(self) -> list[str]:
        """Return every day, as ``YYYY-MM-DD``."""
        first = date(2026, 3, 1)
        return [str(first + timedelta(days=number)) for number in range(self.days)]

    def events_of(self, day: str) -> int:
        """Return how many events happen on a day."""
        number = (date.fromisoformat(day) - date(2026, 3, 1)).days + 1
        return 0 if number in self.empty else self.events


@dataclass(frozen=True, slots=True)
class Seal:
    """What a manifest says of a file, so that nobody reads another one."""

    sha256: str
    bytes: int


class Data:
    """What is being made, day by day: each bus writes its files, and leaves its records to the next bus.

    ``today`` holds the records of the present day by their kind, ``seals`` those of every written file.
    """

    def __init__(self, plan: Plan, write: Write) -> None:
        """Begin with nothing; ``write`` takes each file when it is whole."""
        self.plan = plan
        self.today: dict[str, list[Record]] = {}
        self.seals: dict[str, Seal] = {}
        self._write = write

    def chance(self, name: str) -> random.Random:
        """Return what a bus draws its lots from; no bus disturbs another one."""
        return random.Random(f"{self.plan.seed}:{name}")  # noqa: S311 - data of an example, no secrets

    def write(self, path: str, data: bytes) -> Seal:
        """Write the bytes of a file."""
        self._write(path, data)
        seal = self.seals[path] = Seal(sha256(data), len(data))
        return seal

    def lines(self, path: str, records: Iterable[Record]) -> Seal:
        """Write one record per line."""
        return self.write(path, "".join(self.plan.style.text(one) + "\n" for one in records).encode())

    def document(self, path: str, value: Record) -> Seal:
        """Write one document for people and machines."""
        return self.write(path, self.plan.style.page(value))


class Bus:
    """The files that one producer writes."""

    def __init__(self, data: Data) -> None:
        """Begin before the first day."""
        self.data = data

    def day(self, day: str) -> None:
        """Write the files of a day, of what the buses before this one made of it."""

    def end(self) -> None:
        """Write what is about all days."""
