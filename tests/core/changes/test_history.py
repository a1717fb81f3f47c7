"""The audit of a history: each commit is judged as a run would have judged it, and nothing is read twice."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from tests.fakes import Link, Packages, catalog_file, contract, make_context
from tests.histories import Edit, PlainPast, audited, make_history, told
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git_base import LocalGitBase
from pytest_ecocontracts.adapters.git_objects import GitObjects
from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.adapters.proving import change_prover
from pytest_ecocontracts.core.catalog.linking import NothingToEnforce, build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog, CatalogSettings
from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.history.findings import Audit
from pytest_ecocontracts.core.changes.model import Level, State
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Chunk

ORDER = "contracts/order.contract.yaml"
CODES = "contracts/failures.contract.yaml"
WAIVERS = "contracts/waivers.contract.yaml"
CATALOG = catalog_file(owners={"platform": "p@example", "other": "o@example"})


def order(version: str, *, required: tuple[str, ...] = ("id",), **fields: object) -> str:
    """A contract on data with a schema of its own."""
    schema = {"type": "object", "properties": {"id": {"type": "string"}}, "required": list(required)}
    header = {"id": "shop.order", "version": version, "path": "data/*.json", "schema": schema}
    return contract("artifact/v1", **{**header, **fields})


def failures(version: str, *names: str) -> str:
    entries = [
        {
            "code": f"SHOP{number:03}",
            "name": name,
            "category": "stock",
            "severity": "error",
            "fault": "producer",
            "retriable": "no",
            "stops_line": True,
            "status": "stable",
            "since": "1.0.0",
            "meaning": f"Something about {name} is wrong.",
            "fix": "Mend it by hand.",
            "acts": "The shop.",
        }
        for number, name in enumerate(names, start=1)
    ]
    return contract(
        "taxonomy/v1", id="shop.failures", version=version, prefix="SHOP", domain="shop", entries=entries
    )


def decision(number: int, text: str, status: str = "accepted") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-0{number}\n---\n# Decision {number}\n\n{text}\n"


def answer(number: int, contract_id: str, subject: str, version: str, was: str = "nothing") -> str:
    """A decision with a migration note."""
    text = f"""We change `{contract_id}` because of what our partners asked for in meeting {number}.

## What changed

The member {subject} of `{contract_id}` stands in place of {was} since {version}.

## How to detect affected artifacts

Run `grep -L '"{subject}"' data/*.json` in the folder of the shop.

## What to regenerate or migrate

Run `make data/orders-{number}.json` with version {version} or later.
"""
    return decision(number, text)


DECISIONS = contract("decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free")
WAIVER = {"of": "shop.order", "code": "ECS003", "owner": "other", "reason": "Others say so.", "issue": "#1"}
EXCUSE = contract("waivers/v1", id="shop.waivers", owner="other", waivers=[{**WAIVER, "until": "2026-12-31"}])
PLAIN = {"schema": {"type": "string", "pattern": r"\bshop"}}
OTHER = {"schema": {"type": "string", "pattern": r"\b(shop)"}}

#: subject, what the commit changes, and what it breaks
STORY: list[tuple[str, Edit, Mapping[str, list[str]] | None]] = [
    ("nothing yet", {"README.md": "A shop.\n"}, None),
    ("begin", {"ecocontracts.yaml": CATALOG, ORDER: order("1.0.0"), "adr/1.md": decision(1, "We sell.")}, {}),
    ("decide", {"contracts/decisions.contract.yaml": DECISIONS}, {}),
    ("code alone", {"src/shop.py": "sell()\n", "data/1.json": '{"id": "a"}'}, None),
    ("a new decision", {"adr/2.md": decision(2, "We sell more.")}, None),
    (
        "unbumped",
        {ORDER: order("1.0.0", required=("id", "sum"))},
        {"shop.order": ["ECV001", "ECV006", "ECV007"]},
    ),
    (
        "bumped too little",
        {ORDER: order("1.0.1", required=("id", "net"))},
        {"shop.order": ["ECV002", "ECV006", "ECV007"]},
    ),
    ("bumped for nothing", {ORDER: order("1.1.0", required=("id", "net"))}, {"shop.order": ["ECV003"]}),
    ("bumped down", {ORDER: order("1.0.9", required=("id", "net"))}, {"shop.order": ["ECV004"]}),
    (
        "as it should be",
        {
            ORDER: order("2.0.0", required=("id", "gross")),
            "adr/3.md": answer(3, "shop.order", "gross", "2.0.0", "net"),
        },
        {},
    ),
    (
        "a thin note",
        {
            ORDER: order("3.0.0", required=("id", "tax")),
            "adr/4.md": answer(4, "shop.order", "tax", "3.0.0", "gross").replace(
                "Run `make", "Do it. TBD\n<!--"
            )
            + "-->\n",
        },
        {"shop.order": ["ECV008"]},
    ),
    ("a decision rewritten", {"adr/1.md": decision(1, "We rent.")}, {"shop.decisions": ["ECV013"]}),
    ("words", {CODES: failures("1.0.0", "stock-low", "stock-gone")}, {}),
    (
        "a word taken back",
        {CODES: failures("2.0.0", "stock-low"), "adr/5.md": answer(5, "shop.failures", "SHOP002", "2.0.0")},
        {"shop.failures": ["ECV011"]},
    ),
    ("excused by others", {WAIVERS: EXCUSE}, {"shop.waivers": ["ECV014"]}),
    ("unreadable", {ORDER: order("3.0.0", colour="blue")}, {"shop.order": ["ECC004"]}),
    ("readable again", {ORDER: order("3.1.0", **PLAIN)}, {"shop.order": ["ECV010", "ECV006", "ECV007"]}),
    (
        "nobody knows",
        {ORDER: order("3.2.0", **OTHER), "adr/6.md": answer(6, "shop.order", "pattern", "3.2.0")},
        {"shop.order": ["ECV009"]},
    ),
    ("gone", {ORDER: None, WAIVERS: None}, {"shop.order": ["ECV012", "ECV006", "ECV007"]}),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("history")
    make_history(root, [(subject, edit) for subject, edit, _ in STORY])
    return root


@pytest.fixture(scope="module")
def whole(repository: Path) -> Audit:
    return audited(repository)


def test_every_commit_is_judged_by_what_it_did(whole: Audit) -> None:
    assert whole.commits == len(STORY)
    assert told(whole) == {subject: found for subject, _, found in STORY if found is not None}
    assert whole.broken


def test_rows_say_what_became_of_each_contract(whole: Audit) -> None:
    rows = {one.commit.subject: {each.id: each for each in one.contracts} for one in whole.audited}
    row = rows["bumped too little"]["shop.order"]
    assert (row.state, row.level, row.before, row.after) == (State.CHANGED, Level.MAJOR, "1.0.0", "1.0.1")
    row = rows["unreadable"]["shop.order"]
    assert (row.state, row.before, row.after) == (None, "3.0.0", None)
    row = rows["readable again"]["shop.order"]
    assert (row.state, row.before, row.after) == (State.CHANGED, "3.0.0", "3.1.0")
    assert rows["begin"]["shop"].state is State.ADDED
    assert rows["gone"]["shop.order"].state is State.REMOVED
    days = [one.commit.day.isoformat() for one in whole.audited]
    assert days[:2] == ["2026-01-02", "2026-01-03"]
    assert whole.audited[0].commit.parent != ""


def test_a_file_that_nobody_can_read_hides_its_contract_and_does_not_remove_it(tmp_path: Path) -> None:
    make_history(
        tmp_path,
        [
            ("begin", {"ecocontracts.yaml": CATALOG, ORDER: order("1.0.0")}),
            ("break the file", {ORDER: "{: : ["}),
            ("break another", {"contracts/new.contract.yaml": "{: : ["}),
            ("repair the file", {ORDER: order("1.0.0")}),
        ],
    )
    assert told(audited(tmp_path)) == {
        "begin": {},
        "break the file": {"shop.order": ["ECC003"]},
        "break another": {"contracts/new.contract.yaml": ["ECC003"]},
        "repair the file": {"shop.order": ["ECV010", "ECV006", "ECV007"]},
    }


def singly(root: Path, revision: str, parent: str) -> dict[str, list[str]]:
    """What a run says of the changes of one commit, with its files on disk and its parent as the base."""
    git(root, "checkout", "-q", revision)
    files = MountedFileSystem(LocalFileSystem(str(root)))
    day = git(root, "log", "-1", "--date=short", "--format=%cd")
    context = make_context(files, date.fromisoformat(day))
    context.base = LocalGitBase(str(root), parent)
    kinds = KindRegistry()
    context.catalog = Catalog(settings=CatalogSettings(), contracts=(), files=(), problems={})
    with suppress(NothingToEnforce):
        build_catalog(context, kinds, Packages())
    policy = context.catalog.settings.change_policy or ChangePolicy()
    gate = ChangeGate(context, kinds, change_prover, policy)
    outcomes = [
        check.run(context, Chunk()) for one in context.catalog.contracts for check in gate.checks(one)
    ]
    found: dict[str, list[str]] = {}
    violations = [one for outcome in outcomes for one in outcome.violations]
    if not context.catalog.contracts:
        # Such a run ends before its first check, or fails for what is wrong with its catalog.
        violations = [one for each in gate.judgements.values() for one in each.violations]
    for violation in violations:
        assert violation.contract is not None
        found.setdefault(violation.contract.id, []).append(violation.code)
    return found


def judged(whole: Audit) -> dict[str, dict[str, list[str]]]:
    """As ``told``, without what is unreadable: a run tells of that where it stands."""
    return {
        one.commit.subject: {
            contract.id: [violation.code for violation in contract.violations]
            for contract in one.contracts
            if contract.violations
        }
        for one in whole.audited
    }


def test_an_audit_is_the_union_of_the_gates_of_its_commits(
    repository: Path, whole: Audit, tmp_path: Path
) -> None:
    """Every commit but the first one, which nothing can be compared with, those that touch nothing too."""
    git(repository, "clone", "-q", str(repository), str(tmp_path / "clone"))
    root = tmp_path / "clone"
    ids = git(root, "rev-list", "--reverse", "HEAD").split()
    found = {
        subject: singly(root, revision, parent)
        for (subject, _, _), revision, parent in zip(STORY[2:], ids[2:], ids[1:], strict=False)
    }
    assert {name: each for name, each in found.items() if each} == {
        name: each for name, each in judged(whole).items() if each
    }


def anything(dice: random.Random, files: dict[str, str]) -> Edit:
    """Something that somebody may do to a repository: to contracts, or to what they read, or to neither."""
    name = dice.choice("abc")
    path = f"{dice.choice(['contracts', 'more'])}/{name}.contract.yaml"
    version = f"{dice.randint(1, 2)}.{dice.randint(0, 2)}.0"
    required = tuple(dice.sample(["id", "x", "y"], dice.randint(0, 2)))
    part = json.dumps({"type": "object", "required": list(required), "properties": {"x": {"type": "string"}}})
    by_file = contract(
        "artifact/v1", id=f"shop.{name}", version=version, path="d/*.json", schema="schemas/a.json"
    )
    by_row = contract(
        "artifact/v1", id="shop.${id}", version=version, path="d/${id}.json", for_each={"file": "rows.json"}
    )
    rows = [{"id": one} for one in dice.sample(["p", "q", "r"], dice.randint(0, 3))]
    number = dice.randint(1, 3)
    edits: list[Edit] = [
        {path: order(version, required=required, id=f"shop.{name}")},
        {path: by_file},
        {"contracts/rows.contract.yaml": by_row},
        {path: order(version, id=f"shop.{name}") + "colour: blue\n"},
        {path: ": : ["},
        {"rows.json": json.dumps(rows)},
        {"schemas/a.json": json.dumps({"$ref": dice.choice(["b.json", "c.json", "https://shop.example/b"])})},
        {"schemas/a.json": part},
        {f"schemas/{dice.choice('bc')}.json": part},
        {"schemas/d.json": json.dumps({"$id": "https://shop.example/b", "required": list(required)})},
        {f"adr/{number}.md": decision(number, dice.choice(["We sell.", "We rent."]))},
        {f"adr/{number}.md": answer(number, f"shop.{name}", "required x", version, "y")},
        {f"src/{name}.py": version},
        {f"d/{name}": version},
        {
            "ecocontracts.yaml": CATALOG
            + f"contracts: {json.dumps(dice.sample(['contracts', 'more'], dice.randint(1, 2)))}\n"
            + dice.choice(["", "schemas: ['schemas/*.json']\n"])
        },
    ]
    there = sorted(files)
    gone = dice.choice(there)
    edits += [{gone: None}, {gone: None, f"more/{gone.rpartition('/')[2]}": files[gone]}] * 2
    return dict(dice.choice(edits)) | (dict(dice.choice(edits)) if dice.random() < 0.3 else {})


def random_story(seed: int, commits: int) -> list[tuple[str, Edit]]:
    dice = random.Random(seed)
    files: dict[str, str] = {
        "ecocontracts.yaml": CATALOG,
        "contracts/decisions.contract.yaml": DECISIONS,
        "contracts/a.contract.yaml": order("1.0.0", id="shop.a"),
        "more/z": "",
        "contracts/z": "",
        "rows.json": '[{"id": "p"}]',
        "adr/1.md": decision(1, "We sell."),
    }
    story: list[tuple[str, Edit]] = [("begin", dict(files))]
    for number in range(1, commits):
        edit = {path: text for path, text in anything(dice, files).items() if files.get(path) != text}
        files |= {path: text for path, text in edit.items() if text is not None}
        for path in [path for path, text in edit.items() if text is None]:
            del files[path]
        story.append((f"{number}", edit))
    return story


@pytest.mark.parametrize("seed", [1, 2])
def test_an_audit_of_anything_is_the_union_of_its_gates(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "r"
    ids = make_history(root, random_story(seed, 14))
    whole = judged(audited(root))
    for number, (revision, parent) in enumerate(zip(ids[1:], ids, strict=False), start=1):
        assert singly(root, revision, parent) == whole.get(str(number), {}), number


def test_a_range_begins_after_its_first_revision(repository: Path, whole: Audit) -> None:
    ids = git(repository, "rev-list", "--reverse", "HEAD").split()
    git(repository, "tag", "v1", ids[5])
    part = audited(repository, "v1", ids[8])
    assert (part.commits, [one.commit.id for one in part.audited]) == (3, ids[6:9])
    rest = {one.commit.id: one for one in whole.audited}
    for one in part.audited:
        known = rest[one.commit.id]
        assert [(each.id, each.violations) for each in one.contracts] == [
            (each.id, each.violations) for each in known.contracts
        ]


class CountedObjects:
    """Counts what git is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        ask = GitObjects._ask

        def counted(objects: GitObjects, name: str) -> int:
            self.asked += 1
            return ask(objects, name)

        monkeypatch.setattr(GitObjects, "_ask", counted)


def test_what_did_not_change_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the commits, and the contracts, that nothing happens to: not one more is read or parsed."""
    costs = []
    for number, (contracts, quiet) in enumerate(((3, 2), (3, 20), (30, 2))):
        root = tmp_path / str(number)
        begin: dict[str, str | None] = {
            f"contracts/{one}.contract.yaml": contract(id=f"shop.l{one}", root=f"a{one}")
            for one in range(contracts)
        }
        commits: list[tuple[str, Edit]] = [("begin", {"ecocontracts.yaml": CATALOG, **begin})]
        for touched in range(4):
            commits += [(f"quiet {touched} {one}", {f"src/{one}.py": f"{touched}"}) for one in range(quiet)]
            text = contract(id="shop.l1", root="a1", tree={"a.md": "opt", f"b{touched}.md": "opt"})
            commits.append((f"touch {touched}", {"contracts/1.contract.yaml": text}))
        make_history(root, commits)
        counted = CountedObjects(monkeypatch)
        past = PlainPast(KindRegistry())
        found = audited(root, past=past)
        monkeypatch.undo()
        assert (found.commits, len(found.audited)) == (5 + 4 * quiet, 5)
        # The catalog, the contracts, and each edition that a commit made.
        assert past.readings.parsed == 1 + contracts + 4
        assert past.linked == 6
        costs.append(counted.asked)
    assert costs[0] == costs[1]
    assert costs[2] - costs[0] == 27, "each further contract is read once"


def test_a_merge_is_one_change(tmp_path: Path) -> None:
    """What a branch did step by step is judged where it was merged, with the answer that came later."""
    make_repository(
        tmp_path,
        {"ecocontracts.yaml": CATALOG, ORDER: order("1.0.0"), "contracts/d.contract.yaml": DECISIONS},
    )
    git(tmp_path, "checkout", "-q", "-b", "topic")
    write(tmp_path, {ORDER: order("1.0.0", required=("id", "sum"))})
    commit(tmp_path, "change")
    write(
        tmp_path,
        {ORDER: order("2.0.0", required=("id", "sum")), "adr/1.md": answer(1, "shop.order", "sum", "2.0.0")},
    )
    commit(tmp_path, "answer")
    git(tmp_path, "checkout", "-q", "main")
    write(tmp_path, {"src/a.py": "1"})
    commit(tmp_path, "meanwhile")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    found = audited(tmp_path)
    assert (found.commits, told(found)) == (3, {"x": {}, "merge": {}})
    alone = audited(tmp_path, end="topic")
    assert told(alone) == {
        "x": {},
        "change": {"shop.order": ["ECV001", "ECV006", "ECV007"]},
        "answer": {"shop.order": ["ECV003"]},
    }


def test_a_contract_that_moves_is_no_new_one(tmp_path: Path) -> None:
    moved = {ORDER: None, "contracts/sales/order.contract.yaml": order("1.0.0")}
    make_history(
        tmp_path, [("begin", {"ecocontracts.yaml": CATALOG, ORDER: order("1.0.0")}), ("move", moved)]
    )
    (_, after) = audited(tmp_path).audited
    assert [(one.id, one.state, one.broken) for one in after.contracts] == [
        ("shop.order", State.MOVED, False)
    ]


def test_a_schema_or_a_row_that_changes_touches_its_contract(tmp_path: Path) -> None:
    """Also one behind another one, and one that was not there when the contract came."""
    whole = {"$ref": "part.json"}
    by_file = contract("artifact/v1", id="shop.order", path="data/*.json", schema="schemas/whole.json")
    part = {"type": "object", "properties": {"id": {"type": "string"}}}
    make_history(
        tmp_path,
        [
            (
                "begin",
                {"ecocontracts.yaml": CATALOG, ORDER: by_file, "schemas/whole.json": json.dumps(whole)},
            ),
            ("unrelated", {"data/other.json": "{}"}),
            ("the part comes", {"schemas/part.json": json.dumps(part)}),
            ("unrelated again", {"data/other.json": "[]"}),
            ("the part changes", {"schemas/part.json": json.dumps({**part, "required": ["id"]})}),
        ],
    )
    found = told(audited(tmp_path))
    assert list(found) == ["begin", "unrelated", "the part comes", "the part changes"]
    assert found["the part changes"] == {"shop.order": ["ECV001", "ECV006", "ECV007"]}


def test_what_links_lead_to_touches_the_contract(tmp_path: Path) -> None:
    """A contract that is a link, a folder of contracts that is one, and a schema behind one."""
    by_file = contract("artifact/v1", id="shop.files", path="f/*.json", schema="schemas/files.json")
    typed, other = json.dumps({"type": "object"}), json.dumps({"type": "object", "required": ["x"]})
    make_history(
        tmp_path,
        [
            (
                "begin",
                {
                    "ecocontracts.yaml": CATALOG,
                    "contracts": Link("kept/contracts"),
                    "kept/contracts/order.contract.yaml": Link("../texts/order.txt"),
                    "kept/contracts/files.contract.yaml": by_file,
                    "kept/texts/order.txt": order("1.0.0"),
                    "schemas/files.json": Link("real/files.json"),
                    "schemas/real/files.json": typed,
                },
            ),
            ("beside", {"kept/texts/other.txt": "", "schemas/real/other.txt": ""}),
            ("the text", {"kept/texts/order.txt": order("1.0.0", required=("id", "x"))}),
            ("the schema", {"schemas/real/files.json": other}),
            ("a new one", {"kept/contracts/layout.contract.yaml": contract()}),
            ("the link", {"schemas/files.json": Link("real/strict.json"), "schemas/real/strict.json": typed}),
            ("the folder", {"contracts": Link("empty"), "empty/x": ""}),
        ],
    )
    found = audited(tmp_path)
    rows = {one.commit.subject: [each.id for each in one.contracts if each.level] for one in found.audited}
    assert list(rows) == ["begin", "the text", "the schema", "a new one", "the link", "the folder"]
    assert rows["the text"] == ["shop.order"]
    assert rows["the schema"] == rows["the link"] == ["shop.files"]
    assert rows["the folder"] == ["shop.files", "shop.layout", "shop.order"]
    ids = git(tmp_path, "rev-list", "--reverse", "HEAD").split()
    whole = judged(found)
    for revision, parent, subject in zip(ids[2:], ids[1:], rows.keys() - {"begin"}, strict=False):
        name = git(tmp_path, "log", "-1", "--format=%s", revision)
        assert singly(tmp_path, revision, parent) == whole[name], subject


def test_what_is_imported_from_a_folder_is_part_of_the_catalog(tmp_path: Path) -> None:
    imports = [{"folder": "shared", "enforce": ["shop.order"]}]
    ids = make_history(
        tmp_path,
        [
            (
                "begin",
                {
                    "ecocontracts.yaml": CATALOG + f"imports: {json.dumps(imports)}\n",
                    "shared/ecocontracts.yaml": catalog_file(id="shared"),
                    "shared/contracts/order.contract.yaml": order("1.0.0"),
                },
            ),
            ("code", {"src/a.py": "1"}),
            ("shared", {"shared/contracts/order.contract.yaml": order("1.0.0", required=("id", "x"))}),
        ],
    )
    found = audited(tmp_path)
    assert list(judged(found)) == ["begin", "shared"]
    assert judged(found)["shared"] == singly(tmp_path, ids[2], ids[1]) != {}


def test_waivers_of_the_commit_hold(tmp_path: Path) -> None:
    waiver = {**WAIVER, "owner": "platform", "code": "ECV001", "until": "2026-01-03"}
    waivers = contract("waivers/v1", id="shop.waivers", waivers=[waiver])
    policy = {"requires": {"major": ["version"], "minor": ["version"], "patch": ["version"]}}
    make_history(
        tmp_path,
        [
            (
                "begin",
                {
                    "ecocontracts.yaml": CATALOG + f"change_policy: {json.dumps(policy)}\n",
                    ORDER: order("1.0.0"),
                },
            ),
            ("excuse", {WAIVERS: waivers}),
            ("on its last day", {ORDER: order("1.0.0", required=("id", "a"))}),
            ("too late", {ORDER: order("1.0.0", required=("id", "b"))}),
        ],
    )
    found = audited(tmp_path)
    assert told(found) == {
        "begin": {},
        "excuse": {},
        "on its last day": {},
        "too late": {"shop.order": ["ECV001"]},
    }
    (row,) = found.audited[2].contracts
    assert [one.violation.code for one in row.waived] == ["ECV001"]


def test_a_catalog_below_the_top_of_the_repository_sees_its_folder_alone(tmp_path: Path) -> None:
    make_history(
        tmp_path,
        [
            ("begin", {"shop/ecocontracts.yaml": CATALOG, f"shop/{ORDER}": order("1.0.0")}),
            ("elsewhere", {ORDER: order("1.0.0"), "ecocontracts.yaml": CATALOG}),
            ("change", {f"shop/{ORDER}": order("1.0.0", required=("id", "a"))}),
            (
                "from outside",
                {ORDER: None, f"shop/{ORDER}": None, "shop/contracts/new.contract.yaml": order("1.0.0")},
            ),
        ],
    )
    found = audited(tmp_path / "shop")
    assert found.commits == 4
    assert list(told(found)) == ["begin", "change", "from outside"]
    assert told(found)["change"] == {"shop.order": ["ECV001", "ECV006", "ECV007"]}


def test_a_range_that_touches_nothing_has_no_rows(tmp_path: Path) -> None:
    make_history(
        tmp_path, [("begin", {"ecocontracts.yaml": CATALOG, ORDER: order("1.0.0")}), ("code", {"a.py": ""})]
    )
    found = audited(tmp_path, "HEAD~1")
    assert (found.commits, found.audited, found.broken) == (1, [], False)
