"""Anchors are those of the site that shows the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.markdown.anchors import STYLES, anchors
from pytest_ecocontracts.core.markdown.parsing import parse_page


def found(text: str, style: str) -> frozenset[str]:
    return anchors(parse_page(text.encode(), Limits()), style)


@pytest.mark.parametrize(
    ("heading", "github", "python"),
    [
        ("Fields", "fields", "fields"),
        ("What is *not* `checked`?", "what-is-not-checked", "what-is-not-checked"),
        ("A - B", "a---b", "a-b"),
        ("artifact/v1", "artifactv1", "artifactv1"),
        ("snake_case and CamelCase", "snake_case-and-camelcase", "snake_case-and-camelcase"),
        ("Größe", "größe", "groe"),
        ("1. First", "1-first", "1-first"),
        ("Named {#here}", "here", "here"),
    ],
)
def test_slugs(heading: str, github: str, python: str) -> None:
    assert found(f"# {heading}\n", "github") == {github}
    assert found(f"# {heading}\n", "python-markdown") == {python}


def test_repeated_headings_are_numbered() -> None:
    text = "# a\n# a\n# a-1\n# a\n> # a\n"
    assert found(text, "github") == {"a", "a-1", "a-1-1", "a-2", "a-3"}
    assert found("# a\n# a\n# a\n# !\n", "python-markdown") == {"a", "a_1", "a_2", "_1"}


def test_html_names_anchors_too() -> None:
    assert found("<a name='x'></a>\n\n<div id=y>\n</div>\n", "github") == {"x", "y"}


@given(st.lists(st.sampled_from(["a", "a-1", "b", "!", "é"]), max_size=8), st.sampled_from(sorted(STYLES)))
def test_every_heading_has_an_anchor_of_its_own(headings: list[str], style: str) -> None:
    text = "".join(f"# {heading}\n" for heading in headings)
    assert len(found(text, style)) == len(headings)
