"""Whatever stands in data, a relation between sources finds something or nothing; it never crashes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.core.source_relations.judging import found, judge, lists

WORDS = [
    "a",
    "a.json",
    "../a",
    "/a",
    "~",
    "{value}",
    "{",
    "a.json#b",
    "2026-02-30",
    "2026-01-01",
    "1.2.3",
    "==1",
    "a@b:c@sha256:0",
    "docker://",
    "./",
    "é",
    "a*b[",
    "%zz#%",
]
TEXTS = st.sampled_from([*WORDS, "", "\0", "a\nb", "x" * 300, "9" * 400])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "v", "w"]), inner, max_size=3)
    ),
    max_leaves=6,
)
LISTS = st.lists(VALUES, min_size=1, max_size=5)

TABLE = {"of": "b", "key": "/k", "value": "/v"}
RELATIONS: list[dict[str, Any]] = [
    {"subset": {"of": "a", "in": "b", "holds": "self == other"}},
    {"equal": {"of": ["a", "b"], "ordered": True}},
    {"equal": {"of": ["a", "b"], "key": "/k", "value": "/v", "fix_in": "left"}},
    {"disjoint": ["a", "b"]},
    {"unique": "a"},
    {"mirrors": {"of": "a", "lists": "b", "ordered": True}},
    {"sorted": {"of": "a", "natural": True, "ignore_case": True}},
    {"sorted": {"of": "a", "order": "descending"}},
    {"count": {"of": "a", "per": "/k", "max": TABLE, "unused": "refused"}},
    {"count": {"of": "a", "per": "/k", "min": {"of": "b", "glob": "/k", "value": "/v"}, "among": "b"}},
    {"count": {"of": "a", "measure": "sum", "max": "b"}},
    {"matches": {"of": "a", "at": "/k", "contains": "a"}, "fails": [{"k": "b"}]},
    {"matches": {"of": "a", "words": ["a", 1, None]}, "fails": ["b"]},
    {"holds": {"of": "a", "rule": "self.k.v > 1"}, "fails": [{"k": {"v": 1}}]},
    {"exists": {"of": "a", "relative_to": "file", "kind": "any", "anchors": "github"}},
    {"exists": {"of": "a", "path": "x/{k}/{/v/0}"}},
    {"digest": {"of": "a", "equals": "/v", "path": "{k}"}},
    {"digest": {"of": "a", "equals": "b", "over": "all"}},
    {"digest": {"of": "a", "equals": "/v", "over": "values"}},
    {"requires": {"of": "a", "needs": "b", "within": {"lines": 1}, "same_value": True}},
    {"ratchet": {"of": "a", "measure": "set", "against": "b"}},
    {"ratchet": {"of": "a", "measure": "sum", "per": "/k", "against": TABLE}},
    {"expires": {"of": "a", "at": "/k", "from": "/v", "longest": 3, "horizon": 3, "notice": 3}},
    {"expires": {"of": "a", "max_age": 3}},
    {"pinned": {"of": "a", "as": "image", "same_as": TABLE}},
    {"pinned": {"of": "a", "at": "/k", "as": "requirement", "form": "exact"}},
    {"pinned": {"of": "a", "as": "action", "form": "sha"}},
    {"same": {"of": ["a", "b"], "key": "/k", "value": "/v"}},
]


@given(LISTS, LISTS)
def test_no_data_crashes_a_relation(a: list[object], b: list[object]) -> None:
    sources, files = lists(a=a, b=b)
    relations = [{"id": f"r{number}", **relation} for number, relation in enumerate(RELATIONS)]
    gate = judge(relations, files, sources=sources)
    assert {code[:3] for code, _ in found(gate)} <= {"ECI", "ECC", "ECX"}
    assert not {"ECC019"} & {code for code, _ in found(gate)}
