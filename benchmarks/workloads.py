"""Deterministic data to measure on: the same sizes and seed always give the same bytes.

``python -m benchmarks.workloads NAME FOLDER [--count N] [--format json|yaml] ...`` writes one workload.
Each writer returns the number of defects that it planted: a verdict that finds another number is wrong,
and its time means nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from .schemas import INVENTORY_SCHEMA, MANIFEST_SCHEMA, ORDER_SCHEMA, STAGES

Json = dict[str, Any]

WORDS = (
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "harbor",
    "island",
    "juniper",
    "kelp",
    "lagoon",
    "meadow",
    "north",
    "opal",
    "prairie",
)
SEED = 20_260

# --- A and B: pipeline manifests -------------------------------------------------------------------------


def _hexadecimal(random: Random, digits: int) -> str:
    return f"{random.getrandbits(4 * digits):0{digits}x}"


def _identifier(random: Random) -> str:
    digits = _hexadecimal(random, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _timestamp(random: Random) -> str:
    day = f"20{random.randint(20, 26)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return f"{day}T{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}Z"


def _table(random: Random) -> Json:
    table: Json = {
        "uri": f"s3://store-{random.choice(WORDS)}/{random.choice(WORDS)}/{random.randint(1, 9999)}",
        "format": random.choice(("parquet", "csv", "jsonl", "arrow")),
        "rows": random.randint(0, 10**7),
        "digest": "sha256:" + _hexadecimal(random, 64),
    }
    if random.random() < 0.5:
        table["partition"] = _timestamp(random)[:10]
    return table


def _step(random: Random, index: int) -> Json:
    step: Json = {
        "name": f"{random.choice(WORDS)}-{index}",
        "image": f"registry.local/{random.choice(WORDS)}/{random.choice(WORDS)}",
        "version": f"{random.randint(0, 9)}.{random.randint(0, 40)}.{random.randint(0, 40)}",
        "command": ["python", "-m", random.choice(WORDS), "--seed", str(random.randint(0, 99))],
    }
    if random.random() < 0.7:
        step["settings"] = {
            "LEVEL": random.choice(("info", "debug")),
            "WORKERS": random.randint(1, 16),
            "DRY": random.random() < 0.5,
        }
    if random.random() < 0.7:
        step["needs"] = {"cpu": random.choice((0.5, 1, 2, 4.0)), "memory": 64 * random.randint(1, 64)}
    if random.random() < 0.4:
        step["retries"] = random.randint(0, 5)
    return step


def manifest(random: Random) -> Json:
    """One valid manifest of about 1.8 kB when written with indentation."""
    data: Json = {
        "api": "bench/v1",
        "stage": random.choice(STAGES),
        "about": {
            "name": f"{random.choice(WORDS)}-{random.choice(WORDS)}-{random.randint(1, 999)}",
            "id": _identifier(random),
            "created": _timestamp(random),
            "owner": f"{random.choice(WORDS)}@example.org",
            "labels": {word: random.choice(WORDS) for word in random.sample(WORDS, random.randint(1, 4))},
        },
        "plan": {
            "reads": [_table(random) for _ in range(random.randint(1, 3))],
            "writes": [_table(random) for _ in range(random.randint(1, 2))],
            "steps": [_step(random, index) for index in range(random.randint(1, 3))],
            "start": {"at": "0 3 * * *"} if random.random() < 0.5 else {"on": "arrival"},
        },
        "checksum": "sha256:" + _hexadecimal(random, 64),
    }
    if random.random() < 0.3:
        words = " ".join(random.choice(WORDS) for _ in range(20))
        data["remarks"] = None if random.random() < 0.3 else f"{words} — naïve"
    return data


#: one defect each, none of which needs ``format`` to be asserted
DEFECTS: tuple[Callable[[Json], object], ...] = (
    lambda data: data["about"].pop("owner"),
    lambda data: data.update(stage="unknown"),
    lambda data: data.update(checksum="sha256:XYZ"),
    lambda data: data["plan"]["writes"][0].update(rows="many"),
    lambda data: data["plan"]["steps"][0].update(colour="red"),
    lambda data: data["plan"].update(writes=[]),
    lambda data: data["plan"]["steps"][0].update(needs={"cpu": 1, "memory": 100}),
    lambda data: data["plan"].update(start={"at": "x", "on": "push"}),
)


def manifests(folder: Path, *, count: int, format: str = "json", defect_every: int = 100) -> int:  # noqa: A002
    """Write ``schema.json`` and ``artifacts/NNN/m-NNNNNN.<format>``; every so many files one defect."""
    write = _yaml_writer() if format == "yaml" else _write_json
    _write_json(folder / "schema.json", MANIFEST_SCHEMA)
    random = Random(SEED)
    defects = 0
    for index in range(count):
        if index % 1000 == 0:
            (folder / "artifacts" / f"{index // 1000:03}").mkdir(parents=True)
        data = manifest(random)
        if index % defect_every == defect_every // 3:
            DEFECTS[defects % len(DEFECTS)](data)
            defects += 1
        write(folder / "artifacts" / f"{index // 1000:03}" / f"m-{index:06}.{format}", data)
    return defects


def _write_json(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")


def _yaml_writer() -> Callable[[Path, object], None]:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    def write(path: Path, data: object) -> None:
        text = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True)
        path.write_text(text, encoding="utf-8")

    return write


# --- C: a log of orders in JSON Lines --------------------------------------------------------------------

#: one defective line per so many lines
ORDER_DEFECT_EVERY = 15_000


def _order(random: Random, index: int) -> Json:
    items = [
        {
            "sku": f"{random.choice(('ABC', 'XYZ', 'QRS'))}-{random.randint(0, 9999):04}",
            "quantity": random.randint(1, 9),
            "price": random.randint(1, 99_999),
            "title": " ".join(random.choice(WORDS) for _ in range(random.randint(3, 9))),
            "tags": random.sample(WORDS, random.randint(1, 5)),
        }
        for _ in range(random.randint(2, 7))
    ]
    note = " ".join(random.choice(WORDS) for _ in range(12)) + " é"
    return {
        "event_id": f"ev-{index:09}",
        "customer": f"c-{random.randrange(20_000):06}",
        "ts": _timestamp(random),
        "currency": random.choice(("EUR", "USD", "GBP", "JPY")),
        "note": None if random.random() < 0.5 else note,
        "address": {
            "street": f"{random.choice(WORDS)} {random.randint(1, 99)}",
            "city": random.choice(WORDS),
            "zip": f"{random.randint(0, 99_999):05}",
            "country": random.choice(("DE", "FR", "US")),
        },
        "items": items,
        "total": sum(item["quantity"] * item["price"] for item in items),
    }


def orders(folder: Path, *, megabytes: float) -> int:
    """Write ``schema.json``, ``orders.jsonl`` and ``lines.json``: the numbers of the defective lines."""
    random = Random(SEED)
    _write_json(folder / "schema.json", ORDER_SCHEMA)
    size, line, wrong = 0, 0, []
    with (folder / "orders.jsonl").open("w", encoding="utf-8") as stream:
        while size < megabytes * 1e6:
            line += 1
            data = _order(random, line)
            if line % ORDER_DEFECT_EVERY == ORDER_DEFECT_EVERY // 2:
                data["currency"] = "XXX"
                wrong.append(line)
            size += stream.write(json.dumps(data, separators=(",", ":"), ensure_ascii=False) + "\n")
    _write_json(folder / "lines.json", wrong)
    return len(wrong)


# --- D: a tree of runs -----------------------------------------------------------------------------------

#: a run's files besides its manifest: one part, log or note per number
RUN_FILES = ("part-{:03}.parquet", "stage-{:02}.log", "note-{:02}.md", "metric-{:02}.json", "table-{:02}.csv")


def runs(folder: Path, *, folders: int, files: int = 20) -> int:
    """Write ``data/<stage>/run-YYYYMMDD-NNNN/`` with empty files.

    Defects: every 500th run has a wrong name, every 100th a file with a wrong name, every 250th no
    manifest; no run has two.
    """
    defects = 0
    for index in range(folders):
        month, day = index // 28 % 12 + 1, index % 28 + 1
        name = f"run-2026{month:02}{day:02}-{index:06}"
        if index % 500 == 37:
            name, defects = f"Run_{index}", defects + 1
        run = folder / "data" / STAGES[index % len(STAGES)] / name
        run.mkdir(parents=True)
        names = [RUN_FILES[n % len(RUN_FILES)].format(n) for n in range(files - 1)]
        if index % 100 == 11:
            names[0], defects = "Part 0.PARQUET", defects + 1
        if index % 250 == 73:
            names.append("part-999.parquet")
            defects += 1
        else:
            names.append("manifest.json")
        for file in names:
            (run / file).touch()
    return defects


# --- E: one large document -------------------------------------------------------------------------------


def inventory(folder: Path, *, count: int) -> int:
    """Write ``schema.json`` and ``inventory.json`` with ``count`` records of about 470 bytes; 3 defects."""
    random = Random(SEED)
    _write_json(folder / "schema.json", INVENTORY_SCHEMA)
    wrong: dict[int, Json] = {count // 7: {"kind": "z"}, count // 3: {"score": 1.5}, count - 2: {"id": "x"}}
    with (folder / "inventory.json").open("w", encoding="utf-8") as stream:
        stream.write('{"version":3,"records":[\n')
        for index, record in enumerate(_inventory_records(random, count)):
            record.update(wrong.get(index, {}))
            separator = ",\n" if index < count - 1 else "\n"
            stream.write(json.dumps(record, separators=(",", ":")) + separator)
        stream.write("]}\n")
    return len(wrong)


def _inventory_records(random: Random, count: int) -> Iterator[Json]:
    for index in range(count):
        yield {
            "id": index,
            "name": f"{random.choice(WORDS)}-{random.choice(WORDS)}",
            "score": round(random.random(), 6),
            "kind": random.choice("abc"),
            "path": [random.randint(0, 9999) for _ in range(6)],
            "at": _timestamp(random),
            "attributes": {
                word: random.random() if random.random() < 0.5 else random.choice(WORDS)
                for word in random.sample(WORDS, 3)
            },
            "text": " ".join(random.choice(WORDS) for _ in range(40)),
        }


# --- expressions: run records ----------------------------------------------------------------------------

#: one fault each, all of which the rule of benchmarks/expressions.py finds
RECORD_FAULTS: tuple[Callable[[Json], object], ...] = (
    lambda record: record["counts"].update(read=record["counts"]["read"] + 1),
    lambda record: record["outputs"][-1].update(path="scratch/part.jsonl"),
    lambda record: record["outputs"][1].update(digest=record["outputs"][1]["digest"][:-1]),
    lambda record: record.update(status="success", error={"code": "late"}),
    lambda record: record["inputs"][-1].update(path=record["outputs"][-1]["path"]),
)
RECORD_FAULTS_IN_10_000 = 311


def records(folder: Path, *, count: int) -> int:
    """Write ``records.jsonl``: run records with three inputs and four outputs each, 311 faults in 10,000."""
    random = Random(SEED)
    faults = RECORD_FAULTS_IN_10_000 * count // 10_000
    wrong = {
        index: RECORD_FAULTS[n % len(RECORD_FAULTS)]
        for n, index in enumerate(random.sample(range(count), faults))
    }
    with (folder / "records.jsonl").open("w", encoding="utf-8") as stream:
        for index in range(count):
            record = _record(random, index)
            if index in wrong:
                wrong[index](record)
            stream.write(json.dumps(record, separators=(",", ":")) + "\n")
    return faults


def _record(random: Random, index: int) -> Json:
    bus = random.choice(WORDS)
    written, skipped = random.randint(0, 9999), random.randint(0, 99)
    failed = random.randint(1, 9) if random.random() < 0.1 else 0

    def files(place: str, number: int) -> list[Json]:
        return [
            {"path": f"{place}/{index:06}-{part}.jsonl", "digest": "sha256:" + _hexadecimal(random, 64)}
            for part in range(number)
        ]

    return {
        "run_id": f"run-{index:06}",
        "bus": bus,
        "status": "partial" if failed else "success",
        "started_at": _timestamp(random),
        "counts": {
            "read": written + skipped + failed,
            "written": written,
            "skipped": skipped,
            "failed": failed,
        },
        "inputs": files("raw", 3),
        "outputs": files(f"data/{bus}", 4),
    }


# --- keys: events, and sessions that refer to them ---------------------------------------------------------

_ODD = 0x9E37_79B9_7F4A_7C15


def events(folder: Path, *, count: int) -> int:
    """Events with scattered ids, the last one a second time, and references to all of them and to none."""
    with (folder / "events.jsonl").open("w", encoding="utf-8") as stream:
        for index in range(count):
            stream.write(f'{{"event_id":"{_event_id(index)}"}}\n')
        stream.write(f'{{"event_id":"{_event_id(count // 2)}"}}\n')
    with (folder / "references.jsonl").open("w", encoding="utf-8") as stream:
        for index in reversed(range(count)):
            stream.write(f'{{"event_id":"{_event_id(index)}"}}\n')
        stream.write('{"event_id":"ev_dangling"}\n')
    return 2


def _event_id(index: int) -> str:
    # An odd factor meets every number of 64 bits once.
    return f"ev_{index * _ODD % 2**64:016x}"


# --- relations: a ledger with its manifest ------------------------------------------------------------------

_LEDGER_KINDS = ("paid", "owed", "moved", "lost")
_LEDGER_FIRST = 1_700_000_000_000


def ledger(folder: Path, *, count: int) -> int:
    """Entries in order with derived ids, counted and summed in a manifest; one hash and one sum are wrong."""
    digest, size, counts, total = hashlib.sha256(), 0, dict.fromkeys(_LEDGER_KINDS, 0), 0
    with (folder / "ledger.jsonl").open("wb") as stream:
        for index in range(count):
            kind, amount = _LEDGER_KINDS[index * 7 % 4], index % 1000
            made = hashlib.sha256(f"entry|{index}|{kind}".encode()).hexdigest()[:16]
            entry = {
                "id": made if index != count // 2 else "0" * 16,
                "number": index,
                "at": _LEDGER_FIRST + index,
                "kind": kind,
                "amount": amount,
                "range": [index * 10, index * 10 + 10],
            }
            line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
            stream.write(line)
            digest.update(line)
            size += len(line)
            counts[kind] += 1
            total += amount
    manifest = {
        "counts": counts,
        "total": total + 1,
        "bytes": size,
        "sha256": digest.hexdigest(),
        "end": count * 10,
    }
    (folder / "ledger.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return 2


WRITERS: dict[str, Callable[..., int]] = {
    "manifests": manifests,
    "orders": orders,
    "runs": runs,
    "inventory": inventory,
    "records": records,
    "events": events,
    "ledger": ledger,
}


def main() -> None:
    """Write one workload; print the number of its defects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=WRITERS)
    parser.add_argument("folder", type=Path)
    for option in ("--count", "--folders", "--files", "--defect-every"):
        parser.add_argument(option, type=int)
    parser.add_argument("--megabytes", type=float)
    parser.add_argument("--format", choices=("json", "yaml"))
    options = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    folder = options.pop("folder")
    folder.mkdir(parents=True, exist_ok=True)
    print(WRITERS[options.pop("name")](folder, **options))


if __name__ == "__main__":
    main()
