"""Overlap of templates: exact, with a witness that both match."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths.automaton import TooComplex
from pytest_ecocontracts.core.paths.captures import CaptureType
from pytest_ecocontracts.core.paths.overlap import overlap, witness
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.paths.template_parser import TemplateError

TYPES = {
    "stage": CaptureType.from_words("stage", ["ingest", "model"]),
    "xs": CaptureType.from_pattern("xs", "(?:x|xy)+"),
}


def parse(text: str) -> PathTemplate:
    return PathTemplate.parse(text, TYPES)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("a/{x}.json", "a/{d:date}.json"),
        ("a/{x:slug}.json", "a/{d:date}.json"),
        ("**/*.py", "src/{n:snake}.py"),
        ("{a}/{a}.txt", "*/foo.txt"),
        ("{a:slug}/{a}/x", "**/b/x"),
        ("{s:stage}/x", "{n:slug}/x"),
        ("{x:xs}", "x*y"),
        ("a/**", "**/z"),
        ("{a}-{b}/{a}", "x-*/{c}"),
        ("{n:int}", "{h:sha256}"),
        ("{a:int}/{a}", "1*/*2"),
        # the last segment tells what the first capture is
        ("**/a{w:[a-z]+}/{w:[a-z]+}", "a/a/**/aaa"),
        ("**/{w:[a-z]+}b/**/{w}", "b/**/b/ab"),
    ],
)
def test_templates_that_overlap_have_a_witness_both_ways(a: str, b: str) -> None:
    for left, right in ((a, b), (b, a)):
        path = witness(parse(left), parse(right))
        assert path is not None
        assert parse(left).match(path) is not None
        assert parse(right).match(path) is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("a/x.json", "a/y.json"),
        ("{d:date}.json", "{n:snake}.json"),
        ("gen/**", "gen"),
        ("*.py", "a/*.py"),
        ("{s:stage}/x", "{n:int}/x"),
        ("{x:xs}", "*yy"),
        ("{x:sha256}", "{u:uuid}"),
        ("{a:\\.}", "*"),
        ("{a:\\.\\.}/x", "**/x"),
    ],
)
def test_templates_that_are_disjoint_have_none(a: str, b: str) -> None:
    assert overlap(parse(a), parse(b)) is None
    assert overlap(parse(b), parse(a)) is None


@pytest.mark.parametrize(("a", "b"), [("{a:slug}/{a}.txt", "x/y.txt"), ("{a:int}/{a}", "{b:int}1/{b}2")])
def test_what_only_equality_keeps_apart_is_never_called_verified(a: str, b: str) -> None:
    shared = overlap(parse(a), parse(b))
    assert shared is not None
    assert not shared.verified
    assert witness(parse(a), parse(b)) is None


NAMES = ["a", "b", "ab", "a-b", "model", "1", "12", "a.json", "model.log", "1-a", "x", "xy", "xyx"]
part = st.sampled_from(
    [
        "a",
        "b",
        "-",
        ".json",
        ".log",
        "1",
        "*",
        "{x}",
        "{x:slug}",
        "{y:int}",
        "{z:stage}",
        "{w:[a-z]+}",
        "{v:xs}",
    ]
)
segment = st.one_of(
    st.lists(part, min_size=1, max_size=3).map("".join), st.just("**"), st.sampled_from(NAMES)
)
template_texts = st.lists(segment, min_size=1, max_size=4).map("/".join)
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


def check(a: str, b: str, subjects: list[str]) -> None:
    try:
        left, right = parse(a), parse(b)
        shared = overlap(left, right)
    except (TemplateError, TooComplex):  # both are told at the contract's line, and neither is an answer
        assume(False)
        return
    if shared is not None and shared.verified:
        assert left.match(shared.path) is not None
        assert right.match(shared.path) is not None
    for path in subjects:
        if left.match(path) is not None and right.match(path) is not None:
            assert shared is not None, (a, b, path)


@given(template_texts, template_texts, st.lists(paths, max_size=12))
def test_every_path_that_both_match_is_predicted(a: str, b: str, subjects: list[str]) -> None:
    check(a, b, subjects)


@pytest.mark.fuzz
@given(template_texts, template_texts, st.lists(paths, max_size=40))
def test_every_path_that_both_match_is_predicted_at_length(a: str, b: str, subjects: list[str]) -> None:
    check(a, b, subjects)


plain = (
    st.lists(st.sampled_from(["a", "b", "*", "1", "-"]), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: "**" not in text)
)
plain_texts = st.lists(st.one_of(plain, st.just("**")), min_size=1, max_size=4).map("/".join)


@given(plain_texts, plain_texts)
def test_without_captures_the_answer_is_exact(a: str, b: str) -> None:
    try:
        shared = overlap(parse(a), parse(b))
    except TemplateError:
        assume(False)
        return
    assert shared is None or shared.verified
