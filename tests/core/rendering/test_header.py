"""The header: what is enforced, by what, and where it is recorded."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_ecocontracts.core.model import Chunk, Target
from pytest_ecocontracts.core.rendering.header import CatalogFacts, count_targets, header_lines
from pytest_ecocontracts.core.rendering.width import width_of

WEATHER = CatalogFacts(id="weather", file="ecocontracts.yaml", contracts=4, targets=36)
JUDGED = ["as of 2026-01-31 UTC", "engine jsonschema-rs 0.60.3", "record .eco/runs/01a20294-be7f"]


def test_one_catalog_has_one_line_and_its_judges_another() -> None:
    assert header_lines([WEATHER], JUDGED, 120) == [
        "eco-contracts: catalog weather (ecocontracts.yaml), 4 contracts, 36 target files",
        "eco-contracts: as of 2026-01-31 UTC, engine jsonschema-rs 0.60.3, record .eco/runs/01a20294-be7f",
    ]


def test_lines_are_broken_between_facts() -> None:
    assert header_lines([WEATHER], JUDGED, 81) == [
        "eco-contracts: catalog weather (ecocontracts.yaml), 4 contracts, 36 target files",
        "eco-contracts: as of 2026-01-31 UTC, engine jsonschema-rs 0.60.3,",
        "    record .eco/runs/01a20294-be7f",
    ]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    long = replace(WEATHER, id="a" * 90, file="b" * 90)
    lines = header_lines([long] * 7, [*JUDGED, "c" * 90], width)
    assert max(map(width_of, lines)) <= width


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (replace(WEATHER, id=None, file=None), "no catalog file, 4 contracts, 36 target files"),
        (replace(WEATHER, id=None, targets=1), "catalog (ecocontracts.yaml), 4 contracts, 1 target file"),
        (replace(WEATHER, targets=None), "catalog weather (ecocontracts.yaml), 4 contracts"),
        (replace(WEATHER, targets=0), "catalog weather (ecocontracts.yaml), 4 contracts"),
    ],
)
def test_what_is_not_known_is_left_out(facts: CatalogFacts, line: str) -> None:
    assert header_lines([facts], JUDGED, 120)[0] == f"eco-contracts: {line}"


def test_several_catalogs_are_summed_and_named_up_to_five() -> None:
    shops = [replace(WEATHER, id=f"shop{index}", file=f"s{index}/ecocontracts.yaml") for index in range(7)]
    lines = header_lines(shops, JUDGED, 120)
    assert lines[0] == "eco-contracts: 7 catalogs, 28 contracts, 252 target files"
    assert lines[1] == "eco-contracts: catalog shop0 (s0/ecocontracts.yaml), 4 contracts, 36 target files"
    assert lines[6] == "eco-contracts: ... and 2 more catalogs"
    assert len(header_lines(shops[:5], JUDGED, 120)) == 1 + 5 + 1


def test_a_file_that_is_split_counts_once() -> None:
    chunks = [
        Chunk(1, 2, [Target("a.json"), Target("b.jsonl", 0, 10)]),
        Chunk(2, 2, [Target("b.jsonl", 10, 20), Target("b.jsonl", 20)]),
        Chunk(),
    ]
    units: list[Any] = [SimpleNamespace(chunk=chunk) for chunk in chunks]
    assert count_targets(units) == 2


def test_escapes_in_names_are_shown_and_not_acted_on() -> None:
    assert "\x1b" not in header_lines([replace(WEATHER, id="\x1b[2J")], JUDGED, 80)[0]
