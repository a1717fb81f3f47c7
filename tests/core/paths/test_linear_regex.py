"""Regular expressions of the linear subset: the same answers as ``re``, in bounded time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths import automaton
from pytest_ecocontracts.core.paths.automaton import Budget, Dfa, Nfa, TooComplex, shortest
from pytest_ecocontracts.core.paths.linear_regex import PatternProblem, compile_linear, parse_linear

ATOMS = [
    "a",
    "b",
    "-",
    ".",
    "[ab]",
    "[^a]",
    "[a-c-]",
    r"\d",
    r"\w",
    r"\s",
    r"\W",
    r"\.",
    r"\x61",
    r"\u0062",
    "é",
    "[à-ü]",
]
COUNTS = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "*?", "+?", "{1,3}?"]

patterns = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.lists(inner, min_size=1, max_size=2).map(lambda options: f"({'|'.join(options)}|)"),
        st.tuples(inner, st.sampled_from(COUNTS)).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda part: f"^{part}"),
        inner.map(lambda part: f"(?:{part}$)"),
    ),
    max_leaves=6,
)
texts = st.text(alphabet="ab-.9 \n_éü", max_size=7)


def as_python(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII)


@given(patterns, st.lists(texts, min_size=1, max_size=6))
def test_answers_are_those_of_re(pattern: str, subjects: list[str]) -> None:
    ours, theirs = compile_linear(pattern), as_python(pattern)
    for subject in subjects:
        assert ours.fullmatch(subject) == (theirs.fullmatch(subject) is not None), (pattern, subject)
        assert ours.search(subject) == (theirs.search(subject) is not None), (pattern, subject)


@pytest.mark.fuzz
@given(patterns, st.lists(texts, min_size=1, max_size=20))
def test_answers_are_those_of_re_at_length(pattern: str, subjects: list[str]) -> None:
    test_answers_are_those_of_re.hypothesis.inner_test(pattern, subjects)  # type: ignore[attr-defined]


@given(patterns)
def test_a_shortest_text_is_accepted_and_none_means_none(pattern: str) -> None:
    dfa = Dfa(Nfa(parse_linear(pattern)))
    text = shortest((dfa,))
    if text is not None:
        assert as_python(pattern).fullmatch(text)
    else:
        assert not any(as_python(pattern).fullmatch(subject) for subject in ("", "a", "ab", "b-", "9"))


@given(patterns, patterns, st.lists(texts, max_size=6))
def test_products_know_what_is_shared_and_what_is_only_in_one(
    left: str, right: str, subjects: list[str]
) -> None:
    a, b = Dfa(Nfa(parse_linear(left))), Dfa(Nfa(parse_linear(right)))
    shared, only = shortest((a, b)), shortest((a,), (b,))
    if shared is not None:
        assert as_python(left).fullmatch(shared)
        assert as_python(right).fullmatch(shared)
    if only is not None:
        assert as_python(left).fullmatch(only)
        assert not as_python(right).fullmatch(only)
    for subject in subjects:
        if as_python(left).fullmatch(subject):
            if as_python(right).fullmatch(subject):
                assert shared is not None
                assert len(shared) <= len(subject)
            else:
                assert only is not None
                assert len(only) <= len(subject)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(?=a)", "lookahead"),
        ("(?!a)b", "negative lookahead"),
        ("(?<=a)b", "lookbehind"),
        ("(?<!a)b", "negative lookbehind"),
        (r"(a)\1", "back-reference"),
        ("(?P<n>a)", "named group"),
        ("(?P=n)", "back-reference"),
        ("(?<n>a)", "named group"),
        ("(?i)a", "flags"),
        ("(?>a)", "atomic"),
        ("a{1,2000}", "above 1000"),
        ("a{99999999999999999999}", "above 1000"),
        ("a{3,2}", "greater"),
        ("a**", "two repetitions"),
        ("a{2}{3}", "two repetitions"),
        ("a*+", "possessive"),
        ("*a", "nothing to repeat"),
        ("a|*", "nothing to repeat"),
        ("^*", "anchor"),
        ("(a", "never closed"),
        ("a)", "without '('"),
        ("[a", "never closed"),
        ("[]", "empty class"),
        ("[^]", "empty class"),
        ("[z-a]", "backwards"),
        (r"[\d-z]", "one character on both sides"),
        ("[[:alpha:]]", "inside a class"),
        ("a]", "without '['"),
        ("a}", "without '{'"),
        ("a{x}", "begins a count"),
        (r"\bword", "word boundaries"),
        (r"\p{L}", "Unicode properties"),
        (r"\k", "unknown escape"),
        (r"\x6", "2 hexadecimal digits"),
        (r"\07", "octal"),
        ("a\\", "backslash"),
        ("a" * 5000, "longer than"),
        ("(" * 60 + "a" + ")" * 60, "nested"),
        ("((a{100}){100}){100}", "too large"),
        ("((((){1000}){1000}){1000}){1000}", "too large"),
    ],
)
def test_what_is_not_linear_or_not_an_expression_is_refused_with_advice(pattern: str, says: str) -> None:
    with pytest.raises(PatternProblem, match=re.escape(says)) as caught:
        compile_linear(pattern)
    assert 0 <= caught.value.position <= len(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|a)*", "(a*)*b", "(?:a|b)*a(?:a|b){12}", "(a?){200}a{200}", "([a-z]+)*[0-9]"]
)
def test_catastrophic_expressions_are_linear(pattern: str) -> None:
    """Each needs more than 2**200 steps in a backtracking matcher; here the test simply ends."""
    subject = "a" * 400 + "!"
    assert not compile_linear(pattern).fullmatch(subject)
    assert compile_linear(pattern).search("a" * 400) in {True, False}


def test_answers_stay_right_when_the_memory_of_states_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automaton, "MAXIMUM_MEMORY", 3)
    pattern = "(?:a|b)*a(?:a|b){6}"
    ours, theirs = Dfa(Nfa(parse_linear(pattern))), re.compile(pattern)
    for number in range(400):
        subject = f"{number * 2654435761 % 2**31:b}".replace("0", "a").replace("1", "b")
        assert ours.fullmatch(subject) == (theirs.fullmatch(subject) is not None)


def test_a_comparison_above_its_budget_is_refused() -> None:
    a, b = (Dfa(Nfa(parse_linear(f"(?:a|b)*{x}(?:a|b){{8}}c"))) for x in "ab")
    with pytest.raises(TooComplex):
        shortest((a, b), budget=Budget(10))


def test_a_dollar_is_the_very_end() -> None:
    """Python's own "$" also matches in front of a last line feed."""
    assert not compile_linear("a$").search("a\n")
    assert compile_linear("a$").search("ba")
