"""Every way to read a format reads the same data, or refuses with the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from math import isinf
from types import ModuleType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.inputs import (
    LIMITS,
    identical,
    json_texts,
    mutated,
    problems_of,
    read,
    values,
    values_of,
)

from pytest_ecocontracts.core.errors import LoadError
from pytest_ecocontracts.core.loading import json_text, yaml_events, yaml_fast, yaml_text
from pytest_ecocontracts.core.loading.json_scan import problems as explain_json

#: ¦ parts the pieces
json_pieces = r"""\ud800¦\udc00¦1e400¦NaN¦-Infinity¦null¦true¦"a":¦"\ud83d\ude00"¦//¦'¦01¦"""
json_fragments = st.sampled_from(
    [*'{}[],:"\\ \n\t\r-+.0eE1/#\x00\x7f\x85\u2028\ufeff', *json_pieces.split("¦"), "1" * 310, "1" * 4301]
)
json_like = st.lists(json_fragments, max_size=14).map("".join)

yaml_pieces = """a¦b: ¦- ¦? ¦: ¦\n  ¦\n    ¦'y'¦"a":¦|\n¦>-\n¦# c\n¦---\n¦...\n¦&a ¦*a¦!!str ¦!!int ¦! ¦!x ¦<<: ¦<<¦\
%YAML 1.2\n¦%YAML 1.1\n¦010¦-0x1¦0b1¦0o7¦1e400¦.inf¦null¦true¦\r\n¦é¦"\\u0041"¦"\\ud800"¦"\\x00"¦1_0¦1:30¦yes¦on¦key"""
yaml_fragments = st.sampled_from(
    [*'{}[],:" \n\t\r~10-+.e_@`%\\\x01\x7f\x85\u2028\ufeff', *yaml_pieces.split("¦"), "1" * 41, "1" * 320]
)
yaml_like = st.lists(yaml_fragments, max_size=16).map("".join)
yaml_texts = st.builds(
    lambda value, flow, plain: yaml.dump(
        value, Dumper=yaml.SafeDumper, default_flow_style=flow, allow_unicode=plain
    ),
    values,
    st.sampled_from([True, False, None]),
    st.booleans(),
)

number_like = st.text(alphabet="0123456789abcdefxobEeTtNnuUlLrRsSaAiIfF+-._~", min_size=1, max_size=8)
long_numbers = st.builds(
    lambda start, count, end: start + "9" * count + end,
    st.sampled_from(["", "-", "+", "0", ".", "0x", "0o", "-0x"]),
    st.sampled_from([17, 18, 19, 20, 37, 38, 39, 40, 199, 200, 308, 309, 310, 999, 1001, 4300, 4301]),
    st.sampled_from(["", ".", ".5", "e5", "e99", "e100", "E+0400", "e-400", "x"]),
)
places = """%s¦- %s\n¦a: %s\n¦{a: %s}¦[%s]¦{"a":%s}¦['a':%s]¦%s: 1\n¦{%s: 1}¦{%s}¦? %s\n¦{? %s : 1}¦[%s,%s]¦- - %s¦\
{?%s: 1}¦{:%s}¦[a,:%s]¦{[a]:%s}¦{ :%s}¦[?%s]¦- ? %s¦--- %s\n¦a:\n  %s\n¦# c\n%s¦|\n %s\n¦"%s"¦a: %s # c¦a: \t%s"""
scalar_somewhere = st.builds(
    lambda place, scalar: place.replace("%s", scalar),
    st.sampled_from(places.split("¦")),
    number_like | long_numbers,
)


def outcome(load: object, *arguments: object) -> tuple[object, object]:
    """(the data, None) or (None, the problems)."""
    try:
        return load(*arguments), None  # type: ignore[operator]
    except LoadError as error:
        return None, error.problems


# --- JSON


@given(mutated(json_texts, json_fragments) | json_like.map(str.encode) | st.binary(max_size=20))
def test_json_with_jiter_and_without_is_the_same(data: bytes) -> None:
    fast, fast_problems = outcome(json_text.parse, data, LIMITS)
    exact, exact_problems = outcome(json_text.parse_exactly, data, LIMITS)
    assert fast_problems == exact_problems
    assert identical(fast, exact)


@given(values)
def test_json_is_read_as_the_standard_library_reads_it(value: object) -> None:
    text = json.dumps(value)
    assert identical(read("json", text), json.loads(text))


@given(
    st.text("0123456789", min_size=1, max_size=3),
    st.integers(0, 320),
    st.sampled_from(["", ".5", "e0", "E9", "e+99", "e100", "E+109", "e308", "E+0400", "e-400"]),
    st.text('abcdeE+019 ,"', max_size=100).map(json.dumps),
)
def test_json_numbers_beyond_a_double_are_refused_wherever_they_stand(
    start: str, zeros: int, end: str, text: str
) -> None:
    number = f"{start.lstrip('0') or '1'}{'0' * zeros}{end}"
    for document in (number, f"[{text},-{number}]", f"{{{text}:{number}\n}}"):
        problems = outcome(json_text.parse, document.encode(), LIMITS)[1]
        assert (problems is not None) == (end != "" and isinf(float(number)))


@given(mutated(json_texts, json_fragments))
def test_json_is_explained_exactly_where_it_is_refused(data: bytes) -> None:
    """The reader that explains and the readers that judge are different code."""
    text = data.decode(errors="replace").replace("\0", "0").removeprefix("\ufeff")
    refused = outcome(json_text.parse, text.encode(), LIMITS)[1] is not None
    assert bool(explain_json(text, LIMITS.depth)) == refused


def test_jiter_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "from_json", None)
    assert json_text.parse(b'{"a": [1, 2.0, 18446744073709551617]}', LIMITS) == {"a": [1, 2.0, 2**64 + 1]}


# --- YAML


@contextmanager
def _without(module: ModuleType, name: str) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, None)
    yaml_fast._is_usable.cache_clear()
    try:
        yield
    finally:
        setattr(module, name, kept)
        yaml_fast._is_usable.cache_clear()


def test_common_yaml_goes_the_fast_way() -> None:
    """Otherwise the comparisons below would compare the builder with itself."""
    pytest.importorskip("ryaml")
    text = "name: x\nlist: [1, 2.5, 'a', \"b\"]\nnested:\n  - {k: null}\n  - 2026-01-02\ncron: 0 3 * * *\n"
    assert identical(yaml_fast.parse(text, LIMITS), read("yaml", text))
    with _without(yaml_fast, "loads"):
        assert yaml_fast.parse(text, LIMITS) is None


@pytest.mark.parametrize(
    "other",
    [
        yaml.safe_load,
        lambda text: {"plain": [], "quoted": [], "block": []},
        lambda text: (_ for _ in ()).throw(ValueError("no")),
    ],
)
def test_a_ryaml_that_reads_otherwise_is_not_used(other: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_fast, "loads", other)
    yaml_fast._is_usable.cache_clear()
    assert yaml_fast.parse("a: 1", LIMITS) is None
    yaml_fast._is_usable.cache_clear()


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


@given(mutated(yaml_texts, yaml_fragments).map(_text) | yaml_like | scalar_somewhere)
def test_yaml_with_ryaml_and_without_is_the_same(text: str) -> None:
    data = text.encode("utf-8", "replace")
    fast, fast_problems = outcome(yaml_text.parse, data, LIMITS)
    with _without(yaml_fast, "loads"):
        built, built_problems = outcome(yaml_text.parse, data, LIMITS)
    assert fast_problems == built_problems
    assert identical(fast, built)


@given(mutated(yaml_texts, yaml_fragments).map(_text) | yaml_like)
def test_yaml_with_marks_and_without_is_the_same(text: str) -> None:
    data = text.encode("utf-8", "replace")
    plain, problems = outcome(lambda: yaml_text.parse_documents(data, LIMITS, marks=False))
    marked, marked_problems = outcome(lambda: yaml_text.parse_documents(data, LIMITS, marks=True))
    assert problems == marked_problems
    if problems is None:
        assert identical([document.data for document in plain], [document.data for document in marked])


@given(mutated(yaml_texts, yaml_fragments).map(_text) | yaml_like)
def test_what_yaml_without_libyaml_reads_is_the_same(text: str) -> None:
    """PyYAML's own parser refuses a little more than libyaml, but never reads anything else."""
    data = text.encode("utf-8", "replace")
    with _without(yaml_fast, "loads"):
        expected, problems = outcome(yaml_text.parse, data, LIMITS)
        with _without(yaml_events, "CParser"):
            found, found_problems = outcome(yaml_text.parse, data, LIMITS)
    if found_problems is None:
        assert problems is None
        assert identical(found, expected)


json_model = values_of(st.none() | st.booleans() | st.integers() | st.text(max_size=6))


@given(json_model, st.sampled_from([True, False, None]))
def test_yaml_is_read_as_pyyaml_wrote_it(value: object, flow: bool | None) -> None:
    """PyYAML quotes whatever YAML 1.1 or 1.2 could take for something else than the string it is."""
    text = yaml.dump(value, Dumper=yaml.SafeDumper, default_flow_style=flow, sort_keys=False)
    assert identical(read("yaml", text), value)


@given(json_texts)
def test_json_is_yaml(text: str) -> None:
    """Whatever YAML accepts of a JSON text, it reads as JSON does."""
    value, problems = outcome(read, "yaml", text)
    if problems is None:
        assert identical(value, json.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &a [*a]",
        "? [x]\n: y\n",
        "!!set {a}",
        "<<: 1",
        "a: .nan",
        "[" * 600,
        "a:\n\t- 1",
        "a: @x",
    ],
)
def test_the_parser_without_libyaml_gives_the_same_reasons(text: str) -> None:
    expected = [problem.reason for problem in problems_of(lambda: read("yaml", text))]
    with _without(yaml_events, "CParser"), _without(yaml_fast, "loads"):
        assert [problem.reason for problem in problems_of(lambda: read("yaml", text))] == expected != []


# --- longer


@pytest.mark.fuzz
@given(mutated(json_texts, json_fragments) | json_like.map(str.encode) | st.binary(max_size=60))
def test_json_with_jiter_and_without_is_the_same_at_length(data: bytes) -> None:
    test_json_with_jiter_and_without_is_the_same.hypothesis.inner_test(data)  # type: ignore[attr-defined]
    test_json_is_explained_exactly_where_it_is_refused.hypothesis.inner_test(data)  # type: ignore[attr-defined]


@pytest.mark.fuzz
@given(mutated(yaml_texts, yaml_fragments).map(_text) | yaml_like | scalar_somewhere)
def test_every_way_to_read_yaml_is_the_same_at_length(text: str) -> None:
    test_yaml_with_ryaml_and_without_is_the_same.hypothesis.inner_test(text)  # type: ignore[attr-defined]
    test_yaml_with_marks_and_without_is_the_same.hypothesis.inner_test(text)  # type: ignore[attr-defined]
    test_what_yaml_without_libyaml_reads_is_the_same.hypothesis.inner_test(text)  # type: ignore[attr-defined]
