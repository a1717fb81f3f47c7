"""Many patterns at once answer as each by itself, whatever the order in which paths are asked about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths.pattern_set import Match, Pattern, PatternSet, folder_or_files
from pytest_ecocontracts.core.paths.template import PathTemplate

TEXTS = ("a/*", "a/**", "**/b", "a/b/", "{x}/{x}", "a/**/c", "c", "**", "b/")
PATHS = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join), max_size=12)


def pattern(text: str) -> Pattern:
    return folder_or_files(text, PathTemplate.parse(text.rstrip("/")))


def is_matched(text: str, path: str) -> bool:
    template = PathTemplate.parse(text.rstrip("/"))
    if not text.endswith("/"):
        return template.match(path) is not None
    names = path.split("/")
    return any(template.match("/".join(names[:end])) is not None for end in range(1, len(names)))


@given(st.lists(st.sampled_from(TEXTS), max_size=5), PATHS)
def test_paths_may_be_asked_about_in_any_order(texts: list[str], paths: list[str]) -> None:
    patterns = PatternSet([pattern(text) for text in texts])
    for path in paths:
        folder, _, name = path.rpartition("/")
        expected = [number for number, text in enumerate(texts) if is_matched(text, path)]
        assert list(patterns.matches(folder, name)) == expected
        assert patterns.first(folder, name) == next(iter(expected), None)
        assert not expected or patterns.reaches(folder)


@given(st.lists(st.sampled_from(TEXTS), max_size=5), PATHS)
def test_completed_names_come_with_their_captures(texts: list[str], paths: list[str]) -> None:
    templates = [PathTemplate.parse(text.rstrip("/")) for text in texts]
    patterns = PatternSet([Pattern(template) for template in templates], root="top/deep")
    wanted = frozenset(range(0, len(texts), 2))
    for path in paths:
        folder, _, name = f"top/deep/{path}".rpartition("/")
        assert list(patterns.completed(folder, [name], wanted)) == [
            Match(number, name, captures)
            for number, template in enumerate(templates)
            if number in wanted and (captures := template.match(path)) is not None
        ]


def test_a_path_of_thousands_of_folders_is_no_recursion() -> None:
    deep = "/".join(["a"] * 2000)
    patterns = PatternSet([pattern("a/"), pattern("**/b")])
    assert list(patterns.matches(deep, "b")) == [0, 1]
    assert list(patterns.matches("", "b")) == [1]
