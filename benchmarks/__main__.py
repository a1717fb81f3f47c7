"""Measures every promise about speed in one run and prints them as one table.

``python -m benchmarks [CLAIM ...] [--quick] [--work FOLDER] [--readme]`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from .environment import prepare
from .report import Row, table

#: claim -> module of ``benchmarks.claims``, in the order of the table
CLAIMS: Final = {
    "off": "startup",
    "contracts": "contracts",
    "base": "base",
    "A": "json_files",
    "B": "yaml_files",
    "C": "json_lines",
    "D": "layout",
    "E": "document",
    "failures": "failures",
    "parallel": "parallel",
    "expressions": "expressions",
    "keys": "keys",
    "relations": "relations",
    "pipeline": "pipeline",
    "history": "history",
    "schemas": "comparisons",
}
_README: Final = Path(__file__).with_name("README.md")
_MARKS: Final = ("<!-- table starts -->\n", "<!-- table ends -->\n")


def main() -> int:
    """Measure what was asked for; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "claims", nargs="*", metavar="CLAIM", help=f"one of {', '.join(CLAIMS)} (default: all)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes and few rounds: does it run at all?"
    )
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "ecocontracts-benchmarks")
    parser.add_argument("--wheel", help="measure this wheel instead of the work tree")
    parser.add_argument("--readme", action="store_true", help="write the table into benchmarks/README.md")
    parser.add_argument("--pairs", type=Path, help="further pairs of schemas for the claim 'schemas'")
    options = parser.parse_args()
    unknown = set(options.claims) - set(CLAIMS)
    if unknown:
        parser.error(f"no such claim: {', '.join(sorted(unknown))}; known: {', '.join(CLAIMS)}")
    environment = prepare(options.work.resolve(), product=options.wheel, schema_pairs=options.pairs)
    rows: list[Row] = []
    for claim in options.claims or CLAIMS:
        print(f"measuring {claim} ...", file=sys.stderr, flush=True)
        rows += import_module(f".claims.{CLAIMS[claim]}", __package__).measure(
            environment, quick=options.quick
        )
    text = f"{_machine()}\n\n{table(rows)}\n"
    print(text)
    if options.readme:
        _write_readme(text)
    return int(any(row.met is False for row in rows))


def _machine() -> str:
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    day = datetime.now(UTC).date()
    return (
        f"{day}, {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, warm page cache; "
        f"load at the end {load}."
    )


def _write_readme(text: str) -> None:
    before, _, rest = _README.read_text(encoding="utf-8").partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    _README.write_text(f"{before}{_MARKS[0]}\n{text}\n{_MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
