"""``file``: values of data, matches of patterns, and words for whatever cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import CONTRACT, parsed, read, refused, rules
from tests.fakes import catalog_file, contract, link, problems

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.pointers import resolve
from pytest_ecocontracts.core.sources.pointing import NotThere, Pointer

LIMITS = Limits(artifact_bytes=100)
SUITES = '{"suites": {"smoke": {"owner": "qa", "tests": ["a", "b"]}, "load": {"owner": "ops", "tests": []}}}'


# --- at ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content", "at", "values", "places"),
    [
        ("a.json", '{"n": [1,\n 2]}', "/n/*", [1, 2], ["a.json:1:8", "a.json:2:2"]),
        ("a.yaml", "n:\n- x\n- y\n", "/n/*", ["x", "y"], ["a.yaml:2:3", "a.yaml:3:3"]),
        ("a.toml", "[tool]\nx = 1\ny = 2\n", "/tool/*~", ["x", "y"], ["a.toml:2:1", "a.toml:3:1"]),
        ("a.json", '{"x": 1, "y": 2}', "/*~", ["x", "y"], ["a.json:1:2", "a.json:1:10"]),
        ("a.csv", "id,n\nx,1\ny,2\n", "/*/id", ["x", "y"], ["a.csv:2:1", "a.csv:3:1"]),
        ("a.jsonl", '{"id": "x"}\n{"id": "y"}\n', "/*/id", ["x", "y"], ["a.jsonl:1:8", "a.jsonl:2:8"]),
        ("a.md", "---\nowner: ops\n---\n# A\n", "/owner", ["ops"], ["a.md:2:8"]),
        ("a.json", "[1]", "", [[1]], ["a.json"]),
        ("a.json", '{"n": []}', "/n/*", [], []),
        ("a.json", '[{"n": 1}, {}]', "/*/n", [1], ["a.json:1:8"]),
    ],
)
def test_values_are_read_with_their_places(
    path: str, content: str, at: str, values: list[object], places: list[str]
) -> None:
    found = read({path: content}, f"{{file: {path}, at: '{at}'}}")
    assert found.values == values
    assert found.places == places
    assert found.examined == 1


def test_every_document_of_a_yaml_file_is_read() -> None:
    found = read({"a.yaml": "name: x\n---\n# second\nname: y\n"}, "{file: a.yaml, at: /name}")
    assert found.values == ["x", "y"]
    assert found.places == ["a.yaml:1:7", "a.yaml:4:7"]


def test_documents_of_a_file_without_a_suffix_have_no_lines() -> None:
    found = read({"a.conf": "n: x\n---\nn: y\n"}, "{file: a.conf, at: /n, format: yaml}")
    assert found.values == ["x", "y"]
    assert found.places == ["a.conf", "a.conf"]


def test_files_are_read_in_the_order_of_their_paths_and_once() -> None:
    files = {"b/x.json": "[2]", "a/x.json": "[1]", "a/old.json": "[0]"}
    found = read(files, "{file: ['b/*.json', '**/*.json', a/x.json], except: '**/old.json', at: '/*'}")
    assert found.values == [1, 2]
    assert found.examined == 2


def test_names_of_members_have_their_values_beside_them() -> None:
    found = read({"a.json": '{"up": {"n": 1}}'}, "{file: a.json, at: '/*~'}")
    assert found.values == ["up"]
    assert found.records == [{"name": "up", "value": {"n": 1}}]


def test_values_get_what_stands_around_them() -> None:
    source = (
        "{file: '{area}.json', at: '/suites/*/tests/*', "
        "with: {suite: /suites/*~, owner: /suites/*/owner, area: '{area}'}, value: [/suite, /value]}"
    )
    found = read({"qa.json": SUITES}, source)
    assert found.values == [["smoke", "a"], ["smoke", "b"]]
    assert found.records[0] == {"value": "a", "suite": "smoke", "owner": "qa", "area": "qa"}


@pytest.mark.parametrize(
    ("source", "pointers"),
    [
        ("{file: a.json, at: '/suites/*', value: /owner}", ["/suites/smoke/owner", "/suites/load/owner"]),
        ("{file: a.json, at: '/suites/*', value: [/owner]}", ["/suites/smoke", "/suites/load"]),
        (
            "{file: a.json, at: '/suites/*', with: {id: /suites/*~}, value: /id}",
            ["/suites/smoke", "/suites/load"],
        ),
        ("{file: a.json, at: '/suites/*~', value: /value/owner}", ["/suites/smoke", "/suites/load"]),
    ],
)
def test_a_part_of_a_record_stands_at_its_own_pointer(source: str, pointers: list[str]) -> None:
    found = read({"a.json": SUITES}, source)
    assert [element.place.pointer for element in found.elements] == pointers


def test_objects_get_what_stands_around_them_among_their_members() -> None:
    found = read({"a.json": SUITES}, "{file: a.json, at: '/suites/*', with: {id: /suites/*~}, value: /id}")
    assert found.values == ["smoke", "load"]
    assert found.records[1] == {"owner": "ops", "tests": [], "id": "load"}


# --- what is missing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "message", "found", "fix"),
    [
        (
            "/suite/*",
            "there is nothing at /suite in 'a.json'",
            "the members 'suites'",
            "did you mean 'suites'?",
        ),
        ("/suites/smoke/owner/*", "there is nothing at /suites/smoke/owner/* in 'a.json'", "'qa'", "none"),
        (
            "/suites/smoke/tests/7",
            "there is nothing at /suites/smoke/tests/7",
            "an array of 2 elements",
            "none",
        ),
        ("/suites/smoke/owner/*~", "there is nothing at /suites/smoke/owner/*", "'qa'", "none"),
    ],
)
def test_a_pointer_that_leads_nowhere_is_no_empty_source(at: str, message: str, found: str, fix: str) -> None:
    (trouble,) = read({"a.json": SUITES}, f"{{file: a.json, at: '{at}', empty: valid}}").troubles
    assert trouble.code == "ECX001"
    assert trouble.message.startswith(message)
    assert trouble.found == found
    assert fix in (trouble.fix or "")
    assert read({"a.json": SUITES}, f"{{file: a.json, at: '{at}', missing: none}}").values == []


def test_what_cannot_be_read_is_told_of_every_file() -> None:
    files = {
        "a.json": "{",
        "b.json": b"\xff\xfe",
        "c.json": '{"n": 1}',
        "d.json": b'{"n": "' + b"x" * 200 + b'"}',
        "e.json": '{"m": 1}',
        "n.txt": "x",
    }
    found = read(files, "{file: ['{x}.json', gone.json], at: /n}", limits=LIMITS)
    assert sorted(found.codes) == ["ECS001", "ECS001", "ECS011", "ECX001", "ECX001"]
    assert {place.partition(":")[0] for place in found.places} == {
        "a.json",
        "b.json",
        "d.json",
        "e.json",
        "gone.json",
    }


def test_a_missing_file_gets_a_suggestion() -> None:
    (trouble,) = read({"ops/surface.json": "{}"}, "{file: ops/surfaces.json, at: ''}").troubles
    assert (trouble.message, trouble.fix) == (
        "there is no file 'ops/surfaces.json' to read",
        "did you mean 'surface.json'? Else create it, or correct the path",
    )


def test_names_that_end_alike_are_no_suggestion_and_a_folder_is_no_missing_file() -> None:
    (trouble,) = read({"exceptions.json": "{}"}, "{file: pins.json, at: ''}").troubles
    assert trouble.fix == "create it, or correct the path"
    (trouble,) = read({"pins.json/a": ""}, "{file: pins.json, at: ''}").troubles
    assert (trouble.message, trouble.found) == ("'pins.json' is a folder, and cannot be read", "a folder")


@pytest.mark.parametrize(
    ("pattern", "words", "fix"),
    [
        (
            "((a|b)*",
            "missing ): ((a|b)*",
            "close each bracket once, and write \\( \\) \\[ for brackets of the text",
        ),
        ("x{2000}", "invalid repetition size: {2000}", "repeat at most 1000 times"),
        ("(?=x)", "invalid perl operator: (?=", None),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_as_it_is_written(
    pattern: str, words: str, fix: str | None
) -> None:
    (problem,) = parsed(f"{{file: a.txt, pattern: '{pattern}'}}")[1]
    assert problem.message.startswith(f"the pattern cannot be used: {words}")
    assert problem.fix == fix


def test_a_pointer_without_its_slash_is_told_with_it() -> None:
    relation = {"unique": {"file": "a.json", "at": "/*", "value": "name"}}
    text = contract("rules/v1", id="shop.data", relations=[relation])
    (problem,) = problems(link({"ecocontracts.yaml": catalog_file(), CONTRACT: text})[0])
    assert problem.fix == "a JSON Pointer begins with '/': \"/name\""


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xfea", b"caf\xe9"])
def test_a_pattern_over_what_is_no_text_is_a_finding(content: bytes) -> None:
    found = read({"a.txt": content}, "{file: '*.txt', pattern: x}")
    assert found.codes == ["ECS001"]
    assert found.places[0].startswith("a.txt:1")


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfup\r\ndown\r\n", b"up\ndown\n"])
def test_lines_end_in_one_way_for_patterns(content: bytes) -> None:
    found = read({"a.txt": content}, "{file: a.txt, pattern: '^\\w+$'}")
    assert found.values == ["up", "down"]
    assert found.places == ["a.txt:1:1", "a.txt:2:1"]


def test_binary_files_can_be_passed_over() -> None:
    files = {
        "a.png": b"\x89PNG\r\n\x00key",
        "b.txt": "key\n",
        "c.txt": b"caf\xe9 key",
        "d.bin": b"x" * 8000 + b"\xff\x00",
    }
    found = read(files, "{file: '**', pattern: key, binary: skip}")
    assert found.codes == ["ECS001", "ECS001"]
    assert [place.partition(":")[0] for place in found.places] == ["c.txt", "d.bin"]
    found = read(files, "{file: '**', pattern: key, binary: skip, except: [c.txt, d.bin]}")
    assert (found.values, found.examined) == (["key"], 2)


def test_an_unknown_format_is_told() -> None:
    (trouble,) = read({"a.conf": "x"}, "{file: a.conf, at: ''}").troubles
    assert "the format of 'a.conf' is not known" in trouble.message
    assert read({"a.conf": "{}"}, "{file: a.conf, at: '', format: json}").values == [{}]


def test_relations_show_why_a_source_cannot_be_read() -> None:
    sources = {"a": {"file": "a.json", "at": "/n/*"}}
    gate = rules({"a.json": '{"m": [1]}'}, sources=sources, relations=[{"unique": "a"}])
    (violation,) = gate.violations
    assert (violation.code, violation.location and violation.location.path) == ("ECX001", "a.json")
    assert rules({"a.json": '{"n": [1]}'}, sources=sources, relations=[{"unique": "a"}]).violations == []
    assert rules({"a.json": '{"n": []}'}, sources=sources, relations=[{"unique": "a"}]).codes == ["ECC009"]


# --- pattern --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("ops-[a-z]+", ["ops-up", "ops-down"]),
        ("make (ops-[a-z]+)", ["ops-up", "ops-down"]),
        ("(make) (?P<value>ops-[a-z]+)", ["ops-up", "ops-down"]),
        ("^make (.*)$", ["ops-up", "ops-down"]),
        ("nothing(x)?", []),
    ],
)
def test_patterns_give_their_group(pattern: str, values: list[str]) -> None:
    assert (
        read({"a.sh": "make ops-up\nmake ops-down\n"}, f"{{file: a.sh, pattern: '{pattern}'}}").values
        == values
    )


def test_matches_have_places_in_characters_and_their_groups() -> None:
    found = read({"é/a.sh": "ü make ops-up\n"}, "{file: '{dir}/*.sh', pattern: 'make (?P<target>[a-z-]+)'}")
    assert found.places == ["é/a.sh:1:8"]
    assert found.records == [{"dir": "é", "target": "ops-up", "text": "make ops-up"}]


# --- the contract ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{file: a.json}", "a file is read with 'at'"),
        ("{file: a.json, at: '', pattern: x}", "a file is read with 'at'"),
        ("{file: /a.json, at: ''}", "is no path template"),
        ("{file: 'a{', at: ''}", "is no path template"),
        ("{file: a.txt, pattern: '('}", "the pattern cannot be used"),
        ("{file: a.txt, pattern: '(?=x)'}", "the pattern cannot be used"),
        ("{file: a.txt, pattern: x, missing: none}", "'missing' belongs to 'at'"),
        ("{file: a.json, at: '', binary: skip}", "'binary' belongs to 'pattern'"),
        ("{file: a.json, at: '/*', with: {x: '/*/*'}}", "nothing says what /*/* stands for"),
        ("{file: 'a.json', at: '/*', with: {x: '{day}'}}", "nothing says what {day} stands for"),
        ("{file: a.json, at: /rules~}", "'/rules~' is no pointer"),
        ("{file: a.json, at: '/rules/*~/x'}", "names are texts, so nothing is below them"),
        ("{file: a.json, at: '/*', with: {x: '/a~b'}}", "'/a~b' is no pointer"),
        ("{fil: a.json, at: ''}", "nothing says how the source is read"),
        ("{file: a.json, at: '', levle: 2}", "a source that is read by 'file' has no 'levle'"),
    ],
)
def test_what_is_wrong_with_a_source_is_told(text: str, message: str) -> None:
    (found,) = refused(text)
    assert message in found


# --- pointers -------------------------------------------------------------------------------------------

DATA = st.recursive(
    st.none() | st.integers() | st.sampled_from(["x", "~", "/"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "/b", "~", "0", "*"]), inner)
    ),
    max_leaves=12,
)
TOKENS = st.lists(st.sampled_from(["a", "~1b", "~0", "0", "1", "*"]), max_size=4)


@given(DATA, TOKENS, st.booleans())
def test_what_a_pointer_finds_is_at_the_pointer_that_it_says(
    data: object, tokens: list[str], must: bool
) -> None:
    pointer = Pointer("".join(f"/{token}" for token in tokens))
    try:
        found = list(pointer.find(data, must=must))
    except NotThere as missing:
        assert must
        resolve(data, missing.pointer)
        return
    for each in found:
        assert resolve(data, each.pointer) == each.value
        assert len(each.stars) == pointer.stars
        assert pointer.bound(data, each.stars) == each.value
    assert len({each.pointer for each in found}) == len(found)
