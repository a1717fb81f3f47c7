"""What lives as long as the run is out of the garbage collector's sight, and does not pile up."""

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
import weakref
import pytest

class Ring:
    def __init__(self):
        self.itself = self
        Ring.last = weakref.ref(self)

class Hold:
    def pytest_configure(self):
        self.ring = Ring()

    def pytest_runtestloop(self):
        del self.ring

def run(*plugins):
    pytest.main(["--eco-only"], plugins=plugins)
    gc.collect()
    print("ring", Ring.last() is not None, gc.get_freeze_count())

%s
run(Hold())
run()
"""


def _rings(pytester: pytest.Pytester, first: str) -> list[tuple[bool, int]]:
    """Whether garbage from before the session's start is still there after each run, and what is frozen."""
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    script = pytester.makepyfile(script=SCRIPT % first)
    words = [line.split() for line in pytester.runpython(script).outlines if line.startswith("ring ")]
    return [(line[1] == "True", int(line[2])) for line in words]


def test_the_start_of_a_run_is_frozen_until_the_next_one_starts(pytester: pytest.Pytester) -> None:
    (kept, frozen), (kept_longer, frozen_again) = _rings(pytester, "")
    assert kept
    assert not kept_longer
    assert min(frozen, frozen_again) > 10_000


def test_what_somebody_else_has_frozen_stays_so(pytester: pytest.Pytester) -> None:
    (kept, frozen), (_, still_frozen) = _rings(pytester, "gc.freeze()")
    assert not kept
    assert frozen >= still_frozen > 0  # frozen objects still die when nobody refers to them


MANY = """\
import gc
import pytest

class Leave:
    def pytest_configure(self):
        ring = [[] for _ in range(200_000)]
        ring.append(ring)

for _ in range(6):
    pytest.main(["--eco-only"], plugins=[Leave()])
    print("frozen", gc.get_freeze_count())
"""


def test_what_many_runs_in_one_process_leave_does_not_pile_up(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    pytester.makepyfile(script=MANY)
    lines = pytester.runpython("script.py").outlines
    frozen = [int(line.split()[1]) for line in lines if line.startswith("frozen ")]
    assert len(frozen) == 6
    assert frozen[0] > 200_000
    assert max(frozen) < frozen[0] + 3 * 200_000


LEAVING = """\
import gc
import weakref
import pytest

class Ring:
    def __init__(self):
        self.itself = self
        Ring.last = weakref.ref(self)

class Leave:
    def pytest_sessionfinish(self):
        Ring()

pytest.main(["%s"], plugins=[Leave()])
gc.collect()
print("ring", Ring.last() is not None)
"""


@pytest.mark.parametrize(("option", "kept"), [("--eco-only", True), ("--eco-contracts", False)])
def test_what_is_left_at_the_end_is_frozen_where_no_tests_were_run(
    pytester: pytest.Pytester, option: str, kept: bool
) -> None:
    """pytest looks through the garbage of tests for errors that nobody saw; checks leave none."""
    pytester.makefile(".yaml", ecocontracts=CATALOG)
    pytester.makepyfile(test_one="def test_one(): pass", script=LEAVING % option)
    assert f"ring {kept}" in pytester.runpython("script.py").outlines
