"""The histories of published packages that the benchmarks audit are built as they say, without a registry."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from benchmarks.histories.audit import audit
from benchmarks.histories.packages import PACKAGES, Package
from benchmarks.histories.repository import build
from tests.repositories import git

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

STOCK = {"type": "object", "properties": {"count": {"type": "integer", "minimum": 0}}}
EDITIONS = {
    "1.0.0": STOCK,
    "1.1.0": {**STOCK, "description": "What lies there."},
    "1.1.1": {**STOCK, "required": ["count"]},
    "2.0.0": {**STOCK, "required": ["count", "unit"]},
}
PACKAGE = Package(name="@shop/stock", registry="pypi", schemas=("shop/*.json",), releases=tuple(EDITIONS))


def test_a_package_becomes_a_repository_and_its_breaks_are_counted(tmp_path: Path) -> None:
    for release, schema in EDITIONS.items():
        place = tmp_path / "archives" / "shop-stock" / release
        place.mkdir(parents=True)
        with zipfile.ZipFile(place / "stock.whl", "w") as wheel:
            wheel.writestr("shop/stock.json", json.dumps(schema))
            wheel.writestr("shop/code.py", "x = 1\n")
    root = build(PACKAGE, tmp_path / "archives", tmp_path / "repositories")
    assert git(root, "tag", "--list").split() == ["v1.0.0", "v1.1.0", "v1.1.1", "v2.0.0"]
    assert git(root, "ls-files").split() == [
        *("contracts/shop-stock.contract.yaml", "ecocontracts.yaml", "pytest.ini", "shop/stock.json"),
    ]
    found = audit(root)
    assert found.row().startswith("| shop-stock | 4 | 3 | 2 / 0 / 1 | 1 | 0 | 0 | 0 | ")
    (line,) = found.findings()
    assert line.startswith("Release 1.1.1: shop-stock major 1.1.0 -> 1.1.1: the change is major")


def test_releases_are_in_order_and_named_once() -> None:
    for package in PACKAGES:
        numbers = [tuple(map(int, release.split("."))) for release in package.releases]
        assert numbers == sorted(set(numbers)), package.name
