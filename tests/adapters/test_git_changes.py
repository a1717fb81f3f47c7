"""The change gate over real git: what people do to files, and how they set up their clones."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fakes import catalog_file
from tests.git_changes import FILES, NEED, SCHEMA, STRICTER, artifact, gate_of, layout, told
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.model import Chunk

A, B, C = "contracts/a.contract.yaml", "contracts/b.contract.yaml", "contracts/deep/c.contract.yaml"
#: what a contract that asks for more has to bring along
OWED = ["ECV001", "ECV006", "ECV007"]
EDITED = layout("a", tree=NEED)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("git") / "template"
    make_repository(root, FILES)
    git(root, "switch", "-q", "-c", "topic")
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    """A repository on the branch ``topic``, which left ``main`` where it is."""
    shutil.copytree(template, tmp_path / "r", symlinks=True)
    return tmp_path / "r"


def rebase(root: Path) -> None:
    """Let ``main`` be what is there now."""
    commit(root)
    git(root, "branch", "-f", "main")


def test_nothing_changed_and_one_contract_changed(root: Path) -> None:
    assert (told(root).states, told(root).codes) == ({}, {})
    write(root, {A: EDITED})
    for name in ("main", "HEAD"):
        assert told(root, name).codes == {"shop.a": OWED}
    commit(root)
    assert told(root).codes == {"shop.a": OWED}
    assert told(root, "HEAD").states == {}, "the base is HEAD, and nothing differs"


# --- moves ------------------------------------------------------------------------------------------------


def _swap(root: Path) -> None:
    write(root, {A: FILES[B], B: FILES[A]})


def _move_folder(root: Path) -> None:
    (root / "contracts").rename(root / "rules")
    write(root, {"ecocontracts.yaml": catalog_file(contracts=["rules"])})


def _move_folder_and_edit(root: Path) -> None:
    _move_folder(root)
    write(root, {"rules/a.contract.yaml": EDITED})


def _move_and_edit(root: Path) -> None:
    (root / A).unlink()
    write(root, {"contracts/deep/z.contract.yaml": EDITED})


def _change_case(root: Path) -> None:
    (root / A).rename(root / "contracts/A.contract.yaml")


def _join(root: Path) -> None:
    (root / B).unlink()
    write(root, {A: f"{layout('a')}---\n{layout('b')}"})


def _move_catalog(root: Path) -> None:
    (root / "ecocontracts.yaml").rename(root / "ecocontracts.yml")


def _move_schema(root: Path) -> None:
    (root / "schemas").rename(root / "data-schemas")
    write(root, {C: artifact("c", "data-schemas/a.schema.json")})


def _change_id(root: Path) -> None:
    write(root, {A: layout("a", id="shop.z")})


@pytest.mark.parametrize(
    ("act", "states", "codes"),
    [
        (_swap, {"shop.a": "moved", "shop.b": "moved"}, {}),
        (_change_case, {"shop.a": "moved"}, {}),
        (_join, {"shop.b": "moved"}, {}),
        (_move_catalog, {"shop": "moved"}, {}),
        (
            _move_folder,
            {"shop": "changed", "shop.a": "moved", "shop.b": "moved", "shop.c": "moved"},
            {"shop": OWED},
        ),
        (
            _move_folder_and_edit,
            {"shop": "changed", "shop.a": "changed", "shop.b": "moved", "shop.c": "moved"},
            {"shop": OWED, "shop.a": OWED},
        ),
        (_move_and_edit, {"shop.a": "changed"}, {"shop.a": OWED}),
        (_move_schema, {"shop.c": "changed"}, {"shop.c": ["ECV001"]}),
        (
            _change_id,
            {"shop.a": "removed", "shop.z": "added"},
            {"shop": ["ECV012", "ECV006", "ECV007"]},
        ),
    ],
)
@pytest.mark.parametrize("staged", [False, True])
def test_a_contract_is_known_by_its_id_wherever_it_stands(
    root: Path,
    act: Callable[[Path], None],
    states: dict[str, str],
    codes: dict[str, list[str]],
    staged: bool,
) -> None:
    act(root)
    if staged:
        git(root, "add", "-A")
    found = told(root)
    assert (found.states, found.codes) == (states, codes)


def test_another_id_is_told_with_the_contract_that_has_it(root: Path) -> None:
    write(root, {A: layout("a", id="shop.z", summary="Another.")})
    assert "'shop.z', which is new, says the same; give that one its id back" in told(root).text
    write(root, {A: layout("a", id="shop.z", tree=NEED)})
    assert "says the same" not in told(root).text


def test_a_contract_split_out_of_a_file_of_several(root: Path) -> None:
    write(root, {A: f"{layout('a')}---\n{layout('x')}"})
    rebase(root)
    write(root, {A: layout("a"), "contracts/x.contract.yaml": layout("x")})
    assert (told(root).states, told(root).codes) == ({"shop.x": "moved"}, {})


# --- links and other repositories -------------------------------------------------------------------------


@pytest.mark.parametrize("through", ["contract", "folder", "schema", "schema-folder"])
def test_what_a_link_leads_to_is_what_changed(root: Path, through: str) -> None:
    link, place = {
        "contract": (A, "else/where.yaml"),
        "folder": ("contracts", "else/where"),
        "schema": ("schemas/a.schema.json", "else/where.json"),
        "schema-folder": ("schemas", "else/where"),
    }[through]
    (root / "else").mkdir()
    (root / link).rename(root / place)
    (root / link).symlink_to("../else/where.yaml" if link == A else f"{'../' * link.count('/')}{place}")
    rebase(root)
    write(root, {A: EDITED} if "schema" not in through else {"schemas/a.schema.json": STRICTER})
    found = told(root)
    if "schema" in through:
        assert found.codes == {"shop.c": ["ECV009", *OWED]}
    else:
        assert found.codes == {"shop.a": OWED}
    if through == "folder":
        (root / A).unlink()
        assert told(root).states == {"shop.a": "removed"}


def test_a_worktree_of_the_repository(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", "-b", "other", str(tmp_path / "other"))
    write(tmp_path / "other", {A: EDITED})
    assert told(tmp_path / "other").codes == {"shop.a": OWED}
    assert told(root).codes == {}


def test_a_catalog_below_the_root_of_the_repository_is_judged_alone(root: Path) -> None:
    for name in ("shop", "bakery"):
        write(root, {f"{name}/{path}": text for path, text in FILES.items()})
    rebase(root)
    write(root, {f"shop/{A}": EDITED, A: EDITED})
    assert told(root / "shop").codes == {"shop.a": OWED}
    assert told(root / "bakery").codes == {}


def test_a_repository_whose_path_is_of_two_lines(root: Path) -> None:
    place = root.rename(root.with_name("two\nlines"))
    write(place, {"in\nside/" + name: text for name, text in FILES.items()})
    rebase(place)
    write(place, {A: EDITED, f"in\nside/{B}": layout("b", tree=NEED)})
    assert told(place).codes == {"shop.a": OWED}
    assert told(place / "in\nside").codes == {"shop.b": OWED}


def test_variables_of_a_hook_lead_nowhere_else(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, {A: EDITED})
    make_repository(tmp_path / "other", {})
    for name, place in (("GIT_DIR", ".git"), ("GIT_WORK_TREE", "."), ("GIT_INDEX_FILE", ".git/index")):
        monkeypatch.setenv(name, str(tmp_path / "other" / place))
    assert told(root).codes == {"shop.a": OWED}


def test_a_repository_of_the_format_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    write(tmp_path, FILES)
    commit(tmp_path)
    write(tmp_path, {A: EDITED, "contracts/moved.contract.yaml": FILES[B]})
    (tmp_path / B).unlink()
    found = told(tmp_path)
    assert (found.states, found.codes) == ({"shop.a": "changed", "shop.b": "moved"}, {"shop.a": OWED})


def test_what_this_clone_alone_puts_in_place_of_history_does_not_count(root: Path) -> None:
    """Elsewhere nobody has the replacement, and the verdict has to be the same there."""
    write(root, {A: EDITED})
    commit(root)
    git(root, "replace", "main", "topic")
    assert told(root).codes == {"shop.a": OWED}


@pytest.fixture
def around(root: Path, tmp_path: Path) -> Path:
    """A repository whose contracts and schemas are a submodule, of which it has one commit alone."""
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    write(root, {"a.contract.yaml": layout("a"), "b.contract.yaml": artifact("b", "contracts/s.json")})
    write(root, {"s.json": SCHEMA})
    commit(root)
    make_repository(tmp_path / "around", {"ecocontracts.yaml": catalog_file()})
    add = ("submodule", "--quiet", "add", "--depth=1", root.as_uri(), "contracts")
    git(tmp_path / "around", "-c", "protocol.file.allow=always", *add)
    git(tmp_path / "around/contracts", "rm", "-q", "-r", "contracts", "schemas", "ecocontracts.yaml")
    commit(tmp_path / "around/contracts")
    commit(tmp_path / "around")
    git(tmp_path / "around", "switch", "-q", "-c", "topic")
    return tmp_path / "around"


def test_contracts_in_a_submodule(around: Path) -> None:
    assert told(around).states == {}
    write(around / "contracts", {"a.contract.yaml": EDITED, "s.json": STRICTER})
    owed = {"shop.a": OWED, "shop.b": ["ECV009", *OWED]}
    assert told(around).codes == owed, "edited"
    commit(around / "contracts")
    assert told(around).codes == owed, "committed there"
    commit(around)
    assert told(around).codes == owed, "committed here"
    (around / "contracts/a.contract.yaml").unlink()
    assert told(around).states == {"shop.a": "removed", "shop.b": "changed"}
    git(around, "submodule", "--quiet", "deinit", "-f", "contracts")
    write(around, {"contracts/other.contract.yaml": layout("other")})
    assert "shop.a" not in told(around).states, "what is not checked out is not there"


def test_a_submodule_that_does_not_hold_the_commit_of_the_base(around: Path) -> None:
    """The command of the message fetches it."""
    old = git(around / "contracts", "rev-parse", "HEAD")
    git(around / "contracts", "push", "-q", "origin", "HEAD:refs/heads/pushed")
    git(around / "contracts", "checkout", "-q", "--orphan", "anew")
    write(around / "contracts", {"a.contract.yaml": EDITED})
    commit(around / "contracts")
    commit(around)
    git(around / "contracts", "branch", "-q", "-D", "topic")
    git(around / "contracts", "reflog", "expire", "--expire=now", "--all")
    git(around / "contracts", "gc", "-q", "--prune=now")
    with pytest.raises(CapabilityMissing) as raised:
        told(around)
    command = f"git -C contracts fetch origin {old}"
    assert f"run: {command}" in raised.value.message
    git(around, *command.split()[1:])
    assert told(around).codes == {"shop.a": OWED}


@pytest.mark.parametrize("replaced", [True, False])
def test_a_submodule_that_is_none_any_more(around: Path, root: Path, replaced: bool) -> None:
    """Its files have become those of the repository, or are gone, and nothing of it is in a new clone."""
    files = {path.name: path.read_bytes() for path in (around / "contracts").glob("*.*")}
    git(around / "contracts", "push", "-q", "origin", "HEAD:refs/heads/pushed")
    git(around, "rm", "-q", "-f", "contracts")
    shutil.rmtree(around / ".git/modules")
    if replaced:
        write(around, {f"contracts/{name}": data for name, data in files.items()})
        write(around, {A: EDITED})
    else:
        write(around, {"ecocontracts.yaml": catalog_file(version="1.0.1")})
    commit(around)
    with pytest.raises(CapabilityMissing) as raised:
        told(around)
    assert "the base has a submodule at 'contracts', and this clone does not hold its commit" in str(
        raised.value
    )
    command = str(raised.value).partition("; run: ")[2]
    assert command.startswith(f"git fetch {root.as_uri()} ")
    git(around, *command.split()[1:])
    found = told(around)
    if replaced:
        assert found.codes == {"shop.a": OWED}
    else:
        assert {name for name, one in found.states.items() if one == "removed"} == {"shop.a", "shop.b"}


# --- states of the index ----------------------------------------------------------------------------------


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_was_told_not_to_look_at_is_looked_at(root: Path, bit: str) -> None:
    git(root, "update-index", bit, A)
    assert told(root).states == {}
    write(root, {A: EDITED})
    assert told(root).codes == {"shop.a": OWED}
    if bit == "--assume-unchanged":
        (root / A).unlink()
        assert told(root).states == {"shop.a": "removed"}


def test_what_a_sparse_checkout_leaves_out_is_not_removed(root: Path) -> None:
    git(root, "sparse-checkout", "set", "--no-cone", "/*", "!contracts/deep/")
    assert (told(root).states, told(root).codes) == ({}, {})
    write(root, {"ecocontracts.yaml": catalog_file(contracts=["contracts", "schemas"])})
    assert told(root).states == {"shop": "changed"}


def test_what_a_sparse_checkout_leaves_out_and_differs_is_told(root: Path) -> None:
    write(root, {C: artifact("c").replace("1.0.0", "1.1.0")})
    commit(root)
    git(root, "sparse-checkout", "set", "--cone", "contracts", "schemas")
    git(root, "sparse-checkout", "set", "--no-cone", "/*", "!contracts/deep/")
    found = told(root)
    assert (found.states, found.codes) == ({}, {"shop": ["ECC008"]})
    assert "run: git sparse-checkout add contracts/deep" in found.text


def test_added_with_intent_alone_and_deleted_without_being_staged(root: Path) -> None:
    write(root, {"contracts/n.contract.yaml": layout("n")})
    git(root, "add", "-N", "contracts/n.contract.yaml")
    (root / A).unlink()
    assert told(root).states == {"shop.n": "added", "shop.a": "removed"}


def test_in_the_middle_of_a_merge_the_work_tree_counts(root: Path) -> None:
    new = "contracts/n.contract.yaml"
    write(root, {A: EDITED, new: layout("n"), B: FILES[B]})
    commit(root)
    git(root, "switch", "-q", "main")
    write(root, {A: layout("a", summary="Other words."), new: layout("n", summary="Others.")})
    commit(root)
    git(root, "switch", "-q", "topic")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "-q", "main")
    write(root, {A: EDITED, new: layout("n")})
    found = told(root)
    assert (found.states, found.codes) == ({"shop.a": "changed", "shop.n": "added"}, {"shop.a": OWED})
    (root / A).unlink()
    assert told(root).states == {"shop.a": "removed", "shop.n": "added"}


def test_a_contract_that_git_ignores_is_in_no_base(root: Path) -> None:
    write(root, {".gitignore": "contracts/i.*\n", "contracts/i.contract.yaml": layout("i")})
    assert (told(root).states, told(root).codes) == ({}, {})


def test_line_endings_are_no_change(root: Path) -> None:
    git(root, "config", "core.autocrlf", "true")
    for path in FILES:
        (root / path).unlink()
    git(root, "checkout", "-q", "--", ".")
    assert b"\r\n" in (root / A).read_bytes()
    assert told(root).states == {}
    git(root, "config", "core.autocrlf", "false")
    assert told(root).states == {}


# --- merges -----------------------------------------------------------------------------------------------


def test_branches_merged_crosswise_have_one_base_that_stays(root: Path) -> None:
    """Of two merge bases it is the commit of the branch itself, in whatever order they were made."""
    from pytest_ecocontracts.adapters.git_base import LocalGitBase

    write(root, {"topic.txt": "x"})
    left = commit(root)
    git(root, "switch", "-q", "main")
    write(root, {"main.txt": "x"})
    right = commit(root)
    git(root, "merge", "-q", "--no-edit", left)
    git(root, "switch", "-q", "topic")
    git(root, "merge", "-q", "--no-edit", right)
    assert set(git(root, "merge-base", "--all", "main", "HEAD").split()) == {left, right}
    base = LocalGitBase(str(root), "main")
    assert (base.revision, base.name) == (right, "main, one of 2 merge bases")
    git(root, "switch", "-q", "main")
    assert LocalGitBase(str(root), "topic").revision == left


def test_a_merge_of_three_branches(root: Path) -> None:
    for name in ("one", "two"):
        git(root, "switch", "-q", "-c", name, "main")
        write(root, {f"contracts/{name}.contract.yaml": layout(name)})
        commit(root)
    git(root, "switch", "-q", "topic")
    write(root, {A: EDITED})
    commit(root)
    git(root, "merge", "-q", "--no-edit", "one", "two")
    found = told(root)
    assert found.states == {"shop.a": "changed", "shop.one": "added", "shop.two": "added"}
    assert told(root, "HEAD^1").states == {"shop.one": "added", "shop.two": "added"}


# --- bases that today's language does not read ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (layout("a").replace("layout/v1", "plan/v1"), "there is no contract kind 'plan/v1' (ECC021)"),
        (layout("a", lines=3), 'the property "lines" is not allowed (ECC004)'),
        (layout("a").encode("utf-16"), "UTF-16 or UTF-32, not in UTF-8 (ECC003)"),
        (layout("a", summary="x").replace('"x"', '"\xfc"').encode("latin-1"), "is not UTF-8 (ECC003)"),
        (layout("a") + "\0", "NUL bytes, so it is not text (ECC003)"),
        (layout("a") + "tree: [\n", "the YAML cannot be read"),
        (f"{layout('x')}---\n{layout('a')}tree: [\n", "the YAML cannot be read"),
    ],
)
def test_an_edition_that_cannot_be_read_is_told_as_such_and_a_major_step_covers_it(
    root: Path, text: str | bytes, reason: str
) -> None:
    write(root, {A: text})
    rebase(root)
    write(root, {A: layout("a")})
    found = told(root)
    assert found.codes["shop.a"] == ["ECV010", *OWED]
    assert reason in found.text
    write(root, {A: layout("a", version="2.0.0")})
    assert told(root).codes["shop.a"] == OWED[1:]


def test_an_edition_without_a_version_can_only_be_excused(root: Path) -> None:
    write(root, {A: "contract: [\n"})
    rebase(root)
    write(root, {A: layout("a")})
    found = told(root)
    assert found.codes == {"shop.a": ["ECV010", "ECV006", "ECV007"]}
    assert "waive this" in found.text


@pytest.mark.parametrize("text", [layout("a").encode("utf-8-sig"), layout("a").replace("\n", "\r\n")])
def test_a_byte_order_mark_and_line_endings_are_no_change(root: Path, text: str | bytes) -> None:
    write(root, {A: text})
    rebase(root)
    write(root, {A: layout("a")})
    assert (told(root).states, told(root).codes) == ({}, {})


@pytest.mark.parametrize("text", [catalog_file(hello=3), "contract: [\n"])
def test_a_catalog_file_that_cannot_be_read_hides_no_contract(root: Path, text: str) -> None:
    write(root, {"ecocontracts.yaml": text})
    rebase(root)
    write(root, {"ecocontracts.yaml": catalog_file(), A: EDITED})
    found = told(root)
    assert found.codes["shop"][0] == "ECV010"
    assert found.codes["shop.a"] == OWED


def test_a_contract_folder_of_the_base_that_was_none_held_nothing(root: Path) -> None:
    write(root, {"ecocontracts.yaml": catalog_file(contracts=["README.md", "nowhere", "contracts/deep"])})
    rebase(root)
    write(root, {"ecocontracts.yaml": catalog_file()})
    assert told(root).states == {"shop": "changed", "shop.a": "added", "shop.b": "added"}


@pytest.mark.parametrize("text", [layout("a", lines=3), "contract: [\n"])
def test_what_cannot_be_read_does_not_go_away_in_silence(root: Path, text: str) -> None:
    """A decision that names the contract, or the file where not even its id can be read, covers it."""
    from tests.fakes import contract

    name = "shop.a" if "id" in text else A
    decisions = contract("decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free")
    write(root, {A: text, "contracts/decisions.contract.yaml": decisions})
    rebase(root)
    (root / A).unlink()
    found = told(root)
    assert found.codes == {"shop": ["ECV010"]}
    assert f"'{name}' is gone" in found.text
    write(root, {"adr/1.md": f"---\nstatus: accepted\ndate: 2026-01-02\n---\n# No a\n\n`{name}` goes.\n"})
    assert told(root).codes == {}


def test_strange_names_of_contract_files(root: Path) -> None:
    names = {'q"uote': "q", "-dash": "d", "ü": "u", "with space": "s", ":(glob)*": "g"}
    write(root, {f"contracts/{name}.contract.yaml": layout(one) for name, one in names.items()})
    rebase(root)
    write(root, {f"contracts/{name}.contract.yaml": layout(one, tree=NEED) for name, one in names.items()})
    assert told(root).codes == {f"shop.{one}": OWED for one in names.values()}


def test_names_that_no_test_can_carry_are_renamed_without_a_word(root: Path) -> None:
    """They were red in the base: what they were called hides no change of what they say."""
    for name in ("new\nline", "\udcff"):
        write(root, {f"contracts/{name}.contract.yaml": layout("n" if name[0] == "n" else "u")})
    rebase(root)
    for name, now in (("new\nline", "n"), ("\udcff", "u")):
        (root / f"contracts/{name}.contract.yaml").unlink()
        write(root, {f"contracts/{now}.contract.yaml": layout(now)})
    found = told(root)
    assert {*found.codes} == {"shop.n", "shop.u"}
    assert "characters that test ids cannot carry (ECC001)" in found.text


# --- what a run leaves behind -----------------------------------------------------------------------------


def test_a_run_leaves_the_repository_as_it_was(root: Path) -> None:
    """The index too, although git would note in it that a file was only touched."""
    write(root, {A: EDITED, "contracts/n.contract.yaml": layout("n")})
    (root / B).touch()
    before = {path: path.lstat() for path in root.rglob("*")}
    assert told(root).codes == {"shop.a": OWED}
    after = {path: path.lstat() for path in root.rglob("*")}
    assert {path: one.st_mtime_ns for path, one in after.items()} == {
        path: one.st_mtime_ns for path, one in before.items()
    }


def test_no_filter_runs_and_a_split_index_is_not_joined(root: Path) -> None:
    write(root, {".gitattributes": "*.yaml filter=loud\n"})
    commit(root)
    ran = root / "ran"
    git(root, "config", "filter.loud.clean", f"touch {ran}; cat")
    git(root, "update-index", "--split-index")
    ran.unlink(missing_ok=True)
    write(root, {A: EDITED})
    (root / B).touch()
    names = {path.name for path in (root / ".git").iterdir()}
    assert told(root).codes == {"shop.a": OWED}
    assert not ran.exists()
    assert {path.name for path in (root / ".git").iterdir()} == names


def test_an_edition_of_any_size_is_not_read_whole(root: Path) -> None:
    write(root, {A: layout("a") + "#" * 8_000_000})
    rebase(root)
    write(root, {A: layout("a"), B: layout("b", tree=NEED)})
    found = told(root)
    assert found.codes == {"shop.a": ["ECV010", "ECV006", "ECV007"], "shop.b": OWED}
    assert "bytes, the limit is 4194304 (ECC002)" in found.text


def test_the_processes_of_a_run_are_few_and_none_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    write(root, {A: EDITED, "schemas/a.schema.json": STRICTER})
    (root / B).rename(root / "contracts/moved.contract.yaml")
    started: list[str] = []
    popen = subprocess.Popen

    class Counted(popen):  # type: ignore[type-arg, misc, valid-type]
        def __init__(self, arguments: list[str], **more: object) -> None:
            started.append(next(one for one in arguments[1:] if "=" not in one and one != "-c"))
            super().__init__(arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", Counted)
    assert set(told(root).codes) == {"shop.a", "shop.c"}
    assert sorted(started) == ["cat-file", "config", "diff", "ls-files", "merge-base", "rev-parse"]
    gc.collect()
    children = Path(f"/proc/self/task/{subprocess.os.getpid()}/children")  # type: ignore[attr-defined]
    if children.exists():
        names = [Path(f"/proc/{one}/comm").read_text().strip() for one in children.read_text().split()]
        assert "git" not in names


def test_a_schema_that_is_kept_elsewhere_is_told(root: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12\n"
    write(root, {"schemas/a.schema.json": pointer})
    rebase(root)
    write(root, {"schemas/a.schema.json": SCHEMA})
    found = told(root)
    assert found.codes["shop.c"][0] == "ECV009"
    assert "Git LFS" in found.text


def test_a_partial_clone_says_which_command_fetches_the_base(root: Path, tmp_path: Path) -> None:
    write(root, {A: EDITED})
    commit(root)
    git(root, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--branch=topic", root.as_uri(), str(clone))
    gate = gate_of(clone, "origin/main")
    checks = [check for one in gate._context.catalog.contracts for check in gate.checks(one)]
    assert (gate.touched, len(checks)) == (None, 1), "it is told once"
    with pytest.raises(CapabilityMissing, match="run: git diff --stat"):
        checks[0].run(gate._context, Chunk())
    git(clone, "diff", "--stat", "origin/main")
    assert told(clone, "origin/main").codes == {"shop.a": OWED}
