"""``--eco-actor`` with ``--eco-base`` or ``--eco-written``: who wrote what, and whether they may."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository
from tests.repositories import commit, git


@pytest.fixture
def written(repository: Repository) -> Repository:
    writes = {"runner": ["runs/**"], "codegen": ["gen/**"]}
    repository.write(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/layout.contract.yaml": contract(tree={"**": "opt"}, writes=writes),
            "gen/a.txt": "a",
            ".gitignore": ".eco/\n__pycache__/\n",
        }
    )
    return repository


def test_a_list_of_paths_is_judged(written: Repository) -> None:
    written.write({"list.txt": f"runs/1\n./gen/../gen/a.txt\n\n{written.root}/gen/b.txt\n../out\n/etc/x\n"})
    result = written.only("--eco-actor=runner", "--eco-written=list.txt")
    assert result.ret == 1
    found = {failure["metadata"]["path"] for failure in written.record()["failures"]}
    assert found == {"../out", "/etc/x", "gen/a.txt", "gen/b.txt"}
    written.write({"list.txt": b"gen/a.txt\0gen/new\nline\0"})
    assert written.only("--eco-actor=codegen", "--eco-written=list.txt").ret == 0
    assert written.record()["outcome"] == "success"


def test_what_is_written_through_a_link_is_written_where_it_leads(written: Repository) -> None:
    written.write({"src/a.py": "", "list.txt": "runs/src/a.py\nruns/src/new/b.py\nruns/up/x\n"})
    (written.root / "runs").mkdir()
    (written.root / "runs/src").symlink_to("../src")
    (written.root / "runs/up").symlink_to("../..")
    written.only("--eco-actor=runner", "--eco-written=list.txt", "--eco-select=ECL060")
    found = {failure["metadata"]["path"] for failure in written.record()["failures"]}
    assert found == {"src/a.py", "src/new/b.py", "../x"}


def test_a_change_is_judged(written: Repository) -> None:
    git(written.root, "init", "-q", "-b", "main")
    commit(written.root)
    written.write({"runs/1/log": "", "gen/a.txt": "edited"})
    result = written.only("--eco-base=HEAD", "--eco-actor=runner")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*ECL060*runner wrote 'gen/a.txt', and may not*"])


def test_without_an_actor_it_is_not_evaluated(written: Repository) -> None:
    result = written.only()
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*not evaluated shop.layout[[]writes[]]*--eco-actor=NAME*"])
    assert written.record()["outcome"] == "partial"


def test_a_catalog_in_a_folder_is_told_of_its_own_paths(written: Repository) -> None:
    inner = contract(id="inner.layout", tree={"**": "opt"}, writes={"runner": ["out/**"]})
    written.write(
        {
            "service/ecocontracts.yaml": catalog_file(id="inner"),
            "service/contracts/layout.contract.yaml": inner,
            "list.txt": "service/out/x\nservice/src/y\nruns/1\n",
        }
    )
    written.only("--eco-catalog=service", "--eco-actor=runner", "--eco-written=list.txt")
    assert [one["location"]["path"] for one in written.record()["failures"]] == ["service/src/y"]


def test_a_list_that_cannot_be_read_is_a_usage_error(written: Repository) -> None:
    result = written.only("--eco-actor=runner", "--eco-written=nowhere.txt")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*ECC001*--eco-written: 'nowhere.txt' cannot be read: No such file*"])
