"""``derive``: ids and hashes are what their parts give."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.relations.normalisers import NORMALISERS, NoRecipe
from pytest_ecocontracts.core.relations.operands import parse_operand
from pytest_ecocontracts.core.relations.recipes import Part, Recipe, as_text


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
    st.sampled_from(["backslash", "length", "refuse"]),
    st.sampled_from(["|", "||", "a|a", "|a"]),
)
def test_other_parts_never_give_the_same_text(
    one: list[str], other: list[str], escape: str, separator: str
) -> None:
    """What escaping is for: the text says where each part ends, or it is refused."""

    def text(parts: list[str]) -> str:
        recipe = Recipe(
            parts=(Part(operand=parse_operand("/parts/*")),),
            separator=separator if escape != "backslash" else separator[0],
            escape=escape,
            algorithm="sha256",
            prefix="",
            length=None,
        )
        return recipe.text({"parts": parts}, {})

    try:
        texts = text(one), text(other)
    except NoRecipe:
        assert escape == "refuse"
        return
    assert (texts[0] == texts[1]) == (one == other)


def test_a_part_that_ends_as_the_separator_begins_is_refused() -> None:
    relation = {"derive": {"of": "/id", "parts": ["/a", "/b"], "separator": "::"}}
    records = [{"a": "x", "b": ":y", "id": sha("x:::y")}, {"a": "x:", "b": "y", "id": sha("x:::y")}]
    assert found(relate(relation, {DAY: records})) == [("ECI015", f"{DAY}:2 /id")]


@given(st.text(max_size=20), st.sampled_from(sorted(set(NORMALISERS) - {"url"})))
def test_what_is_normalised_once_stays_as_it_is(text: str, name: str) -> None:
    try:
        once = NORMALISERS[name](text)
    except NoRecipe:
        assert name == "slug"
        return
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
        ({"parts": [{"of": "self:", "exclude": WITHOUT}]}, sha(CANONICAL)),
        ({"parts": [{"of": "self:", "exclude": WITHOUT, "hash": True}]}, sha(sha(CANONICAL))),
        ({"parts": [{"of": "/span", "exclude": ["/at", "/pages"]}, "/produced_at"]}, sha("{}|2026-01-02")),
        ({"parts": [{"of": "/span/pages/*", "exclude": ["/seen"], "label": "p:"}]}, sha('p:{"n":1}')),
        (
            {"parts": [{"of": "self:", "exclude": WITHOUT, "label": "v:", "hash": True}, "/span/at"]},
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


def test_two_runs_have_one_hash_where_only_what_is_excluded_differs() -> None:
    relation = {"derive": {"of": "/hash", "parts": [{"of": "self:", "exclude": ["/hash", "/run"]}]}}
    records = [{"a": 1, "run": run, "hash": sha('{"a":1}')} for run in ("x", "y")]
    assert found(relate(relation, {DAY: records})) == []


@pytest.mark.parametrize(
    "part",
    [
        "/hash/own",
        "self:",
        {"of": "self:", "exclude": ["/other"]},
        {"of": "/hash", "exclude": ["/own/deep"]},
        {"of": "/*", "exclude": ["/other"]},
    ],
)
def test_a_hash_cannot_be_a_part_of_itself(part: object) -> None:
    gate = relate({"derive": {"of": "/hash/own", "parts": [part]}}, {DAY: []})
    (problem,) = gate.problems
    assert (problem.code, problem.location.pointer if problem.location else None) == (
        "ECC004",
        "/relations/0/derive/parts/0/of",
    )
    assert "is derived, and is in what it is made of" in problem.message


@pytest.mark.parametrize("exclude", [["/hash"], ["/hash/own"], ["/*/own"]])
def test_what_leaves_the_hash_out_is_fine(exclude: list[str]) -> None:
    relation = {"derive": {"of": "/hash/own", "parts": [{"of": "self:", "exclude": exclude}]}}
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
        parts=(Part(operand=parse_operand("self:"), exclude=("/hash",)),),
        separator="|",
        escape="refuse",
        algorithm="sha256",
        prefix="",
        length=None,
    )
    expected = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert recipe.text({**record, "hash": "x"}, {}) == expected


# --- parts from other records ------------------------------------------------------------------------------

EVENTS = {"shop.events": {"path": "events/{date:date}.jsonl"}}
SOURCES: dict[str, Any] = {
    "of": "/hash",
    "parts": [{"of": "/ids/*", "in": "shop.events:/id", "take": "/text", "normalise": ["newlines"]}],
    "separator": "\n",
    "escape": "none",
}
TEXTS = [{"id": 1, "text": "one\r\nline"}, {"id": 2, "text": "two"}, {"id": "1", "text": "three"}]


def summed(records: list[object], files: dict[str, object], **fields: object) -> Any:
    relation = {"derive": {**SOURCES, **fields}}
    return relate(relation, {DAY: records, **files}, others=EVENTS)


def test_a_hash_of_the_texts_that_ids_lead_to_in_their_order() -> None:
    """The key of a record decides, not its place; 1 and "1" are other keys."""
    records = [
        {"ids": [2, 1], "hash": sha("two\none\nline")},
        {"ids": [1, 2], "hash": sha("two\none\nline")},
        {"ids": ["1", "1"], "hash": sha("three\nthree")},
        {"ids": [], "hash": sha("")},
        {"ids": [7]},
    ]
    gate = summed(records, {"events/2026-01-01.jsonl": TEXTS})
    assert found(gate) == [("ECI015", f"{DAY}:2 /hash")]


def test_a_record_that_is_not_there_is_told_and_not_left_out() -> None:
    (violation,) = violations(
        summed([{"ids": [1, 9], "hash": sha("one\nline")}], {"events/2026-01-01.jsonl": TEXTS})
    )
    assert violation.code == "ECI015"
    assert "there is no record with 9 at shop.events:/id" in violation.message
    # `absent` is for values, not for records
    gate = summed(
        [{"ids": [9], "hash": "x"}],
        {"events/2026-01-01.jsonl": TEXTS},
        parts=[{**SOURCES["parts"][0], "absent": "none"}],
    )
    assert found(gate) == [("ECI015", f"{DAY}:1 /hash")]


def test_another_record_without_the_value() -> None:
    files: dict[str, object] = {"events/2026-01-01.jsonl": [{"id": 1}, {"id": 2, "text": None}]}
    records: list[object] = [{"ids": [1, 2], "hash": sha("none\nnone")}]
    (violation,) = violations(summed(records, files))
    assert "there is no value at /text" in violation.message
    assert found(summed(records, files, parts=[{**SOURCES["parts"][0], "absent": "none"}])) == []


def test_other_files_that_are_not_there_are_told_once() -> None:
    records: list[object] = [{"ids": [1], "hash": "x"}, {"ids": [2], "hash": "y"}]
    assert found(summed(records, {"events/2026-01-02.jsonl": TEXTS})) == [("ECI006", DAY)]
    assert found(summed([{"ids": [], "hash": sha("")}], {})) == []
    assert found(summed([], {})) == []
    (violation,) = violations(summed([{"hash": "x"}], {"events/2026-01-01.jsonl": TEXTS}, of="/nothing"))
    assert violation.code == "ECC009"


def test_the_files_of_a_join() -> None:
    files: dict[str, object] = {
        "events/2026-01-01.jsonl": [{"id": 1, "text": "a"}],
        "events/2026-01-02.jsonl": [{"id": 2, "text": "b"}],
    }
    records: list[object] = [{"ids": [2, 1], "hash": sha("b\na"), "day": "2026-01-02"}]
    assert found(summed(records, files, join=[])) == []
    assert found(summed(records, files)) == [("ECI015", f"{DAY}:1 /hash")]
    assert found(summed(records, files, join={"date": "/day"})) == [("ECI015", f"{DAY}:1 /hash")]
    records = [{"ids": [2], "hash": sha("b"), "day": day} for day in ("2026-01-02", "2026-01-09")]
    (violation,) = violations(summed(records, files, join={"date": "/day"}))
    assert (violation.code, violation.expected) == ("ECI006", "a file of the other side for 2026-01-09")


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"of": "/ids/*", "in": "shop.events:/id", "take": "/text", "hash": True, "label": "t:"}, None),
        (
            {"of": "/ids/*", "in": "shop.events:/id", "take": "", "exclude": ["/text"]},
            '{"id":"b"}|{"id":"a"}',
        ),
        ({"of": "/ids/*", "in": "shop.events:/id", "take": "/text", "order": "sorted"}, "A|B"),
        ({"of": ["/kind", "/ids/*"], "in": ["shop.events:/text", "shop.events:/id"], "take": "/id"}, "b|a"),
        ({"of": "/ids/*", "in": {"any": ["/none", "shop.events:/id"]}, "take": "/text"}, "B|A"),
        ({"of": "/first", "in": "shop.events:/id", "take": "/text"}, "B"),
        (
            {"of": "/none", "in": "shop.events:/id", "take": "/text", "absent": "none", "label": "x:"},
            "x:none",
        ),
        ({"of": "{date}", "in": "shop.events:{date}", "take": "/id"}, "a"),
    ],
)
def test_parts_that_are_looked_up(part: dict[str, object], text: str | None) -> None:
    events = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    if isinstance(part["of"], list):
        events = [{"id": "a", "text": "k"}, {"id": "b", "text": "k"}]
    record = {"ids": ["b", "a"], "kind": "k", "first": "b"}
    value = sha(text if text is not None else "t:" + sha("B|A"))
    relation = {"derive": {"of": "/hash", "parts": [part]}}
    files = {DAY: [{**record, "hash": value}], "events/2026-01-01.jsonl": events}
    assert found(relate(relation, files, others=EVENTS)) == []
    files[DAY] = [{**record, "hash": value[::-1]}]
    assert found(relate(relation, files, others=EVENTS)) == [("ECI015", f"{DAY}:1 /hash")]


def test_every_record_of_another_source_is_a_part() -> None:
    """A snapshot id of its documents, over all tiles in the order of their paths; a bag id of its trace."""
    relation = {
        "derive": {
            "of": "/snapshot_id",
            "parts": [
                {"of": "{id}", "label": "name:"},
                {"of": "shop.docs:/doc_id", "hash": True, "label": "docs:"},
                {"of": "trace:/summary_ids/*", "hash": True},
                {"of": "trace:/window"},
                {"of": "trace:/none", "absent": "-"},
            ],
            "escape": "length",
        }
    }

    def framed(*texts: str) -> str:
        return "|".join(f"{len(text)}:{text}" for text in texts)

    docs, sums = sha(framed("d1", "d0", "d2")), sha(framed("s2", "s1"))
    value = sha(framed("name:a", f"docs:{docs}", sums, "w", "-"))
    files: dict[str, object] = {
        "s/a/manifest.json": {"snapshot_id": value},
        "s/a/trace.json": {"summary_ids": ["s2", "s1"], "window": "w"},
        "s/a/tiles/0.jsonl": [{"doc_id": "d1"}, {"doc_id": "d0"}],
        "s/a/tiles/1.jsonl": [{"doc_id": "d2"}],
        "s/b/tiles/0.jsonl": [{"doc_id": "other"}],
    }
    fields: dict[str, Any] = {
        "path": "s/{id}/manifest.json",
        "companions": {"trace": {"path": "s/{id}/trace.json", "presence": "optional"}},
        "others": {"shop.docs": {"path": "s/{id}/tiles/{n}.jsonl"}},
    }
    assert found(relate(relation, files, **fields)) == []
    without = {**files, "s/a/tiles/1.jsonl": [{}], "s/a/manifest.json": {"snapshot_id": value}}
    assert (
        "there is no value at shop.docs:/doc_id" in violations(relate(relation, without, **fields))[0].message
    )
    changed = {**files, "s/a/tiles/1.jsonl": [{"doc_id": "d3"}]}
    assert found(relate(relation, changed, **fields)) == [("ECI015", "s/a/manifest.json:1 /snapshot_id")]
    for name in ("s/a/trace.json", "s/a/tiles"):
        left = {path: content for path, content in files.items() if not path.startswith(name)}
        assert found(relate(relation, left, **fields)) == [("ECI006", "s/a/manifest.json")]
    fields["companions"]["trace"]["presence"] = "required"
    del files["s/a/trace.json"]
    assert ("ECX001", "s/a/trace.json") in found(relate(relation, files, **fields))


def test_files_that_are_judged_together_have_the_same_other_records() -> None:
    """Several files of a day; the others are read once for the day, and once for all days."""
    parts = [
        "{n}",
        {"of": "/ids/*", "in": "shop.events:/id", "take": "/text"},
        {"of": "shop.events:/id", "hash": True},
    ]
    files: dict[str, object] = {
        f"events/2026-01-0{day}.jsonl": [{"id": n, "text": f"{day}.{n}"} for n in range(day)]
        for day in (1, 2)
    }
    for day, n, ids in ((1, "a", "0"), (1, "b", "0"), (2, "a", "0\n1")):
        record = {"ids": [0], "hash": sha(f"{n}\n{day}.0\n{sha(ids)}")}
        files[f"data/2026-01-0{day}-{n}.jsonl"] = [record, record]
    path = "data/{date:date}-{n}.jsonl"
    relation: dict[str, Any] = {"derive": {**SOURCES, "parts": parts}}
    assert found(relate(relation, files, path=path, others=EVENTS)) == []
    relation["derive"]["join"] = []
    told = found(relate(relation, files, path=path, others=EVENTS))
    assert {code for code, _ in told} == {"ECI015"}
    assert len(told) == 6  # the ids of all days are another list


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=8),
    st.permutations(range(6)),
    st.integers(0, 6),
    st.sampled_from([1, 700, 10**9]),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_any_memory_gives_the_same_verdicts(
    wanted: list[list[int]], order: list[int], there: int, budget: int, sideways: bool
) -> None:
    """Judged in stretches, with texts on disk, it is what a dictionary says; also over all days at once."""
    events = [{"id": n, "text": f"t{n}\u00e9" * n} for n in order[:there]]
    texts = {event["id"]: event["text"] for event in events}
    records = [
        {
            "ids": ids,
            "hash": sha("\n".join(str(texts.get(n, "?")) for n in ids) + ("x" if number % 3 == 2 else "")),
        }
        for number, ids in enumerate(wanted)
    ]
    expected = [
        f"{DAY}:{number + 1} /hash"
        for number, ids in enumerate(wanted)
        if number % 3 == 2 or any(n not in texts for n in ids)
    ]
    files: dict[str, object] = {DAY: records, NEXT: [], "events/2026-01-01.jsonl": events}
    fields: dict[str, object] = {"join": []} if sideways else {}
    gate = relate(
        {"derive": {**SOURCES, **fields}}, files, others=EVENTS, limits=replace(Limits(), key_bytes=budget)
    )
    assert found(gate) == [("ECI015", place) for place in expected]


def test_vectors_say_what_the_other_records_are() -> None:
    parts = [*SOURCES["parts"], {"of": "shop.events:/id", "hash": True}]
    vector: dict[str, Any] = {
        "record": {"ids": [2, 1]},
        "others": {"shop.events": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]},
        "gives": sha(f"b\na\n{sha('1' + chr(10) + '2')}"),
    }
    assert found(summed([], {}, parts=parts, vectors=[vector])) == []
    for change in ({"others": {"shop.event": []}}, {"record": {"ids": [3]}}, {"gives": "x"}):
        (violation,) = violations(summed([], {}, parts=parts, vectors=[{**vector, **change}]))
        assert violation.code == "ECC019"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"of": "/ids/*", "in": "shop.none:/id", "take": "/text"}, "ECC005"),
        ({"of": "shop.events:/id", "in": "/id", "take": "/text"}, "ECC004"),
        ({"of": "/ids/*", "in": "shop.events:/id"}, "ECC004"),
        ({"of": "/ids/*", "take": "/text"}, "ECC004"),
        ({"of": "/ids/*", "in": "shop.events:/id", "take": "/texts/*"}, "ECC004"),
        ({"of": "/ids/*", "in": "shop.events:@id", "take": "/text"}, "ECC004"),
        ({"of": "@ids", "in": "shop.events:/id", "take": "/text"}, "ECC004"),
        ({"of": ["/a", "/b"], "in": "shop.events:/id", "take": "/text"}, "ECC004"),
        ({"of": ["/a", "/b"]}, "ECC004"),
        ("shop.events:{date}", "ECC004"),
        ("shop.events:records", "ECC004"),
    ],
)
def test_lookups_that_cannot_be_are_defects_of_the_contract(part: object, code: str) -> None:
    gate = relate({"derive": {"of": "/hash", "parts": [part]}}, {DAY: []}, others=EVENTS)
    assert {problem.code for problem in gate.problems} == {code}


# --- normalisers, and names that are no digests ---------------------------------------------------------------

LABEL = "a-very-long-label-" * 10
CHECKSUM = sha(LABEL)[:8]


@pytest.mark.parametrize(
    ("names", "text", "gives"),
    [
        (["trim"], "\t a  b\u00a0", "a  b"),
        (["spaces"], "a \t\n b", "a b"),
        (["trim", "spaces"], " a\r\n\r\nb ", "a b"),
        (["newlines"], "a\r\nb\rc\n", "a\nb\nc\n"),
        (["nfc"], "e\u0301", "\u00e9"),
        (["lower"], "\u00c9A", "\u00e9a"),
        (["path"], "./a//b/./c/", "a/b/c"),
        (["path"], "a\\b", "a/b"),
        (["path"], "//a/./", "/a"),
        (["path"], "a/link/../b", "a/link/../b"),
        (["path"], ".", ""),
        (["url"], "HTTPS://Ex.ORG:443/A/b/", "https://ex.org/A/b"),
        (["url"], "http://Ex.org:8080/", "http://ex.org:8080"),
        (["url"], "http://ex.org:80", "http://ex.org"),
        (["url"], "https://ex.org:80/a?B=C/#D/", "https://ex.org:80/a?B=C/#D/"),
        (["url"], "http://Me@EX.org/~A", "http://Me@ex.org/~A"),
        (["url"], "http://[2001:DB8::1]:80/", "http://[2001:db8::1]"),
        (["slug"], "Hello, World 2026", "hello-world-2026"),
        (["slug"], "  \u00dcber-\u00c9t\u00e9s & co. ", "uber-etes-co"),
        (["slug"], "\u00bd \ufb01ne \u212aelvin", "1-2-fine-kelvin"),
        (["file_name"], "id_12ab__short.json", "id_12ab__short.json"),
        (["file_name"], "x" * 120, "x" * 120),
        (
            ["file_name"],
            f"id_12ab__{LABEL}.json",
            f"id_12ab__{LABEL[:91]}__chk_{CHECKSUM}.json",
        ),
        (["file_name"], f"id_1__{LABEL}", f"id_1__{LABEL[:100]}__chk_{CHECKSUM}"),
        (["file_name"], f"id_1__{LABEL}.jsonl.gz", f"id_1__{LABEL[:91]}__chk_{CHECKSUM}.jsonl.gz"),
    ],
)
def test_normalisers(names: list[str], text: str, gives: str) -> None:
    """The vectors of each normaliser; they are frozen, as ids that are made with them are."""
    made = text
    for name in names:
        made = NORMALISERS[name](made)
    assert made == gives
    assert len(made) <= 120


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("slug", ""),
        ("slug", "\u65e5\u672c"),
        ("slug", "-- !"),
        ("file_name", "x" * 121),
        ("file_name", "x" * 110 + "__" + "y" * 20 + ".json"),
        ("url", "http://[::1"),
        ("url", "http://ex.org/a b"),
        ("url", "http:////ex.org"),
        ("url", "http://h:99999/"),
    ],
)
def test_texts_that_a_normaliser_can_make_nothing_of(name: str, text: str) -> None:
    with pytest.raises(NoRecipe):
        NORMALISERS[name](text)


@given(
    st.text("ab_-.2\u00e9", max_size=60),
    st.text("ab-_.", max_size=60),
    st.sampled_from(["", ".json", ".jsonl.gz"]),
)
def test_names_of_files_keep_their_id_and_their_extension(ident: str, label: str, extension: str) -> None:
    """Short ones stay; two labels that are cut to the same text still give two names."""
    ident = f"id{ident.replace('__', '_').strip('_')}"
    names = set()
    for end in ("1", "2"):
        whole = f"{ident}__{label * 4}{'z' * 99}{end}{extension}"
        try:
            made = NORMALISERS["file_name"](whole)
        except NoRecipe:
            assert len(ident) > 60
            return
        assert len(made) <= 120
        assert made.startswith(f"{ident}__")
        assert made.endswith(extension)
        names.add(made)
    assert len(names) == 2


URLS = st.lists(
    st.sampled_from(
        [
            "http",
            "HTTPS",
            ":",
            "//",
            "/",
            "a",
            "B",
            "@",
            "[::1]",
            ":80",
            "?",
            "#",
            "%41",
            ".",
            ";",
            "x.Org",
            "\u00e9",
            " ",
        ]
    ),
    max_size=10,
)


@given(URLS)
def test_urls_are_normalised_once_for_all(parts: list[str]) -> None:
    try:
        once = NORMALISERS["url"]("".join(parts))
    except NoRecipe:
        return
    assert NORMALISERS["url"](once) == once


@given(st.lists(st.sampled_from(["/", ".", "..", "a", "B", "//", "./", "\\"]), max_size=8))
def test_paths_name_the_same_file_afterwards(parts: list[str]) -> None:
    """Against the standard library, where it does the same: without ``..``, which may lead out of a link."""
    import posixpath

    text = "".join(parts)
    made = NORMALISERS["path"](text)
    expected = posixpath.normpath(text.replace("\\", "/"))
    assert posixpath.normpath(made).replace("//", "/") == expected.replace("//", "/")


NAMED: dict[str, Any] = {
    "of": "/file",
    "parts": ["/id", {"text": "__"}, {"of": "/title", "normalise": ["slug"]}, {"text": ".md"}],
    "separator": "",
    "normalise": ["file_name"],
    "algorithm": "none",
    "prefix": "memo/",
}


def test_a_name_that_is_made_of_texts_and_not_digested() -> None:
    relation = {
        "derive": {
            **NAMED,
            "vectors": [{"record": {"id": "id_1", "title": "B!"}, "gives": "memo/id_1__b.md"}],
        }
    }
    cut = NORMALISERS["file_name"](f"id_2__{'word-' * 39}word.md")
    records = [
        {"id": "id_1", "title": "Hello, World 2026", "file": "memo/id_1__hello-world-2026.md"},
        {"id": "id_2", "title": "Word " * 40, "file": f"memo/{cut}"},
        {"id": "id_2", "title": "Word " * 40, "file": f"memo/id_2__{'word-' * 39}word.md"},
        {"id": "id_3", "title": "?", "file": "memo/id_3__.md"},
    ]
    gate = relate(relation, {DAY: records})
    assert found(gate) == [("ECI015", f"{DAY}:3 /file"), ("ECI015", f"{DAY}:4 /file")]
    assert violations(gate)[0].expected == f'"memo/{cut}"'
    assert "no letter and no digit for a slug" in violations(gate)[1].message


def test_a_capture_of_the_path_is_derived() -> None:
    relation = {
        "derive": {"of": "{name}", "parts": [{"of": "/title", "normalise": ["slug"]}], "algorithm": "none"}
    }
    files = {
        "memo/pear-pie.json": {"title": "Pear pie!"},
        "memo/plum.json": {"title": "Pear"},
        "memo/x.json": {},
    }
    assert found(relate(relation, files, path="memo/{name:slug}.json")) == [
        ("ECI015", "memo/plum.json:1"),
        ("ECI015", "memo/x.json:1"),
    ]


def test_what_is_joined_can_be_normalised_before_it_is_digested() -> None:
    relation = {"derive": {"of": "/id", "parts": ["/a", "/b"], "normalise": ["lower"]}}
    assert found(relate(relation, {DAY: [{"a": "A", "b": "B", "id": sha("a|b")}]})) == []


def test_an_optional_part_is_left_out() -> None:
    parts = [
        "/a",
        {"of": "/b", "label": "b:", "optional": True},
        {"of": "manifest:/c", "label": "c:", "optional": True},
    ]
    relation = {"derive": {"of": "/id", "parts": parts}}
    records = [
        {"a": 1, "b": 2, "id": sha("1|b:2")},
        {"a": 1, "id": sha("1")},
        {"a": 1, "b": None, "id": sha("1|b:")},
    ]
    files = {DAY: records, DAY_MANIFEST: {}}
    assert found(relate(relation, files, companions=MANIFEST)) == [("ECI015", f"{DAY}:3 /id")]
    alone = {"derive": {"of": "/id", "parts": [parts[1]]}}
    assert found(relate(alone, {DAY: [{"id": sha("")}]})) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"algorithm": "none", "length": 8},
        {"escape": "backslash", "separator": "::"},
        {"escape": "backslash", "separator": ""},
        {"escape": "backslash", "separator": "\\"},
        {"normalise": ["upper"]},
        {"of": "{day}"},
        {"of": "records"},
        {"parts": [{"of": "/a", "optional": True}]},
        {"parts": [{"of": "/a", "optional": True, "label": "a", "absent": "none"}]},
    ],
)
def test_more_recipes_that_cannot_be(fields: dict[str, object]) -> None:
    assert {problem.code for problem in derived([], **fields).problems} == {"ECC004"}
