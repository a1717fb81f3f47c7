"""Whatever stands in a contract or in data: an answer for people, never a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, relate

from pytest_ecocontracts.core.relations.judges import NAMES

ALIASES = {"id": ["/id", "/b/id"], "a": ["/b", "/a"]}
OPERANDS = st.sampled_from(
    [
        "/id",
        "/a/*",
        "self:",
        "{date}",
        "{path}",
        "manifest:/a",
        "manifest:/a/*",
        "@id",
        "@a/*",
        "manifest:@id",
        "@none",
        "records",
        "bytes",
        "other:/id",
        "x",
        "",
    ]
) | st.lists(st.sampled_from(["/id", "/a/*", "{date}", "manifest:/a", "@id", "lines"]), max_size=3)
VALUES = OPERANDS | st.sampled_from(
    [None, 3, 0.5, True, [], {}, "all", "valid", "2026-01-01", "sha256", "day"]
)
FIELDS = ["of", "in", "to", "from", "by", "equals", "min", "max", "where", "when", "each", "within", "join", "key",
          "mode", "exact", "every", "ends", "parts", "vectors", "step", "holds", "exclude", "relative_to", "take", "name"]  # fmt: skip
RELATIONS = st.tuples(
    st.sampled_from(NAMES), OPERANDS | st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4)
)


@given(RELATIONS)
@settings(max_examples=100, deadline=None)
def test_no_relation_of_a_contract_crashes_the_gate(relation: tuple[str, object]) -> None:
    name, fields = relation
    files = {DAY: [{"id": 1, "a": [1, 2]}], DAY_MANIFEST: {"a": [1]}}
    gate = relate({name: fields}, files, companions=MANIFEST, aliases=ALIASES)
    told = [*gate.problems, *gate.violations]
    assert {v.code for v in told if v.code.startswith("ECZ")} == set(), (relation, told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4) | st.sampled_from(["../x", "/etc", "2026-01-01", "md5", "sha256", "bytes", "a://[", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", "b"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
PARTS = st.fixed_dictionaries(
    {"of": OPERANDS},
    optional={
        "in": OPERANDS | st.builds(lambda key: {"any": [key]}, OPERANDS),
        "take": st.sampled_from(["", "/id", "/a/*", "x"]),
        "exclude": st.lists(st.sampled_from(["/id", "/a/*/b", "x"]), max_size=2),
        "label": st.sampled_from(["", "l|"]),
        "normalise": st.lists(st.sampled_from(["url", "path", "slug", "file_name", "upper"]), max_size=2),
        "absent": st.just("none"),
        "optional": st.booleans(),
        "order": st.sampled_from(["sorted", "given"]),
        "hash": st.booleans(),
    },
)


@given(st.lists(PARTS | OPERANDS, min_size=1, max_size=3), JSON, JSON)
@settings(max_examples=100, deadline=None)
def test_no_recipe_crashes_the_gate(parts: list[object], record: object, manifest: object) -> None:
    vector = {"record": record, "others": {"manifest": manifest}, "gives": "x"}
    relation = {"derive": {"of": "/id", "parts": parts, "vectors": [vector], "algorithm": "none"}}
    files = {DAY: [{"id": "x", "a": [1, record]}, record], DAY_MANIFEST: json.dumps(manifest)}
    gate = relate(relation, files, companions=MANIFEST)
    told = [*gate.problems, *gate.violations]
    assert {v.code for v in told if v.code.startswith("ECZ")} == set(), (relation, told)


#: one of each kind, over the same few names
ALL: list[dict[str, Any]] = [
    {"unique": ["/id", "/a/*"]},
    {"references": {"of": "/a/*", "in": "manifest:/a/*", "holds": "other.a == self.a"}},
    {"subset": {"of": "/id", "in": {"any": ["manifest:/id", "manifest:/a/*"]}}},
    {"equal": {"of": "/a", "to": "manifest:/a", "key": "/id", "exclude": ["/b"]}},
    {"equal": {"of": "/a/*", "to": "manifest:/a/*"}},
    {"disjoint": {"of": "self:", "from": "manifest:/a/*"}},
    {"count": {"of": "/a/*", "distinct": True, "equals": "manifest:/id"}},
    {"count": {"by": "/id", "equals": "manifest:/a"}},
    {"sum": {"of": "/id", "by": ["/a/*"], "equals": {"of": "manifest:/id", "by": "manifest:/a/*"}}},
    {"digest": {"equals": "manifest:/id", "algorithm": "manifest:/a", "mode": "manifest:/b"}},
    {"digest": {"of": {"path": "/id"}, "equals": "/a", "each": "/a/*"}},
    {"digest": {"equals": "/id", "mode": "json"}},
    {"unique": {"of": ["@id", "@a/*"], "where": "has(alias.id)"}},
    {"references": {"of": "@a/*", "in": "manifest:@a/*", "holds": "alias.id == other.id"}},
    {"range": {"of": "@id", "min": "manifest:@id", "max": "manifest:@a", "exact": True}},
    {"digest": {"of": {"path": "@id"}, "equals": "manifest:@a"}},
    {"sorted": "@a"},
    {"count": {"where": "self.a == 1", "share": "has(self.id)", "max": "manifest:@id"}},
    {"count": {"of": "@a/*", "within": "all", "max": 3}},
    {"range": {"of": "/a/*", "min": "manifest:/id", "max": "manifest:/a", "exact": True}},
    {"sorted": [{"of": "/id", "order": "descending"}, "/a"]},
    {"monotonic": {"of": "/id", "step": 1}},
    {"exists": {"of": "/a/*"}},
    {"exists": {"every": "day", "of": "/id"}},
    {"partitions": {"of": ["/id", "/b"], "each": "/a/*", "from": "manifest:/id", "ends": "included"}},
    {
        "derive": {
            "of": "/id",
            "parts": ["/a", {"of": "/b", "normalise": ["url", "path", "nfc"], "absent": ""}],
        }
    },
    {
        "derive": {
            "of": "/id",
            "parts": [
                {"of": "self:", "exclude": ["/id", "/a/*/b"]},
                {"of": "/a/*", "in": "manifest:/a/*", "take": "/id", "hash": True},
                {
                    "of": ["/a", "/b"],
                    "in": {"any": [["/b", "/a/*"], ["manifest:/a/*", "manifest:/b"]]},
                    "take": "",
                },
                {"of": "manifest:/a/*", "order": "sorted"},
                "manifest:/id",
            ],
            "escape": "backslash",
        }
    },
    {
        "digest": {
            "of": {"path": "/id", "name": "../{date}"},
            "equals": "/a",
            "mode": "/b",
            "exclude": ["/a/*", "**/{date}"],
        }
    },
    {"digest": {"of": {"name": "..", "relative_to": "file"}, "equals": "manifest:/a", "mode": "folder"}},
]


@given(st.lists(JSON, max_size=4), JSON)
@settings(max_examples=60, deadline=None)
def test_no_data_crashes_a_relation(records: list[object], manifest: object) -> None:
    relations = [{**relation, "id": f"r{index}"} for index, relation in enumerate(ALL)]
    files = {DAY: records, DAY_MANIFEST: json.dumps(manifest)}
    gate = relate(relations, files, companions=MANIFEST, aliases=ALIASES)
    assert gate.problems == []
    crashed = [v for v in gate.violations if v.code.startswith("ECZ")]
    assert crashed == []


def test_every_kind_of_relation_is_among_them() -> None:
    assert {name for relation in ALL for name in relation} == set(NAMES)
