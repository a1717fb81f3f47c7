"""Keep what the project promises today as the edition that later changes are judged against.

    python .ci/edition.py            write released/<version of the package>/

Part of a release. From then on the gate holds contracts, schemas, failure codes and decisions against that
edition (``eco_base`` in pyproject.toml names it): what others rely on is what was released.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: what contracts are, what they name, and what answers for changes of them
PROMISES = (
    "ecocontracts.yaml",
    "contracts",
    "schemas",
    "src/pytest_ecocontracts/taxonomies/*.contract.yaml",
    "docs/decisions",
    "docs/migrations",
)


def version() -> str:
    """The version of the package."""
    text = (ROOT / "src/pytest_ecocontracts/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    return found[1] if found else sys.exit("expected __version__ in src/pytest_ecocontracts/__init__.py")


def main() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *PROMISES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [path for path in listed.stdout.split("\0") if path]
    edition = ROOT / "released" / version()
    shutil.rmtree(edition, ignore_errors=True)
    for path in paths:
        place = edition / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, place)
    print(f"{edition.relative_to(ROOT)}: {len(paths)} files")


if __name__ == "__main__":
    main()
