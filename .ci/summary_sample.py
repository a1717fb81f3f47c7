"""Write the sample of the summary page: what a real run says of a real change.

    python .ci/summary_sample.py            write the sample into docs/outputs/summary.md
    python .ci/summary_sample.py --check    change nothing; fail where the page shows something else

The change is made in a copy of examples/quickstart. The commit differs from run to run and is masked.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from console import ROOT, environment, fresh_copy

PAGE = ROOT / "docs" / "outputs" / "summary.md"
#: a limit that is narrower than it was, and a field more
CHANGE = (
    'sed -i.bak -e \'s/"minimum": -90/"minimum": -60/\' schemas/reading.v1.schema.json && '
    'sed -i.bak -e \'s/"active": {/"name": {"type": "string"}, &/\' schemas/stations.v1.schema.json && '
    "rm schemas/*.bak"
)
COMMAND = "pytest --eco-only --eco-base=HEAD --eco-summary=.eco/summary.md"
#: the block of the page that holds the sample
BLOCK = re.compile(r"(?<=<!-- sample -->\n````markdown\n).*?(?=````\n)", re.DOTALL)
_REVISION = re.compile(r"\([0-9a-f]{10}\)")


def sample() -> str:
    """The summary of the run."""
    with tempfile.TemporaryDirectory(prefix="summary-") as temporary:
        copy = fresh_copy(ROOT / "examples" / "quickstart", Path(temporary))
        for command in (CHANGE, COMMAND):
            subprocess.run(
                ["bash", "-c", command],
                cwd=copy,
                env=environment(),
                capture_output=True,
                check=command == CHANGE,
            )
        text = (copy / ".eco" / "summary.md").read_text(encoding="utf-8")
    return _REVISION.sub("(1f0c5d9e2a)", text)


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    found = sample()
    if BLOCK.search(page) is None:
        sys.stderr.write(f"{PAGE}: no sample to write\n")
        return 1
    new = BLOCK.sub(lambda _: found, page)
    if "--check" in sys.argv[1:]:
        if new != page:
            sys.stderr.write(f"{PAGE} is out of date: python .ci/summary_sample.py\n")
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
