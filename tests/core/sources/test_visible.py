"""Which paths templates find: all that ``PathTemplate.find`` does, without what git ignores."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import Index
from tests.fakes import Link, MemoryFiles, make_context

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.sources.visible import VisiblePaths, fitting

NAMES = st.sampled_from(["a", "b", "ab", "x.py", "x.md", "2026-01-01.md", "new\nline", "é"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
TEMPLATES = st.sampled_from(
    [
        "**",
        "**/*.md",
        "a/**/*.md",
        "a/*/b",
        "*/*",
        "**/a/**/x.py",
        "{x}/{x}",
        "{x}/**/{name}.md",
        "**/{day:date}.md",
        "a/b/*",
        "x.py",
        "*a*b*",
        "**/b/*",
        "**/{name:(?:a|ab)+}/**",
        "**/{name:(?:.*[^a])?b.*|x.*}",
        "{x}/**/{x}.{y}",
    ]
)


def visible(entries: dict[str, object], git: object = None) -> tuple[VisiblePaths, Context]:
    context = make_context(MemoryFiles(entries))
    if git is not None:
        context.git = git  # type: ignore[assignment]
    return VisiblePaths(context), context


@given(st.lists(PATHS, max_size=8), st.lists(TEMPLATES, min_size=1, max_size=4))
def test_templates_find_what_they_find_in_the_tree(paths: list[str], templates: list[str]) -> None:
    folders = {"/".join(path.split("/")[:n]) for path in paths for n in range(1, path.count("/") + 1)}
    files: dict[str, object] = {path: "" for path in paths if path not in folders}
    found, context = visible(files)
    for text in templates:
        template = PathTemplate.parse(text)
        assert found.find(template) == template.find(context.tree)
        matched = [(path, template.match(path)) for path in sorted(folders)]
        fresh, _ = visible(files)
        assert found.candidates(template) == fresh.candidates(template)
        assert found.find(template, folders=True) == [(p, c) for p, c in matched if c is not None]


@given(st.lists(PATHS, max_size=8), TEMPLATES)
def test_what_is_left_out_is_what_matches(paths: list[str], text: str) -> None:
    template = PathTemplate.parse(text)
    fits = fitting(template)
    assert [fits(path) for path in paths] == [template.match(path) is not None for path in paths]


def test_what_git_ignores_and_what_belongs_to_git_or_the_gate_is_not_there() -> None:
    entries: dict[str, object] = {
        "a.md": "",
        ".git/b.md": "",
        ".eco/c.md": "",
        "build/d.md": "",
        "docs/e.md": "",
        "docs/f.md": "",
        "docs/new.md": "",
        "link.md": Link("a.md"),
    }
    git = Index(dict.fromkeys(["a.md", "docs/e.md", "link.md"], "100644"), ["build", "docs/f.md"])
    found, _ = visible(entries, git)
    assert [path for path, _ in found.find(PathTemplate.parse("**/*.md"))] == [
        "a.md",
        "docs/e.md",
        "docs/new.md",
        "link.md",
    ]
    assert found.is_link("link.md")
    assert not found.is_link("a.md")
    assert [path for path, _ in found.find(PathTemplate.parse("docs/*"))] == ["docs/e.md", "docs/new.md"]
    assert found.find(PathTemplate.parse(".eco/*")) == found.find(PathTemplate.parse(".git/**")) == []
    # Git is asked once for each level, and only about what it does not track.
    assert git.asked == [("build",), ("docs/f.md", "docs/new.md")]


def test_a_tracked_tree_asks_git_nothing() -> None:
    git = Index({"a/b/c.md": "100644"})
    found, _ = visible({"a/b/c.md": ""}, git)
    assert [path for path, _ in found.find(PathTemplate.parse("a/**/*.md"))] == ["a/b/c.md"]
    assert git.asked == []


def test_a_folder_that_is_not_there_has_nothing() -> None:
    found, _ = visible({"a.md": ""})
    assert found.find(PathTemplate.parse("docs/**/*.md")) == []
    assert found.find(PathTemplate.parse("a.md/*")) == []
    assert visible({".eco/a": "", "b/.git/c": ""})[0].find(PathTemplate.parse(".eco/*")) == []
    assert visible({"b/.git/c": ""})[0].find(PathTemplate.parse("b/.git/**")) == []
