"""``--eco-write-locks`` writes the locks of what is generated, and says what it wrote."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository
from tests.repositories import commit, git

GEN = {"$by": "tools/gen", "$lock": "gen.lock", "**": "opt"}


@pytest.fixture
def generated(repository: Repository) -> Repository:
    repository.write(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/layout.contract.yaml": contract(tree={"gen/": GEN, "**": "opt"}),
            "gen/a.txt": "a",
            "gen/deep/b.txt": "b",
        }
    )
    return repository


def test_a_lock_is_written_once_and_then_holds(generated: Repository) -> None:
    assert generated.only().ret == 1
    result = generated.pytest("--eco-write-locks")
    assert result.ret == 0
    assert result.outlines == ["gen.lock: written, 2 files (2 added, 0 changed, 0 gone)"]
    assert generated.pytest("--eco-write-locks").outlines == ["gen.lock: up to date, 2 files"]
    assert generated.only().ret == 0


def test_what_changed_is_counted(generated: Repository) -> None:
    generated.pytest("--eco-write-locks")
    generated.write({"gen/a.txt": "other", "gen/new.txt": ""})
    (generated.root / "gen/deep/b.txt").unlink()
    assert generated.only().ret == 1
    result = generated.pytest("--eco-only", "--eco-write-locks")
    assert result.outlines == ["gen.lock: written, 2 files (1 added, 1 changed, 1 gone)"]
    assert generated.only().ret == 0


def test_a_lock_is_the_same_with_git_and_without(generated: Repository) -> None:
    generated.pytest("--eco-write-locks")
    before = (generated.root / "gen.lock").read_bytes()
    git(generated.root, "init", "-q", "-b", "main")
    commit(generated.root)
    assert generated.pytest("--eco-write-locks").outlines == ["gen.lock: up to date, 2 files"]
    assert (generated.root / "gen.lock").read_bytes() == before
    generated.write({"gen/a.txt": "edited"})
    result = generated.only()
    result.stdout.fnmatch_lines(["*ECL052*'gen/a.txt' is generated*"])


def test_what_is_no_lock_is_not_written_over(generated: Repository) -> None:
    generated.write({"gen.lock": "# Read me first\n"})
    result = generated.pytest("--eco-write-locks")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*'gen.lock' is there, and is no lock; remove it first*"])
    assert (generated.root / "gen.lock").read_text() == "# Read me first\n"


def test_nothing_else_is_run_or_written(generated: Repository) -> None:
    generated.pytest("--eco-only", "--eco-write-locks")
    assert not (generated.root / ".eco").exists()


def test_without_a_lock_to_write_the_option_is_a_mistake(shop: Repository) -> None:
    result = shop.pytest("--eco-write-locks")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--eco-write-locks: no contract of this run asks for a lock*"])


def test_a_contract_that_is_wrong_has_no_lock_and_that_is_no_success(generated: Repository) -> None:
    generated.write({"contracts/other.contract.yaml": contract(id="shop.other", tree={"a": "neeed"})})
    result = generated.pytest("--eco-write-locks")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["1 contract file could not be used; pytest --eco-only says what is wrong"])


def test_two_contracts_do_not_share_a_lock(generated: Repository) -> None:
    other = contract(id="shop.other", tree={"gen/": GEN, "**": "opt"})
    generated.write({"contracts/other.contract.yaml": other})
    result = generated.pytest("--eco-write-locks")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*gen.lock is the lock of shop.layout and of shop.other*"])


def test_a_lock_that_cannot_be_written_is_said(generated: Repository) -> None:
    (generated.root / "gen.lock").mkdir()
    result = generated.pytest("--eco-write-locks")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--eco-write-locks: 'gen.lock' is there, and is not a regular file*"])
