"""Builds repositories of published packages that ship JSON Schemas: a commit and a tag for each release.

``python -m benchmarks.histories FOLDER [NAME ...]`` from the root of the repository. Releases are fetched
once, by pip and npm, and kept in ``FOLDER/archives``; the repositories stand in ``FOLDER/repositories``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .packages import PACKAGES
from .repository import build


def main() -> None:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.histories", description=__doc__)
    known = {package.slug: package for package in PACKAGES}
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(known)}; default: all")
    options = parser.parse_args()
    unknown = set(options.names) - known.keys()
    if unknown:
        parser.error(f"no such package: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    for name in options.names or known:
        root = build(known[name], options.folder / "archives", options.folder / "repositories")
        print(f"{root}: {len(known[name].releases)} releases of {known[name].name}")


if __name__ == "__main__":
    main()
