"""Compiling and evaluating from the outside: what the rest of the house relies on."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.cel import (
    BudgetExceeded,
    EvaluationError,
    ExpressionProblem,
    compile_expression,
    compile_rule,
)


def value(text: str, **bindings: object) -> object:
    return compile_expression(text, bindings).evaluate(bindings)


def test_an_expression_reads_the_variables_it_is_given() -> None:
    assert value("self.a + other", self={"a": 1}, other=2) == 3


def test_only_the_variables_that_are_read_need_a_value() -> None:
    expression = compile_expression("self.a", ["self", "path", "old"])
    assert expression.variables == ("self",)
    assert expression.evaluate({"self": {"a": 1}}) == 1


def test_a_variable_without_a_value_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="the variable 'self' has no value"):
        compile_expression("self.a", ["self"]).evaluate({})


def test_a_rule_with_another_value_than_a_bool_is_an_error_of_the_evaluation() -> None:
    rule = compile_rule("self.a", ["self"])
    assert rule.evaluate({"self": {"a": True}}) is True
    with pytest.raises(EvaluationError, match="a rule is true or false, this is int"):
        rule.evaluate({"self": {"a": 1}})


@pytest.mark.parametrize(
    "text", ["1 + 2", "'a'", "[self]", "{'a': self}", "size(self)", "self.map(x, x)", "null"]
)
def test_a_rule_that_can_have_no_bool_is_refused_at_load(text: str) -> None:
    with pytest.raises(ExpressionProblem, match="a rule is true or false; this is"):
        compile_rule(text, ["self"])


def test_a_problem_carries_its_place_and_the_pointer_of_the_caller() -> None:
    with pytest.raises(ExpressionProblem) as caught:
        compile_rule("self.a == 1 &&\n  slef.b == 2", ["self"], pointer="/invariants/0/rule")
    problem = caught.value
    assert (problem.line, problem.column, problem.length) == (2, 3, 4)
    assert problem.pointer == "/invariants/0/rule"
    assert problem.fix == "did you mean 'self'?"
    assert problem.lines() == ["  slef.b == 2", "  ^^^^"]


def test_an_error_carries_its_place() -> None:
    rule = compile_rule("self.a == 1 &&\n  self.b.c == 2", ["self"])
    with pytest.raises(EvaluationError) as caught:
        rule.evaluate({"self": {"a": 1, "b": {"d": 1}}})
    assert (caught.value.line, caught.value.column) == (2, 10)
    assert caught.value.fix == "known: d"


def test_numbers_beyond_int64_that_the_rule_does_not_touch_do_no_harm() -> None:
    data = {"big": 2**80, "bigger": [10**400], "a": 1}
    assert value("self.a == 1 && has(self.big)", self=data) is True


def test_numbers_beyond_int64_compare_and_do_not_calculate() -> None:
    data = {"big": 2**80, "same": 2**80, "huge": 10**400}
    assert (
        value("self.big == self.same && self.big > 1 && self.huge > 1.5 && self.huge != 1.5", self=data)
        is True
    )
    with pytest.raises(EvaluationError, match="the result overflows int64"):
        value("self.big + 1", self=data)
    with pytest.raises(EvaluationError, match="the number does not fit int64"):
        value("double(self.huge)", self=data)


def test_integers_of_thousands_of_digits_are_errors_where_they_would_be_written() -> None:
    data = {"huge": 10**5_000}
    for text in ("string(self.huge)", "'%s'.format([self.huge])", "'%d'.format([[self.huge][0]])"):
        with pytest.raises(EvaluationError, match="too many digits"):
            value(text, self=data)
    explanation = compile_rule("self.huge < 5", ["self"]).explain({"self": data})
    assert explanation.lines()[-1] == "self.huge = (the number has too many digits)"


class Trap:
    """An object that must not be looked into."""

    secret = 1

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "text",
    [
        "self.secret",
        "self.__class__",
        "self['secret']",
        "self == 1",
        "self == 'a'",
        "self == self",
        "self != null",
        "[self] == [self]",
        "self in [1, 'a']",
        "'a'.size() == 1 && self",
        "self.size()",
        "string(self)",
        "type(self)",
        "'%s'.format([self])",
        "self + 1",
        "self < 1",
        "self.all(x, true)",
        "self ? 1 : 2",
    ],
)
def test_python_objects_are_never_looked_into(text: str) -> None:
    with pytest.raises(EvaluationError):
        value(text, self=Trap())


@pytest.mark.parametrize("data", [{"a": 1}, [1], "text", 1, 1.5, True, None])
@pytest.mark.parametrize("field", ["__class__", "__dict__", "keys", "items", "append", "real"])
def test_fields_are_keys_of_maps_and_never_attributes(data: object, field: str) -> None:
    with pytest.raises(EvaluationError, match=r"there is no key|has no field"):
        value(f"self.{field}", self=data)


@pytest.mark.parametrize(
    "text",
    [
        "self.all(a, self.all(b, self.all(c, a + b + c >= 0)))",
        "self.map(a, self.map(b, [a, b])).map(x, x.map(y, self.filter(z, z in y))).size() >= 0",
        "['ab'].map(x, x + x)" + ".map(x, x + x)" * 40 + ".size() > 0",
        "[[1]]" + ".map(x, [x, x])" * 40 + " == [[1]]" + ".map(x, [x, x])" * 40,
        "[self].map(x, x + x)" + ".map(x, x + x)" * 40 + ".size() > 0",
        "self.all(a, self == self.map(x, x))",
        "self.all(a, !(-1 in self))",
        "self.all(a, self.map(x, string(x)).join(',').size() > 0 && self.exists(b, b == -1) || true)",
    ],
)
def test_an_evaluation_ends_within_its_budget(text: str) -> None:
    with pytest.raises(EvaluationError):
        compile_expression(text, ["self"]).evaluate({"self": list(range(500))}, steps=50_000)


@pytest.mark.parametrize(
    "text",
    [
        "l.all(x, s != t)",
        "l.all(x, s <= t)",
        "l.all(x, [s] != [t])",
        "l.all(x, !(s in [t]))",
        "l.all(x, s.contains('a'))",
        "l.all(x, s.startsWith(s))",
        "l.all(x, s.matches('^a*$'))",
        "l.all(x, many.join() == '')",
        "l.all(x, many == many.filter(y, true))",
        "l.all(x, s.lowerAscii() == s)",
    ],
)
def test_long_texts_and_lists_cost_more(text: str) -> None:
    data = {"l": [0] * 1_000, "s": "a" * 100_000, "t": "a" * 99_999 + "b", "many": [""] * 10_000}
    with pytest.raises(BudgetExceeded):
        compile_expression(text, data).evaluate(data, steps=50_000)


def test_nothing_ignores_the_end_of_the_budget() -> None:
    text = "true || self.all(x, x >= 0) || self.exists(x, x < 0)"
    assert value(text, self=list(range(100))) is True
    spent = "self.all(x, x >= 0) || true"
    with pytest.raises(BudgetExceeded):
        compile_rule(spent, ["self"]).evaluate({"self": list(range(1000))}, steps=100)
    with pytest.raises(BudgetExceeded):
        compile_rule("[1].exists(y, self.exists(x, x < 0)) || true", ["self"]).evaluate(
            {"self": list(range(1000))}, steps=100
        )


def test_an_early_decision_costs_only_what_was_looked_at() -> None:
    assert compile_rule("self.exists(x, x == 3)", ["self"]).evaluate(
        {"self": list(range(10**6))}, steps=1_000
    )


def test_an_expression_can_be_evaluated_again_after_an_error() -> None:
    rule = compile_rule("self.items.all(x, x.n > 0)", ["self"])
    with pytest.raises(EvaluationError):
        rule.evaluate({"self": {"items": [{"n": 1}, {}]}})
    assert rule.evaluate({"self": {"items": [{"n": 1}]}}) is True
    assert rule.evaluate({"self": {"items": [{"n": 0}, {}]}}) is False


def test_data_nested_deeper_than_the_stack_compares() -> None:
    deep: object = 1
    other: object = 1.0
    for _ in range(5_000):
        deep, other = [deep], [other]
    assert value("a == b", a=deep, b=other) is True
