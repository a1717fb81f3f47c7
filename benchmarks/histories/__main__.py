"""Builds repositories of published packages that ship JSON Schemas, and audits them with ``--eco-history``.

``python -m benchmarks.histories FOLDER [NAME ...] [--findings]`` from the root of the repository. Releases
are fetched once, by pip and npm, and kept in ``FOLDER/archives``; each repository in ``FOLDER/repositories``
has a commit and a tag for each release. The table goes to standard output.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .audit import HEADER, audit
from .packages import PACKAGES
from .repository import build


def main() -> None:
    """Build and audit what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.histories", description=__doc__)
    known = {package.slug: package for package in PACKAGES}
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(known)}; default: all")
    parser.add_argument("--findings", action="store_true", help="list what was found in each release, too")
    options = parser.parse_args()
    unknown = set(options.names) - known.keys()
    if unknown:
        parser.error(f"no such package: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    rows: list[str] = [HEADER]
    for name in options.names or known:
        found = audit(build(known[name], options.folder / "archives", options.folder / "repositories"))
        rows.append(found.row())
        if options.findings:
            print("\n".join(found.findings()), flush=True)
    print("\n".join(rows))


if __name__ == "__main__":
    main()
