"""The benchmarks measure what they say: the same data every time, with the defects that they count."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from benchmarks import schema_engines, schema_pairs, workloads
from benchmarks.report import Row, table
from benchmarks.schemas import INVENTORY_SCHEMA, MANIFEST_SCHEMA, ORDER_SCHEMA

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.values import read_value


def _digest(folder: Path) -> str:
    found = sha256()
    for path in sorted(folder.rglob("*")):
        found.update(str(path.relative_to(folder)).encode())
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()


def _invalid(schema: object, values: list[object]) -> int:
    compiled = default_engine().compile(schema, base_uri="file:///schema.json", resources={})
    return sum(not compiled.is_valid(value) for value in values)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_manifests_have_the_defects_that_are_counted(tmp_path: Path, form: str) -> None:
    defects = workloads.manifests(tmp_path, count=60, format=form, defect_every=6)
    files = sorted(tmp_path.glob(f"artifacts/*/*.{form}"))
    values = [read_value(form, path.read_bytes(), Limits()) for path in files]
    assert (len(values), _invalid(MANIFEST_SCHEMA, values)) == (60, defects) == (60, 10)


def test_orders_have_their_defects_on_the_lines_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workloads, "ORDER_DEFECT_EVERY", 20)
    defects = workloads.orders(tmp_path, megabytes=0.1)
    lines = [json.loads(line) for line in (tmp_path / "orders.jsonl").read_text("utf-8").splitlines()]
    wrong = json.loads((tmp_path / "lines.json").read_bytes())
    assert len(wrong) == defects == _invalid(ORDER_SCHEMA, lines) > 3
    assert _invalid(ORDER_SCHEMA, [lines[number - 1] for number in wrong]) == defects


def test_the_inventory_has_three_defects(tmp_path: Path) -> None:
    assert workloads.inventory(tmp_path, count=50) == 3
    data = json.loads((tmp_path / "inventory.json").read_bytes())
    assert len(data["records"]) == 50
    assert _invalid(INVENTORY_SCHEMA, [data]) == 1


def test_equal_sizes_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        workloads.manifests(tmp_path / name, count=5)
        workloads.runs(tmp_path / name, folders=40)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")


def test_runs_have_the_defects_that_are_counted(tmp_path: Path) -> None:
    defects = workloads.runs(tmp_path, folders=100)
    runs = [path for path in tmp_path.glob("data/*/*") if path.is_dir()]
    assert len(runs) == 100
    wrong = [path for path in runs if not path.name.startswith("run-")]
    wrong += [path for path in tmp_path.glob("data/*/*/*") if " " in path.name]
    wrong += [path for path in runs if not (path / "manifest.json").exists()]
    assert len(wrong) == defects == 3


def test_a_row_says_whether_its_goal_is_met() -> None:
    rows = [
        Row(claim="a", what="most", value=1.5, goal=1.35),
        Row(claim="b", what="least", value=21, goal=20, at_least=True),
        Row(claim="c", what="none", value=0.004),
    ]
    assert [row.met for row in rows] == [False, True, None]
    lines = table(rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "MISSED" in lines[2]
    assert ">= 20 x" in lines[3]


def test_pairs_of_schemas_have_the_truth_that_they_are_written_with() -> None:
    """Data that shows a break does; where none breaks, no data of the other pairs does."""
    pairs = schema_pairs.minimal() + schema_pairs.ordinary(1)
    pytest.importorskip("jsonschema_rs")
    assert schema_engines._confirm(pairs) > len(pairs) // 2
    pool = [value for pair in pairs for way in ("backward", "forward") for value in pair[way]]
    for pair in pairs:
        sides = [jsonschema.Draft7Validator(pair[side]) for side in ("old", "new")]
        for way, (narrow, wide) in {"backward": sides, "forward": sides[::-1]}.items():
            found = [value for value in pool if narrow.is_valid(value) and not wide.is_valid(value)]
            assert bool(found) == bool(pair[way]), (pair["name"], way, found[:1])


def test_large_schemas_have_their_size() -> None:
    pairs = schema_pairs.large(20)
    assert all(len(json.dumps(pair["old"])) >= 20_000 for pair in pairs)
    pytest.importorskip("jsonschema_rs")
    assert schema_engines._confirm(pairs) == 4
