"""What the page of waivers/v1 says that the gate finds is what it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.waivers.gate import judged
from tests.fakes import catalog_file, contract, note

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "waivers.md"
GROUP = re.compile(r"^```yaml\n((?!contract:).*?)^```\n((?:\n```text\n.*?^```\n)*)", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```text\n<!-- (\S+) -->\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VERDICT = re.compile(r" *(?:<!-- (EC[A-Z0-9 ]+) -->|# (EC[A-Z]\d{3}))$")
GROUPS = GROUP.findall(PAGE.read_text(encoding="utf-8"))
LIST = "contracts/waivers.contract.yaml"

#: what the page says that is violated
FINDS = [
    {"code": "ECS004", "path": f"data/readings/2026-01-0{day}.jsonl", "pointer": "/celsius"} for day in (3, 4)
]


@pytest.mark.parametrize(("fields", "texts"), GROUPS, ids=range(len(GROUPS)))
def test_waivers_are_judged_as_the_page_says(fields: str, texts: str) -> None:
    head = contract("waivers/v1", id="shop.waivers", owner="platform")
    plain, expected = stripped(LIST, fields, head.count("\n"))
    files: dict[str, object] = {f"scripts/{name}.sh": "" for name in ("old", "new", "run")}
    for path, text in FILE.findall(texts):
        files[path], told = stripped(path, text, 0)
        expected += told
    assert expected
    assert load_documents("page.yaml", plain.encode(), Limits())
    entries = {
        "ecocontracts.yaml": catalog_file(owners={"platform": "p", "stations": "s"}),
        "contracts/note.contract.yaml": note(
            id="weather.readings", checks={"look": {"finds": FINDS, "examined": 20}}
        ),
        LIST: head + plain,
        **files,
    }
    found = [(one.location.path, one.location.line, one.code) for one in judged(entries) if one.location]
    assert sorted(found) == sorted(expected)


def stripped(path: str, text: str, before: int) -> tuple[str, list[tuple[str, int | None, str]]]:
    """The text without its verdicts, and these: (path, line, code)."""
    lines: list[str] = []
    expected: list[tuple[str, int | None, str]] = []
    for number, line in enumerate(text.splitlines(), start=before + 1):
        match = VERDICT.search(line)
        codes = (match[1] or match[2]).split() if match else []
        expected += [(path, number, code) for code in codes]
        lines.append(VERDICT.sub("", line))
    return "\n".join(lines) + "\n", expected


def test_page_has_examples() -> None:
    assert len(GROUPS) >= 5
