"""``--eco-summary``: a file that tells of this run, or says that nobody can tell; never of an earlier one."""

from __future__ import annotations

import os

import pytest
from tests.plugin.conftest import Repository
from tests.processes import run_gate

from pytest_ecocontracts.core.rendering.summary import MARKER, unfinished

FILE = ".eco/summary.md"
OLD = f"{MARKER}\n## Contracts: the change is allowed\n"


def text(shop: Repository) -> str:
    return (shop.root / FILE).read_text()


def test_without_a_base_it_holds_the_counts(shop: Repository) -> None:
    result = shop.only(f"--eco-summary={FILE}")
    assert f"summary: {FILE}\n" in result.stdout.str()
    assert "## Contracts: violated\n\nThere was no base" in text(shop)
    assert "The run: **failure** (exit code 1); 5 checks: 4 passed, 1 failed; 1 violation, 0 waived." in text(
        shop
    )
    assert "- ECS003 at `data/a.json  /n`:" in text(shop)


def test_equal_runs_write_equal_files(shop: Repository) -> None:
    shop.only(f"--eco-summary={FILE}")
    first = text(shop)
    shop.only(f"--eco-summary={FILE}", "--eco-no-record")
    assert text(shop) == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--eco-select=nothing.like.this"], "nobody can tell"),
        (["--eco-base=nowhere"], "nobody can tell"),
        (["--eco-record=a", "--eco-no-record"], "nobody can tell"),
        (["--eco-record=README.md/a"], "nobody can tell"),
        (["--collect-only"], "nothing was run"),
        (["-k", "good"], "only a part was judged"),
    ],
)
def test_a_run_that_judges_little_replaces_what_was_there(
    shop: Repository, arguments: list[str], words: str
) -> None:
    shop.write({FILE: OLD, "README.md": "# Shop\n"})
    shop.only(f"--eco-summary={FILE}", *arguments)
    assert f"## Contracts: {words}\n" in text(shop)


def test_a_killed_run_leaves_that_nobody_can_tell(shop: Repository) -> None:
    shop.write({FILE: OLD, "tests/test_code.py": "import os\ndef test_code(): os._exit(0)\n"})
    run_gate(shop.root, "--eco-contracts", f"--eco-summary={FILE}")
    assert text(shop) == unfinished()


def test_an_interrupted_run_says_so(shop: Repository) -> None:
    shop.write({FILE: OLD, "tests/test_code.py": "def test_code(): raise KeyboardInterrupt\n"})
    run_gate(shop.root, "--eco-contracts", f"--eco-summary={FILE}")
    assert "The run: **cancelled** (exit code 2)" in text(shop)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "README.md",
            "ECC001 config-invalid: --eco-summary: 'README.md' is there, and no run of the gate wrote it",
        ),
        ("contracts/new.contract.yaml", "ECC001 config-invalid: --eco-summary: *is the name of a contract"),
        ("ecocontracts.yaml", "ECC001 config-invalid: --eco-summary: *is the name of a contract"),
        ("../summary.md", "ECC022 path-outside-root: --eco-summary: '../summary.md' is not below *"),
        ("away/summary.md", "ECC022 path-outside-root: --eco-summary: *"),
        ("", "ECC022 path-outside-root: --eco-summary: *"),
        (".", "*--eco-summary: *"),
        ("contracts", "ECC001 config-invalid: --eco-summary: 'contracts' is there*"),
        (".git/summary.md", "ECC001 config-invalid: --eco-summary: *folder of git*"),
        ("link.md", "ECC001 config-invalid: --eco-summary: 'link.md' is there*"),
    ],
)
def test_what_is_not_ours_is_never_written_over(shop: Repository, name: str, told: str) -> None:
    shop.write({"README.md": "# Shop\n", "real.md": OLD})
    os.symlink(shop.root.parent, shop.root / "away")
    os.symlink("real.md", shop.root / "link.md")
    before = {path: path.read_bytes() for path in shop.root.rglob("*.*") if path.is_file()}
    result = shop.only(f"--eco-summary={name}")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"*{told}*"])
    assert "Traceback" not in result.stderr.str()
    assert all(path.read_bytes() == content for path, content in before.items())
    assert not (shop.root / ".git").exists()


def test_a_file_that_cannot_be_written_at_the_end_fails_the_run(shop: Repository) -> None:
    """Then it says what it said at the beginning: that nobody can tell."""
    shop.write(
        {
            "tests/test_code.py": f"import os\ndef test_code():\n    os.unlink({FILE!r})\n    os.mkdir({FILE!r})\n"
        }
    )
    ended = run_gate(shop.root, "--eco-contracts", f"--eco-summary={FILE}", "-k", "good or code")
    assert ended.code == 1
    assert "--eco-summary: '.eco/summary.md' is there, and is not a regular file" in ended.err
