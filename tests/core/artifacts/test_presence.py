"""Missing is an error, empty is valid, and an exclusive folder holds nothing that nobody declared."""

from __future__ import annotations

import pytest
from tests.core.artifacts.gate import CONTRACT, artifact, enforce, gate
from tests.fakes import FOLDER, OTHER, Link, MemoryFiles, catalog_file


def test_files_that_are_there_pass() -> None:
    found = gate({"data/a.json": "{}", "data/b.json": "{}"}, path="data/{name}.json")
    assert found.violations == []
    assert found.outcome("presence").examined == 2


@pytest.mark.parametrize("path", ["data/a.json", "data/{day:date}.json", "data/**/x.json"])
def test_missing_file_is_told_and_blocks_the_judgement(path: str) -> None:
    found = gate({"data/other.txt": ""}, path=path)
    assert found.codes == ["ECL001", "ECX001"]
    missing = found.violations[0]
    assert missing.metadata == {"path": path}
    assert path in (missing.expected or "")


def test_each_template_needs_a_file_of_its_own() -> None:
    found = gate({"a/1.json": "1"}, path=["a/{n:int}.json", "b/{n:int}.json"])
    assert [violation.metadata["path"] for violation in found.violations] == ["b/{n:int}.json"]
    assert found.violations[0].contract is not None
    assert found.violations[0].contract.path == CONTRACT


def test_optional_files_may_all_be_missing() -> None:
    found = gate({}, path="data/{n:int}.json", presence="optional", schema={"type": "object"})
    assert found.violations == []
    assert found.outcome("schema").examined == 0


def test_file_where_a_folder_should_be_is_no_match() -> None:
    found = gate({"data": "x"}, path="data/a.json")
    assert found.codes == ["ECL001", "ECX001"]


def test_folder_of_the_name_of_the_file_is_told_as_what_it_is() -> None:
    found = gate({"data/a.json": FOLDER}, path="data/a.json")
    assert found.codes == ["ECL006", "ECX001"]


def test_paths_are_below_the_artifact_root() -> None:
    files = MemoryFiles(
        {
            "ecocontracts.yaml": catalog_file(roots={"lake": "mnt/lake"}),
            CONTRACT: artifact(path="daily/{day:date}.json", root="lake"),
            "mnt/lake/daily/2026-01-31.json": "{}",
            "daily/2026-02-01.json": "{",
        }
    )
    found = enforce(files)
    assert (found.codes, found.outcome("format").examined) == ([], 1)


def test_unknown_root_is_told() -> None:
    files = {
        "ecocontracts.yaml": catalog_file(roots={"lake": "mnt/lake"}),
        CONTRACT: artifact(path="a.json", root="leak"),
    }
    (problem,) = enforce(MemoryFiles(files)).problems
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'lake'?")


# --- empty ------------------------------------------------------------------------------------------------

EMPTY = {
    "a.json": "[]",
    "b.json": "{}",
    "c.json": "null",
    "d.jsonl": "",
    "e.csv": "id,name\n",
    "f.txt": "",
    "g.yaml": "{}",
    "h.toml": "",
}
FULL = {
    "a.json": "[0]",
    "b.json": "0",
    "c.json": '""',
    "d.jsonl": "0\n",
    "e.csv": "id\n1\n",
    "f.txt": "\n",
    "g.yaml": "a: 1\n",
    "h.toml": "a = 1\n",
}


@pytest.mark.parametrize("name", EMPTY)
def test_empty_is_valid_unless_the_contract_says_otherwise(name: str) -> None:
    assert gate({name: EMPTY[name]}, path=name).codes == []
    found = gate({name: EMPTY[name]}, path=name, empty="invalid")
    assert found.codes == ["ECS008"]
    assert gate({name: FULL[name]}, path=name, empty="invalid").codes == []


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.md", "a.csv"])
def test_nothing_at_all_is_no_data(name: str) -> None:
    """No bytes are no JSON value, no front matter and no header row: nobody could read them."""
    assert gate({name: ""}, path=name).codes == ["ECS001"]


def test_empty_file_is_not_told_twice() -> None:
    assert gate({"a.json": "{}"}, path="a.json", empty="invalid", required=["id"]).codes == ["ECS008"]


# --- exclusive ---------------------------------------------------------------------------------------------


def strangers(files: dict[str, object], *others: str, **fields: object) -> dict[str, str | None]:
    contracts = {
        f"contracts/o{number}.contract.yaml": artifact(
            id=f"shop.other{number}", path=path, presence="optional"
        )
        for number, path in enumerate(others)
    }
    found = gate({**contracts, **files}, exclusive=True, **fields)
    assert set(found.codes) <= {"ECL005"}
    return {str(violation.metadata["path"]): violation.found for violation in found.violations}


def test_exclusive_folder_holds_only_what_fits() -> None:
    files: dict[str, object] = {
        "bus/daily/2026-01-31.jsonl": "",
        "bus/daily/2026-13-01.jsonl": "",
        "bus/daily/notes.txt": "",
        "bus/daily/sub/anything.txt": "",
        "bus/other.txt": "",
    }
    assert strangers(files, path="bus/daily/{day:date}.jsonl") == {
        "bus/daily/2026-13-01.jsonl": "'2026-13-01' for {day}, which is not a calendar date YYYY-MM-DD",
        "bus/daily/notes.txt": "notes.txt",
    }


def test_what_another_artifact_contract_declares_is_no_stranger() -> None:
    files: dict[str, object] = {"bus/1.json": "{}", "bus/INDEX.md": "---\na: 1\n---\n", "bus/x.tmp": ""}
    assert strangers(files, "bus/INDEX.md", path="bus/{n:int}.json") == {"bus/x.tmp": "x.tmp"}


def test_folders_on_the_way_must_fit_too() -> None:
    """A misnamed folder would otherwise hide everything in it."""
    files: dict[str, object] = {
        "runs/20260131/out/record.json": "{}",
        "runs/2026-01-31/out/record.json": "{}",
        "runs/stray.txt": "",
        "runs/20260131/log.txt": "",
        "runs/20260131/out/deep/er.txt": "",
        "runs/20260131/other/x.json": "",
    }
    assert strangers(files, path="runs/{run:[0-9]{8}}/out/record.json") == {
        "runs/2026-01-31": "'2026-01-31' for {run}, which is not [0-9]{8}",
        "runs/20260131/log.txt": "log.txt",
        "runs/20260131/other": "other",
        "runs/stray.txt": "stray.txt",
    }


def test_folder_of_another_contract_is_no_stranger() -> None:
    files: dict[str, object] = {"runs/1/a.json": "1", "runs/latest/b.json": "1", "runs/late/c.json": "1"}
    assert list(strangers(files, "runs/latest/{x}.json", path="runs/{n:int}/a.json")) == ["runs/late"]


def test_links_and_other_entries_are_strangers_too() -> None:
    files: dict[str, object] = {"bus/1.json": "1", "bus/link": Link("1.json"), "bus/pipe": OTHER}
    assert sorted(strangers(files, path="bus/{n:int}.json")) == ["bus/link", "bus/pipe"]


def test_exclusive_file_by_name_guards_its_folder() -> None:
    assert sorted(strangers({"cfg/a.json": "1", "cfg/b.json": "1"}, path="cfg/a.json")) == ["cfg/b.json"]


def test_exclusive_folder_of_any_depth() -> None:
    files: dict[str, object] = {"d/a.json": "1", "d/x/y/b.json": "1", "d/x/y/c.txt": ""}
    assert sorted(strangers(files, path="d/**/{n}.json")) == ["d/x/y/c.txt"]


def test_exclusive_folder_that_is_missing_is_no_stranger() -> None:
    assert gate({}, path="d/{n:int}.json", presence="optional", exclusive=True).codes == []


def test_hostile_names_are_looked_at_in_little_time() -> None:
    """Not timed: trying every way to read the name would not end."""
    name = "a-" * 120
    found = strangers(
        {f"d/{name}": "", "d/1-1-1-1-1-1.json": "1"},
        path="d/{a:int}-{b:int}-{c:int}-{d:int}-{e:int}-{f:int}.json",
    )
    assert list(found) == [f"d/{name}"]


def test_names_that_are_not_utf8_are_told() -> None:
    found = gate({"d/caf\udce9.json": "1", "d/1.json": "1"}, path="d/{n:int}.json", exclusive=True)
    assert found.codes == ["ECL005"]
