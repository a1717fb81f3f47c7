"""What is refused when an expression is loaded: where, why, and what to write instead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.cel import EvaluationError, ExpressionProblem, compile_expression
from pytest_ecocontracts.core.cel.lexer import tokens
from pytest_ecocontracts.core.cel.parser import MAXIMUM_DEPTH, MAXIMUM_LENGTH, MAXIMUM_NESTING, MAXIMUM_NODES
from pytest_ecocontracts.core.cel.problems import caret

#: (expression, what the caret stands under, part of the message, part of the fix)
REFUSED = [
    ("!-(self.a)", "-", "'-' cannot stand behind '!'", "write !(-x)"),
    ("-!self.a", "!", "'!' cannot stand behind '-'", "write -(!x)"),
    # syntax
    ("", "", "the expression is empty", "write a condition"),
    ("  \n ", " ", "the expression is empty", "write a condition"),
    ("1 +", "", "the expression ends where a value should follow", ""),
    ("1 + * 2", "*", "'*' stands where a value should", ""),
    ("(1", "(", "'(' is never closed", "add ')'"),
    ("[1, 2", "[", "'[' is never closed", "add ']'"),
    ("{'a': 1", "{", "'{' is never closed", "add '}'"),
    ("{'a' 1}", "1", "'1' stands where ':' should", ""),
    ("{'a'", "{", "'{' is never closed", "add ':'"),
    ("size(1", "(", "'(' is never closed", "add ')'"),
    ("size(1,)", ")", "')' stands where a value should", ""),
    ("self.b ? 1", "", "the expression ends where ':' should follow", ""),
    ("1 2", "2", "'2' stands where an operator or the end should", ""),
    ("'a' 'b'", "'b'", "stands where an operator", ""),
    ("self.", "", "ends where a field's name should follow", ""),
    ("self..a", ".", "'.' stands where a field's name should", ""),
    ("self.1", ".1", "'.1' stands where an operator", ""),
    ("self.in", "in", "'in' cannot follow a dot", "write ['in'] instead"),
    ("self.true", "true", "'true' cannot follow a dot", "write ['true']"),
    ("self = 1", "=", "'=' means nothing here", "'=='"),
    ("self & 1", "&", "'&' means nothing here", "'&&'"),
    ("self | 1", "|", "'|' means nothing here", "'||'"),
    ("self ; 1", ";", "';' means nothing here", "'&&'"),
    ("$self", "$", "'$' means nothing here", "names begin"),
    ("`self`", "`self`", "stands where a value should", ""),
    ("é == 1", "é", "'é' means nothing here", ""),
    ("self.a and self.b", "and", "stands where an operator", "'&&'"),
    ("self.a or self.b", "or", "stands where an operator", "'||'"),
    ("not self.a", "self", "stands where an operator", ""),
    ("if", "if", "'if' is reserved", ""),
    ("in", "in", "'in' is reserved", ""),
    ("self{a: 1}", "{", "messages cannot be built", "write a map"),
    # literals
    ("'a", "'", "this string is never closed", "end it with '"),
    ("'a\nb'", "'", "this string is never closed", "hold line breaks"),
    ("'''a", "'''", "this string is never closed", "end it with '''"),
    (r"'\q'", r"\q", r"unknown escape '\q'", "a raw string"),
    (r"'\x4'", r"\x4'", r"'\x' needs 2 hexadecimal digits", ""),
    (r"'\u12'", r"\u12'", r"'\u' needs 4 hexadecimal digits", ""),
    (r"'\ud800'", r"\ud800", "U+D800 is no character", ""),
    (r"'\U00110000'", r"\U00110000", "U+110000 is no character", ""),
    (r"'\400'", r"\4", "unknown escape", ""),
    ("b'a'", "b'", "there are no bytes", "write a string"),
    ("1u", "1u", "there are no unsigned integers", "write 1"),
    ("1a", "a", "the number 1 runs into 'a'", ""),
    ("1.5e", "e", "the number 1.5 runs into 'e'", ""),
    ("0x", "x", "the number 0 runs into 'x'", ""),
    ("9223372036854775808", "9223372036854775808", "does not fit int64", ""),
    ("-9223372036854775809", "-9223372036854775809", "does not fit int64", ""),
    ("0xFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFF", "does not fit int64", ""),
    ("1" * 200, "1" * 200, "does not fit int64", ""),
    # names
    ("slef.a", "slef", "there is no variable 'slef'", "did you mean 'self'?"),
    ("nothing", "nothing", "there is no variable 'nothing'", "known: self"),
    ("True", "True", "there is no variable 'True'", "write true"),
    ("None", "None", "there is no variable 'None'", "write null"),
    ("size", "size", "there is no variable 'size'", "call it: size(string)"),
    ("self.all(x, y)", "y", "there is no variable 'y'", "did you mean|known"),
    ("self.all(x, true) && x", "x", "there is no variable 'x'", ""),
    ("self.all(y, .y)", "y", "there is no variable 'y'", ""),
    ("google.protobuf.Timestmp", "Timestmp", "there is no type", "google.protobuf.Timestamp"),
    # functions and macros
    ("len(self)", "len", "there is no function 'len'", "size(x)"),
    ("self.startswith('a')", "startswith", "there is no function 'startswith'", "x.startsWith(y)"),
    ("self.containz('a')", "containz", "there is no function 'containz'", "did you mean 'contains'?"),
    ("startsWith(self, 'a')", "startsWith", "is not called like this", "string.startsWith(string)"),
    ("self.int()", "int", "int is not called on a value", "int("),
    ("uint(1)", "uint", "there is no function 'uint'", "there are no unsigned integers"),
    ("bytes('a')", "bytes", "there is no function 'bytes'", "there are no bytes"),
    ("size()", "size", "size does not take 0 arguments", "size(string)"),
    ("self.startsWith()", "startsWith", "does not take 0 arguments", "string.startsWith(string)"),
    ("self.replace('a')", "replace", "does not take 1 argument", "string.replace(string, string)"),
    ("type()", "type", "type takes one argument", ""),
    ("dyn(1, 2)", "dyn", "dyn takes one argument", ""),
    ("has(self)", "has", "has() takes one field", "'key' in self"),
    ("has(self['a'])", "has", "has() takes one field", ""),
    ("has(has(self.a))", "has", "has() takes one field", ""),
    ("self.has(a)", "has", "has is not called on a value", "has(x.field)"),
    ("all(self, x)", "all", "all is called on a list or map", "x.all(e, ...)"),
    ("self.all(true)", "all", "all takes 2 arguments, here are 1", "all(x, ...)"),
    ("self.map(x)", "map", "map takes 2 or 3 arguments", "map(x, condition, value)"),
    ("self.all(k, v, true)", "all", "all takes 2 arguments, here are 3", ""),
    ("self.all(self.a, true)", "self.a", "is a name for the element", "all(x, ...)"),
    ("self.all('x', true)", "'x'", "is a name for the element", ""),
    # types
    ("1 + 'a'", "+", "'+' does not take int and string", "string(...)"),
    ("1 + 1.0", "+", "'+' does not take int and double", "double(...)"),
    ("[1] + 1", "+", "'+' does not take list and int", ""),
    ("'a' * 2", "*", "'*' does not take string and int", ""),
    ("1 == 'a'", "==", "an int never equals a string", ""),
    ("self.size() == null", "==", "an int never equals a null_type", ""),
    ("1 < 'a'", "<", "'<' does not take int and string", ""),
    ("[1] < [2]", "<", "'<' does not take list and list", ""),
    ("1 < 2 < 3", "<", "'<' does not take bool and int", ""),
    ("'a' in 'abc'", "in", "'in' does not take string and string", "text.contains(part)"),
    ("1 in 2", "in", "'in' does not take int and int", ""),
    ("null in {}", "in", "'in' does not take null_type and map", ""),
    ("-'a'", "-", "'-' does not take a string", ""),
    ("!1", "1", "'!' turns a condition round; this is an int", ""),
    ("self && 1", "1", "'&&' joins conditions; this is an int", ""),
    ("self.a || 'x'", "'x'", "'||' joins conditions; this is a string", ""),
    ("1 ? 2 : 3", "1", "'?' follows a condition; this is an int", ""),
    ("'a'.b", "b", "a string has no fields", ""),
    ("'a'.size", "size", "a string has no fields", "a function needs brackets"),
    ("'a'[0]", "[", "a string has no elements", "charAt"),
    ("[1]['a']", "[", "a string finds none of the elements of a list", ""),
    ("self[null]", "[", "a null_type finds none of elements", ""),
    ("{1.5: 1}", "1.5", "a key is a string or an int, not a double", ""),
    ("{true: 1}", "true", "a key is a string or an int, not a bool", ""),
    ("{'a': 1, 'a': 2}", "'a'", "the key 'a' is there twice", ""),
    ("1.all(x, true)", "all", "only lists and maps have elements, this is an int", ""),
    ("self.all(x, 1)", "1", "all needs a condition; this is an int", ""),
    ("self.filter(x, 'a')", "'a'", "filter needs a condition", ""),
    ("self.map(x, 1, 2)", "1", "has a condition in the middle", ""),
    ("size(1)", "size", "size does not take int", "size(string)"),
    ("'a'.startsWith(1)", "startsWith", "startsWith does not take string, int", ""),
    ("string(null)", "string", "string does not take null_type", ""),
    # literals that a function cannot use
    ("self.matches('(')", "'('", "the pattern cannot be used: '(' is never closed", ""),
    ("self.matches('(?=a)')", "'(?=a)'", "a lookahead", ""),
    (r"self.matches(r'(a)\1')", r"r'(a)\1'", "a back-reference is not supported", ""),
    ("self.matches('((a{50}){50}){50}')", "'((a{50}){50}){50}'", "too large", ""),
    ("timestamp('2026-13-01T00:00:00Z')", "'2026-13-01T00:00:00Z'", "is not a day of the calendar", ""),
    ("duration('1 day')", "'1 day'", "is not a duration such as 1h30m", ""),
    (
        "self.t.getHours('Europe/Pari')",
        "'Europe/Pari'",
        "is not a time zone; did you mean 'Europe/Paris'?",
        "",
    ),
    ("self.t.getHours('+25:00')", "'+25:00'", "is not an offset from UTC", ""),
]


@pytest.mark.parametrize(("text", "under", "message", "fix"), REFUSED, ids=[row[0][:60] for row in REFUSED])
def test_a_problem_says_where_why_and_what_instead(text: str, under: str, message: str, fix: str) -> None:
    with pytest.raises(ExpressionProblem) as caught:
        compile_expression(text, ["self"])
    problem = caught.value
    assert message in problem.message
    assert any(part in (problem.fix or "") for part in fix.split("|"))
    assert text[problem.offset : problem.offset + problem.length] == under


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3_000 + "1" + ")" * 3_000,
        "[" * 3_000,
        "{1: " * 3_000,
        "!" * 3_000 + "true",
        "-" * 3_000 + "x",
        "self" + ".map(x, [1]" * 1_000,
        "size(" * 3_000,
        "self[" * 3_000,
        "true ? " * 3_000,
        "true ? 1 : " * 1_500 + "1",
        " + ".join(["1"] * 3_000),
        " && ".join(["true"] * 4_500),
        "self" + ".a" * 3_000,
        "self" + "[0]" * 3_000,
        "[" + "1," * 6_000 + "1]",
        "'" + "a" * 30_000 + "'",
    ],
    ids=lambda text: text[:12],
)
def test_expressions_that_are_too_large_are_refused_and_break_nothing(text: str) -> None:
    with pytest.raises(ExpressionProblem):
        compile_expression(text, ["self", "x"])


@pytest.mark.parametrize(
    "text",
    [
        " || ".join(["true"] * 32),
        " && ".join(["true"] * 32),
        " == ".join(["true"] * 32),
        " + ".join(["1"] * 32),
        " * ".join(["1"] * 32),
        "self" + ".a" * 32,
        "self" + "[0]" * 32,
        "(" * 32 + "1" + ")" * 32,
        "!" * 32 + "true",
        "[" * 32 + "]" * 32,
        "[" + ", ".join(["1"] * 32) + "]",
        "{" + ", ".join(f"{key}: 1" for key in range(32)) + "}",
        "true ? 1 : " * 32 + "1",
    ],
)
def test_what_the_specification_asks_of_every_implementation_is_accepted(text: str) -> None:
    assert compile_expression(text, ["self"]).text == text


def test_the_bounds_are_those_that_are_written_down() -> None:
    assert (MAXIMUM_LENGTH, MAXIMUM_NESTING, MAXIMUM_DEPTH, MAXIMUM_NODES) == (20_000, 50, 100, 4_000)


PIECES = [
    *[
        "self",
        "x",
        ".a",
        "[0]",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "?",
        " + ",
        " - ",
        "!",
        " && ",
        " || ",
    ],
    *[
        " == ",
        " in ",
        "1",
        "2.5",
        "'a'",
        "'",
        "r'",
        "\\",
        "null",
        "true",
        ".all(x, ",
        ".map(",
        "has(",
        "size(",
    ],
    *[
        ".matches(",
        "timestamp(",
        "\n",
        " ",
        "//",
        "`a`",
        "é",
        "\x00",
        "0x1",
        "9223372036854775808",
        "b'",
        "1u",
    ],
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_is_an_expression_or_has_a_problem_with_a_place(text: str) -> None:
    problem = problem_of(text)
    if problem is None:
        error = error_of(text, {"self": {"a": [1]}, "x": "a"})
        assert error is None or 1 <= error.column <= len(text)
        return
    assert 0 <= problem.offset <= len(text)
    assert min(problem.length, problem.line, problem.column) >= 1
    assert len(problem.lines()) == 2


def problem_of(text: str) -> ExpressionProblem | None:
    try:
        compile_expression(text, ["self", "x"])
    except ExpressionProblem as problem:
        return problem
    return None


def error_of(text: str, data: dict[str, object]) -> EvaluationError | None:
    try:
        compile_expression(text, data).evaluate(data, steps=10_000)
    except EvaluationError as error:
        return error
    return None


@given(st.text(max_size=60))
def test_tokens_cover_the_text_without_overlap(text: str) -> None:
    try:
        found = tokens(text)
    except ExpressionProblem:
        return
    assert all(token.end <= following.offset for token, following in pairwise(found))
    assert found[-1].end == len(text)


def test_a_caret_stands_in_view_of_a_long_line() -> None:
    line, below = caret("x" * 300 + "HERE" + "y" * 300, 300, 4)
    assert len(line) <= 102
    start = below.index("^")
    assert line[start : start + 4] == "HERE"
    assert below.count("^") == 4


def test_a_caret_of_a_text_of_several_lines_shows_one() -> None:
    assert caret("a\n\tbc\nd", 3, 50) == [" bc", " ^^"]
    assert caret("", 0) == ["", "^"]
