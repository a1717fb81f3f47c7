"""``subset``, ``references``, ``equal``, ``disjoint``, ``unique`` and ``mirrors``."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.source_relations.judging import found, judge, lists, refused

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", 1, 2, None, True]), max_size=8)


def told(relation: dict[str, object], **values: list[object]) -> list[tuple[str, str]]:
    sources, files = lists(**values)
    return found(judge(relation, files, sources=sources))


def test_subset_and_references_tell_each_element_and_the_nearest_word() -> None:
    for name in ("subset", "references"):
        relation = {name: {"of": "here", "in": "there"}}
        assert told(relation, here=["a", "b"], there=["b", "a", "c"]) == []
        sources, files = lists(here=["alpha", "betta"], there=["alpha", "beta"])
        gate = judge(relation, files, sources=sources)
        assert found(gate) == [("ECI002", "here.json:3")]
        assert gate.violations[0].fix == "did you mean 'beta'?"
        assert gate.violations[0].expected == "one of the 2 values of there"


def test_a_value_may_stand_in_any_of_several_sources() -> None:
    relation = {"subset": {"of": "here", "in": ["there", "other"]}}
    assert told(relation, here=["a", "b", "c"], there=["a"], other=["b"]) == [("ECI002", "here.json:4")]


def test_what_is_missing_may_be_told_where_it_should_be_added() -> None:
    relation = {"subset": {"of": "here", "in": "there", "fix_in": "right"}}
    assert told(relation, here=["a", "b"], there=["b", "a"]) == []
    sources, files = lists(here=["a", "b", "b"], there=["x", "a"])
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI002", "there.json:3")]
    assert gate.violations[0].message == "'b' stands in here, and not in there"
    assert "first at here.json:3" in (gate.violations[0].found or "")


def test_references_hold_for_one_of_the_others() -> None:
    """``other`` is the record with the same value; one for which the rule is true will do."""
    sources = {
        "uses": {"file": "uses.json", "at": "/*", "value": "/name"},
        "tools": {"file": "tools.json", "at": "/*", "value": "/name"},
    }
    relation = {"references": {"of": "uses", "in": "tools", "holds": "self.major == other.major"}}
    tools = [{"name": "make", "major": 3}, {"name": "make", "major": 4}]
    files: dict[str, object] = {"tools.json": tools, "uses.json": [{"name": "make", "major": 4}]}
    assert found(judge(relation, files, sources=sources)) == []
    files["uses.json"] = [{"name": "make", "major": 5}]
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI030", "uses.json:1")]
    assert "the other at tools.json:1" in (gate.violations[0].found or "")
    assert gate.violations[0].excerpt


@given(WORDS, WORDS)
def test_sets_are_those_of_python(here: list[object], there: list[object]) -> None:
    """Against the plain definitions: what fails is what set operations say, by JSON's equality."""
    sources, files = lists(here=here, there=there)
    relations: list[dict[str, object]] = [
        {"subset": {"of": "here", "in": "there"}},
        {"disjoint": ["here", "there"]},
        {"equal": ["here", "there"]},
        {"id": "ordered", "equal": {"of": ["here", "there"], "ordered": True}},
        {"unique": "here"},
        {"mirrors": {"of": "here", "lists": "there"}},
    ]
    gate = judge(relations, files, sources=sources)
    assert gate.problems == []
    failed = Counter(violation.rule for violation in gate.violations)
    own, other = ([repr(each) for each in side] for side in (here, there))
    assert failed["subset"] == sum(each not in other for each in own)
    assert failed["disjoint"] == sum(each in own for each in other)
    assert failed["equal"] == failed["mirrors"] == len(set(own) ^ set(other))
    assert (failed["ordered"] == 0) == (own == other)
    assert failed["unique"] == len(own) - len(set(own))


def test_equal_tells_both_directions_where_they_stand() -> None:
    relation = {"equal": ["a", "b", "c"]}
    assert told(relation, a=["x", "y"], b=["y", "x"], c=["x", "y", "y"]) == []
    assert told(relation, a=["x", "y"], b=["x", "z"], c=["x", "y"]) == [
        ("ECI013", "a.json:3"),
        ("ECI013", "b.json:3"),
    ]


def test_a_value_of_one_side_is_told_once() -> None:
    sources, files = lists(a=["x", "y", "y"], b=["x"])
    gate = judge({"equal": ["a", "b"]}, files, sources=sources)
    assert found(gate) == [("ECI013", "a.json:3")]
    assert gate.violations[0].found == "'y' in a (2 times)"


def test_equal_tells_what_one_side_lacks_where_it_would_be_added() -> None:
    sources, files = lists(a=["x", "y"], b=["x"])
    gate = judge({"equal": {"of": "a", "to": "b", "fix_in": "right"}}, files, sources=sources)
    assert found(gate) == [("ECI013", "b.json:2")]
    assert gate.violations[0].fix == "add it to b"
    assert "at a.json:3" in (gate.violations[0].found or "")


def test_equal_in_order_tells_the_first_position() -> None:
    relation = {"equal": {"of": ["a", "b"], "ordered": True}}
    sources, files = lists(a=["x", "y", "z"], b=["x", "z", "y"])
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI013", "b.json:3")]
    assert gate.violations[0].message == "b has 'z' at position 2, where a has 'y'"
    assert told(relation, a=["x", "x"], b=["x"]) == [("ECI013", "b.json:2")]


def test_equal_by_key_compares_what_stands_under_it() -> None:
    relation = {"equal": {"of": ["a", "b"], "key": "/name", "value": "/port"}}
    one, two = {"name": "web", "port": 80}, {"name": "db", "port": 5432}
    assert told(relation, a=[one, two], b=[two, one]) == []
    other = {"name": "db", "port": 5433}
    sources, files = lists(a=[one, two], b=[one, other])
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECI013", "b.json:3")]
    assert gate.violations[0].location.pointer == "/1/port"  # type: ignore[union-attr]
    assert gate.violations[0].message == "'db' is 5433 in b, and 5432 in a"
    left = {"equal": {"of": ["a", "b"], "key": "/name", "value": "/port", "fix_in": "left"}}
    assert told(left, a=[one, two], b=[one, other]) == [("ECI013", "a.json:3")]
    assert told(relation, a=[one], b=[one, two]) == [("ECI013", "b.json:3")]
    assert told(relation, a=[one, {"name": "web", "port": 81}], b=[one]) == [("ECI003", "a.json:3")]


def test_two_missing_keys_are_not_equal() -> None:
    relation = {"equal": {"of": ["a", "b"], "key": "/name", "value": "/port"}}
    assert told(relation, a=[{"name": "web"}], b=[{"name": "web"}]) == [
        ("ECI005", "a.json:2"),
        ("ECI005", "b.json:2"),
    ]


def test_disjoint_tells_the_later_source_or_the_one_to_be_mended() -> None:
    assert told({"disjoint": ["a", "b"]}, a=["x"], b=["y"]) == []
    assert told({"disjoint": ["a", "b"]}, a=["w", "x"], b=["x"]) == [("ECI010", "b.json:2")]
    relation = {"disjoint": {"of": "a", "from": "b", "fix_in": "left"}}
    assert told(relation, a=["w", "x"], b=["x"]) == [("ECI010", "a.json:3")]


def test_unique_in_all_files_or_in_each() -> None:
    source = {"file": "*.list.json", "at": "/*"}
    files = {"a.list.json": ["x", "y"], "b.list.json": ["y"]}
    assert found(judge({"unique": source}, files)) == [("ECI003", "b.list.json:1")]
    assert found(judge({"unique": {"of": source, "within": "file"}}, files)) == []


def test_mirrors_tells_everything_in_the_listing() -> None:
    relation = {"mirrors": {"of": "index", "lists": ["pages", "notes"]}}
    assert told(relation, index=["c", "a", "b"], pages=["a", "b"], notes=["c"]) == []
    assert told(relation, index=["a", "x"], pages=["a", "b"], notes=["c"]) == [
        ("ECI002", "index.json:3"),
        ("ECI049", "index.json:3"),
        ("ECI049", "index.json:3"),
    ]
    ordered = {"mirrors": {"of": "index", "lists": ["pages", "notes"], "ordered": True}}
    assert told(ordered, index=["c", "a", "b"], pages=["a", "b"], notes=["c"]) == [("ECI011", "index.json:2")]
    # What is missing is told at the entry after which it belongs.
    assert told(ordered, index=["a", "c"], pages=["a", "b"], notes=["c"]) == [("ECI049", "index.json:2")]


@pytest.mark.parametrize(
    "relation",
    [
        {"subset": {"of": "full", "in": "void"}},
        {"subset": {"of": "void", "in": "full"}},
        {"references": {"of": "void", "in": "full"}},
        {"equal": ["full", "void"]},
        {"equal": {"of": ["void", "full"], "key": "/a"}},
        {"disjoint": ["full", "void"]},
        {"unique": "void"},
        {"mirrors": {"of": "void", "lists": "full"}},
        {"mirrors": {"of": "full", "lists": "void"}},
        {"sorted": "void"},
        {"count": {"of": "void", "max": 3}},
        {"count": {"of": "full", "max": "void"}},
        {"count": {"of": "full", "equals": {"elements_of": "void"}}},
        {"exists": "void"},
        {"digest": {"of": "void", "equals": "/a"}},
        {"requires": {"of": "void", "needs": "full"}},
        {"ratchet": {"of": "full", "against": "void"}},
        {"expires": "void"},
        {"pinned": "void"},
        {"pinned": {"of": "full", "key": "/a", "same_as": {"of": "void", "key": "/a"}}},
        {"same": ["void", "full"]},
        {"matches": {"of": "void", "pattern": "a"}, "fails": ["b"]},
        {"holds": {"of": "void", "rule": "value == 1"}, "fails": [2]},
    ],
    ids=str,
)
def test_a_source_that_finds_nothing_proves_nothing(relation: dict[str, object]) -> None:
    """Nothing on any side is a failure of its own; a file that is missing, too; 'empty: valid' allows it."""
    sources = {"full": {"file": "full.json", "at": "/*"}, "void": {"file": "void.json", "at": "/*"}}
    files: dict[str, object] = {"full.json": ["a"], "void.json": []}
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECC009", "contract")]
    assert "void" in gate.violations[0].message
    assert gate.violations[0].found == "none in void.json"
    assert gate.violations[0].location.pointer == "/sources/void"
    del files["void.json"]
    assert ("ECX001", "void.json:None") in found(judge(relation, files, sources=sources))


@pytest.mark.parametrize(
    ("relation", "pointer"),
    [
        ({"equal": ["a"]}, "/relations/0/equal/of"),
        ({"disjoint": {"of": "a"}}, "/relations/0/disjoint/of"),
        ({"count": {"of": "a", "max": 3, "among": "a"}}, "/relations/0/count/among"),
        ({"count": {"of": "a", "max": {"of": "a", "key": "/x"}}}, "/relations/0/count/max"),
        ({"exists": {"of": "a", "path": "x/{a b}"}}, "/relations/0/exists/path"),
        ({"exists": {"of": "a", "path": "x/{"}}, "/relations/0/exists/path"),
        ({"exists": {"of": "a", "kind": "folder", "executable": True}}, "/relations/0/exists/executable"),
        ({"digest": {"of": "a", "equals": "/a", "algorithm": "md5"}}, "/relations/0/digest/algorithm"),
        ({"digest": {"of": "a", "equals": "/a", "over": "all"}}, "/relations/0/digest/equals"),
        ({"digest": {"of": "a", "equals": "a", "over": "all", "mode": "lf"}}, "/relations/0/digest/mode"),
        ({"ratchet": {"of": "a", "measure": "set", "per": "file"}}, "/relations/0/ratchet/per"),
        ({"ratchet": {"of": "a", "against": "a", "per": "file"}}, "/relations/0/ratchet/against"),
        ({"expires": {"of": "a", "longest": 3}}, "/relations/0/expires/longest"),
        ({"expires": {"of": "a", "max_age": 3, "horizon": 3}}, "/relations/0/expires/horizon"),
        ({"pinned": {"of": "a", "same_as": {"of": "a", "key": "/x"}}}, "/relations/0/pinned/same_as"),
        ({"matches": {"of": "a", "pattern": "a"}}, "/relations/0"),
        ({"holds": {"of": "a", "rule": "value == 1"}}, "/relations/0"),
        ({"holds": {"of": "a", "rule": "valu == 1"}, "fails": [1]}, "/relations/0/holds/rule"),
        ({"unique": "a", "fails": ["x"]}, "/relations/0/fails/0"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(relation: dict[str, object], pointer: str) -> None:
    gate = judge(relation, {"a.json": []}, sources={"a": {"file": "a.json", "at": "/*"}})
    assert refused(gate) == [("ECC004", pointer)]
