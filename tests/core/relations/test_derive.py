"""``derive``: ids and hashes are what their parts give."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, found, relate, violations

from pytest_ecocontracts.core.relations.operands import parse_operand
from pytest_ecocontracts.core.relations.recipes import NORMALISERS, NoRecipe, Part, Recipe, as_text


def sha(text: str, length: int | None = None) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


EVENT: dict[str, Any] = {
    "of": "/id",
    "parts": [
        {"text": "stable_id:v1"},
        {"text": "event"},
        {"of": "/conversation", "label": "conversation:", "normalise": ["trim", "lower"]},
        {"of": "/message", "label": "message:", "absent": "none"},
    ],
    "prefix": "evt_",
    "length": 16,
}
GOOD = {
    "id": "evt_" + sha("stable_id:v1|event|conversation:abc|message:7", 16),
    "conversation": " ABC ",
    "message": 7,
}


def derived(records: list[object], **fields: object) -> Any:
    return relate({"derive": {**EVENT, **fields}}, {DAY: records})


def test_ids_that_their_parts_give_pass() -> None:
    without = {
        "id": "evt_" + sha("stable_id:v1|event|conversation:abc|message:none", 16),
        "conversation": "abc",
    }
    assert found(derived([GOOD, without, {"conversation": "no id"}])) == []


def test_another_id_is_told_with_what_it_is_made_of() -> None:
    (violation,) = violations(derived([GOOD, {**GOOD, "message": 8}]))
    text = "stable_id:v1|event|conversation:abc|message:8"
    assert violation.code == "ECI015"
    assert violation.expected == f'"evt_{sha(text, 16)}", of "{text}"'
    assert violation.found == f'"{GOOD["id"]}"'
    assert violation.location is not None
    assert (violation.location.line, violation.location.pointer) == (2, "/id")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"conversation": None}, "there is no value at /conversation"),
        ({"conversation": "a|b"}, "the part 'conversation:a|b' holds the separator '|'"),
        ({"message": 1e400}, "has no canonical form"),
    ],
)
def test_parts_that_make_no_value_are_told(fields: dict[str, object], words: str) -> None:
    if fields.get("message"):
        fields = {"message": 2**70}
        assert found(derived([{**GOOD, **fields}]))[0][0] == "ECI015"
        return
    (violation,) = violations(derived([{**GOOD, **fields}]))
    assert words in violation.message


@pytest.mark.parametrize(
    ("part", "record", "text"),
    [
        ("/ids/*", {"ids": ["b", "a"]}, "b|a"),
        ({"of": "/ids/*", "order": "sorted"}, {"ids": ["b", "a"]}, "a|b"),
        ({"of": "/ids/*", "hash": True}, {"ids": ["b", "a"]}, sha("b|a")),
        ({"of": "/ids/*", "hash": True, "label": "events_hash:"}, {"ids": []}, "events_hash:" + sha("")),
        ("/n", {"n": 7}, "7"),
        ("/n", {"n": True}, "true"),
        ("/n", {"n": 1.50}, "1.5"),
        ("/n", {"n": {"b": 1, "a": [None]}}, '{"a":[null],"b":1}'),
        ("{date}", {}, "2026-01-01"),
        (
            {"of": "/t", "normalise": ["newlines", "trim", "spaces", "nfc"]},
            {"t": " e\u0301\r\n  x "},
            "\u00e9 x",
        ),
        ({"of": "/t", "normalise": ["path"]}, {"t": "./a//b/./c"}, "a/b/c"),
        ({"of": "/t", "normalise": ["url"]}, {"t": "HTTPS://Ex.org:443/A/"}, "https://ex.org/A"),
    ],
)
def test_parts(part: object, record: dict[str, object], text: str) -> None:
    fields = {"derive": {"of": "/id", "parts": [part]}}
    assert found(relate(fields, {DAY: [{**record, "id": sha(text)}]})) == []
    assert found(relate(fields, {DAY: [{**record, "id": sha(text + "x")}]})) == [("ECI015", f"{DAY}:1 /id")]


@pytest.mark.parametrize(
    ("escape", "text"), [("backslash", r"a\|b|c\\"), ("length", "3:a|b|2:c\\"), ("none", "a|b|c\\")]
)
def test_a_separator_in_a_part_is_escaped_as_the_contract_says(escape: str, text: str) -> None:
    fields = {"derive": {"of": "/id", "parts": ["/a", "/b"], "escape": escape}}
    assert found(relate(fields, {DAY: [{"a": "a|b", "b": "c\\", "id": sha(text)}]})) == []


@given(
    *[st.lists(st.text("a|\\:1", max_size=4), min_size=1, max_size=3)] * 2,
    st.sampled_from(["backslash", "length"]),
)
def test_other_parts_never_give_the_same_text(one: list[str], other: list[str], escape: str) -> None:
    """What escaping is for: the text says where each part ends."""

    def text(parts: list[str]) -> str:
        recipe = Recipe(
            parts=tuple(Part(text=part) for part in parts),
            separator="|",
            escape=escape,
            algorithm="sha256",
            prefix="",
            length=None,
        )
        return recipe.text({}, {})

    assert (text(one) == text(other)) == (one == other)


@given(st.text(max_size=20), st.sampled_from(sorted(set(NORMALISERS) - {"url"})))
def test_what_is_normalised_once_stays_as_it_is(text: str, name: str) -> None:
    once = NORMALISERS[name](text)
    assert NORMALISERS[name](once) == once


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("http://EX.org", "http://ex.org"),
        ("http://ex.org:80/", "http://ex.org"),
        ("http://ex.org:8080/a/?q=A#F", "http://ex.org:8080/a?q=A#F"),
        ("https://me@Ex.org/P", "https://me@ex.org/P"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("urn:a:B", "urn:a:B"),
    ],
)
def test_urls(url: str, normal: str) -> None:
    assert NORMALISERS["url"](url) == normal


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(NoRecipe):
        as_text([2**60 + 1])
    for url in ("http://ex.org:nan/", "a://["):
        with pytest.raises(NoRecipe):
            NORMALISERS["url"](url)


VECTOR = {"record": {"conversation": "abc", "message": 7}, "gives": GOOD["id"]}


def test_vectors_are_run() -> None:
    gate = derived([GOOD], vectors=[VECTOR])
    assert found(gate) == []
    assert gate.outcome("rule-examples").examined == 1


@pytest.mark.parametrize("change", [{"gives": "evt_<frozen>"}, {"record": {}}, {"record": None}])
def test_vectors_that_give_something_else_are_defects(change: dict[str, object]) -> None:
    gate = derived([GOOD], vectors=[VECTOR, {**VECTOR, **change}])
    (violation,) = violations(gate)
    assert violation.location is not None
    assert (violation.code, violation.location.pointer) == ("ECC019", "/relations/0/derive/vectors/1")


def test_vectors_have_captures() -> None:
    relation = {
        "derive": {
            "of": "/id",
            "parts": ["{date}"],
            "vectors": [{"record": {}, "captures": {"date": "d"}, "gives": sha("d")}],
        }
    }
    assert found(relate(relation, {DAY: [{"id": sha("2026-01-01")}]})) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"algorithm": "md5"},
        {"parts": ["manifest:/a"]},
        {"parts": ["bytes"]},
        {"parts": ["{day}"]},
        {"parts": [{"of": "/a", "normalise": ["upper"]}]},
        {"of": "/ids/*"},
        {"length": 4},
        {"vectors": [{"record": {}}]},
    ],
)
def test_recipes_that_cannot_be_are_defects_of_the_contract(fields: dict[str, object]) -> None:
    gate = derived([], **fields)
    assert {p.code for p in gate.problems} <= {"ECC004", "ECC005"}
    assert gate.problems


CHUNK = {"text": "a|b", "span": {"pages": [{"n": 1, "seen": 3}], "at": 9}, "produced_at": "2026-01-02"}
CANONICAL = '{"span":{"pages":[{"n":1}]},"text":"a|b"}'
WITHOUT = ["/hash", "/produced_at", "/span/at", "/span/pages/*/seen", "/not/there"]


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"parts": [{"of": "self:", "without": WITHOUT}]}, sha(CANONICAL)),
        ({"parts": [{"of": "self:", "without": WITHOUT, "hash": True}]}, sha(sha(CANONICAL))),
        ({"parts": [{"of": "/span", "without": ["/at", "/pages"]}, "/produced_at"]}, sha("{}|2026-01-02")),
        ({"parts": [{"of": "/span/pages/*", "without": ["/seen"], "label": "p:"}]}, sha('p:{"n":1}')),
        (
            {"parts": [{"of": "self:", "without": WITHOUT, "label": "v:", "hash": True}, "/span/at"]},
            sha(f"v:{sha(CANONICAL)}|9"),
        ),
    ],
)
def test_the_digest_of_an_object_without_some_of_it(fields: dict[str, object], value: str) -> None:
    relation = {"derive": {"of": "/hash", **fields}}
    assert found(relate(relation, {DAY: [{**CHUNK, "hash": value}]})) == []
    span = {**CHUNK["span"], "pages": [{"n": 2}], "at": 8}
    changed = [{**CHUNK, "hash": value, "span": span, "produced_at": "2026-01-03"}]
    assert found(relate(relation, {DAY: changed})) == [("ECI015", f"{DAY}:1 /hash")]


def test_two_runs_have_one_hash_where_only_what_is_masked_differs() -> None:
    relation = {"derive": {"of": "/hash", "parts": [{"of": "self:", "without": ["/hash", "/run"]}]}}
    records = [{"a": 1, "run": run, "hash": sha('{"a":1}')} for run in ("x", "y")]
    assert found(relate(relation, {DAY: records})) == []


@pytest.mark.parametrize(
    "part",
    [
        "/hash/own",
        "self:",
        {"of": "self:", "without": ["/other"]},
        {"of": "/hash", "without": ["/own/deep"]},
        {"of": "/*", "without": ["/other"]},
    ],
)
def test_a_hash_cannot_be_a_part_of_itself(part: object) -> None:
    gate = relate({"derive": {"of": "/hash/own", "parts": [part]}}, {DAY: []})
    (problem,) = gate.problems
    assert (problem.code, problem.location.pointer if problem.location else None) == (
        "ECC004",
        "/relations/0/derive/parts",
    )
    assert "is derived, and is in what it is made of" in problem.message


@pytest.mark.parametrize("without", [["/hash"], ["/hash/own"], ["/*/own"]])
def test_what_leaves_the_hash_out_is_fine(without: list[str]) -> None:
    relation = {"derive": {"of": "/hash/own", "parts": [{"of": "self:", "without": without}]}}
    assert relate(relation, {DAY: []}).problems == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text("ab\u00e9", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("ab/~|", max_size=3), JSON, max_size=4))
def test_canonical_parts_agree_with_another_writer(record: dict[str, object]) -> None:
    """For names of ASCII and whole numbers the standard library's sorted form is that of RFC 8785."""
    import json

    recipe = Recipe(
        parts=(Part(operand=parse_operand("self:"), without=("/hash",)),),
        separator="|",
        escape="refuse",
        algorithm="sha256",
        prefix="",
        length=None,
    )
    expected = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert recipe.text({**record, "hash": "x"}, {}) == expected
