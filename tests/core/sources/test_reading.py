"""Sources are read once in a run, whatever is done with their elements."""

from __future__ import annotations

import pytest
from tests.core.sources.reading import parsed
from tests.fakes import MemoryFiles, make_context

from pytest_ecocontracts.core.sources.reading import Readings, readings
from pytest_ecocontracts.core.sources.troubles import SourceUnread


def test_files_are_read_once_for_many_sources() -> None:
    files = MemoryFiles({"a.md": "# A\n\n`x` [l](b.md)\n", "b.md": "# B\n", "c.json": '{"n": [1, 2]}'})
    found = Readings(make_context(files))
    for text in ("{headings: '*.md'}", "{file: c.json, at: '/n/*'}"):
        found.scan(parsed(text)[0])
    before = list(files.reads)
    texts = [
        "{headings: '*.md', where: value == 'A'}",
        "{code: '*.md', missing: none}",
        "{links: '**/*.md'}",
        "{file: '*.json', at: '/n/*', where: value > 1}",
        "{union: [{file: c.json, at: '/n'}]}",
    ]
    assert [len(found.scan(parsed(text)[0]).elements) for text in texts] == [1, 1, 1, 1, 1]
    assert files.reads == before


def test_what_cannot_be_read_is_not_read_again() -> None:
    files = MemoryFiles({"a.json": "{"})
    found = Readings(make_context(files))
    for text in ("{file: a.json, at: /n}", "{file: a.json, at: /n, where: value > 1}"):
        for _ in range(2):
            with pytest.raises(SourceUnread):
                found.scan(parsed(text)[0])
    assert files.reads == ["a.json"]


def test_readings_belong_to_a_context() -> None:
    context = make_context(MemoryFiles({}))
    assert readings(context) is readings(context)
    assert readings(context) is not readings(make_context(MemoryFiles({})))


def test_a_step_that_cannot_be_done_is_a_finding_at_its_element() -> None:
    files = MemoryFiles({"a.txt": "x\n\u00b7\n"})
    with pytest.raises(SourceUnread) as raised:
        Readings(make_context(files)).scan(parsed("{lines: a.txt, normalise: [slug]}")[0])
    (trouble,) = raised.value.troubles
    assert trouble.place
    assert (trouble.place.path, trouble.place.line) == ("a.txt", 2)
    assert "no letter and no digit" in trouble.message
