"""What a change of each field of each kind does, and to whom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.changes import changed
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.differs.header import ANSWERS, HEADER
from pytest_ecocontracts.core.changes.differs.kinds import field_differs
from pytest_ecocontracts.core.changes.model import Change, Level
from pytest_ecocontracts.core.changes.schemas.witnesses import lines_of
from pytest_ecocontracts.core.kinds import BUILT_IN
from pytest_ecocontracts.core.resources import own_schema_bytes
from pytest_ecocontracts.core.taxonomy import shipped_bytes

FILE = "contracts/one.contract.yaml"
OTHERS = {
    "ecocontracts.yaml": catalog_file(roots={"archive": "old"}),
    "contracts/pages.contract.yaml": contract(
        "taxonomy/v1", id="shop.words", domain="shop", classes=[]
    ).replace(
        "classes: []", 'classes: [{"name": "lost", "meaning": "Something was lost.", "fix": "Look for it."}]'
    ),
}
RELATION = {"id": "unique-ids", "unique": "/id"}
POSITIVE = {"id": "positive", "rule": "self.n > 0", "fails": [{"n": 0}], "passes": [{"n": 1}]}


def words(change: Change) -> str:
    """Who is affected, as ``producer``, ``consumer?`` for what is undecided, or the level where nobody is."""
    sides = [str(side) for side in sorted(change.breaks)] + [f"{side}?" for side in sorted(change.undecided)]
    return " ".join(sides) or str(change.weight)


def changes(kind: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Pointer -> whom the change affects."""
    base = {**OTHERS, FILE: contract(kind, id="shop.one", **before)}
    found = changed(base, {**base, FILE: contract(kind, id="shop.one", **after)})
    return {change.pointer: words(change) for change in found["shop.one"].changes}


Case = tuple[dict[str, Any], dict[str, Any], dict[str, str]]
ALL = {"**": "opt"}
ARTIFACT = {"path": "data/{day:date}.jsonl"}


ARTIFACTS: list[Case] = [
    ({}, {"presence": "optional"}, {"/presence": "consumer"}),
    ({"presence": "optional"}, {}, {"/presence": "producer"}),
    ({}, {"presence": "required"}, {"/presence": "patch"}),
    ({}, {"empty": "invalid"}, {"/empty": "producer"}),
    ({}, {"exclusive": True}, {"/exclusive": "producer"}),
    ({"exclusive": True}, {}, {"/exclusive": "minor"}),
    ({}, {"path": "days/{day:date}.jsonl"}, {"/path": "consumer producer"}),
    ({}, {"path": ["data/{day:date}.jsonl", "more/{day:date}.jsonl"]}, {"/path": "minor"}),
    ({}, {"format": "csv"}, {"/format": "consumer producer"}),
    ({}, {"root": "archive"}, {"/root": "consumer producer"}),
    ({}, {"required": ["id"]}, {"/required": "producer"}),
    ({"required": ["id"]}, {"required": []}, {"/required": "consumer"}),
    ({"optional": ["a"]}, {"optional": ["a", "b"]}, {"/optional": "minor"}),
    ({"optional": ["a", "b"]}, {"optional": ["a"]}, {"/optional": "producer"}),
    ({}, {"optional": ["a"]}, {"/optional": "producer"}),
    ({}, {"schema": {"type": "object"}}, {"/schema": "producer"}),
    ({"schema": {"type": "object"}}, {}, {"/schema": "consumer"}),
    (
        {"schema": {"properties": {"title": {"type": "string"}}}},
        {"schema": {"properties": {"title": {"type": "string", "title": "A title"}}}},
        {"/schema/properties/title/title": "patch"},
    ),
    (
        {"schema": {"properties": {"title": {"type": "string"}}}},
        {"schema": {"properties": {"title": {"type": "integer"}}}},
        {"/schema/properties/title/type": "consumer? producer?"},
    ),
    ({}, {"relations": [RELATION]}, {"/relations/0": "producer"}),
    ({}, {"relations": [{**RELATION, "severity": "warning"}]}, {"/relations/0": "minor"}),
    ({"relations": [RELATION]}, {}, {"/relations/0": "consumer"}),
    (
        {"relations": [RELATION]},
        {"relations": [{**RELATION, "message": "ids are given once"}]},
        {"/relations/0/message": "patch"},
    ),
    (
        {"relations": [RELATION]},
        {"relations": [{**RELATION, "severity": "warning"}]},
        {"/relations/0/severity": "consumer"},
    ),
    (
        {"relations": [RELATION]},
        {"relations": [{**RELATION, "unique": "/key"}]},
        {"/relations/0/unique": "consumer? producer?"},
    ),
    (
        {"schema_version": {"at": "/v", "accept": [1, 2]}},
        {"schema_version": {"at": "/v", "accept": [2, 3]}},
        {"/schema_version/accept": "producer"},
    ),
    (
        {},
        {"companions": {"manifest": {"path": "data/{day}.json"}}},
        {"/companions/manifest": "producer"},
    ),
    ({}, {"owner": "platform", "summary": "Other words."}, {"/summary": "patch"}),
    ({}, {"status": "experimental"}, {"/status": "consumer producer"}),
    ({}, {"rules": {"presence": {"severity": "warning"}}}, {"/rules/presence/severity": "consumer"}),
    ({}, {"examples": {"passes": [{"value": {}}]}}, {"/examples": "patch"}),
    ({"relations": [RELATION]}, {"relations": [{**RELATION, "id": "no-twins"}]}, {"/relations/0": "minor"}),
    (
        {"relations": [RELATION]},
        {"relations": [{**RELATION, "since": "2026-06-01"}]},
        {"/relations/0/since": "consumer"},
    ),
    (
        {"invariants": [POSITIVE]},
        {"invariants": [{**POSITIVE, "rule": "self.n  >\n 0 // more than none"}]},
        {"/invariants/0/rule": "patch"},
    ),
    (
        {"relations": [{"id": "kinds", "unique": {"of": "/id", "where": "self.n>0"}}]},
        {"relations": [{"id": "kinds", "unique": {"of": "/id", "where": "self.n > 0"}}]},
        {"/relations/0/unique": "patch"},
    ),
    (
        {"relations": [{"id": "kinds", "unique": {"of": "/id", "where": "self.n>0"}}]},
        {"relations": [{"id": "kinds", "unique": {"of": "/id", "where": "self.n > 1"}}]},
        {"/relations/0/unique": "consumer? producer?"},
    ),
    (
        {"rules": {"presence": {"until": "2026-03-01"}}},
        {"rules": {"presence": {"until": "2026-06-01"}}},
        {"/rules/presence/until": "producer"},
    ),
    (
        {"rules": {"presence": {"since": "2026-03-01"}}},
        {"rules": {"presence": {"since": "2026-06-01"}}},
        {"/rules/presence/since": "consumer"},
    ),
    ({"rules": {"presence": {"until": "2026-03-01"}}}, {}, {"/rules/presence/until": "producer"}),
    ({"rules": {"presence": {"since": "2026-03-01"}}}, {}, {"/rules/presence/since": "producer"}),
]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({**POSITIVE, "rule": "self.n > 0 && self.n < 1"}, "producer consumer?"),
        ({**POSITIVE, "rule": "self.n > -1", "fails": [{"n": -1}]}, "consumer producer?"),
        ({**POSITIVE, "rule": "self.n >= 1"}, "consumer? producer?"),
        ({**POSITIVE, "fails": [{"n": 0}, {"n": -1}]}, "patch"),
    ],
)
def test_the_recorded_examples_prove_what_a_rule_does(rule: dict[str, Any], expected: str) -> None:
    found = changes("artifact/v1", {**ARTIFACT, "invariants": [POSITIVE]}, {**ARTIFACT, "invariants": [rule]})
    assert expected in found.values()


def test_an_example_that_a_new_rule_refuses_shows_whom_it_breaks() -> None:
    known = {**ARTIFACT, "examples": {"passes": [{"value": {"n": 0}}, {"value": {"n": 1}}]}}
    base = {**OTHERS, FILE: contract("artifact/v1", id="shop.one", **known)}
    now = {**base, FILE: contract("artifact/v1", id="shop.one", **known, invariants=[POSITIVE])}
    (change,) = changed(base, now)["shop.one"].changes
    assert words(change) == "producer"
    assert change.evidence == ('it refuses {"n": 0} (the example of the base at /examples/passes/0)',)
    assert change.witness is not None
    assert (change.witness.value, change.witness.origin) == (
        {"n": 0},
        "the example /examples/passes/0 of the base",
    )
    assert lines_of(change.witness)[0] == '{"n": 0}'
    assert lines_of(change.witness)[1].startswith("^^^")
    fine = {**ARTIFACT, "examples": {"passes": [{"value": {"n": 1}}]}}
    base = {**OTHERS, FILE: contract("artifact/v1", id="shop.one", **fine)}
    now = {**base, FILE: contract("artifact/v1", id="shop.one", **fine, invariants=[POSITIVE])}
    (change,) = changed(base, now)["shop.one"].changes
    assert (words(change), change.evidence) == ("producer", ()), "that all examples keep it proves nothing"


TREE = {"README.md": "need", "docs/": {"$": "opt", "index.md": "opt"}}


LINES: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({**TREE, "README.md": "opt"}, {"/tree/README.md": "consumer"}),
    ({**TREE, "LICENSE": "need"}, {"/tree/LICENSE": "producer"}),
    ({**TREE, "LICENSE": "opt"}, {"/tree/LICENSE": "minor"}),
    ({**TREE, "tmp/": "ban"}, {"/tree/tmp~1": "minor"}),
    (
        {"README.md": "need", "docs/": {"$": "opt"}},
        {"/tree/docs~1": "minor", "/tree/docs~1/index.md": "minor"},
    ),
    ({"docs/": TREE["docs/"]}, {"/tree/README.md": "consumer producer"}),
    (
        {"README.md": "need", "docs/": {"$": "opt", "index.md": "ban"}},
        {"/tree/docs~1/index.md": "producer"},
    ),
    ({**TREE, "docs/": {**TREE["docs/"], "$owner": "platform"}}, {"/tree/docs~1": "consumer producer"}),
    ({**TREE, "docs/": {**TREE["docs/"], "$zone": "stable"}}, {"/tree/docs~1": "consumer producer"}),
    ({**TREE, "README.md": {"$": "need"}}, {"/tree": "patch"}),
]


def test_a_line_drawn_in_an_open_folder_closes_it() -> None:
    found = changes("layout/v1", {"tree": {"docs/": "opt"}}, {"tree": {"docs/": {"$": "opt", "a.md": "opt"}}})
    assert found["/tree/docs~1"] == "producer"


CONCERN = {"id": "code", "files": "**/*.py", "only_in": "src/"}
EXCUSED = {**CONCERN, "except": [{"path": "setup.py", "reason": "packaging wants it"}]}
LAYOUTS: list[Case] = [
    ({}, {"concerns": [CONCERN]}, {"/concerns/0": "producer"}),
    ({"concerns": [CONCERN]}, {}, {"/concerns/0": "consumer"}),
    (
        {"concerns": [CONCERN]},
        {"concerns": [{**CONCERN, "only_in": ["src/", "tests/"]}]},
        {"/concerns/0/only_in": "consumer"},
    ),
    ({"concerns": [CONCERN]}, {"concerns": [EXCUSED]}, {"/concerns/0/except/0": "minor"}),
    ({"concerns": [EXCUSED]}, {"concerns": [CONCERN]}, {"/concerns/0/except/0": "producer"}),
    (
        {"global": {"words": {"forbid": ["tmp"]}}},
        {
            "global": {
                "words": {"forbid": ["tmp", "bak"], "allow": [{"path": "tmp.md", "reason": "it is old"}]}
            }
        },
        {"/global/words/forbid": "producer", "/global/words/allow/0": "minor"},
    ),
    ({}, {"git": "tracked"}, {"/git": "producer"}),
    ({"global": {"max_path": 90}}, {"global": {"max_path": 80}}, {"/global/max_path": "producer"}),
    ({"global": {"max_size": 90}}, {"global": {"max_size": 99}}, {"/global/max_size": "minor"}),
    ({}, {"global": {"case": "unique"}}, {"/global/case": "producer"}),
    (
        {"budgets": [{"at": "*.py", "lines": 9}]},
        {"budgets": [{"at": "*.py", "lines": 5}]},
        {"/budgets/0/lines": "producer"},
    ),
    (
        {"budgets": [{"at": "*.py", "lines": 5}]},
        {"budgets": [{"at": "*.py", "lines": 9}]},
        {"/budgets/0/lines": "minor"},
    ),
]


def entry(code: str = "SHOP001", **fields: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"name-{code[-1]}",
        "category": "data",
        "severity": "error",
        "fault": "producer",
        "retriable": "no",
        "stops_line": False,
        "status": "stable",
        "since": "1.0.0",
        "meaning": "Something is lost that was there.",
        "fix": "Look for it, and bring it back.",
        "acts": "Whoever lost it.",
        **fields,
    }


@pytest.mark.parametrize(
    ("after", "expected", "forbidden"),
    [
        ([entry(), entry("SHOP002")], ["minor"], False),
        ([], ["consumer"], True),
        ([entry(name="other-name")], ["consumer"], True),
        ([entry(name="other-name", aliases=["name-1"])], ["minor", "minor"], False),
        ([entry(fault="consumer")], ["consumer"], False),
        ([entry(meaning="something is lost, that was there")], ["patch"], False),
        ([entry(meaning="Something is there that was lost.")], ["consumer?"], False),
        ([entry(fix="Look for it, and mend it.")], ["patch"], False),
    ],
)
def test_words_of_a_taxonomy_are_for_ever(
    after: list[dict[str, Any]], expected: list[str], forbidden: bool
) -> None:
    kept = entry("SHOP009")
    taxonomy = {"prefix": "SHOP", "domain": "shop"}
    base = {FILE: contract("taxonomy/v1", id="shop.codes", **taxonomy, entries=[entry(), kept])}
    now = {
        FILE: contract("taxonomy/v1", id="shop.codes", **taxonomy, entries=[*after, kept], version="2.0.0")
    }
    found = changed(base, now)["shop.codes"].changes
    assert sorted(words(change) for change in found) == sorted(expected)
    assert any(change.forbidden for change in found) is forbidden


CLASSES = [
    {"name": "lost", "meaning": "Something was lost.", "fix": "Look for it."},
    {"name": "late", "meaning": "Something came late.", "fix": "Wait for it to come."},
]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"entries": [entry(**{"class": "late"})]}, [("/entries/0/class", "consumer", None)]),
        (
            {"entries": [entry(**{"class": "lost"})], "classes": CLASSES[:1]},
            [
                (
                    "/classes",
                    "consumer",
                    "bring it back, or list its name among the aliases of the class that takes over",
                )
            ],
        ),
        (
            {
                "entries": [entry(**{"class": "lost"})],
                "classes": [CLASSES[0], {**CLASSES[1], "stops": "never"}],
            },
            [("/classes/1/stops", "consumer", None)],
        ),
    ],
)
def test_classes_of_a_taxonomy_are_promises(
    after: dict[str, Any], expected: list[tuple[str, str, str | None]]
) -> None:
    fields = {"prefix": "SHOP", "domain": "shop", "classes": CLASSES}
    base = {FILE: contract("taxonomy/v1", id="shop.codes", **fields, entries=[entry(**{"class": "lost"})])}
    now = {FILE: contract("taxonomy/v1", id="shop.codes", **{**fields, **after})}
    found = changed(base, now)["shop.codes"].changes
    assert [(one.pointer, words(one), one.forbidden) for one in found] == expected


OTHER_KINDS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    (
        "waivers/v1",
        {"waivers": []},
        {
            "waivers": [
                {
                    "code": "ECS003",
                    "of": "shop.words",
                    "owner": "platform",
                    "reason": "The old files are rewritten in spring.",
                    "until": "2026-03-01",
                    "issue": "#1",
                }
            ]
        },
        {"/waivers/0": "none"},
    ),
    (
        "decisions/v1",
        {"sections": ["Context"]},
        {"sections": ["Context", "Decision"]},
        {"/sections/1": "producer"},
    ),
    ("decisions/v1", {"sections": ["Context"]}, {}, {"/sections/0": "consumer"}),
    (
        "pages/v1",
        {"sections": [{"title": "Why", "items": 1, "also": ["Reason"]}]},
        {"sections": [{"title": "Why", "items": 2, "severity": "warning"}]},
        {
            "/sections/0/items": "producer",
            "/sections/0/also": "producer",
            "/sections/0/severity": "consumer",
        },
    ),
    (
        "pages/v1",
        {"sections": [{"title": "Why", "items": 2}]},
        {"sections": [{"title": "Why", "code": 1, "also": ["Reason"], "refs": ["A1"]}]},
        {
            "/sections/0/items": "consumer",
            "/sections/0/code": "producer",
            "/sections/0/also": "minor",
            "/sections/0/refs": "patch",
        },
    ),
    (
        "surface/v1",
        {
            "deprecated": [
                {
                    "name": "old",
                    "since": "2026-01-01",
                    "until": "2026-06-01",
                    "replaced_by": "new",
                    "guidance": "Use new.",
                }
            ]
        },
        {
            "deprecated": [
                {
                    "name": "old",
                    "since": "2026-01-01",
                    "until": "2026-04-01",
                    "replaced_by": "new",
                    "guidance": "Use new.",
                }
            ]
        },
        {"/deprecated/0/until": "consumer"},
    ),
    (
        "surface/v1",
        {"kept": "base"},
        {"kept": "base", "declared": {"words": ["new"]}},
        {"/declared/words": "consumer"},
    ),
    (
        "surface/v1",
        {"kept": "base"},
        {"kept": "base", "declared": {"file": "names.json", "at": "/*"}},
        {"/declared": "consumer? producer?"},
    ),
    (
        "surface/v1",
        {"kept": "base"},
        {"kept": "base", "declared": {"words": ["old", "new", "other"]}},
        {"/declared/words": "minor"},
    ),
    ("record/v1", {"outputs": ["a"]}, {"outputs": ["a", "b"]}, {"/outputs": "producer"}),
    ("record/v1", {}, {"without": ["secrets"]}, {"/without": "consumer"}),
    ("note/v1", {"checks": {"look": {}}}, {"checks": {"see": {}}}, {"/checks": "consumer? producer?"}),
]
MORE: dict[str, dict[str, Any]] = {
    "surface/v1": {"declared": {"words": ["old", "new"]}},
    "pages/v1": {"path": "docs/*.md", "presence": "optional"},
    "record/v1": {"path": "runs/{run_id:name}.json", "taxonomy": "shop.words"},
}
CASES = [
    *(
        ("artifact/v1", {**ARTIFACT, **old}, {**ARTIFACT, **new}, expected)
        for old, new, expected in ARTIFACTS
    ),
    *(("layout/v1", {"tree": TREE}, {"tree": tree}, expected) for tree, expected in LINES),
    *(("layout/v1", {"tree": ALL, **old}, {"tree": ALL, **new}, expected) for old, new, expected in LAYOUTS),
    *(
        (kind, {**MORE.get(kind, {}), **old}, {**MORE.get(kind, {}), **new}, e)
        for kind, old, new, e in OTHER_KINDS
    ),
]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, str]]:
    """Contract -> pointer -> whom the change affects, for all cases in one repository."""

    def files(edition: int) -> dict[str, object]:
        found: dict[str, object] = dict(OTHERS)
        for index, (kind, *editions, _) in enumerate(CASES):
            # Layouts may not share a folder, nor decisions a name.
            apart = {"layout/v1": {"root": f"r{index}"}, "decisions/v1": {"path": f"a{index}/{{n:int}}.md"}}
            fields = {**editions[edition], **apart.get(kind, {})}
            if kind == "decisions/v1":
                fields |= {"ids": {"form": f"A{index}-{{n}}"}, "presence": "optional"}
            found[f"contracts/c{index}.contract.yaml"] = contract(kind, **{**fields, "id": f"shop.c{index}"})
        return found

    found = changed(files(0), files(1))
    return {name: {one.pointer: words(one) for one in change.changes} for name, change in found.items()}


@pytest.mark.parametrize(("index", "expected"), [(index, case[3]) for index, case in enumerate(CASES)])
def test_whom_a_change_affects(
    index: int, expected: dict[str, str], outcomes: dict[str, dict[str, str]]
) -> None:
    assert outcomes[f"shop.c{index}"] == expected, CASES[index]


@pytest.mark.parametrize("kind", sorted(BUILT_IN))
def test_every_field_of_a_kind_has_a_differ(kind: str) -> None:
    schema = json.loads(own_schema_bytes(f"{kind}.v1.schema.json"))
    assert set(schema["properties"]) - HEADER.keys() - ANSWERS == set(field_differs(kind, 1))


def test_a_catalog_that_asks_less_of_changes_or_imports_less_says_so() -> None:
    base = {**OTHERS, FILE: contract(id="shop.one")}
    text = catalog_file(roots={"archive": "older"}, owners={"platform": "x", "shop": "y"})
    found = changed(base, {**base, "ecocontracts.yaml": text})["shop"].changes
    assert {change.pointer: change.level() for change in found} == {
        "/roots/archive": Level.MAJOR,
        "/owners/platform": Level.PATCH,
        "/owners/shop": Level.MINOR,
    }


def test_the_shipped_taxonomy_is_compared_with_its_former_edition() -> None:
    """Only that one may have the prefix of the plugin, today and before."""
    text = shipped_bytes().decode()
    former = text.replace("meaning: ", "meaning: Formerly, ", 1)
    path = "contracts/codes.contract.yaml"
    catalog = {"ecocontracts.yaml": catalog_file(owners={"platform": "p", "pytest-ecocontracts": "m"})}
    found = changed({**catalog, path: former}, {**catalog, path: text})["ecocontracts.failures"]
    assert not found.unreadable
    assert [one.pointer for one in found.changes] == ["/entries/0/meaning"]
