"""Path templates: parsing, matching, rendering and finding agree with each other and with a naive reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.paths.captures import CaptureType
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.paths.template_parser import TemplateError
from pytest_ecocontracts.core.paths.tree import Tree

TYPES = {
    "run": CaptureType.from_pattern("run", "[0-9]{4}T[a-z]{2}"),
    "stage": CaptureType.from_words("stage", ["ingest", "model", "report"]),
}


@pytest.mark.parametrize(
    ("template", "path", "captures"),
    [
        ("eventbus/daily/{date:date}.jsonl", "eventbus/daily/2024-02-29.jsonl", {"date": "2024-02-29"}),
        ("eventbus/daily/{date:date}.jsonl", "eventbus/daily/2023-02-29.jsonl", None),
        ("docs/{n:int}-{title:slug}.md", "docs/0001-a-b.md", {"n": "0001", "title": "a-b"}),
        (
            "runs/{run:run}/{stage:stage}/{stage}.log",
            "runs/2026Tab/model/model.log",
            {"run": "2026Tab", "stage": "model"},
        ),
        ("runs/{run:run}/{stage:stage}/{stage}.log", "runs/2026Tab/model/ingest.log", None),
        ("{d:date}/{d}_to_{d}.json", "2026-01-02/2026-01-02_to_2026-01-02.json", {"d": "2026-01-02"}),
        ("{a}-{b}/{a}", "x-y-z/x", {"a": "x", "b": "y-z"}),
        ("{a}-{b}/{b}", "x-y-z/y-z", {"a": "x", "b": "y-z"}),
        ("{a}{a}", "xyxy", {"a": "xy"}),
        ("{x:[0-9]{2}[{}]}", "12}", {"x": "12}"}),
        ("{x:\\d+\\}?}", "12}", {"x": "12}"}),
        ("{x:(?:ab|a)+}{y}", "abac", {"x": "aba", "y": "c"}),
        ("*.py", ".py", {}),
        ("*.py", "a/b.py", None),
        ("a*b*c", "aXbYc", {}),
        ("**/*.py", "a.py", {}),
        ("**/*.py", "x/y/a.py", {}),
        ("gen/**", "gen/a/b", {}),
        ("gen/**", "gen", None),
        ("a/**/z", "a/z", {}),
        ("a/**/z", "a/b/z", {}),
        ("**/{a}/**/c", "1/2/3/c", {"a": "1"}),
        ("a{{b}}{{{x}}}", "a{b}{v}", {"x": "v"}),
        ("a.b", "aXb", None),
        (
            "sub-{s:[a-z0-9]+}_ses-{t:[a-z0-9]+}_task-{u:[a-z0-9]+}.nii.gz",
            "sub-1_ses-2_task-3.nii.gz",
            {"s": "1", "t": "2", "u": "3"},
        ),
        ("{a}{b}{c}{d}{e}", "12345678", {"a": "1234", "b": "5", "c": "6", "d": "7", "e": "8"}),
        ("x", "../x", None),
        ("{a}/x", "../x", None),
        ("{a}/x", "./x", None),
        ("**/x", "a//x", None),
        ("naïve/{x}", "naïve/\udcff", {"x": "\udcff"}),
    ],
)
def test_match(template: str, path: str, captures: dict[str, str] | None) -> None:
    assert PathTemplate.parse(template, TYPES).match(path) == captures


@pytest.mark.parametrize(
    ("template", "column", "reason", "says"),
    [
        ("", 1, "syntax", "cannot be empty"),
        ("../x", 1, "outside-root", "leaves the folder"),
        ("a/../b", 3, "outside-root", "leaves the folder"),
        ("/a", 1, "outside-root", "relative to the root"),
        ("C:/x", 1, "outside-root", "relative to the root"),
        ("~/x", 1, "outside-root", "'~'"),
        ("./a", 1, "syntax", "leave it out"),
        ("a//b", 2, "syntax", "one '/'"),
        ("a/", 2, "syntax", "does not end in '/'"),
        ("a\\b", 2, "syntax", "joined by '/'"),
        ("a\x00b", 2, "syntax", "control character"),
        ("a\x1b[31m", 2, "syntax", "control character"),
        ("a\udcff", 2, "syntax", "control character"),
        ("{a", 1, "syntax", "never closed"),
        ("x{a:[}]", 2, "syntax", "never closed"),
        ("a}", 2, "syntax", "without '{'"),
        ("{1a}", 2, "syntax", "no name for a capture"),
        ("{}", 2, "syntax", "no name for a capture"),
        ("{a b}", 2, "syntax", "no name for a capture"),
        ("{a:}", 4, "syntax", "missing after ':'"),
        ("{a:dat}", 4, "syntax", "did you mean 'date'"),
        ("{a:stages}", 4, "syntax", "did you mean 'stage'"),
        ("x/{a:(?=x)}", 6, "unsafe", "lookahead"),
        ("{a:x{5000}}", 5, "unsafe", "above 1000"),
        ("{a:int}/{a:slug}", 10, "syntax", "leave the type out"),
        ("{a}/{a:int}", 6, "syntax", "leave the type out"),
        ("a/***", 4, "syntax", "whole segments"),
        ("a**b", 3, "syntax", "whole segments"),
        ("**/**", 4, "syntax", "says the same"),
        ("x" * 100_000, 2001, "syntax", "at most 2000"),
        ("/".join(["a"] * 100), 129, "syntax", "more than 64 segments"),
        ("/".join(f"{{c{i}}}" for i in range(40)), 184, "syntax", "more than 32 captures"),
        ("a*" * 40, 1, "syntax", "more than 32 parts"),
        ("q/{a}{b}{c}/{a}", 3, "syntax", "too many ways"),
        ("{a}-{b}/{c}-{d}/{a}{c}", 9, "syntax", "too many ways"),
        ("*{a}*{a}*{b}", 1, "syntax", "too many ways"),
    ],
)
def test_hostile_and_mistaken_templates_are_refused_with_their_column(
    template: str, column: int, reason: str, says: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        PathTemplate.parse(template, TYPES)
    assert (caught.value.column, caught.value.reason) == (column, reason)
    assert says in caught.value.message


def test_what_a_template_tells_about_itself() -> None:
    template = PathTemplate.parse("a/b/{x:int}/{y}/{x}.c", TYPES)
    assert template.captures == ("x", "y")
    assert template.literal_folder == "a/b"
    assert not template.is_literal
    assert PathTemplate.parse("a/b.c").is_literal
    assert PathTemplate.parse("a/b.c").literal_folder == "a"
    assert PathTemplate.parse("a.c").literal_folder == ""
    assert PathTemplate.parse("{x:stage}", TYPES) != PathTemplate.parse(
        "{x:stage}", {"stage": CaptureType.from_words("stage", ["z"])}
    )


def test_hostile_names_do_not_take_long() -> None:
    """255 characters that a backtracking matcher would split in 255**8 ways: the test simply ends."""
    template = PathTemplate.parse("-".join(f"{{c{i}}}" for i in range(9)) + "!")
    assert template.match("-" * 255) is None
    assert PathTemplate.parse("{a:(x+)+}.log").match("x" * 255) is None
    assert PathTemplate.parse("*a*a*a*a*a*a*a*a*a*a*b").match("a" * 255) is None
    assert PathTemplate.parse("{a}-{b}/**/{a}/**/{b}").match("/".join(["-" * 255] + ["x-"] * 200)) is None
    assert PathTemplate.parse("**/a/**/a/**/a/**/a/**/b").match("/".join(["a"] * 400)) is None


# --- rendering ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "captures", "says"),
    [
        ("{d:date}.json", {}, "no value for the capture {d}"),
        ("{d:date}.json", {"d": "2023-02-29"}, "calendar date"),
        ("{x}", {"x": "../../etc/passwd"}, "is not any text"),
        ("{x}", {"x": ".."}, "'..'"),
        ("{x}/a", {"x": "."}, "'.'"),
        ("{x:a*}/a", {"x": ""}, "''"),
        ("a/*", {}, "many paths"),
        ("**/a", {}, "many paths"),
    ],
)
def test_render_refuses_what_is_no_path_of_the_template(
    template: str, captures: dict[str, str], says: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        PathTemplate.parse(template).render(captures)


# --- properties ---------------------------------------------------------------------------------------------

NAMES = [
    "a",
    "b",
    "ab",
    "a-b",
    "2026-01-02",
    "model",
    "1",
    "12",
    "a.json",
    "b.json",
    "model.log",
    "1-a",
    "x.y",
]
capture = st.sampled_from(
    ["{x}", "{x:slug}", "{y:int}", "{y}", "{z:stage}", "{d:date}", "{w:[a-z]+}", "{v:(?:a|ab)}"]
)
part = st.one_of(st.sampled_from(["a", "b", "-", ".json", ".log", "1"]), st.just("*"), capture)
segment = st.one_of(
    st.lists(part, min_size=1, max_size=4).map("".join), st.just("**"), st.sampled_from(NAMES)
)
template_texts = st.lists(segment, min_size=1, max_size=4).map("/".join)
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


def parsed(text: str) -> PathTemplate:
    try:
        return PathTemplate.parse(text, TYPES)
    except TemplateError:
        assume(False)
        raise


NAIVE_TYPES = {
    "": r"[^/]+",
    "slug": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "int": r"\d+",
    "stage": r"(?:ingest|model|report)",
    "date": r"(?:2026-01-02)",
    "[a-z]+": r"[a-z]+",
    "(?:a|ab)": r"(?:ab|a)",
}


def naive(text: str) -> re.Pattern[str]:
    """One backtracking expression for the whole path, with back-references."""
    if text.endswith("**"):
        text += "/*"
    pieces: list[str] = []
    seen: set[str] = set()
    for token in re.findall(r"\*\*/|\*|\{[^}]*\}|[^*{]+", text):
        if token == "**/":
            pieces.append("(?:[^/]+/)*")
        elif token == "*":
            pieces.append("[^/]*")
        elif token.startswith("{"):
            name, _, kind = token[1:-1].partition(":")
            pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>{NAIVE_TYPES[kind]})")
            seen.add(name)
        else:
            pieces.append(re.escape(token))
    return re.compile("".join(pieces), re.ASCII)


@given(template_texts, st.lists(paths, min_size=1, max_size=12))
def test_match_agrees_with_one_naive_expression(text: str, subjects: list[str]) -> None:
    template, expected = parsed(text), naive(text)
    for path in subjects:
        found = template.match(path)
        assert (found is not None) == (expected.fullmatch(path) is not None), (text, path)
        if found is not None and "*" not in text:
            assert template.render(found) == path


@given(template_texts, st.lists(paths, min_size=1, max_size=6))
def test_the_fast_and_the_thorough_reading_of_a_name_agree(text: str, subjects: list[str]) -> None:
    template = parsed(text)
    values = {
        name: next(value for value in NAMES if kind.accepts(value)) for name, kind in template.types.items()
    }
    for one in template.segments:
        if not hasattr(one, "parts") or one.literal is not None:
            continue
        for path in subjects:
            for name in path.split("/"):
                bound = {name: values[name] for name in one.inherited}
                assert one.match(name, bound) == next(one._readings(name, bound), None), (one.text, name)


@given(template_texts, st.sets(paths, max_size=12))
def test_find_is_match_over_every_path(
    names_only: Callable[..., Any], text: str, tree_paths: set[str]
) -> None:
    template = parsed(text)
    folders = {path.rpartition("/")[0][:end] for path in tree_paths for end in range(len(path))}
    files = sorted(tree_paths - folders)
    found = template.find(Tree(names_only(files)))
    assert found == [(path, captures) for path in files if (captures := template.match(path)) is not None]
    assert template.paths(Tree(names_only(files))) == [path for path, _ in found]


@given(
    st.fixed_dictionaries(
        {
            "x": st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
            "d": st.dates().map(str),
            "z": st.sampled_from(["ingest", "model"]),
        }
    )
)
def test_rendering_and_matching_are_inverse(captures: dict[str, str]) -> None:
    template = PathTemplate.parse("bus/{d:date}/{z:stage}-{x:slug}/{d}.{z}.json", TYPES)
    path = template.render(captures)
    assert template.match(path) == captures


@pytest.mark.fuzz
@given(template_texts, st.lists(paths, min_size=1, max_size=30))
def test_match_agrees_with_one_naive_expression_at_length(text: str, subjects: list[str]) -> None:
    test_match_agrees_with_one_naive_expression.hypothesis.inner_test(text, subjects)  # type: ignore[attr-defined]


@pytest.mark.fuzz
@given(st.text(max_size=30), st.text(alphabet="ab{}:*/.[]()|+-\\?^$", max_size=30))
def test_any_text_is_a_template_or_an_error_with_a_column(anything: str, likely: str) -> None:
    for text in (anything, likely):
        column = 1
        try:
            PathTemplate.parse(text).match("a/b")
        except TemplateError as error:
            column = error.column
        assert 1 <= column <= len(text) + 1


# --- finding ------------------------------------------------------------------------------------------------


def test_find_visits_only_folders_that_can_match(names_only: Callable[..., Any]) -> None:
    files = names_only(
        ["bus/daily/2026-01-01.jsonl", "bus/daily/x/y.jsonl", "bus/other/a", "src/a.py", "bus/daily/junk.txt"]
    )
    found = PathTemplate.parse("bus/daily/{d:date}.jsonl").find(Tree(files))
    assert found == [("bus/daily/2026-01-01.jsonl", {"d": "2026-01-01"})]
    assert files.listed == ["bus/daily"]


def test_find_lists_nothing_for_a_literal(names_only: Callable[..., Any]) -> None:
    files = names_only(["a/b.json", "a/c.json"])
    assert PathTemplate.parse("a/b.json").find(Tree(files)) == [("a/b.json", {})]
    assert PathTemplate.parse("a/z.json").find(Tree(files)) == []
    assert files.listed == []


def test_find_never_follows_links_but_finds_them(names_only: Callable[..., Any]) -> None:
    files = names_only(["real/x.json"], links={"linked": "real", "real/y.json": "x.json"})
    assert PathTemplate.parse("*/*.json").find(Tree(files)) == [("real/x.json", {}), ("real/y.json", {})]
    assert PathTemplate.parse("linked/x.json").find(Tree(files)) == []
    assert PathTemplate.parse("**").find(Tree(files)) == [
        ("linked", {}),
        ("real/x.json", {}),
        ("real/y.json", {}),
    ]


def test_find_below_a_folder(names_only: Callable[..., Any]) -> None:
    files = names_only(["data/x/1.json", "data/1.json", "1.json"])
    assert PathTemplate.parse("{n:int}.json").find(Tree(files), "data") == [("data/1.json", {"n": "1"})]
    assert PathTemplate.parse("{n:int}.json").find(Tree(files), "nowhere") == []


def test_find_reports_a_folder_that_cannot_be_listed(names_only: Callable[..., Any]) -> None:
    class Closed(names_only):  # type: ignore[valid-type, misc]
        def list(self, folder: str) -> object:
            if folder == "a":
                raise FileProblem("unreadable", folder, "permission denied")
            return super().list(folder)

    with pytest.raises(FileProblem, match="permission"):
        PathTemplate.parse("*/*").find(Tree(Closed(["a/x", "b/x"])))
