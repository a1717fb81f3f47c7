"""Catalogs of installed packages: found by entry point, read as data; no code of the package is imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fakes import catalog_file
from tests.processes import CONTRACT, Ended, last_record, run_gate, write_files

TRAP = "raise SystemExit('the package was imported')\n"
SCHEMA = {"type": "object", "required": ["n"]}
ARTIFACT = """\
contract: artifact/v1
id: lib.orders
version: 1.0.0
owner: library
summary: Orders, as the library promises them.
path: data/orders.json
schema: schemas/orders.schema.json
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages that holds one distribution with a catalog."""
    return write_files(
        tmp_path / "site",
        {
            "shop_library-2.3.4.dist-info/METADATA": "Metadata-Version: 2.1\nName: shop-library\nVersion: 2.3.4\n",
            "shop_library-2.3.4.dist-info/entry_points.txt": "[ecocontracts.catalogs]\nlib = shop_library:catalog\n",
            "shop_library-2.3.4.dist-info/RECORD": "",
            "shop_library/__init__.py": TRAP,
            "shop_library/catalog/__init__.py": TRAP,
            "shop_library/catalog/conftest.py": TRAP,
            "shop_library/catalog/ecocontracts.yaml": catalog_file(
                id="lib", owner="library", owners={"library": "x"}
            ),
            "shop_library/catalog/contracts/orders.contract.yaml": ARTIFACT,
            "shop_library/catalog/schemas/orders.schema.json": json.dumps(SCHEMA),
        },
    )


def run(
    tmp_path: Path, site: Path, entry: dict[str, object], *arguments: str, orders: str = '{"n": 1}'
) -> Ended:
    own = CONTRACT.replace("owner: team", "owner: platform")
    root = write_files(
        tmp_path / "repository",
        {
            "ecocontracts.yaml": catalog_file(imports=[entry]),
            "contracts/own.contract.yaml": own,
            "data/orders.json": orders,
        },
    )
    ended = run_gate(root, *arguments, env={"PYTHONPATH": str(site)})
    assert "the package was imported" not in ended.text
    assert "Traceback" not in ended.text
    return ended


ENFORCED: dict[str, object] = {"package": "lib", "version": ">=2,<3", "enforce": ["lib.*"]}


def test_its_contracts_are_enforced_here(tmp_path: Path, site: Path) -> None:
    ended = run(tmp_path, site, ENFORCED, "-v")
    assert ended.code == 0, ended.text
    assert "ecocontracts.yaml::lib.orders[schema] PASSED" in ended.text


def test_what_they_find_is_cited(tmp_path: Path, site: Path) -> None:
    ended = run(tmp_path, site, ENFORCED, orders="{}")
    assert ended.code == 1
    assert "ECS002 schema-required-missing" in ended.text
    assert "lib.orders 1.0.0 (@lib/contracts/orders.contract.yaml" in ended.text
    failure = last_record(tmp_path / "repository")["failures"][0]
    assert failure["contract"]["id"] == "lib.orders"


def test_under_workers(tmp_path: Path, site: Path) -> None:
    assert run(tmp_path, site, ENFORCED, "-n", "1").code == 0


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ({"package": "lib", "version": "<2"}, "ECC023", "2.3.4"),
        ({"package": "libb"}, "ECC023", "did you mean 'lib'?"),
        ({"package": "lib", "enforce": ["lib.nothing"]}, "ECC005", "lib.nothing"),
    ],
)
def test_what_is_wrong_with_an_import(
    tmp_path: Path, site: Path, entry: dict[str, object], code: str, words: str
) -> None:
    ended = run(tmp_path, site, entry)
    assert ended.code == 1
    assert code in ended.text
    assert words in ended.text
