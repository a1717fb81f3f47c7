"""What the page on the audit of a history shows is what the audit prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.fakes import catalog_file, contract
from tests.histories import audited, make_history

from pytest_ecocontracts.core.records.history import history_to_json
from pytest_ecocontracts.core.rendering.history import history_lines
from pytest_ecocontracts.core.rendering.styles import plain
from pytest_ecocontracts.core.rendering.text import shipped_codes

PAGE = Path(__file__).parents[2] / "docs/history.md"
SAMPLE = Path(__file__).parents[2] / "contracts/data/history.json"
ORDERS = "contracts/orders.contract.yaml"
LAYOUT = "contracts/layout.contract.yaml"
NOTE = """---
status: accepted
date: 2026-01-05
---
# Orders say their currency

`shop.orders` and `shop.layout` change: partners abroad could not tell what a total was worth.

## What changed

`currency` is a member of `properties`, and `required`, since shop.orders 3.0.0.

## How to detect affected artifacts

`grep -L currency data/*.json` lists the orders without one.

## What to regenerate or migrate

Run `make orders` with shop 4.2 or later; it fills in `EUR` for what was sold before.
"""


def orders(version: str, *names: str, **fields: object) -> str:
    properties = {name: {"type": "string"} for name in names}
    schema = {"type": "object", "properties": properties, "required": list(names)}
    header = {"id": "shop.orders", "version": version, "path": "data/*.json", "schema": schema}
    return contract("artifact/v1", **{**header, **fields})


STORY = [
    ("Keep orders in files", {"ecocontracts.yaml": catalog_file(), ORDERS: orders("1.0.0", "id")}),
    ("Print the orders of a day", {"src/shop/print.py": "pass\n"}),
    ("Ask for the total", {ORDERS: orders("1.0.1", "id", "total")}),
    ("Bump to what it should have been", {ORDERS: orders("2.0.0", "id", "total")}),
    (
        "Say where decisions are",
        {
            "contracts/decisions.contract.yaml": contract(
                "decisions/v1", id="shop.decisions", path="docs/adr/{number:int}.md", title="free"
            )
        },
    ),
    (
        "Orders say their currency",
        {ORDERS: orders("3.0.0", "id", "total", "currency"), "docs/adr/1.md": NOTE},
    ),
    ("Paint the orders", {ORDERS: orders("3.1.0", "id", "total", "currency", colour="blue")}),
]


@pytest.mark.parametrize("verbose", [False, True])
def test_the_samples_are_what_is_printed(tmp_path: Path, verbose: bool) -> None:
    make_history(tmp_path, STORY)
    found = audited(tmp_path, "", "main")
    lines = history_lines(found, 100, shipped_codes, verbose=verbose)
    text = "".join(f"{plain(line).rstrip()}\n" for line in lines)
    option = " -v" if verbose else ""
    blocks = re.findall(r"```console\n\$ (.*)\n((?:.*\n)*?)```\n", PAGE.read_text(encoding="utf-8"))
    shown = [block for command, block in blocks if command == f"pytest --eco-history=..main{option}"]
    assert shown == [text]


def test_the_sample_under_contract_is_what_is_printed(tmp_path: Path) -> None:
    make_history(tmp_path, STORY)
    found = history_to_json("..main", {"": audited(tmp_path, "", "main")})
    assert json.loads(SAMPLE.read_text(encoding="utf-8")) == found
