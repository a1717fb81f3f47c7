"""``--eco-history``: prints where the commits of a range broke the update rule, and runs nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fakes import catalog_file, contract
from tests.histories import make_history
from tests.plugin.conftest import Repository
from tests.repositories import commit, git, write

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.core.records.history import SCHEMA_FILE
from pytest_ecocontracts.core.schemas import compile_own

LAYOUT = "contracts/layout.contract.yaml"
LONG = "Open the folder of the shop to everybody who has something to sell, and to their friends as well \x1b[31m"


def layout(version: str, presence: str) -> str:
    return contract(id="shop.layout", version=version, root="a", tree={"a.md": presence})


@pytest.fixture
def past(repository: Repository) -> Repository:
    """Five commits: one begins, one has code alone, one is right, one is wrong, one is unreadable."""
    make_history(
        repository.root,
        [
            ("Begin", {"ecocontracts.yaml": catalog_file(), LAYOUT: layout("1.0.0", "opt")}),
            ("Sell", {"shop.py": "sell()\n"}),
            ("Say it better", {LAYOUT: layout("1.0.1", "opt").replace("What this", "All that this")}),
            (LONG, {LAYOUT: layout("1.0.1", "need")}),
            ("Misspell", {LAYOUT: layout("2.0.0", "need") + "colour: blue\n"}),
        ],
    )
    return repository


def test_the_table_shows_what_is_broken_and_the_sums(past: Repository) -> None:
    result = past.run("--eco-history", "..HEAD")
    assert result.ret == 1
    ids = git(past.root, "log", "--reverse", "--format=%h", "--abbrev=10").split()
    missing = "ECV001 change-version-missing, ECV006 change-decision-missing, ECV007 migration-note-missing"
    unreadable = "1 cannot be judged: contracts of it are not readable today"
    assert result.outlines == [
        f"{ids[3]}  2026-01-04  {LONG[:-5]}\\x1b[31m",
        f"  shop.layout  major       1.0.1       {missing}",
        f"{ids[4]}  2026-01-05  Misspell",
        "  shop.layout  unreadable  1.0.1 -> -  ECC004 contract-invalid",
        "",
        f"5 commits in ..HEAD, 4 touch contracts, 1 broke the update rule, {unreadable}",
    ]
    assert not (past.root / ".eco").exists()


def test_it_fits_the_terminal(past: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (100, 60, 30):
        monkeypatch.setenv("COLUMNS", str(width))
        for option in ((), ("-v",)):
            result = past.run("--eco-history", "..HEAD", *option)
            assert all(len(line) <= width for line in result.outlines)
            assert "ECV007" in result.stdout.str()


def test_verbose_shows_what_is_right_and_what_to_do(past: Repository) -> None:
    text = past.run("--eco-history", "..HEAD", "-v").stdout
    text.fnmatch_lines(["*Say it better", "*shop.layout*patch*1.0.0 -> 1.0.1*ok"])
    text.fnmatch_lines(["*fix: write version: 2.0.0"])


def test_the_document_is_as_its_schema_says(past: Repository) -> None:
    result = past.run("--eco-history", "HEAD~3..", "--eco-format=json")
    document = json.loads(result.stdout.str())
    assert result.ret == 1
    assert compile_own(default_engine(), SCHEMA_FILE).errors(document) == []
    (catalog,) = document["catalogs"]
    assert (document["commits"], catalog["touching"], catalog["broken"]) == (3, 3, 2)
    right, wrong, unreadable = catalog["history"]
    assert not right["broken"]
    assert wrong["subject"] == LONG
    (row,) = wrong["contracts"]
    assert [one["code"] for one in row["violations"]] == ["ECV001", "ECV006", "ECV007"]
    assert unreadable["contracts"][0]["state"] == "unreadable"


def test_a_range_that_keeps_the_rule_passes(past: Repository) -> None:
    result = past.run("--eco-history=..HEAD~2")
    assert result.ret == 0
    assert result.outlines == ["3 commits in ..HEAD~2, 2 touch contracts, none broke the update rule"]


def test_a_range_that_examines_nothing_does_not_pass(past: Repository) -> None:
    result = past.run("--eco-history=HEAD~4..HEAD~3")
    assert result.ret == 5
    assert result.outlines == ["1 commit in HEAD~4..HEAD~3, none touches contracts: nothing was examined"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("HEAD..HEAD", "ECC009*there is no commit in this range"),
        (
            "HEAD~1",
            "ECC001*it is no range; expected A..B, A.., ..B or tags: write HEAD~1.. for what came after HEAD~1",
        ),
        ("HEAD~1...HEAD", "ECC001*names what two revisions do not share*write HEAD~1..HEAD for*"),
        ("tags", "ECC008*there is no tag here*"),
        ("tags:v", "ECC001*'v' needs one [*], where the version stands*"),
        ("mian..", "ECC008*git knows no commit 'mian' here; did you mean 'main'?*"),
        ("..v9", "ECC008*git knows no commit 'v9' here*"),
        ("--output=x..", "ECC008*git knows no commit '--output=x' here*"),
    ],
)
def test_a_range_that_is_none_is_a_usage_error(past: Repository, asked: str, said: str) -> None:
    result = past.run(f"--eco-history={asked}")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"ERROR: {said}"])


def test_where_there_is_no_git_it_says_so(shop: Repository) -> None:
    result = shop.run("--eco-history=a..b")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: ECC008*--eco-history=a..b: fatal: not a git repository*"])


def test_a_shallow_clone_is_told_how_to_get_the_rest(past: Repository, tmp_path: Path) -> None:
    git(past.root, "clone", "-q", "--depth=2", past.root.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    result = past.pytest("--rootdir", str(clone), str(clone), "--eco-history=..HEAD")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: ECC008*history ends here inside of '..HEAD'*git fetch --unshallow*"])
    # What lies within it can be judged.
    result = past.pytest("--rootdir", str(clone), str(clone), "--eco-history=HEAD~1..")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["1 commit in HEAD~1.., 1 touches contracts*"])


def test_several_catalogs_are_audited_one_by_one(repository: Repository) -> None:
    """Below their folders, and with paths from the root; a catalog that is older than the other is one, too."""
    make_history(
        repository.root,
        [
            (
                "Begin",
                {"one/ecocontracts.yaml": catalog_file(id="one"), f"one/{LAYOUT}": layout("1.0.0", "opt")},
            ),
            ("Another", {"two/ecocontracts.yaml": catalog_file(id="two")}),
            ("Change", {f"one/{LAYOUT}": layout("1.0.0", "need")}),
        ],
    )
    asked = ("--eco-catalog=one", "--eco-catalog=two")
    result = repository.run("--eco-history=..HEAD", *asked)
    assert result.ret == 1
    sums = [line for line in result.outlines if "commits in" in line]
    assert sums == [
        "one: 3 commits in ..HEAD, 2 touch contracts, 1 broke the update rule",
        "two: 3 commits in ..HEAD, 1 touches contracts, none broke the update rule",
    ]
    document = json.loads(repository.run("--eco-history=..HEAD", "--eco-format=json", *asked).stdout.str())
    (row,) = document["catalogs"][0]["history"][1]["contracts"]
    assert row["violations"][0]["location"]["path"] == f"one/{LAYOUT}"


def test_a_kind_of_a_plugin_and_its_failing_hooks(shop: Repository) -> None:
    """What hooks add is part of the language; one that raises makes no verdict."""
    git(shop.root, "init", "-q", "-b", "main")
    commit(shop.root)
    result = shop.run("--eco-history=..HEAD")
    assert result.outlines == ["1 commit in ..HEAD, 1 touches contracts, none broke the update rule"]
    raising = "\ndef pytest_eco_modify_contracts(contracts):\n    raise ValueError('no')\n"
    write(shop.root, {"conftest.py": (shop.root / "conftest.py").read_text() + raising})
    result = shop.run("--eco-history=..HEAD")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: ECZ005*pytest_eco_modify_contracts: ValueError: no*"])


def test_releases_are_audited_one_against_the_one_before(past: Repository) -> None:
    """In the order of their versions; what happened between two of them is one change."""
    for name, revision in (
        ("v1.9.0", "HEAD~4"),
        ("v1.10.0", "HEAD~2"),
        ("v2.0.0", "HEAD~1"),
        ("v3.0.0rc1", "HEAD"),
    ):
        git(past.root, "tag", name, revision)
    result = past.run("--eco-history=tags", "-v")
    assert result.ret == 1
    titles = [line for line in result.outlines if " 2026-01-0" in line]
    assert [line.split()[1:] for line in titles] == [["2026-01-03", "v1.10.0"], ["2026-01-04", "v2.0.0"]]
    assert result.outlines[-1] == "2 releases in tags, 2 touch contracts, 1 broke the update rule"
    document = json.loads(past.run("--eco-history=tags:v*", "--eco-format=json").stdout.str())
    assert compile_own(default_engine(), SCHEMA_FILE).errors(document) == []
    assert [one["release"] for one in document["catalogs"][0]["history"]] == ["v1.10.0", "v2.0.0"]
    git(past.root, "tag", "-d", "v1.10.0", "v2.0.0")
    result = past.run("--eco-history=tags")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: ECC009*--eco-history=tags: the first release stands alone"])


def test_a_catalog_of_another_name_is_followed_from_its_first_day(repository: Repository) -> None:
    make_history(
        repository.root,
        [
            ("Begin", {LAYOUT: layout("1.0.0", "opt")}),
            ("Name it", {"shop.yaml": catalog_file()}),
            ("Change", {LAYOUT: layout("1.0.0", "need")}),
        ],
    )
    result = repository.run("--eco-history=..HEAD", "--eco-catalog=shop.yaml", "-v")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*  Begin",
            "  shop.layout *added*",
            "*  Name it",
            "  shop *added*",
            "*  Change",
            "  shop.layout *major*",
        ]
    )


def test_where_it_is_started_makes_no_difference(past: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    told = past.run("--eco-history=..HEAD").outlines
    (past.root / "docs").mkdir()
    monkeypatch.chdir(past.root / "docs")
    below = past.pytest(f"--rootdir={past.root}", "--eco-history=..HEAD", "-n2", "--eco-as-of=2030-01-01")
    assert below.outlines == told
