"""The traps of contract and artifact files, one test each."""

from __future__ import annotations

import time

import pytest
from tests.inputs import LIMITS, identical, problems_of, read, reasons

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.loading.values import read_value


def only_problem(form: str, data: bytes | str, limits: Limits = LIMITS) -> object:
    (problem,) = problems_of(lambda: read(form, data, limits))
    return problem


def test_yaml_dates_stay_strings() -> None:
    text = "[2026-01-02, 2026-01-02T03:04:05Z, 2026-01-02 03:04:05, 03:04:05]"
    assert read("yaml", text) == ["2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05", "03:04:05"]


def test_toml_dates_become_strings() -> None:
    text = "d = 2026-01-02\nt = 03:04:05\nl = 2026-01-02 03:04:05.5\no = [2026-01-02T03:04:05+01:00]\n"
    assert read("toml", text) == {
        "d": "2026-01-02",
        "t": "03:04:05",
        "l": "2026-01-02T03:04:05.500000",
        "o": ["2026-01-02T03:04:05+01:00"],
    }


def test_yaml_on_off_yes_no_are_strings_even_as_keys() -> None:
    assert read("yaml", "on: off\nyes: no\ny: n\nNO: On") == {"on": "off", "yes": "no", "y": "n", "NO": "On"}


def test_yaml_numbers_are_those_of_the_core_schema() -> None:
    """A leading zero is decimal in YAML 1.2, octal has an o, and colons make no number."""
    text = "[010, 0o17, 0x1F, 1:30, 190:20:30, 0b11, 1_000, 1e3, 1., .5, +1, -0]"
    expected = [10, 15, 31, "1:30", "190:20:30", "0b11", "1_000", 1000.0, 1.0, 0.5, 1, 0]
    assert identical(read("yaml", text), expected)


@pytest.mark.parametrize(
    ("form", "text", "place", "first"),
    [
        ("yaml", "a: 1\nb: 2\na: 3\n", (3, 1), "line 1, column 1"),
        ("yaml", "x: {a: 1, 'a': 2}\n", (1, 11), "line 1, column 5"),
        ("json", '{"a": 1,\n "b": {"c": 1, "c": 2}}', (2, 16), "line 2, column 8"),
        ("json", '{"a": 1, "\\u0061": 2}', (1, 10), "line 1, column 2"),
    ],
)
def test_a_duplicate_key_is_an_error_with_both_places(
    form: str, text: str, place: tuple[int, int], first: str
) -> None:
    problem = only_problem(form, text)
    assert problem.reason == "duplicate-key"
    assert (problem.line, problem.column) == place
    assert first in problem.found


def test_a_duplicate_key_in_toml_is_an_error() -> None:
    problem = only_problem("toml", "a = 1\na = 2\n")
    assert (problem.reason, problem.line) == ("duplicate-key", 2)


def test_a_duplicate_column_in_csv_is_an_error() -> None:
    assert reasons("csv", "a,b,a\n1,2,3\n") == ["duplicate-key"]


@pytest.mark.parametrize("form", ["yaml", "markdown"])
def test_an_alias_bomb_is_refused_before_it_is_built(form: str) -> None:
    """Nine levels of nine aliases would be four hundred million values."""
    lines = ["a0: &a0 [" + "x, " * 8 + "x]"]
    lines += [f"a{n}: &a{n} [" + f"*a{n - 1}, " * 8 + f"*a{n - 1}]" for n in range(1, 10)]
    text = "\n".join(lines) + "\n"
    text = f"---\n{text}---\n" if form == "markdown" else text
    started = time.process_time()
    problem = only_problem(form, text)
    assert time.process_time() - started < 5
    assert problem.reason == "alias-bomb"
    assert problem.line is not None


def test_aliases_within_the_limit_are_read() -> None:
    assert read("yaml", "a: &x {k: [1]}\nb: [*x, *x]\nc: *x") == {
        "a": {"k": [1]},
        "b": [{"k": [1]}, {"k": [1]}],
        "c": {"k": [1]},
    }


def test_an_alias_inside_its_own_anchor_is_refused() -> None:
    assert reasons("yaml", "a: &a [*a]") == ["recursive-alias"]


def test_aliases_that_nest_deeper_than_the_limit_are_refused() -> None:
    """Each anchor is within the limit, their sum is not."""
    deep = "[" * 300 + "{}" + "]" * 300
    text = f"a: &a {deep.format('1')}\nb: &b {deep.format('*a')}\n"
    assert reasons("yaml", text) == ["too-deep"]


def test_a_merge_key_is_refused_and_a_quoted_one_is_a_key() -> None:
    problem = only_problem("yaml", "base: &b {a: 1}\nx:\n  <<: *b\n")
    assert (problem.reason, problem.line, problem.column) == ("merge-key", 3, 3)
    assert read("yaml", '"<<": 1\nop: <<\n') == {"<<": 1, "op": "<<"}


def test_a_tab_in_the_indentation_is_named() -> None:
    problem = only_problem("yaml", "a:\n\t- x\n")
    assert (problem.reason, problem.line, problem.column) == ("tab", 2, 1)
    assert "spaces" in problem.fix


@pytest.mark.parametrize("form", ["yaml", "csv", "text", "markdown"])
def test_a_byte_order_mark_is_dropped_where_the_format_allows_one(form: str) -> None:
    text = {"yaml": "a: 1", "csv": "a\n1\n", "text": "a", "markdown": "---\na: 1\n---\n"}[form]
    assert read(form, f"\ufeff{text}") == read(form, text)


@pytest.mark.parametrize(("form", "text"), [("json", "{}"), ("jsonl", "{}\n"), ("toml", "a = 1")])
def test_a_byte_order_mark_is_refused_where_readers_choke_on_it(form: str, text: str) -> None:
    problem = only_problem(form, f"\ufeff{text}")
    assert (problem.reason, problem.line, problem.column) == ("byte-order-mark", 1, 1)
    assert "without a byte order mark" in problem.fix


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", '{"a":\n1}\n'),
        ("jsonl", '{"a": 1}\n{"a": 2}\n'),
        ("yaml", "a: 1\nb: |\n  x\n  y\n"),
        ("toml", 'a = 1\n[t]\nb = """\nx\n"""\n'),
        ("csv", "a,b\n1,2\n"),
        ("text", "one\n\ntwo\n"),
        ("markdown", "---\na: 1\n---\n# Page\n"),
    ],
)
def test_lines_may_end_with_crlf(form: str, text: str) -> None:
    assert read(form, text.replace("\n", "\r\n")) == read(form, text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", "[NaN]"),
        ("json", "[Infinity]"),
        ("json", "[-Infinity]"),
        ("json", "[1e400]"),
        ("json", "[-1E+0400]"),
        ("json", f"[{'1' * 310}.0]"),
        ("json", f"[{'1' * 280}e99]"),
        ("jsonl", "NaN\n"),
        ("yaml", "[.nan]"),
        ("yaml", "[.inf]"),
        ("yaml", "[-.INF]"),
        ("yaml", "[1e400]"),
        ("yaml", f"[{'1' * 310}.0]"),
        ("toml", "a = nan"),
        ("toml", "a = [1, -inf]"),
        ("toml", "a = 1e400"),
    ],
)
def test_nan_and_infinity_are_refused(form: str, text: str) -> None:
    problem = only_problem(form, text)
    assert problem.reason == "not-finite"
    assert problem.line == 1
    assert problem.column is not None


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_what_looks_infinite_in_a_string_is_a_string(form: str) -> None:
    text = f'["1e400", "{"1" * 400}", "NaN", "e999,", 1e-400]'
    assert read(form, text) == ["1e400", "1" * 400, "NaN", "e999,", 0.0]


@pytest.mark.parametrize(("form", "text"), [("json", "[{}]"), ("yaml", "[{}]"), ("toml", "a = [{}]")])
def test_integers_beyond_64_bits_are_exact(form: str, text: str) -> None:
    for number in (2**63, 2**64, 2**64 + 1, -(2**63) - 1, 10**40 + 1, 10**4299):
        value = read(form, text.format(number))
        found = value["a"][0] if isinstance(value, dict) else value[0]
        assert identical(found, number)


@pytest.mark.parametrize(("form", "text"), [("json", "[{}]"), ("yaml", "[{}]"), ("toml", "a = [{}]")])
def test_an_integer_too_long_to_convert_is_refused(form: str, text: str) -> None:
    problem = only_problem(form, text.format("1" * 4301))
    assert (problem.reason, problem.line) == ("number-too-long", 1)


@pytest.mark.parametrize(("form", "text"), [("yaml", "[0x{}]"), ("toml", "a = 0x{}")])
def test_a_hexadecimal_integer_too_long_to_write_is_refused(form: str, text: str) -> None:
    problem = only_problem(form, text.format("f" * 4000))
    assert (problem.reason, problem.line) == ("number-too-long", 1)


@pytest.mark.parametrize(
    ("form", "text"), [("json", "[1.0, 1, 1e0]"), ("yaml", "[1.0, 1, 1e0]"), ("toml", "a = [1.0, 1, 1e0]")]
)
def test_one_point_zero_stays_a_float(form: str, text: str) -> None:
    """Whether it counts as an integer is the schema's business, and that needs to see it."""
    value = read(form, text)
    found = value["a"] if isinstance(value, dict) else value
    assert identical(found, [1.0, 1, 1.0])


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", "[" * 100_000),
        ("json", "[" * 100_000 + "]" * 100_000),
        ("json", '{"a":' * 100_000),
        ("jsonl", "[" * 100_000 + "]" * 100_000 + "\n"),
        ("yaml", "[" * 100_000),
        ("yaml", "[" * 100_000 + "]" * 100_000),
        ("yaml", "{a: " * 100_000),
        ("yaml", "- " * 100_000),
        ("yaml", "? " * 100_000),
        ("toml", "a = " + "[" * 100_000 + "]" * 100_000),
        ("toml", ".".join("a" * 100_000) + " = 1"),
        ("markdown", "---\n" + "[" * 100_000 + "\n---\n"),
    ],
)
def test_nesting_to_any_depth_is_refused_quickly(form: str, text: str) -> None:
    """libyaml's composer and some engines die at 40,000 levels; libyaml's scanner takes 15 s for these."""
    started = time.process_time()
    assert reasons(form, text) == ["too-deep"]
    assert time.process_time() - started < 5


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("opening", ["[", '{"a": '])
def test_nesting_up_to_the_limit_is_read(form: str, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    for depth in (100, 150, 250, 500):
        value = read(form, opening * depth + "1" + closing * depth)
        for _ in range(depth):
            value = value[0] if isinstance(value, list) else value["a"]
        assert value == 1
    assert reasons(form, opening * 501 + "1" + closing * 501) == ["too-deep"]


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_lower_limit_of_depth_holds_too(form: str) -> None:
    assert read(form, "[[[1]]]", Limits(depth=3)) == [[[1]]]
    assert read(form, '[[1], [2], {}, "[[["]', Limits(depth=3)) == [[1], [2], {}, "[[["]
    assert reasons(form, "[[[[1]]]]", Limits(depth=3)) == ["too-deep"]


@pytest.mark.parametrize(
    ("form", "text"),
    [(form, text) for form in ("json", "yaml") for text in ("", " ", "\n\n")]
    + [("yaml", "# nothing"), ("csv", ""), ("csv", "\n\n")],
)
def test_a_file_without_a_value_is_empty(form: str, text: str) -> None:
    assert reasons(form, text) == ["empty"]


def test_an_empty_file_is_valid_where_nothing_is_a_value() -> None:
    assert read("text", "") == []
    assert read("jsonl", "") == []
    assert read("toml", "") == {}
    assert reasons("markdown", "") == ["front-matter-missing"]


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml", "toml", "csv", "text", "markdown"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-utf8"),
        (b"caf\xe9: 1\n", "not-utf8"),
        (b"\xed\xa0\x80", "not-utf8"),
        ('{"a": 1}'.encode("utf-16"), "not-utf8"),
        ('{"a": 1}'.encode("utf-32"), "not-utf8"),
        ('{"a": 1}'.encode("utf-16-le"), "binary"),
        (b"a\0b", "binary"),
    ],
)
def test_what_is_not_text_in_utf8_is_said_so(form: str, data: bytes, reason: str) -> None:
    assert reasons(form, data) == [reason]


def test_the_place_of_the_first_byte_that_is_not_utf8_is_told() -> None:
    problem = only_problem("yaml", "a: é\nb: ü\xe9".encode()[:-2] + b"\xe9\n")
    assert (problem.line, problem.column) == (2, 5)
    assert "0xe9" in problem.found


@pytest.mark.parametrize(
    ("form", "text"),
    [("json", r'["\ud800"]'), ("json", r'{"\udc00": 1}'), ("yaml", r'["\ud800"]'), ("jsonl", '"\\ud83d"\n')],
)
def test_half_a_surrogate_pair_is_refused(form: str, text: str) -> None:
    (problem,) = problems_of(lambda: read(form, text))
    assert problem.reason in ("lone-surrogate", "syntax")
    assert problem.line == 1


def test_both_halves_of_a_surrogate_pair_are_a_character_in_json() -> None:
    assert read("json", r'["\ud83d\ude00"]') == ["\U0001f600"]


@pytest.mark.parametrize("key", ["1", "1.5", "true", "null", "~", "010", "[a]", "{a: b}", "? [x]\n"])
def test_a_key_that_is_no_string_is_refused_with_what_to_write(key: str) -> None:
    problem = only_problem("yaml", f"{key}: x")
    assert problem.reason == "non-string-key"
    assert "quote" in problem.fix
    assert problem.line == 1


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!custom", "!!binary", "!!timestamp", "!!set"]
)
def test_a_tag_that_would_need_code_is_refused(tag: str) -> None:
    problem = only_problem("yaml", f"a: {tag} [echo]\n")
    assert (problem.reason, problem.line, problem.column) == ("tag", 1, 4)


def test_tags_of_the_core_schema_are_honoured() -> None:
    text = "[!!str 1, !!int '2', !!float 3, !!bool 'true', !!null '', !!seq [], !!map {}, ! 4]"
    assert identical(read("yaml", text), ["1", 2, 3.0, True, None, [], {}, "4"])
    assert reasons("yaml", "!!int x") == ["tag"]


def test_a_document_that_declares_yaml_1_1_is_refused() -> None:
    assert reasons("yaml", "%YAML 1.1\n---\na: yes\n") == ["yaml-version"]
    assert read("yaml", "%YAML 1.2\n---\na: yes\n") == {"a": "yes"}


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\ufeff"])
def test_characters_that_yaml_readers_disagree_on_are_refused_unless_escaped(character: str) -> None:
    problem = only_problem("yaml", f'a: "x{character}y"\n')
    assert (problem.reason, problem.line, problem.column) == ("ambiguous-character", 1, 6)
    assert read("yaml", f'a: "x\\u{ord(character):04x}y"\n') == {"a": f"x{character}y"}


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_very_many_keys_are_read(form: str) -> None:
    """No test of speed, but of growth: quadratic behaviour would take hours."""
    count = 200_000
    value = read(form, "{" + ",\n".join(f'"k{number}": {number}' for number in range(count)) + "}")
    assert len(value) == count


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_hundred_thousand_duplicate_keys_are_told_in_bounded_words(form: str) -> None:
    found = reasons(form, "{" + ",".join('"k":1' for _ in range(100_000)) + "}")
    assert set(found) == {"duplicate-key"}
    assert 1 < len(found) <= 100


def test_all_problems_of_a_yaml_file_are_told_at_once() -> None:
    text = "a: 1\na: 2\n1: x\n<<: {}\nb: .nan\nc: !x y\nd: [\n"
    assert reasons("yaml", text) == ["merge-key", "not-finite", "tag", "syntax"]
    closed = f"{text}]\n"
    assert sorted(reasons("yaml", closed)) == [
        "duplicate-key",
        "merge-key",
        "non-string-key",
        "not-finite",
        "tag",
    ]


def test_all_problems_of_a_json_file_are_told_at_once() -> None:
    text = '{"a": NaN, "a": 1e999, "b": "\\ud800", "c": "\t", "d": [1, 2,]}'
    problems = problems_of(lambda: read("json", text))
    assert [(problem.reason, problem.pointer) for problem in problems] == [
        ("not-finite", "/a"),
        ("duplicate-key", "/a"),
        ("not-finite", "/a"),
        ("lone-surrogate", "/b"),
        ("syntax", "/c"),
        ("syntax", "/d/1"),
    ]


def test_the_same_traps_hold_in_contract_files() -> None:
    for name, text, reason in (
        ("x.contract.yaml", "a: 1\na: 2\n", "duplicate-key"),
        ("x.contract.json", '{"a": 1, "a": 2}', "duplicate-key"),
        ("x.contract.md", "---\na: 1\na: 2\n---\n", "duplicate-key"),
        ("x.contract.yaml", "a: &a [*a]", "recursive-alias"),
        ("x.contract.json", "[" * 100_000, "too-deep"),
        ("x.contract.yml", "[" * 100_000, "too-deep"),
        ("x.contract.json", "", "empty"),
        ("x.contract.yaml", "# nothing\n", "empty"),
        ("x.contract.yaml", "a: 1\n---\n", "empty-document"),
        ("x.contract.md", "# Title\n", "front-matter-missing"),
        ("x.contract.md", "---\na: 1\n", "front-matter-unclosed"),
        ("x.contract.md", "---\n---\n", "empty"),
    ):
        (problem,) = problems_of(lambda name=name, text=text: load_documents(name, text.encode(), LIMITS))
        assert problem.reason == reason, name
        assert problem.line is not None
        assert problem.fix or reason in ("recursive-alias", "too-deep", "empty"), name


@pytest.mark.parametrize("name", ["x.contract.yaml", "x.contract.json"])
def test_a_contract_as_deep_as_the_limit_has_places_and_a_digest(name: str) -> None:
    data = b"[" * 500 + b"]" * 500
    (document,) = load_documents(name, data, LIMITS)
    assert document.location("/0" * 499).column == 500
    assert document.digest.startswith("sha256:")


def test_reading_in_no_known_format_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        read_value("xml", b"<a/>", LIMITS)
