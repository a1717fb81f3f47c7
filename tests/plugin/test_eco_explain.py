"""``--eco-explain``: a code, a contract, a kind, a path or a run, without running anything."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository, ids
from tests.processes import CONTRACT as SHOP


@pytest.mark.parametrize("word", ["ECS003", "ecs003", "schema-type-mismatch"])
def test_a_code_is_explained(repository: Repository, word: str) -> None:
    result = repository.pytest("--eco-explain", word)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*ECS003*schema-type-mismatch*"])
    assert "test session starts" not in result.stdout.str()
    assert not list(repository.root.iterdir())


def test_nothing_is_collected_while_explaining(shop: Repository) -> None:
    result = shop.run("--eco-explain", "ECS003")
    assert result.ret == 0
    assert "shop.bad" not in result.stdout.str()


@pytest.mark.parametrize(
    ("word", "meant"), [("ECS03", "ECS003"), ("schema-type-mismatc", "schema-type-mismatch")]
)
def test_an_unknown_word_is_a_usage_error_with_what_was_meant(
    repository: Repository, word: str, meant: str
) -> None:
    result = repository.pytest("--eco-explain", word)
    assert result.ret == 4
    assert meant in result.stderr.str() + result.stdout.str()


def test_what_is_explained_is_shown_safely(repository: Repository) -> None:
    result = repository.pytest("--eco-explain", "\x1b[31mred")
    assert result.ret == 4
    assert "\x1b[31mred" not in result.stderr.str() + result.stdout.str()


def test_codes_of_the_repositorys_own_taxonomies_are_explained(repository: Repository) -> None:
    """Also where another contract is broken: explaining does not judge."""
    repository.write(
        {
            "contracts/shop.contract.yaml": SHOP,
            "contracts/broken.contract.yaml": "contract: nothing/v1\n",
        }
    )
    for word in ("SHOP001", "till-open"):
        result = repository.pytest("--eco-explain", word)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["SHOP001 till-open (till, error)"])
    listed = repository.pytest("--eco-explain", "all").outlines
    assert any(line.startswith("ECS003 ") for line in listed)
    assert any(line.startswith("SHOP001 ") for line in listed)
    assert repository.pytest("--eco-explain", "SHOP01").ret == 4


def test_classes_of_the_repositorys_own_taxonomies_are_explained(repository: Repository) -> None:
    one = {"name": "TILL_GONE", "meaning": "It is not there.", "fix": "Find another.", "codes": ["NO_TILL_*"]}
    text = contract("taxonomy/v1", id="shop.classes", domain="shop", classes=[one])
    repository.write({"contracts/shop.contract.yaml": text})
    for word in ("TILL_GONE", "NO_TILL_7"):
        result = repository.pytest("--eco-explain", word)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["TILL_GONE (a class of failures, error)"])


def test_texts_of_foreign_taxonomies_are_shown_safely(repository: Repository) -> None:
    hostile = SHOP.replace("Close the till.", '"Close \\e[31m the till."')
    repository.write({"contracts/shop.contract.yaml": hostile})
    shown = repository.pytest("--eco-explain", "SHOP001").stdout.str()
    assert "\x1b[31m the till" not in shown
    assert "the till." in shown


# ---- contracts, kinds and paths ------------------------------------------------------------------------------

ORDERS = contract("artifact/v1", id="shop.orders", path="data/{day:date}.json", presence="optional")
DATA = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/orders.contract.yaml": ORDERS,
    "contracts/broken.contract.yaml": contract("layout/v1", id="shop.broken", tree=7),
    "data/2026-01-31.json": "{}",
    "stray.txt": "",
}


def explained(repository: Repository, word: str, *arguments: str) -> str:
    result = repository.pytest(f"--eco-explain={word}", *arguments)
    assert result.ret == 0, result.stderr.str()
    assert "test session starts" not in result.stdout.str()
    return result.stdout.str()


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("shop.orders", "shop.orders 1.0.0 (artifact/v1, stable)"),
        ("shop.broken", "shop.broken: the contract cannot be used, so nothing is checked with it"),
        ("artifact", "artifact/v1: Files that cross a boundary: *"),
        ("layout/v1", "layout/v1: *"),
        ("contracts", "shop.orders * artifact/v1 * contracts/orders.contract.yaml *"),
        ("contracts/orders.contract.yaml", "contracts/orders.contract.yaml: 1 usable contract"),
        ("data/2026-01-31.json", "*data/{day:date}.json, with day = 2026-01-31"),
        ("stray.txt", "No contract is about this path."),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("--eco-contracts",), ("--eco-only",)])
def test_a_thing_is_explained_and_nothing_is_run(
    repository: Repository, word: str, line: str, arguments: tuple[str, ...]
) -> None:
    repository.write(DATA)
    explained_lines = explained(repository, word, *arguments).splitlines()
    assert any(fnmatchcase(one, line) for one in explained_lines), explained_lines
    assert not (repository.root / ".eco").exists()


def test_what_it_says_to_run_runs_only_that_contract(repository: Repository) -> None:
    repository.write({**DATA, "contracts/other.contract.yaml": contract(id="shop.other", tree={"**": "opt"})})
    command = explained(repository, "shop.orders").splitlines()[-1].split()
    assert command[0] == "pytest"
    listed = ids(repository.pytest(*command[1:], "--co", "-q"))
    assert listed
    assert all("::shop.orders[" in one for one in listed)


def test_from_a_sub_folder_paths_are_as_seen_from_there(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({**DATA, "pytest.ini": "[pytest]\n"})
    monkeypatch.chdir(repository.root / "data")
    for word in ("2026-01-31.json", "data/2026-01-31.json", str(repository.root / "data/2026-01-31.json")):
        assert explained(repository, word).startswith("data/2026-01-31.json: a file\n")
    assert explained(repository, "shop.orders").startswith("shop.orders 1.0.0")


def test_several_catalogs_are_asked(repository: Repository) -> None:
    repository.write(
        {f"{part}/{name}": text.replace("shop", part) for part in ("a", "b") for name, text in DATA.items()}
    )
    repository.write({"pytest.ini": "[pytest]\neco_catalogs = a b\n"})
    text = explained(repository, "b.orders")
    assert "at          b/contracts/orders.contract.yaml:1" in text
    assert "pytest --eco-only --eco-catalog=b --eco-select=b.orders" in text
    text = explained(repository, "a/data/2026-01-31.json")
    assert "a.orders 1.0.0 (artifact/v1, a/contracts/orders.contract.yaml:1)" in text
    assert "b.orders" not in text


def test_catalogs_are_found_as_for_a_run(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the folders that are named, or from where pytest is started."""
    repository.write({f"services/shop/{name}": text for name, text in DATA.items()})
    repository.write({"pytest.ini": "[pytest]\n"})
    title = "shop.orders 1.0.0 (artifact/v1, services/shop/contracts/orders.contract.yaml:1)\n"
    path = "services/shop/data/2026-01-31.json"
    assert title in explained(repository, path, "services/shop")
    assert title in explained(repository, path, "--eco-catalog=services/shop")
    monkeypatch.chdir(repository.root / "services/shop")
    assert title in explained(repository, "data/2026-01-31.json")


@pytest.mark.parametrize("word", ["shop.order", "artefact/v1", "../outside.txt", "nothing", "a\0b", ""])
def test_a_thing_that_is_not_there_is_a_usage_error(repository: Repository, word: str) -> None:
    repository.write(DATA)
    (repository.root.parent / "outside.txt").write_text("")
    result = repository.pytest(f"--eco-explain={word}")
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        ["*--eco-explain: *is no failure code, contract, kind, path, run or clause here*"]
    )
    assert "Traceback" not in result.stderr.str()


def test_without_contracts_codes_and_kinds_are_explained(repository: Repository) -> None:
    repository.write({"stray.txt": ""})
    assert explained(repository, "ECS003").startswith("ECS003 ")
    assert explained(repository, "layout").startswith("layout/v1: ")
    result = repository.pytest("--eco-explain=stray.txt")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*ECC007*no catalog file and no contracts found*"])


def test_kinds_of_plugins_are_known(shop: Repository) -> None:
    assert explained(shop, "note/v1").startswith("note/v1: ")
    assert "bad     " not in explained(shop, "shop.bad")


def test_a_wrong_option_is_still_told(repository: Repository) -> None:
    repository.write(DATA)
    result = repository.pytest("--eco-explain=shop.orders", "--eco-as-of=yesterday")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--eco-as-of*"])


def test_names_and_texts_of_contracts_are_shown_safely(repository: Repository) -> None:
    hostile = ORDERS.replace("What this contract promises.", "Red \\u001b[31m\\nline")
    repository.write({**DATA, "contracts/orders.contract.yaml": hostile, "data/\x1b[31m.json": ""})
    for word in ("shop.orders", "contracts", "data/\x1b[31m.json"):
        assert "\x1b[31m" not in explained(repository, word)
    assert "Red \\x1b[31m\\nline" in explained(repository, "shop.orders")


def test_a_link_out_of_the_repository_is_not_followed(repository: Repository, tmp_path: Path) -> None:
    repository.write(DATA)
    (repository.root / "away").symlink_to(tmp_path)
    (tmp_path / "x.txt").write_text("secret")
    assert explained(repository, "away").startswith("away: a symbolic link\n")
    result = repository.pytest("--eco-explain=away/x.txt")
    assert "secret" not in result.stdout.str()
    assert result.ret == 4


# ---- runs ----------------------------------------------------------------------------------------------------


def test_the_latest_run_is_explained_by_name_id_and_path(shop: Repository) -> None:
    shop.run("-k", "not peek")
    run_id = shop.record()["run_id"]
    words = ("latest", run_id, run_id[:13], f".eco/runs/{run_id}/run.json", ".eco/runs/latest.json")
    texts = {explained(shop, word) for word in words}
    (text,) = texts
    assert text.startswith(f"run {run_id}: finished, failure\n")
    assert "  fail           shop.bad 1.0.0 " in text
    assert "Failures\n  ECS003 schema-type-mismatch data/a.json /n: " in text
    assert "Not evaluated\n" in text
    assert text.splitlines()[-1] == "  pytest --eco-contracts -k 'not peek'"


def test_a_run_that_is_not_there_says_which_there_are(shop: Repository) -> None:
    result = shop.pytest("--eco-explain=latest")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*there is no run latest in *; there is none*"])
    shop.run()
    result = shop.pytest("--eco-explain=01a201dd-126e-7416-887d-9b6d4ca4388b")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"*the newest is {shop.record()['run_id']}*"])


def test_runs_of_another_folder_are_found_where_it_is_named(shop: Repository) -> None:
    shop.run("--eco-record=out")
    assert "finished, failure" in explained(shop, "latest", "--eco-record=out")
    assert shop.pytest("--eco-explain=latest").ret == 4
    assert shop.pytest("--eco-explain=latest", "--eco-no-record").ret == 4


def test_a_killed_run_is_said_to_be_one(shop: Repository) -> None:
    shop.run()
    run_id = shop.record()["run_id"]
    (shop.root / ".eco/runs" / run_id / "run.json").unlink()
    assert explained(shop, "latest").startswith(f"run {run_id}: incomplete\n")


@pytest.mark.parametrize(
    "content",
    [
        '{"kind": "eco.run-record"}',
        '{"kind": "eco.run-record", "a": [' + "[" * 9_000,
        '{"kind":"eco.run-record"}x',
    ],
)
def test_a_record_that_cannot_be_believed_is_refused(repository: Repository, content: str) -> None:
    repository.write({**DATA, "run.json": content})
    result = repository.pytest("--eco-explain=run.json")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*the run record *run.json cannot be believed: *"])
    assert "Traceback" not in result.stderr.str()


def test_a_file_of_that_name_that_is_no_record_is_a_file(repository: Repository) -> None:
    repository.write({**DATA, "run.json": "{}"})
    assert explained(repository, "run.json").startswith("run.json: a file\n")
