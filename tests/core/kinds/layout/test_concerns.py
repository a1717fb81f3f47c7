"""Concerns: files of a kind lie where they belong, or where their owner owns."""

from __future__ import annotations

from typing import Any

import pytest
from tests.layouts import Git, load, outcomes, refused_codes, violations

from pytest_ecocontracts.core.kinds.layout import KIND

TREE: dict[str, Any] = {"**": "opt", "infra/": {"$": "opt", "$owner": "platform", "**": "opt"}}
SCHEMAS = {"files": "**/*.schema.json", "only_in": "schemas/"}


def judged(
    paths: list[str], *concerns: dict[str, Any], tree: Any = TREE, **more: Any
) -> list[tuple[str, str | None]]:
    found = outcomes(paths, tree=tree, concerns=list(concerns), **more)["concerns"]
    return [(one.code, one.location and one.location.path) for one in found.violations]


@pytest.mark.parametrize(
    ("paths", "concern", "misplaced"),
    [
        (["schemas/a.schema.json", "schemas/v1/b.schema.json", "x.json"], SCHEMAS, []),
        (["schemas/a.schema.json", "x/b.schema.json", "c.schema.json"], SCHEMAS, ["c.schema.json", "x/b.schema.json"]),
        (["a.sh", "x/scripts/b.sh", "_lib/c.sh"], {"files": "**/*.sh", "only_in": ["_lib/", "**/scripts/"]}, ["a.sh"]),
        (["x/a.tf", "infra/b.tf", "infra/c/d.tf"], {"files": "**/*.tf", "owner": "platform"}, ["x/a.tf"]),
        (["a.md", "b.md"], {"files": ["a.md", "c.md"], "only_in": "*.md"}, []),
        (["chart/x/values.json"], {"files": "chart/*/values.json", "only_in": "chart/{name:slug}/values.json"}, []),
    ],
)  # fmt: skip
def test_files_lie_where_they_belong(paths: list[str], concern: dict[str, Any], misplaced: list[str]) -> None:
    assert judged(paths, concern) == [("ECL023", path) for path in misplaced]


def test_patterns_are_relative_to_the_root_of_the_layout() -> None:
    assert judged(["ops/schemas/a.schema.json", "x.schema.json"], SCHEMAS, root="ops") == []


def test_what_git_ignores_is_not_judged() -> None:
    paths = ["schemas/a.schema.json", "build/b.schema.json"]
    assert judged(paths, SCHEMAS, index=Git(["schemas/a.schema.json"], ["build"])) == []


def test_an_exception_says_why_and_is_needed() -> None:
    excuse = [{"path": "charts/*/values.schema.json", "reason": "Helm looks for it there."}]
    paths = ["schemas/a.schema.json", "charts/x/values.schema.json"]
    assert judged(paths, {**SCHEMAS, "except": excuse}) == []
    assert judged(paths[:1], {**SCHEMAS, "except": excuse}) == [("ECL024", "contracts/layout.contract.yaml")]
    home = [{"path": "schemas/", "reason": "They belong there anyway."}]
    assert [code for code, _ in judged(paths[:1], {**SCHEMAS, "except": home})] == ["ECL024"]
    assert refused_codes(TREE, concerns=[{**SCHEMAS, "except": [{"path": "x"}]}]) == ["ECC004"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"path": "charts/", "reason": "Helm looks for it there."}]', []),
        ('[{"path": "chart/", "reason": "Helm looks for it there."}]', ["ECL023", "ECL024"]),
        ('[{"path": "charts/"}]', ["ECC004"]),
        ('["charts/"]', ["ECC004"]),
        ('{"charts/": "Helm"}', ["ECC004"]),
        ('[{"path": "../x", "reason": "Never."}]', ["ECC022"]),
        (None, ["ECC005"]),
    ],
)
def test_exceptions_may_stand_in_a_file(text: str | None, expected: list[str]) -> None:
    paths = {
        "schemas/a.schema.json": "x",
        "charts/x/b.schema.json": "x",
        **({"e.json": text} if text else {}),
    }
    found = outcomes(paths, tree=TREE, concerns=[{**SCHEMAS, "except": {"from": "e.json"}}])["concerns"]
    assert [one.code for one in found.violations] == expected


def test_a_concern_about_nothing_is_vacuous_unless_that_is_fine() -> None:
    assert [code for code, _ in judged(["a"], SCHEMAS)] == ["ECC009"]
    assert judged(["a"], {**SCHEMAS, "empty": "valid"}) == []
    both = [
        code for code, _ in judged(["schemas/a.schema.json"], SCHEMAS, {"files": "*.tf", "owner": "platform"})
    ]
    assert both == ["ECC009"]


def test_the_message_names_place_owner_and_rule() -> None:
    concern = {
        **SCHEMAS,
        "id": "schemas",
        "refs": ["I8"],
        "message": "Schemas have one home",
        "severity": "warning",
    }
    (found,) = violations(["infra/x.schema.json"], tree=TREE, concerns=[concern])
    assert found.message == (
        "Schemas have one home: 'infra/x.schema.json' is one of '**/*.schema.json', which belong elsewhere (owner platform)"
    )
    assert (found.rule, found.refs, found.severity, found.expected) == (
        "schemas",
        ("I8",),
        "warning",
        "only in schemas/",
    )
    assert found.fix == "move it to 'schemas/x.schema.json', or name it under 'except' with a reason"


@pytest.mark.parametrize(
    ("concern", "code"),
    [
        ({"files": "**/*.sh"}, "ECC004"),
        ({**SCHEMAS, "owner": "x"}, "ECC004"),
        ({"files": "../a", "only_in": "b/"}, "ECC022"),
        ({"files": "{x:(a+)+(?=b)}", "only_in": "b/"}, "ECC020"),
        ({"files": "a", "only_in": ["b/", "c//d"]}, "ECC004"),
    ],
)
def test_concerns_that_cannot_be(concern: dict[str, Any], code: str) -> None:
    assert refused_codes(TREE, concerns=[concern]) == [code]


def test_the_check_enforces_the_clauses_of_its_concerns() -> None:
    found, context = load(
        ["a"], tree=TREE, concerns=[{**SCHEMAS, "refs": ["I8", "E1"]}, {**SCHEMAS, "refs": ["I8"]}]
    )
    (check,) = [one for one in KIND.checks(found, context.catalog) if one.name == "concerns"]
    assert check.refs == ("I8", "E1")


def test_concerns_have_names_of_their_own() -> None:
    named = {**SCHEMAS, "id": "same"}
    assert refused_codes(TREE, concerns=[named, named]) == ["ECC010"]
