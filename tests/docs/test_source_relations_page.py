"""What the page of relations between sources says that the gate finds is what it finds, and none is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.core.source_relations.judging import judge
from tests.fakes import MemoryBase

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.source_relations.judges import NAMES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "source-relations.md"
TEXT = PAGE.read_text(encoding="utf-8")
PAIRS = re.findall(r"```yaml\n((?:(?!```).)*)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)
LINE = re.compile(r"(?P<base>\(base\) )?(?P<path>\S+) {2,}(?P<content>.*?)(?: {2,}=> (?P<found>.*))?")


@pytest.mark.parametrize(("fields", "table"), PAIRS, ids=range(len(PAIRS)))
def test_table_shows_what_is_found(fields: str, table: str) -> None:
    files: dict[str, object] = {}
    base: dict[str, object] = {}
    expected: list[str] = []
    for line in table.splitlines():
        read = LINE.fullmatch(line.rstrip())
        assert read, line
        (base if read["base"] else files)[read["path"]] = read["content"].replace("\\n", "\n")
        expected += [f"{read['path']} {each}" for each in (read["found"] or "").split(", ") if each]

    def within(context: Context) -> Context:
        return replace(context, base=MemoryBase(base))

    given: dict[str, Any] = yaml.safe_load(fields)
    gate = judge(given.pop("relations"), files, context=within, **given)
    assert [problem.message for problem in gate.problems] == []
    found = []
    for violation in gate.violations:
        assert violation.location
        line = f":{violation.location.line}" if violation.location.line else ""
        found.append(f"{violation.location.path} {violation.code}{line}")
    assert sorted(found) == sorted(expected)


def test_every_relation_is_shown() -> None:
    shown = {word for fields, _ in PAIRS for word in NAMES if re.search(rf"\b{word}:", fields)}
    assert shown == set(NAMES)
    titles = {word for title in re.findall(r"^## (.+)$", TEXT, re.MULTILINE) for word in title.split(", ")}
    assert titles == set(NAMES)
