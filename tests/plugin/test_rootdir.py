"""pytest may take the value of an option for a place to collect from; then its root directory is another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.conftest import Repository
from tests.processes import CONTRACT

FILES = {"pytest.ini": "[pytest]\n", "contracts/shop.contract.yaml": CONTRACT}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that exists, and lies outside of the repository."""
    return tmp_path


def test_a_value_that_moved_the_root_is_a_usage_error_that_says_what_to_write(
    repository: Repository, outside: Path
) -> None:
    repository.write(FILES)
    result = repository.process("--eco-contracts", "--eco-record", str(outside))
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"*ECC001 config-invalid: *write --eco-record={outside}*"])
    assert not list(outside.iterdir())
    assert not (repository.root / ".eco").exists()


def test_what_it_says_to_write_works(repository: Repository, outside: Path) -> None:
    repository.write(FILES)
    result = repository.process("--eco-contracts", f"--eco-record={outside}")
    assert result.ret == 0, result.stdout.str() + result.stderr.str()
    assert len(list(outside.glob("*/run.json"))) == 1


@pytest.mark.parametrize("ini", ["[pytest]\n", None])
def test_a_folder_below_moves_nothing(repository: Repository, ini: str | None) -> None:
    """The second run of the same command finds the folder that the first has made."""
    repository.write({"contracts/shop.contract.yaml": CONTRACT, **({"pytest.ini": ini} if ini else {})})
    for runs in (1, 2):
        result = repository.process("--eco-contracts", "--eco-record", "out/records")
        assert result.ret == 0, result.stdout.str() + result.stderr.str()
        assert len(list((repository.root / "out/records").glob("*/run.json"))) == runs


@pytest.mark.parametrize("name", ["pytest.ini", "setup.py"])
def test_a_folder_below_that_looks_like_a_root_is_told(repository: Repository, name: str) -> None:
    repository.write(
        {"contracts/shop.contract.yaml": CONTRACT, f"part/{name}": "[pytest]\n" * (name != "setup.py")}
    )
    result = repository.process("--eco-contracts", "--eco-record", "part")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*write --eco-record=part*"])


def test_from_a_sub_folder_a_value_beside_it_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the value the nearer configuration would have counted."""
    repository.write(
        {**FILES, "part/pytest.ini": "[pytest]\n", "part/contracts/a.contract.yaml": CONTRACT, "out/x": ""}
    )
    monkeypatch.chdir(repository.root / "part")
    assert repository.process("--eco-contracts", "--eco-record", "../out").ret == 4
    assert repository.process("--eco-contracts", "--eco-record=../out").ret == 0


def test_with_paths_the_search_begins_at_what_they_share(repository: Repository, outside: Path) -> None:
    repository.write(
        {**FILES, "tests/test_a.py": "def test_a(): pass\n", "tests/test_b.py": "def test_b(): pass\n"}
    )
    paths = ("tests/test_a.py::test_a", "tests/test_b.py")
    assert repository.process("--eco-contracts", "--eco-record", "tests", *paths).ret == 0
    assert repository.process("--eco-contracts", *paths, "--eco-record", str(outside)).ret == 4


def test_a_root_that_is_given_stands(repository: Repository, outside: Path) -> None:
    repository.write(FILES)
    for given in ("--rootdir=.", "-cpytest.ini"):
        result = repository.process("--eco-contracts", given, "--eco-record", str(outside))
        assert result.ret == 0, result.stdout.str() + result.stderr.str()


def test_the_environment_is_read_too(
    repository: Repository, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(FILES)
    monkeypatch.setenv("PYTEST_ADDOPTS", f"--eco-record '{outside}'")
    assert repository.process("--eco-contracts").ret == 4
    monkeypatch.delenv("PYTEST_ADDOPTS")
    repository.write({"pytest.ini": f"[pytest]\naddopts = --eco-record {outside}\n"})
    assert repository.process("--eco-contracts").ret == 0


def test_a_path_after_a_flag_is_a_path(repository: Repository, outside: Path) -> None:
    """Flags take no value: what follows is what pytest takes it for."""
    repository.write(FILES)
    (outside / "test_a.py").write_text("def test_a(): pass\n")
    result = repository.process("--rootdir=.", "--eco-contracts", str(outside))
    assert result.ret == 0
    result = repository.process("--eco-contracts", str(outside))
    result.stderr.no_fnmatch_line("*write --eco-contracts=*")


def test_in_workers_the_root_is_as_it_was_told(repository: Repository) -> None:
    repository.write(FILES)
    (repository.root / "out").mkdir()
    assert repository.process("--eco-contracts", "--eco-record", "out", "-n", "1").ret == 0


def test_what_is_explained_may_have_moved_the_root_too(repository: Repository, outside: Path) -> None:
    repository.write({**FILES, "part/pytest.ini": "[pytest]\n"})
    for moved in (str(outside), "part"):
        result = repository.process("--eco-explain", moved)
        assert result.ret == 4
        result.stderr.fnmatch_lines([f"*write --eco-explain={moved}*"])
    result = repository.process("--eco-explain", "contracts/shop.contract.yaml")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["contracts/shop.contract.yaml: 1 usable contract"])
