"""A Markdown page as data: what stands where."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.inputs import mutated, problems_of

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.markdown.anchors import STYLES, anchors
from pytest_ecocontracts.core.markdown.model import Block, BlockKind, CodeSpan, Page, Row, Table
from pytest_ecocontracts.core.markdown.parsing import parse_page

LIMITS = Limits()


def parse(text: str) -> Page:
    return parse_page(text.encode(), LIMITS)


def reasons(data: bytes, limits: Limits = LIMITS) -> list[str]:
    return [problem.reason for problem in problems_of(lambda: parse_page(data, limits))]


def headings(page: Page) -> list[tuple[int, str, int]]:
    return [(h.level, h.text, h.line) for h in page.headings]


def links(page: Page) -> list[tuple[str, int]]:
    return [(link.target, link.line) for link in page.links]


def test_headings_of_both_forms_without_markup() -> None:
    page = parse("# The `x` of *all*\n\nUnder\nlined\n---\n\n### [Link](a.md) ###\n")
    assert headings(page) == [(1, "The x of all", 1), (2, "Under lined", 3), (3, "Link", 7)]
    assert page.title is page.headings[0]


def test_a_heading_may_name_its_anchor() -> None:
    page = parse("# One {#first}\n## Two {: .big #second }\n### A {set}\n#### {#only}\n")
    assert [(h.text, h.anchor) for h in page.headings] == [
        ("One", "first"),
        ("Two", "second"),
        ("A {set}", None),
        ("{#only}", None),
    ]


def test_code_is_no_markup() -> None:
    page = parse("```md\n# no [l](x.md) `s`\n```\n\n    # no\n\n`# no [l](x.md)`\n")
    assert headings(page) == []
    assert links(page) == []
    assert page.code_spans == (CodeSpan("# no [l](x.md)", 7),)


def test_links_of_every_form_with_their_lines() -> None:
    page = parse(
        '[a\nb](one.md)\n[c][r], [r], <https://x.example>\n![i](i.png "t\nt") [late](two.md)\n'
        "<a href='three.html'>\n\n<div>\n<img src=\"four.png\">\n</div>\n\n[r]: ref.md\n"
    )
    assert links(page) == [
        ("one.md", 1),
        ("ref.md", 3),
        ("ref.md", 3),
        ("https://x.example", 3),
        ("i.png", 4),
        ("two.md", 5),
        ("three.html", 6),
        ("four.png", 9),
    ]


def test_an_image_in_a_link_stands_after_it_where_it_is_below() -> None:
    assert links(parse("[a\n![b](b.png)](a.md)\n")) == [("a.md", 1), ("b.png", 2)]


def test_what_is_escaped_or_commented_out_is_no_link() -> None:
    page = parse("\\[a](b.md) <!-- [c](d.md) <a href='e'> -->\n\n<!--\n<a id='f' href='g'>\n-->\n")
    assert links(page) == []
    assert page.names == frozenset()


def test_targets_are_as_written() -> None:
    page = parse("[a](<b c.md>) [d](e%20f.md) [g](h&amp;i.md) [j](javascript:alert) [k](é.md)\n")
    assert [target for target, _ in links(page)] == [
        "b c.md",
        "e%20f.md",
        "h&i.md",
        "javascript:alert",
        "é.md",
    ]


def test_tables_are_rows_of_text() -> None:
    page = parse(
        "x\n\n| A | B\\|C |\n| - | :-: |\n| `a|b` | **c** [d](e.md) |\n| only |\n\n> | Q |\n> |---|\n> | q |\n"
    )
    assert page.tables == (
        Table(("A", "B|C"), (Row(("`a", "b`"), 5), Row(("only", ""), 6)), 3),
        Table(("Q",), (Row(("q",), 10),), 8),
    )
    assert links(page) == []


def test_items_are_those_of_outermost_lists_with_content() -> None:
    page = parse("- a\n  - b\n  - c\n-\n- <!-- x -->\n- ```\n  d\n  ```\n\n1. e\n")
    assert [block.line for block in page.blocks if block.kind is BlockKind.ITEM] == [1, 6, 10]


def test_blocks_are_what_a_section_holds() -> None:
    page = parse("## A\n\none\ntwo\n\n<!-- nothing -->\n\n***\n\n<p>html</p>\n\n### B\n\n## C\n")
    first, inner, last = page.sections()
    assert first.blocks == (
        Block(BlockKind.PARAGRAPH, "one\ntwo", 3),
        Block(BlockKind.HTML, "<p>html</p>\n", 10),
    )
    assert first.text == "one\ntwo"
    assert inner.blocks == last.blocks == ()
    assert (first.end, inner.end, last.end) == (14, 14, page.lines + 1)


def test_headings_in_quotes_and_lists_begin_no_section() -> None:
    page = parse("# A\n\n> # B\n\n- # C\n\nend\n")
    assert [section.heading.text for section in page.sections()] == ["A"]
    assert [heading.nested for heading in page.headings] == [False, True, True]


def test_front_matter_is_data_and_lines_stay() -> None:
    page = parse("---\r\nstatus: accepted\r\ndate: 2026-01-02\r\n--- \r\n# T\r\n\r\n`x`\r\n")
    assert page.front_matter == {"status": "accepted", "date": "2026-01-02"}
    assert headings(page) == [(1, "T", 5)]
    assert page.code_spans == (CodeSpan("x", 7),)
    assert (page.line_of("date"), page.line_of("other")) == (3, 1)


def test_a_byte_order_mark_says_nothing() -> None:
    assert headings(parse("\ufeff# A\n")) == [(1, "A", 1)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff", "not-utf8"),
        (b"a\0b", "binary"),
        (b"---\na: 1\n", "front-matter-unclosed"),
        (b"---\na: 1\na: 2\n---\n", "duplicate-key"),
        (b"x" * 101, "too-large"),
    ],
)
def test_unreadable_pages_are_refused(data: bytes, reason: str) -> None:
    assert reasons(data, Limits(page_bytes=100)) == [reason]


def test_no_page_is_too_small() -> None:
    assert parse("").blocks == ()
    assert parse("---\n---\n").front_matter is None
    assert parse("-----\n").front_matter is None


FRAGMENTS = st.sampled_from(
    ["#", "# ", "\n", "\n\n", "`", "``", "[", "](", ")", "a", " ", "- ", "  ", "> ", "|", "|-|\n", "<a id=x>", "<!--",
     "-->", "---\n", "```\n", "*", "_", "!", "\\", "{#x}", "é", "\t", "1. ", "&amp;", "[r]: x\n"]
)  # fmt: skip
PAGES = st.lists(FRAGMENTS, max_size=40).map("".join)


def holds_together(data: bytes) -> None:
    problems = problems_of(lambda: parse_page(data, LIMITS))
    if problems:
        assert all(problem.message and problem.reason for problem in problems)
        return
    page = parse_page(data, LIMITS)
    for things in (page.headings, page.blocks, page.links, page.code_spans, page.tables):
        lines = [thing.line for thing in things]
        assert lines == sorted(lines)
        assert all(1 <= line <= page.lines for line in lines)
    for table in page.tables:
        assert all(len(row.cells) == len(table.header) for row in table.rows)
    for section in page.sections():
        assert section.heading.line < section.end <= page.lines + 1
        assert all(section.heading.line < block.line < section.end for block in section.blocks)


@given(PAGES)
@example("---\n---\n# a\n")
def test_any_page_is_read_and_everything_stands_in_order(text: str) -> None:
    holds_together(text.encode())


@pytest.mark.fuzz
@given(mutated(PAGES, FRAGMENTS))
def test_any_bytes_are_a_page_or_have_a_problem(data: bytes) -> None:
    holds_together(data)


@given(st.lists(st.text(alphabet="ab \n", max_size=5), max_size=12), st.integers(0, 12))
def test_a_code_span_is_found_on_its_line(lines: list[str], place: int) -> None:
    """Whatever stands before it in the paragraph: other spans, links and their line breaks."""
    before = "".join(
        f"`{text or 'x'}` [{text}](y)\n" for text in (part.strip().replace("\n\n", "\n") for part in lines)
    )
    text = f"{before}x `here`\n"
    (found,) = [span for span in parse(text).code_spans if span.text == "here"]
    assert text.split("\n")[found.line - 1].endswith("`here`")


HOSTILE = {
    "brackets": "[",
    "images": "![",
    "emphasis": "*a ",
    "quotes": ">",
    "nested-items": "- ",
    "links": "[a](",
    "titles": '[a](b "',
    "references": "[a]: b\n",
    "comments": "<!--",
    "tags": "<a ",
    "attributes": "<a id",
    "ticks": "` `` ",
    "anchors": "# {#a\n",
    "same-headings": "# a\n",
    "cells": "|-",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_like_others(unit: str) -> None:
    """Nothing recurses without bound, and nothing takes so long that anyone would wait for it."""
    page = parse(unit * (20_000 // len(unit)))
    assert page.lines >= 1
    assert all(anchors(page, style) is not None for style in STYLES)
    assert len(list(page.sections())) == len([h for h in page.headings if not h.nested])
