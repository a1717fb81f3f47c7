"""Owners: one for every file, known, and the same in CODEOWNERS and in a registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import contract, link, problems
from tests.layouts import Git, findings, load, outcomes, refused, violations

from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.kinds.layout.automaton.governing import Governor
from pytest_ecocontracts.core.kinds.layout.zones.model import owner_of
from pytest_ecocontracts.core.model import Chunk

TREE: dict[str, Any] = {
    "README.md": {"$": "opt", "$owner": "platform"},
    "data/": {
        "$": "opt",
        "$owner": "data",
        "**": "opt",
        "shared/": {"$": "opt", "$owner": "platform", "**": "opt"},
    },
    "docs/": {"$": "opt", "**": "opt", "api/": {"$": "opt", "$owner": "platform", "**": "opt"}},
    "vendor/": "opaque",
    "free/": "opt",
}
REQUIRED = {"required": True}


def judged(
    paths: Any, owners: Mapping[str, Any] = REQUIRED, tree: Mapping[str, Any] = TREE, **more: Any
) -> list[tuple[str, str]]:
    drawn = {"contracts/": {"$": "opaque", "$owner": "platform"}, **tree}
    return findings(paths, drawn, owners=owners, **more)


# --- an owner for every file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["README.md", "data/a", "data/shared/b", "docs/api/c"], []),
        (["docs/a.md"], ["docs"]),
        (["docs/x/y/a.md", "docs/b.md"], ["docs"]),
        (["docs/a.md", "docs/x/b.md", "docs/x/c.md", "docs/api/d"], ["docs/a.md", "docs/x"]),
        (["vendor/a"], ["vendor"]),
        (["free/a/b", "free/c"], ["free"]),
        (["docs/", "README.md"], []),
    ],
)  # fmt: skip
def test_a_gap_is_told_once_at_the_topmost_path(paths: list[str], expected: list[str]) -> None:
    assert judged(paths) == [("ECL020", path) for path in expected]


def test_a_tree_without_owners_is_one_gap_and_what_is_refused_or_ignored_is_none() -> None:
    assert findings(["a", "b/c"], {"**": "opt", "contracts/": "opt"}, owners=REQUIRED) == [("ECL020", ".")]
    tree = {"$owner": "x", "docs/": {"$": "opt", "a.md": "opt"}}
    assert judged(["docs/b", "c"], tree=tree) == [("ECL004", "c"), ("ECL004", "docs/b")]
    assert judged(["docs/a.md", "README.md"], index=Git(["README.md"], ["docs/a.md"])) == []


LEAVES = st.lists(
    st.builds("/".join, st.lists(st.sampled_from(["d", "e", "f"]), min_size=1, max_size=4)), max_size=8
)
SOME = st.fixed_dictionaries(
    {}, optional={key: st.just({"$": "opt", "$owner": "x"}) for key in ("**/f", "d/e/**", "e/*", "**/e/e")}
)


@given(LEAVES, SOME)
def test_gaps_cover_each_file_without_an_owner_once_and_no_other(
    paths: list[str], lines: dict[str, Any]
) -> None:
    files = [path for path in paths if not any(other.startswith(f"{path}/") for other in paths)]
    tree = {**lines, "**": "opt"}
    contract, context = load(
        files, tree={"contracts/": {"$": "opaque", "$owner": "x"}, **tree}, owners=REQUIRED
    )
    governor = Governor(contract.body)
    (check,) = [one for one in KIND.checks(contract, context.catalog) if one.name == "owners"]
    found = check.run(context, Chunk()).violations
    governed = {path: governor.of_file(path) for path in files}
    owned = {p: owner_of(one.governing) is not None for p, one in governed.items() if not one.refused}
    gaps = [one.location.path for one in found if one.location is not None]
    for path, has_owner in owned.items():
        covering = [gap for gap in gaps if f"{path}/".startswith(f"{gap}/")]
        assert len(covering) == (0 if has_owner else 1)


def test_owners_may_be_optional() -> None:
    assert judged(["docs/a.md"], {"required": False}) == []


def test_nothing_to_own_is_vacuous() -> None:
    found = outcomes(["d/e/"], tree={"e/": "opt"}, root="d", owners=REQUIRED)["owners"]
    assert [one.code for one in found.violations] == ["ECC009"]


# --- known owners ----------------------------------------------------------------------------------------------


def test_an_owner_that_the_contract_does_not_list_is_refused_when_it_loads() -> None:
    tree = {"a": {"$": "opt", "$owner": "plattform"}}
    concerns = [{"files": "*.md", "owner": "dta"}]
    owners = {"known": ["platform", "data"], "codeowners": "CODEOWNERS", "aliases": {"nobody": "@x"}}
    found = refused(tree, owners=owners, concerns=concerns)
    assert [(one.code, one.found, one.fix) for one in found] == [
        ("ECC011", "plattform", "did you mean 'platform'?"),
        ("ECC011", "nobody", "known: data, platform"),
        ("ECC011", "dta", "did you mean 'data'?"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "known", "expected"),
    [
        ("o.json", '["platform", "data"]', {}, []),
        ("o.json", '["platform"]', {}, ["ECL021"]),
        ("o.json", '{"areas": {"x": "platform", "y": "data"}}', {"at": "/areas"}, []),
        ("o.yaml", "platform: Ann\ndata: Bob\n", {"keys": True}, []),
        ("o.yaml", "platform: Ann\ndata: Bob\n", {}, ["ECL021", "ECL021"]),
        ("o.toml", '[help]\nowner = "platform"\n[list]\nowner = "data"\n', {"field": "owner"}, []),
        ("o.json", "{", {}, ["ECS001"]),
        ("o.json", "{}", {"at": "/areas"}, ["ECC005"]),
        ("o.json", '"platform"', {}, ["ECS003"]),
        (None, "", {}, ["ECL001"]),
    ],
)
def test_owners_are_listed_in_a_file(
    name: str | None, text: str, known: dict[str, Any], expected: list[str]
) -> None:
    paths = {"data/a": "x", **({name: text} if name else {})}
    path = name or "o.json"
    tree = {**TREE, path: {"$": "opt", "$owner": "platform"}}
    found = judged(paths, {"known": {"from": path, **known}}, tree)
    assert [code for code, _ in found] == expected


@pytest.mark.parametrize(
    ("owners", "code"),
    [
        ({"known": {"from": "../o.json"}}, "ECC022"),
        ({"known": {"from": "*.json"}}, "ECC004"),
        ({"known": {"from": "owners.txt"}}, "ECC004"),
        ({"codeowners": "/etc/CODEOWNERS"}, "ECC022"),
        ({"aliases": {"a": "@a"}}, "ECC004"),
        ({}, "ECC004"),
    ],
)
def test_sections_that_cannot_be(owners: dict[str, Any], code: str) -> None:
    assert [one.code for one in refused({"a": "opt"}, owners=owners)] == [code]


# --- CODEOWNERS ------------------------------------------------------------------------------------------------

ALIASES = {"data": ["@shop/data", "data@shop.example"]}


def agreement(
    codeowners: str, paths: list[str], owners: Mapping[str, Any] | None = None, **more: Any
) -> list[Any]:
    tree = {**TREE, "CODEOWNERS": {"$": "opt", "$owner": "platform"}}
    tree["contracts/"] = {"$": "opaque", "$owner": "platform"}
    said = {"required": False, "codeowners": "CODEOWNERS", "aliases": ALIASES, **(owners or {})}
    content = {**dict.fromkeys(paths, "x"), "CODEOWNERS": codeowners}
    found = violations(content, tree=tree, owners=said, **more)
    return [(one.code, one.location and (one.location.path, one.location.line), one.found) for one in found]


def test_codeowners_that_agree() -> None:
    text = "* @platform\n/data/ @shop/data # last match wins\n/data/shared/ @Platform\n"
    assert agreement(text, ["README.md", "data/a", "data/shared/b", "docs/none"]) == []


def test_what_codeowners_says_otherwise_is_told_at_its_line_once() -> None:
    text = "* @platform\n/data/ @platform\n*.csv data@shop.example @bob\n"
    assert agreement(text, ["README.md", "data/a", "data/b", "data/c.csv", "data/shared/s"]) == [
        ("ECL022", ("CODEOWNERS", 2), "@platform"),
        ("ECL022", ("CODEOWNERS", 3), "data@shop.example, @bob"),
    ]


def test_files_that_codeowners_does_not_know_and_lines_that_give_nobody() -> None:
    text = "CODEOWNERS @platform\nREADME.md\n"
    assert agreement(text, ["README.md", "data/a"]) == [
        ("ECL022", ("CODEOWNERS", 2), "nobody"),
        ("ECL022", ("data/a", None), "nobody"),
    ]


def test_lines_of_codeowners_that_match_nothing_or_mean_nothing() -> None:
    text = "* @platform\n/old/ @platform\n*.md @platform\n!x @platform\n[Docs] @platform\n* @plat form\n"
    assert agreement(text, ["README.md"], index=Git(["README.md", "CODEOWNERS"])) == [
        ("ECL026", ("CODEOWNERS", 4), "!x"),
        ("ECL026", ("CODEOWNERS", 5), "[Docs]"),
        ("ECL026", ("CODEOWNERS", 6), "*"),
        ("ECL024", ("CODEOWNERS", 2), "nothing"),
    ]
    without_git = agreement("* @platform\n/old/ @platform\ncontracts/ @platform\n", ["README.md"])
    assert without_git == [("ECL024", ("CODEOWNERS", 2), "nothing")]


def test_a_file_that_github_reads_instead_is_told() -> None:
    text = "* @platform\n"
    files = {".github/CODEOWNERS": text, "CODEOWNERS": text, "docs/CODEOWNERS": text}
    for path, expected in {
        "docs/CODEOWNERS": [("ECL002", ".github/CODEOWNERS")],
        "CODEOWNERS": [("ECL002", ".github/CODEOWNERS")],
        ".github/CODEOWNERS": [],
    }.items():
        tree = {"$owner": "platform", "**": "opt"}
        assert judged(files, {"codeowners": path}, tree) == expected


def test_a_missing_codeowners_is_told() -> None:
    owners = {"codeowners": ".github/CODEOWNERS", "required": False}
    assert judged(["README.md"], owners) == [("ECL001", ".github/CODEOWNERS")]


# --- a registry of paths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ({"": "platform", "data": "data", "data/shared": "platform"}, []),
        ({".": "platform", "/data/": "data", "data/shared": "platform"}, []),
        ({"README.md": "platform", "contracts": "platform", "data": "data", "data/shared/b": "platform", "o.json": "platform"}, []),
        ({"": "platform", "data": "platform", "data/shared": "platform"}, [("ECL022", ("o.json", 4))]),
        ({"": "platform", "data/a": "data"}, []),
        ({"data": "data", "": 7, "data/shared": "platform"}, [("ECL022", ("o.json", 4))]),
        ({"": "platform", "data": "data", "data/shared": "platform", "gone": "x"}, [("ECL024", ("o.json", 6))]),
        ({"data": "data", "data/shared": "platform"}, [("ECL022", ("README.md", None))]),
        ({"": "platform", "data/": "x", "data": "data", "data/shared": "platform"}, [("ECL024", ("o.json", 4))]),
    ],
)  # fmt: skip
def test_the_longest_path_of_a_registry_says_who_owns_a_file(
    areas: dict[str, Any], expected: list[tuple[str, Any]]
) -> None:
    tree = {**TREE, "o.json": {"$": "opt", "$owner": "platform"}}
    paths = {"README.md": "x", "data/a": "x", "data/shared/b": "x"}
    text = json.dumps({"areas": areas}, indent=1)
    found = violations(
        {**paths, "o.json": text},
        tree=tree,
        owners={"required": False, "registry": {"from": "o.json", "at": "/areas"}},
    )
    assert [(one.code, one.location and (one.location.path, one.location.line)) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["data"]', ["ECS003"]),
        ('{"": "platform", "../x": "platform", "a\\u0000b": "platform"}', ["ECL024", "ECL024"]),
        ("[" * 2000, ["ECS001"]),
    ],
)
def test_registries_that_are_none(text: str, expected: list[str]) -> None:
    owners = {"required": False, "registry": {"from": "o.json"}}
    assert [
        code for code, _ in judged({"README.md": "x", "o.json": text}, owners, {**TREE, "o.json": "opt"})
    ] == expected


# --- several layouts -------------------------------------------------------------------------------------------


def test_another_layout_of_the_catalog_may_own_what_this_one_does_not() -> None:
    entries = {
        "contracts/a.contract.yaml": contract(
            id="a", tree={"**": "opt", "README.md": {"$": "opt", "$owner": "x"}}, owners=REQUIRED
        ),
        "contracts/b.contract.yaml": contract(id="b", root="ops", tree={"$owner": "ops", "*.md": "opt"}),
        "ops/a.md": "x",
        "README.md": "x",
    }
    catalog, context = link(entries)
    assert problems(catalog) == []
    found = catalog.get("a")
    assert found is not None
    (check,) = [one for one in KIND.checks(found, catalog) if one.name == "owners"]
    outcome = check.run(context, Chunk())
    assert [(one.code, one.location and one.location.path) for one in outcome.violations] == [
        ("ECL020", "contracts")
    ]


def test_bytes_of_codeowners_that_are_no_text_are_told_as_bytes() -> None:
    tree = {"contracts/": "opaque", "$owner": "platform", "CODEOWNERS": "need"}
    found = violations({"CODEOWNERS": b"* \xc5x\n"}, tree=tree, owners={"codeowners": "CODEOWNERS"})
    (one,) = (each for each in found if each.code == "ECL026")
    assert one.message.endswith(": '\\xc5x' is no owner: @user, @organisation/team, or an address")
