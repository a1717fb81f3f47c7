"""``--eco-only``: the gate alone; no Python test is collected, and no conftest.py but pytest's own first ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.plugin.conftest import ITEMS, Repository, ids
from tests.processes import environment

BROKEN = "raise SystemExit('foreign code ran')\n"


def test_no_python_test_is_collected_nor_imported(shop: Repository) -> None:
    # pytest itself imports conftest.py at the root and in folders called test*, whatever is collected.
    shop.write(
        {
            "tests/test_code.py": BROKEN,
            "contracts/conftest.py": BROKEN,
            "lib/__init__.py": BROKEN,
            "test_root.py": BROKEN,
        }
    )
    assert ids(shop.only("--co", "-q")) == ITEMS
    shop.only().assert_outcomes(passed=4, failed=1)


def test_files_of_other_plugins_are_not_collected(shop: Repository) -> None:
    shop.write(
        {
            "tests/a.txt": ">>> 1\n2\n",
            "test_b.txt": ">>> 1\n2\n",
            "lib/c.py": "def f():\n    '''\n    >>> 1\n    1\n    '''\n",
        }
    )
    assert ids(shop.only("--co", "-q", "--doctest-modules", "--doctest-glob=*.txt")) == ITEMS


@pytest.mark.parametrize("testpaths", ["tests", "tests contracts", "contracts", "."])
def test_testpaths_change_nothing(shop: Repository, testpaths: str) -> None:
    shop.write({"pytest.ini": f"[pytest]\ntestpaths = {testpaths}\n"})
    assert sorted(ids(shop.only("--co", "-q"))) == sorted(ITEMS)


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("contracts", ITEMS[1:]),
        ("contracts/good.contract.yaml", ITEMS[3:]),
        ("contracts/good.contract.yaml::shop.good[peek]", ITEMS[4:]),
        ("tests", []),
    ],
)
def test_paths_and_node_ids_select(shop: Repository, argument: str, expected: list[str]) -> None:
    assert ids(shop.only("--co", "-q", argument)) == expected


def test_a_python_file_contradicts_it(shop: Repository) -> None:
    shop.write({"tests/test_code.py": BROKEN})
    result = shop.only("tests/test_code.py")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*test_code.py*"])


def test_it_implies_the_gate_and_may_stand_beside_its_flag(shop: Repository) -> None:
    result = shop.pytest("--eco-only", "--eco-contracts")
    result.assert_outcomes(passed=4, failed=1)


def test_covering_nothing_is_not_success(shop: Repository) -> None:
    result = shop.only("tests")
    assert result.ret == 5


def test_nothing_found_is_a_usage_error(repository: Repository) -> None:
    repository.write({"test_a.py": BROKEN})
    assert repository.only().ret == 4


def test_no_conftest_at_all_with_pytests_own_option(shop: Repository) -> None:
    shop.write({"conftest.py": BROKEN})
    result = shop.only("--noconftest")
    assert result.ret == 1  # the kind note/v1 is not known without it
    assert "foreign code ran" not in result.stdout.str() + result.stderr.str()


def test_nothing_of_an_untrusted_repository_is_imported(shop: Repository) -> None:
    """The command line that the documentation recommends for pull requests of strangers."""
    layout = "contract: layout/v1\nid: a\nversion: '1'\nowner: platform\nsummary: c\ntree: {'**': opt}\n"
    folders = ("", "tests/", "contracts/")
    traps = (
        "evil.py",
        "yaml.py",
        "jsonschema_rs.py",
        "tests/test_code.py",
        *(f"{f}conftest.py" for f in folders),
    )
    shop.write(
        {
            "pytest.ini": "[pytest]\naddopts = -p evil\n",
            "contracts/good.contract.yaml": layout,
            "contracts/bad.contract.yaml": layout.replace("id: a", "id: b"),
            **dict.fromkeys(traps, BROKEN),
        }
    )
    arguments = ["--eco-only", "--noconftest", "-c", "/dev/null", "--rootdir", ".", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [Path(sys.executable).with_name("pytest"), *arguments],
        cwd=shop.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "foreign code ran" not in done.stdout + done.stderr
    assert "contracts/good.contract.yaml ." in done.stdout
