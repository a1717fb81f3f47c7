"""``--eco-base``: the revision that a change is judged against, as option and as ini setting."""

from __future__ import annotations

import pytest
from tests.fakes import note
from tests.plugin.conftest import Repository
from tests.repositories import commit, git

CONFTEST = """
import pytest
from pytest_ecocontracts.core.model import Check, Outcome

def look(context, chunk):
    base = context.base
    told = "none" if base is None else f"{base.name}: {[change.path for change in base.changes]}"
    print(f"base is {told}")
    return Outcome(examined=1)

def pytest_eco_register_checks(contract, catalog):
    return [Check(name="base", run=look)] if contract.id == "shop.good" else []
"""

RULES = """
{{contract: rules/v1, id: shop.ratchet, version: 1.0.0, owner: platform, summary: Data., relations: [{relation}]}}
"""


@pytest.fixture
def changed(shop: Repository) -> Repository:
    """A repository with one commit, and one file that was added since."""
    shop.write({"conftest.py": (shop.root / "conftest.py").read_text() + CONFTEST, ".gitignore": ".*\n__*\n"})
    git(shop.root, "init", "-q", "-b", "main")
    commit(shop.root)
    shop.write({"data/new.json": "{}"})
    return shop


def test_a_check_sees_the_base_and_the_header_names_it(changed: Repository) -> None:
    result = changed.run("--eco-base=main", "-s", "-k", "good")
    result.stdout.fnmatch_lines(
        [
            f"eco-contracts: as of *base main ({git(changed.root, 'rev-parse', 'main')[:10]}), 0 contracts touched*",
            "*base is main: ?'data/new.json'?*",
        ]
    )


@pytest.mark.parametrize("workers", [(), ("-n1",)])
def test_the_record_names_the_commit(changed: Repository, workers: tuple[str, ...]) -> None:
    changed.run("--eco-base=main", "-k", "good", *workers)
    revision = git(changed.root, "rev-parse", "main")
    assert changed.record()["base"] == {"name": "main", "revision": revision}
    changed.pytest("--eco-explain=latest").stdout.fnmatch_lines([f"*base*main, {revision}"])
    changed.run("-k", "good")
    assert changed.record()["base"] is None


def test_without_the_option_there_is_none(changed: Repository) -> None:
    changed.run("-s", "-k", "good").stdout.fnmatch_lines(["*base is none*"])


def test_the_ini_setting_and_an_option_that_overrules_it(changed: Repository) -> None:
    changed.write({"pytest.ini": "[pytest]\neco_base = main\n"})
    changed.run("-s", "-k", "good").stdout.fnmatch_lines(["*base is main: *"])
    changed.run("-s", "-k", "good", "--eco-base=").stdout.fnmatch_lines(["*base is none*"])


def test_an_unknown_revision_is_a_usage_error(changed: Repository) -> None:
    result = changed.run("--eco-base=mian")
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        ["*ECC008 capability-missing: --eco-base=mian: git knows no commit 'mian' here; did you mean 'main'?"]
    )
    assert "Traceback" not in result.stderr.str()


def test_without_git_the_option_cannot_be_kept(shop: Repository) -> None:
    result = shop.run("--eco-base=main")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*ECC008*--eco-base=main: *not a git repository*"])


def test_a_ratchet_reads_its_source_in_the_base_too(changed: Repository) -> None:
    """Without a base there is no verdict, and that is said."""
    ratchet = "{ratchet: {of: {tracked: 'data/*.json'}, measure: set}}"
    changed.write({"contracts/ratchet.contract.yaml": RULES.format(relation=ratchet)})
    git(changed.root, "add", "-A")
    changed.run("--eco-base=main", "-k", "ratchet").stdout.fnmatch_lines(
        ["ECI044 *: 'data/new.json' is new in tracked data/*.json, which may only shrink*"]
    )
    changed.run("-k", "ratchet").stdout.fnmatch_lines(
        ["*not evaluated shop.ratchet?ratchet?: skipped: it judges against the git*"]
    )


WRITES = """
{contract: layout/v1, id: shop.writes, version: 1.0.0, owner: platform, summary: Data., root: data, tree: {'**': opt},
 writes: {bot: ['**']}}
"""
RELEASED = "released/contracts/shop.contract.yaml"


def test_a_released_catalog_is_a_base_and_what_it_cannot_say_is_not_evaluated(shop: Repository) -> None:
    """No git is needed, and no check that needs every file of the base passes."""
    ratchet = RULES.format(relation="{ratchet: {of: {paths: 'data/*.json'}, measure: set}}")
    shop.write(
        {
            "conftest.py": (shop.root / "conftest.py").read_text() + CONFTEST,
            "contracts/other.contract.yaml": f"{ratchet}---\n{WRITES}",
            RELEASED: "{contract: rules/v1}",
        }
    )
    result = shop.run(
        "--eco-base=folder:released", "--eco-actor=bot", "-s", "-k", "good or ratchet or writes"
    )
    result.stdout.fnmatch_lines(
        [
            "eco-contracts: as of *base folder:released (??????????)*",
            "*base is folder:released: *",
            "*not evaluated shop.ratchet?ratchet?: *folder:released is a released catalog, which does not hold*",
            "*not evaluated shop.writes?writes?: *folder:released is a released catalog, which does not hold*",
        ]
    )
    record = shop.record()
    assert record["base"]["name"] == "folder:released"
    assert len(record["base"]["revision"]) == 64


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (
            "--eco-base=folder:released",
            "ECC008 capability-missing: --eco-base=folder:released: *does not exist",
        ),
        (
            "--eco-base=package:nobody",
            "ECC008 capability-missing: --eco-base=package:nobody: no catalog 'nobody'*",
        ),
        ("--eco-base", "ECC001 config-invalid: --eco-base needs a value behind an equals sign: a branch*"),
        (
            "--eco-base=floder:x",
            "ECC001 config-invalid: --eco-base: 'floder:' is no kind of base; did*'folder:'?",
        ),
        ("--eco-base=contracts", "ECC008*; 'contracts' is a path: write the base behind an equals sign*"),
    ],
)
def test_what_is_no_base_is_a_usage_error(changed: Repository, option: str, told: str) -> None:
    result = changed.run(option)
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"*{told}"])
    assert "Traceback" not in result.stderr.str()


def test_a_folder_elsewhere_is_named_by_a_person_alone(shop: Repository) -> None:
    """A file of the repository cannot make the gate read what lies outside of it."""
    other = shop.root.parent / "released"
    (other / "contracts").mkdir(parents=True)
    (other / "contracts/a.contract.yaml").write_text("{contract: rules/v1}")
    said = f"--eco-base=folder:{other}"
    assert shop.run(said, "--collect-only").ret == 0
    for ini in (f"eco_base = folder:{other}", f"addopts = {said}", "eco_base = folder:../released"):
        shop.write({"pytest.ini": f"[pytest]\n{ini}\n"})
        result = shop.run("--collect-only")
        assert result.ret == 4
        result.stderr.fnmatch_lines(["*ECC022 path-outside-root: *is not below the root; a base outside of*"])


def test_every_release_tag_is_judged_and_the_newest_is_the_base(shop: Repository) -> None:
    """A pass, a version that was used twice, and a release that nobody can read: none of them in silence."""
    day = "{contract: artifact/v1, id: day, version: %s, owner: platform, summary: %s, path: day.json}\n"
    git(shop.root, "init", "-q", "-b", "main")
    shop.write({".gitignore": ".*\n__*\n", "day.json": "{}"})
    for tag, version, summary in (("v1.0.0", "1.0.1", "A day."), ("v1.1.0", "1.0.0", "One day.")):
        shop.write({"contracts/day.contract.yaml": day % (version, summary)})
        commit(shop.root)
        git(shop.root, "tag", tag)
    asked = ("--eco-base=tags", "-k", "change or released")
    released = git(shop.root, "rev-parse", "HEAD")
    commit(shop.root)
    shop.write({"contracts/day.contract.yaml": day % ("1.1.0", "One good day.")})
    result = shop.run(*asked)
    result.stdout.fnmatch_lines([f"*base tags: v1.1.0 ({released[:10]})*", "*2 passed*"])
    assert shop.record()["base"]["name"] == "tags: v1.1.0"
    shop.write({"contracts/day.contract.yaml": day % ("1.0.1", "One good day.")})
    shop.run(*asked).stdout.fnmatch_lines(
        ["ECV005 *: the release v1.0.0 has the version 1.0.1 with other content: *", "*1 failed, 1 passed*"]
    )
    git(shop.root, "tag", "-d", "v1.0.0")
    git(shop.root, "checkout", "-q", "-b", "other")
    shop.write({"contracts/day.contract.yaml": "{"})
    commit(shop.root)
    git(shop.root, "tag", "v1.0.0")
    git(shop.root, "checkout", "-q", "main")
    shop.write({"contracts/day.contract.yaml": day % ("1.0.1", "One good day.")})
    shop.run(*asked).stdout.fnmatch_lines(
        ["ECV016 *: the edition of the release v1.0.0 cannot be read with*"]
    )


def test_without_release_tags_the_run_does_not_start(changed: Repository) -> None:
    result = changed.run("--eco-base=tags")
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        ["*ECC008 *--eco-base=tags: there is no tag here; *run: git fetch --tags (in a*"]
    )


@pytest.fixture
def partial(changed: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A clone without the blobs of the past, on a branch that changed a contract; its full clone is beside it."""
    git(changed.root, "switch", "-q", "-c", "topic")
    changed.write({"contracts/good.contract.yaml": note(id="shop.good", summary="Other words.")})
    commit(changed.root)
    git(changed.root, "config", "uploadpack.allowFilter", "true")
    options = ("--filter=blob:none", "--branch=topic")
    git(changed.root, "clone", "-q", *options, changed.root.as_uri(), "clone")
    monkeypatch.chdir(changed.root / "clone")
    return changed


def test_a_clone_that_lacks_files_of_the_base_says_so_once(partial: Repository) -> None:
    """The rest is judged; the command of the message repairs it."""
    options = ("--eco-base=origin/main", "--rootdir=.")
    result = partial.only(*options)
    result.assert_outcomes(failed=2, passed=4)
    result.stdout.fnmatch_lines(
        ["*, what it holds is unknown*", "*_ shop ?change? _*", "*run: git diff --stat*"]
    )
    git(partial.root / "clone", "diff", "--stat", "origin/main")
    result = partial.only(*options, "-v")
    result.stdout.fnmatch_lines(["*base origin/main (*), 1 contract touched*", "*shop.good?change? *"])
    assert "ECC008" not in result.stdout.str()


def test_a_clone_without_the_branch_says_how_to_fetch_it(
    changed: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(changed.root, "branch", "topic")
    git(changed.root, "clone", "-q", "--depth=1", "--branch=topic", changed.root.as_uri(), "clone")
    monkeypatch.chdir(changed.root / "clone")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = changed.only("--eco-base=origin/main", "--rootdir=.")
    assert result.ret == 4
    command = "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main"
    assert f"run: {command}; in the workflow, fetch-depth: 0 for actions/checkout" in result.stderr.str()
