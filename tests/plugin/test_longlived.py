"""What lives as long as the run is out of the garbage collector's sight for just as long."""

from __future__ import annotations

import pytest

CATALOG = """\
contract: catalog/v1
id: acme
version: 1.0.0
owner: acme
summary: A catalog.
owners: {acme: acme@example.org}
"""

SCRIPT = """\
import gc
import pytest

class Look:
    def pytest_runtestloop(self):
        print("during", gc.get_freeze_count())

%s
print("before", gc.get_freeze_count())
pytest.main(["--eco-only"], plugins=[Look()])
print("after", gc.get_freeze_count())
"""


def _counts(pytester: pytest.Pytester, first: str) -> dict[str, int]:
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    script = pytester.makepyfile(script=SCRIPT % first)
    words = [line.split() for line in pytester.runpython(script).outlines]
    return {line[0]: int(line[1]) for line in words if line and line[0] in ("before", "during", "after")}


def test_the_start_is_frozen_while_the_run_lasts(pytester: pytest.Pytester) -> None:
    counts = _counts(pytester, "")
    assert counts["before"] == counts["after"] == 0
    assert counts["during"] > 10_000


def test_what_somebody_else_has_frozen_stays_so(pytester: pytest.Pytester) -> None:
    counts = _counts(pytester, "gc.freeze()")
    assert counts["before"] >= counts["during"] >= counts["after"] > 0  # frozen objects still die
