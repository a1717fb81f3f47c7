"""What the page of sources says that a source finds is what it finds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from tests.core.sources.reading import read, rules

from pytest_ecocontracts.core.sources.readers import NAMES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
TEXT = PAGE.read_text(encoding="utf-8")
PAIRS = re.findall(r"```yaml\n((?:(?!```).)*)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)
BLOCKS = re.findall(r"```yaml\n((?:(?!```).)*)```", TEXT, re.DOTALL)
LINE = re.compile(
    r"(?P<missing>\(missing\) )?(?P<path>\S+)(?: {2,}(?! *=>)(?P<content>.*?))?(?: {2,}=> (?P<found>.*))?"
)
CODE = re.compile(r"EC[A-Z]\d{3}")


def shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize(("fields", "table"), PAIRS, ids=range(len(PAIRS)))
def test_table_shows_what_is_found(fields: str, table: str) -> None:
    (name, first), *others = yaml.safe_load(fields).items()
    files: dict[str, object] = {}
    expected: dict[str, str] = {}
    for line in table.splitlines():
        found = LINE.fullmatch(line.rstrip())
        assert found, line
        content = (found["content"] or "").replace("\\\\\\n", "\0").replace("\\n", "\n").replace("\\t", "\t")
        if not found["missing"]:
            files[found["path"]] = content.replace("\0", "\\\n")
        if found["found"]:
            expected[found["path"]] = found["found"]
    given = read(files, yaml.safe_dump(first), **dict(others))
    values: dict[str, list[str]] = {}
    for element in given.elements:
        values.setdefault(element.place.path, []).append(shown(element.value))
    for trouble in given.troubles:
        assert trouble.place
        values.setdefault(trouble.place.path, []).append(trouble.code)
    broken = {path: words for path, words in expected.items() if CODE.fullmatch(words)}
    assert {path: ", ".join(found) for path, found in values.items()} == (broken or expected), name


@pytest.mark.parametrize("fields", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_is_a_source(fields: str) -> None:
    """The schema knows every key, and nothing is wrong with the source."""
    sources = yaml.safe_load(fields)
    gate = rules({}, sources=sources, relations=[{"absent": name} for name in sources])
    assert [problem.message for problem in gate.problems if problem.code != "ECC005"] == []


def test_every_kind_of_source_has_a_section_with_an_example() -> None:
    parts = re.split(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    without = {name for name in NAMES if f"{name}:" not in sections.get(name, "")}
    assert without == set()
