"""What the page of record/v1 says that the gate finds is what it finds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.core.ecosystem_records.garden import RECORD, changed, failed, files, gate, record

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "kinds" / "record.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(/\S+)` \| `(.+?)` \| (passes|EC.*?) \|$", re.MULTILINE)
VERDICT = re.compile(r"(EC[A-Z]\d{3}) at `(.*?)`")
JSON = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONTRACT = re.compile(r"^```yaml\n(contract: record/v1\n.*?)^```$", re.MULTILINE | re.DOTALL)
BEFORE_ERRORS, ERRORS = PAGE.split("## Errors and evidence")
ERRORS, AFTER_ERRORS = ERRORS.split("## Secrets")


def rows(text: str) -> list[tuple[str, Any, list[tuple[str, str]]]]:
    return [
        (pointer, json.loads(value), VERDICT.findall(verdict))
        for pointer, value, verdict in ROW.findall(text)
    ]


def fields() -> dict[str, Any]:
    """What the contract of the page says; the runs that other artifacts name are not there."""
    (text,) = CONTRACT.findall(PAGE)
    (document,) = load_documents("page.yaml", text.encode(), Limits())
    assert isinstance(document.data, dict)
    header = {"contract", "id", "version", "owner", "summary", "run_ids"}
    return {name: value for name, value in document.data.items() if name not in header}


def found(made: dict[str, Any]) -> list[tuple[str, str]]:
    # The file keeps its name where the id in the record is another.
    judged = gate(files() | {RECORD: made}, **fields())
    assert [v.message for v in judged.problems] == []
    return sorted((code, pointer) for code, _, pointer in judged.found)


def test_the_page_shows_the_record_that_its_tables_change() -> None:
    shown, error = (json.loads(text) for text in JSON.findall(PAGE))
    assert shown == record()
    assert error == failed()["errors"][0]
    assert found(record()) == []
    assert found(failed()) == []


@pytest.mark.parametrize(("pointer", "value", "verdict"), rows(BEFORE_ERRORS + AFTER_ERRORS))
def test_a_record_is_judged_as_the_page_says(
    pointer: str, value: object, verdict: list[tuple[str, str]]
) -> None:
    assert found(changed(record(), (pointer, value))) == sorted(verdict)


@pytest.mark.parametrize(("pointer", "value", "verdict"), rows(ERRORS))
def test_an_error_is_judged_as_the_page_says(
    pointer: str, value: object, verdict: list[tuple[str, str]]
) -> None:
    assert found(changed(failed(), (pointer, value))) == sorted(verdict)


def test_page_has_examples() -> None:
    assert len(rows(PAGE)) >= 25
