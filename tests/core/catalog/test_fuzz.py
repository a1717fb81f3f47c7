"""Whatever stands in contract files, building the catalog ends in a catalog with findings, never in an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import FOLDER, OTHER, Link, catalog_file, contract, link, note, note_kinds
from tests.inputs import mutated, values
from tests.processes import CONTRACT

from pytest_ecocontracts.core.catalog.linking import NothingToEnforce
from pytest_ecocontracts.core.planning import plan, problem_groups

WAIVERS = contract(
    "waivers/v1",
    id="shop.waivers",
    waivers=[
        {
            "code": "ECS003",
            "of": "shop.note",
            "owner": "platform",
            "reason": "for ten days",
            "issue": "#1",
            "until": "2026-02-28",
        }
    ],
)
ARTIFACT = contract(
    "artifact/v1",
    id="shop.artifact",
    path="data/{day:date}.json",
    schema={"type": "object", "properties": {"n": {"type": "integer"}}},
    presence="required",
)
LAYOUT = contract(
    id="shop.layout", tree={"data/": {"{day:date}.json": "some"}, "**": "opt"}, types={"stage": ["a", "b"]}
)
CATALOG = catalog_file(
    contracts=["contracts"], roots={"data": "data"}, imports=[{"folder": "shared", "enforce": ["*"]}]
)
TEMPLATE = contract(
    "artifact/v1",
    for_each={"file": "registry/buses.csv", "where": "row.name != ''"},
    id="bus.${name}",
    path="data/${name}/{day:date}.json",
    schema={"properties": {"bus": {"const": "${name}"}}},
)
PARAMS = contract(
    "artifact/v1",
    id="shop.params",
    path="data/{day:date}.json",
    aliases={"n": ["/n", "/count"]},
    params={"buses": {"from": "registry/buses.csv", "column": "name"}},
    invariants=[{"rule": "alias.n < size(params.buses)", "fails": [{"n": 10}]}],
)
VALID = [note(), WAIVERS, ARTIFACT, LAYOUT, CONTRACT, CATALOG, TEMPLATE, PARAMS]

FRAGMENTS = st.sampled_from(
    ["---\n", "...\n", "&a ", "*a", "<<: ", "!!python/object ", "!x ", "{", "}", "[", "]", "- ", ": ", "\t", "\n", "|", ">", '"', "'", "#", "%YAML 1.1\n",
     "\x00", "\x1b", "\ufeff", "\u2028", "null", "NaN", ".inf", "1e999", "0o17", "2026-01-01", "on", "../", "/etc", "**", "{a:date}", "${x}", "::", "9" * 400]
)  # fmt: skip

texts = mutated(st.sampled_from(VALID), FRAGMENTS)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid contract with one field, at any depth, replaced by any value, or with a field too many."""
    import yaml

    data: Any = yaml.safe_load(draw(st.sampled_from(VALID)))
    place = data
    while isinstance(place, dict) and place and draw(st.booleans()):
        inner = place[draw(st.sampled_from(sorted(place)))]
        if not isinstance(inner, dict) or not inner:
            break
        place = inner
    words = st.sampled_from(sorted(place)) | st.text(max_size=5) if place else st.text(max_size=5)
    place[draw(words)] = draw(values | st.sampled_from(["../x", "**", "{", "shop.note", "a" * 500, {}, []]))
    return json.dumps(data)


entries = st.one_of(
    texts,
    documents(),
    st.binary(max_size=60),
    st.sampled_from([FOLDER, OTHER, Link("gone"), Link("."), Link("../..")]),
)
names = st.sampled_from(
    [
        "a.contract.yaml",
        "b.contract.yml",
        "c.contract.json",
        "d.contract.md",
        "sub/e.contract.yaml",
        "f.contract.YAML",
    ]
)
repositories = st.builds(
    lambda catalog, contracts, shared, registry: {
        "registry/buses.csv": registry,
        **({"ecocontracts.yaml": catalog} if catalog is not None else {}),
        **{f"contracts/{name}": entry for name, entry in contracts.items()},
        **{f"shared/{name}": entry for name, entry in shared.items()},
    },
    st.none() | st.just(CATALOG) | texts | documents(),
    st.dictionaries(names, entries, max_size=3),
    st.just({})
    | st.just(
        {"ecocontracts.yaml": catalog_file(id="shared"), "contracts/x.contract.yaml": note(id="shared.x")}
    ),
    st.just("name\nevents\ndeltas\n")
    | mutated(st.just("name,x\nevents,1\n"), FRAGMENTS)
    | st.binary(max_size=40),
)


def holds(files: dict[str, Any]) -> None:
    """The promises of a catalog, whatever it was built from."""
    try:
        catalog, context = link(files)
    except NothingToEnforce:
        assert "ecocontracts.yaml" not in files
        return
    found = [violation for problems in catalog.problems.values() for violation in problems]
    assert "ECZ001" not in {violation.code for violation in found}, found
    assert all(violation.location is not None and violation.message for violation in found)
    assert set(catalog.problems) <= set(catalog.files)
    assert not {contract.id for contract in catalog.contracts} & catalog.broken
    planned = plan(catalog, context, note_kinds())
    assert set(planned.units) <= set(catalog.files)
    ids = [f"{path}::{unit.name}" for path, units in planned.units.items() for unit in units]
    ids += [f"{path}::{name}" for path in catalog.files for name, _, _ in problem_groups(catalog, path)]
    assert len(ids) == len(set(ids))
    # Nothing that was written disappears: each file is judged, or told what is wrong with it.
    if not catalog.settings.folders_named and "ecocontracts.yaml" not in files:
        for path, entry in files.items():
            if (
                path.startswith("contracts/")
                and isinstance(entry, str | bytes)
                and not isinstance(entry, Link)
            ):
                assert planned.units.get(path) or catalog.problems.get(path)
    for text in ids:
        text.encode()


@given(repositories)
def test_any_repository_gives_a_catalog(files: dict[str, Any]) -> None:
    holds(files)


@pytest.mark.fuzz
@given(repositories)
def test_any_repository_gives_a_catalog_at_length(files: dict[str, Any]) -> None:
    holds(files)
