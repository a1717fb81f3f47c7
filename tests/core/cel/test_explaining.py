"""Why an expression does not hold: the caret, the values, the element."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.core.cel.expressions import cases

from pytest_ecocontracts.core.cel import (
    EvaluationError,
    Explanation,
    ExpressionProblem,
    compile_expression,
    compile_rule,
)
from pytest_ecocontracts.core.cel.explaining import MAXIMUM_PARTS, show
from pytest_ecocontracts.core.cel.values import Duration, Timestamp

RECORD: dict[str, Any] = {
    "read": 10,
    "written": 7,
    "skipped": 2,
    "status": "success",
    "error": {"code": "late"},
    "outputs": [
        {"path": "data/a", "refs": [1, 2]},
        {"path": "tmp/b", "refs": [3]},
        {"path": "tmp/c", "refs": []},
    ],
    "inputs": [{"path": "raw/x"}, {"path": "tmp/c"}],
    "sizes": {"a": 1, "b": -1},
    "started_at": "2026-01-02T00:00:00Z",
    "empty": [],
}


def explained(text: str, data: Any = None) -> Explanation:
    return compile_rule(text, ["self"]).explain({"self": RECORD if data is None else data})


def marked(found: Explanation) -> str:
    return found.text[found.offset : found.offset + found.length]


#: (rule, what the caret marks, reason, values as text)
RULES = [
    (
        "self.read == self.written + self.skipped",
        "self.read == self.written + self.skipped",
        "self.read == self.written + self.skipped is false",
        {
            "self.read": "10",
            "self.written": "7",
            "self.skipped": "2",
            "self.written + self.skipped": "9",
        },
    ),
    ("self.read > 5 && self.written > 8", "self.written > 8", "is false", {"self.written": "7"}),
    (
        "self.read > 50 && self.written > 8",
        "self.read > 50",
        "is false",
        {"self.read": "10", "self.written": "7"},
    ),
    (
        "self.status == 'failed' || self.read < 5",
        "self.status == 'failed' || self.read < 5",
        "no side of '||' is true",
        {"self.status": '"success"', "self.read": "10"},
    ),
    ("!(self.read == 10)", "(self.read == 10)", "is true", {"self.read": "10"}),
    (
        "!(self.read == 10 && self.written == 7)",
        "(self.read == 10 && self.written == 7)",
        "every side of '&&'",
        None,
    ),
    ("!has(self.error)", "has(self.error)", "self has a key 'error'", None),
    ("has(self.missing)", "has(self.missing)", "self has no key 'missing'", None),
    (
        "self.status == 'success' ? !has(self.error) : true",
        "has(self.error)",
        "self has a key 'error'",
        None,
    ),
    ("self.status.startsWith('f')", "self.status.startsWith('f')", "is false", {"self.status": '"success"'}),
    ("size(self.outputs) == 2", "size(self.outputs) == 2", "is false", {"size(self.outputs)": "3"}),
    (
        "self.outputs[0].path == 'x'",
        "self.outputs[0].path == 'x'",
        "is false",
        {"self.outputs[0].path": '"data/a"'},
    ),
    (
        "timestamp(self.started_at) < timestamp('2026-01-01T00:00:00Z')",
        "timestamp(self.started_at) < timestamp('2026-01-01T00:00:00Z')",
        "is false",
        {"timestamp(self.started_at)": "timestamp('2026-01-02T00:00:00Z')"},
    ),
    ("type(self.read) == string", "type(self.read) == string", "is false", {"type(self.read)": "int"}),
    ("false", "false", "false is false", {}),
]


@pytest.mark.parametrize(("text", "under", "reason", "values"), RULES, ids=[row[0] for row in RULES])
def test_a_rule_that_is_false_shows_the_part_and_the_values_that_made_it_so(
    text: str, under: str, reason: str, values: dict[str, str] | None
) -> None:
    found = explained(text)
    assert marked(found) == under
    assert reason in found.reason
    assert not found.error
    if values is not None:
        shown = {part.text: part.shown for part in found.parts}
        assert shown.items() >= values.items()
        assert len(shown) <= len(values) + 1


def test_all_names_the_element() -> None:
    found = explained("self.outputs.all(o, o.path.startsWith('data/'))")
    assert marked(found) == "o.path.startsWith('data/')"
    assert found.at == "self.outputs[1]"
    assert [(part.text, part.shown) for part in found.parts] == [("o.path", '"tmp/b"')]
    assert found.path == ("self", "outputs", 1, "path")
    assert found.lines() == [
        "self.outputs.all(o, o.path.startsWith('data/'))",
        "                    ^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "o.path.startsWith('data/') is false",
        'o is self.outputs[1] = {"path": "tmp/b", "refs": [3]}',
        'o.path = "tmp/b"',
    ]


def test_macros_inside_of_macros_name_every_element() -> None:
    found = explained("self.outputs.all(o, o.refs.all(r, r < 3))")
    assert [element.text for element in found.elements] == ["self.outputs[1]", "o.refs[0]"]
    assert found.path == ("self", "outputs", 1, "refs", 0)


def test_a_key_of_a_map_is_named() -> None:
    found = explained("self.sizes.all(k, self.sizes[k] > 0)")
    assert found.at == "self.sizes['b']"
    assert {part.text: part.shown for part in found.parts} == {"k": '"b"', "self.sizes[k]": "-1"}
    assert {part.text: part.path for part in found.parts}["self.sizes[k]"] == ("self", "sizes", "b")


def test_exists_tells_that_nothing_fits_and_what_was_looked_for() -> None:
    found = explained("self.outputs.exists(o, o.path == self.status)")
    assert found.reason == "none of the 3 elements of self.outputs fits"
    assert [part.text for part in found.parts] == ["self.outputs", "self.status"]
    assert explained("self.empty.exists(o, o == 1)").reason == "self.empty is empty"


def test_what_depends_on_the_element_is_not_taken_for_something_outside() -> None:
    rule = compile_rule("self.outputs.exists(x, self.names[size(x.path)] == self.status)", ["self", "x"])
    found = rule.explain({"self": {**RECORD, "names": list("abcdefgh")}, "x": {"path": "a"}})
    assert found.reason == "none of the 3 elements of self.outputs fits"
    assert [part.text for part in found.parts] == ["self.outputs", "self.status"]


def test_an_unwanted_element_is_named() -> None:
    found = explained("self.inputs.all(i, !self.outputs.exists(o, o.path == i.path))")
    assert [element.text for element in found.elements] == ["self.inputs[1]", "self.outputs[2]"]
    assert marked(found) == "o.path == i.path"
    assert {part.shown for part in found.parts} == {'"tmp/c"'}


def test_exists_one_names_those_that_are_too_many() -> None:
    found = explained("self.outputs.exists_one(o, o.path.startsWith('tmp/'))")
    assert found.reason == "more than one element of self.outputs fits: [1], [2]"
    assert [element.key for element in found.elements] == [1, 2]
    assert explained("self.outputs.exists_one(o, o.path == 'x')").reason == (
        "none of the 3 elements of self.outputs fits"
    )
    unwanted = explained("!self.outputs.exists_one(o, o.path == 'data/a')")
    assert (unwanted.reason, unwanted.at) == (
        "exactly one element of self.outputs fits",
        "self.outputs[0]",
    )


def test_an_unwanted_all_shows_what_it_went_through() -> None:
    found = explained("!self.outputs.all(o, has(o.path))")
    assert found.reason == "none of the 3 elements of self.outputs breaks"


def test_an_error_shows_its_place_its_element_and_what_was_meant() -> None:
    found = explained("self.outputs.all(o, size(o.refs) > 0 || o.pth == 'x')")
    assert found.error
    assert found.reason == "there is no key 'pth'"
    assert found.fix == "did you mean 'path'?"
    assert marked(found) == "pth"
    assert found.at == "self.outputs[2]"
    assert [part.text for part in found.parts] == ["o"]


@pytest.mark.parametrize(
    ("text", "under", "reason", "values"),
    [
        (
            "self.read + self.status == 1",
            "+",
            "'+' does not take int and string",
            ["self.read", "self.status"],
        ),
        ("self.read / (self.written - 7) == 1", "/", "division by zero", ["self.read", "(self.written - 7)"]),
        ("self.read ? true : false", "?", "the condition is an int", ["self.read"]),
        ("self.status == 'x' ? true : self.zzz", "zzz", "there is no key 'zzz'", ["self"]),
        ("self.read", "self.read", "the value is int, not bool", ["self.read"]),
        ("self.outputs.filter(o, o.refs[0] > 0) == []", "[", "none at 0", ["o.refs"]),
        ("self.outputs.map(o, o.zzz) == []", "zzz", "there is no key", ["o"]),
        ("self.zzz.all(o, o)", "zzz", "there is no key 'zzz'", ["self"]),
        ("self.read.all(o, o)", "all", "only lists and maps have elements", []),
    ],
)
def test_an_error_shows_the_values_it_arose_from(
    text: str, under: str, reason: str, values: list[str]
) -> None:
    found = explained(text)
    assert (marked(found), found.error) == (under, text != "self.read")
    assert reason in found.reason
    assert set(values) <= {part.text for part in found.parts}


def test_an_explanation_that_takes_too_many_steps_ends_with_what_is_known() -> None:
    rule = compile_rule("self.all(a, self.all(b, a + b >= 0))", ["self"])
    found = rule.explain({"self": list(range(1000))}, steps=1_000)
    assert found.error
    assert "more steps than it may" in found.reason
    assert len(found.lines()) >= 3


def test_values_are_shown_short_and_harmless() -> None:
    assert show({"a": ["x" * 1_000, {"b": {"c": {"d": 1}}}]}).count("x") < 200
    assert show("\x1b[31mred\u202e") == '"\\u001b[31mred\\u202e"'
    assert show(list(range(100))) == "[0, 1, 2, 3, 4, 5, 6, 7, ... 92 more]"
    assert show({str(key): key for key in range(20)}).endswith("... 12 more}")
    assert show([[[[1]]]]) == "[[[[...]]]]"
    assert show([True, None, 1.5, 2.0, Timestamp(0), Duration(10**9)]) == (
        "[true, null, 1.5, 2, timestamp('1970-01-01T00:00:00Z'), duration('1s')]"
    )
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    assert len(show(deep)) < 200


def test_not_more_parts_are_shown_than_people_read() -> None:
    names = [f"n{number}" for number in range(30)]
    found = explained(" || ".join(f"self.{name} == 1" for name in names), dict.fromkeys(names, 0))
    assert len(found.parts) == MAXIMUM_PARTS


def test_the_deepest_expressions_can_be_evaluated_and_explained() -> None:
    for text in (
        " + ".join(["self.n"] * 95) + " == 0",
        "!" * 44 + "(self.n == 0)",
        "(" * 45 + "self.n == 0" + ")" * 45,
        "self.l" + ".filter(x, x == 1)" * 90 + " == []",
        "true && (" * 40 + "self.n == 0" + ")" * 40,
        "self.l.all(x, " * 40 + "x == 2" + ")" * 40,
    ):
        data = {"n": 1, "l": [1, 3]}
        rule = compile_rule(text, ["self"])
        try:
            assert rule.evaluate({"self": data}) is False, text
        except EvaluationError:
            assert text.startswith("self.l.all")
        assert rule.explain({"self": data}).lines()


@given(cases())
@settings(suppress_health_check=list(HealthCheck))
def test_whatever_does_not_hold_can_be_explained(drawn: tuple[str, dict[str, Any]]) -> None:
    text, data = drawn
    try:
        expression = compile_expression(text, data)
    except ExpressionProblem:
        return
    try:
        value = expression.evaluate(data)
    except EvaluationError as error:
        value = error
    if value is True:
        return
    found = expression.explain(data)
    assert found.error == isinstance(value, EvaluationError)
    assert 0 <= found.offset < len(text)
    assert found.offset + found.length <= len(text)
    assert len(found.lines()) >= 3
