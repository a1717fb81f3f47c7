"""The shipped failure codes: complete, explained, and found by code, name or alias."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from pytest_ecocontracts.core.resources import own_schema_bytes
from pytest_ecocontracts.core.taxonomy import (
    KnownTaxonomies,
    Taxonomy,
    load_taxonomy,
    shipped_bytes,
    taxonomy_from,
)

ENTRY = {
    "code": "SHOP001",
    "name": "till-open",
    "category": "till",
    "severity": "error",
    "fault": "producer",
    "retriable": "no",
    "stops_line": True,
    "status": "stable",
    "since": "1.0.0",
    "meaning": "The till is open.",
    "fix": "Close the till.",
    "acts": "The seller.",
}


def made(*entries: dict[str, object]) -> Taxonomy:
    return taxonomy_from({"domain": "shop", "entries": [{**ENTRY, **entry} for entry in entries]})


def test_texts_are_sentences() -> None:
    for entry in load_taxonomy():
        for text in (entry.meaning, entry.fix, entry.acts):
            assert text[0].isupper(), text
            assert text.endswith("."), text


def test_the_shipped_file_is_valid_and_cited() -> None:
    import jsonschema
    import referencing
    import yaml

    header = json.loads(own_schema_bytes("header.v1.schema.json"))
    registry = referencing.Registry().with_resource(header["$id"], referencing.Resource.from_contents(header))
    validator = jsonschema.Draft202012Validator(
        json.loads(own_schema_bytes("taxonomy.v1.schema.json")), registry=registry
    )
    data = yaml.safe_load(shipped_bytes())
    assert [error.message for error in validator.iter_errors(data)] == []
    (reference,) = KnownTaxonomies().references({"ecocontracts"})
    assert (reference["id"], reference["version"]) == (data["id"], data["version"])
    assert re.fullmatch("sha256:[0-9a-f]{64}", str(reference["digest"]))


def test_lookup_by_code_name_and_alias_in_any_case() -> None:
    taxonomy = made({}, {"code": "SHOP002", "name": "till-shut", "aliases": ["till-closed", "SHOP900"]})
    for word in ("SHOP002", "shop002", "till-shut", "Till-Shut", "till-closed", "SHOP900"):
        found = taxonomy.get(word)
        assert found is not None
        assert found.code == "SHOP002"
    assert taxonomy.get("SHOP003") is None
    assert taxonomy.get("") is None


def test_a_current_name_wins_over_the_alias_of_another() -> None:
    taxonomy = made({"aliases": ["till-shut"]}, {"code": "SHOP002", "name": "till-shut"})
    found = taxonomy.get("till-shut")
    assert found is not None
    assert found.code == "SHOP002"


def test_joined_keeps_both_and_the_first_wins() -> None:
    joined = load_taxonomy().joined(made({}, {"code": "ECS001", "name": "stolen"}))
    assert len(joined) == len(load_taxonomy()) + 1
    stolen = joined.get("ECS001")
    assert stolen is not None
    assert stolen.name == "artifact-unparsable"
    till = joined.get("SHOP001")
    assert till is not None
    assert till.domain == "shop"


def test_importing_it_parses_nothing() -> None:
    """A run in which nothing fails must not pay for the explanations."""
    code = (
        "import sys; import pytest_ecocontracts.core.taxonomy as t;"
        "assert 'yaml' not in sys.modules; assert t._shipped.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
