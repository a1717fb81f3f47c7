"""A kind is explained from its own schema."""

from __future__ import annotations

import pytest
from tests.core.explaining.catalogs import ask
from tests.fakes import NoteKind, note

from pytest_ecocontracts.core.kinds import BUILT_IN, KindRegistry

NONE: dict[str, object] = {"contracts/n.contract.yaml": note()}


@pytest.mark.parametrize("name", sorted(BUILT_IN))
@pytest.mark.parametrize("version", ["", "/v1"])
def test_every_kind_says_what_it_is_for_and_what_its_fields_mean(name: str, version: str) -> None:
    text = ask(name + version, NONE)
    fields, others = text.split("\nFields of every contract\n")
    assert text.startswith(f"{name}/v1: ")
    for line in [*fields.splitlines()[3:-1], *others.split("\n\n")[0].splitlines()]:
        field, _, meaning = line.strip().partition("  ")
        assert meaning.replace("required", "", 1).strip(), (
            f"the field {field} of {name}/v1 has no description"
        )
    assert f"page    docs/kinds/{name}.md" in text
    assert "  none" in text


def test_fields_of_fields_are_told() -> None:
    text = ask("waivers", NONE)
    assert "  waivers                                The waivers; an empty list is valid." in text
    assert (
        "  waivers[].until              required  Last day (YYYY-MM-DD, UTC) on which it is tolerated."
        in text
    )
    assert "  tree.*.$as " in ask("layout", NONE)
    assert "  examples.fails[].code " in ask("artifact", NONE)


def test_fields_of_other_shipped_schemas_are_told() -> None:
    text = ask("artifact", NONE)
    assert "  relations[].class " in text
    assert "  relations[].references.in " in text
    assert "  invariants[].rule " in text


def test_contracts_of_the_kind_are_listed() -> None:
    text = ask(
        "note",
        {"contracts/n.contract.yaml": note(id="shop.one"), "contracts/m.contract.yaml": note(id="shop.two")},
    )
    assert (
        "Contracts of this kind here\n  shop.two  contracts/m.contract.yaml\n  shop.one  contracts/n" in text
    )


def test_fields_of_alternatives_are_told() -> None:
    fields = [line.split() for line in ask("pages/v1", NONE).splitlines()]
    assert ["sections[].title", "required", "The", "text", "of", "the", "heading;"] in [f[:7] for f in fields]
    assert "links.anchors" in [field[0] for field in fields if field]


def test_kinds_of_plugins_are_explained_from_what_they_say() -> None:
    text = ask("note/v1", NONE)
    assert text.startswith("note/v1: no description")
    assert "  settings.colour" in text
    assert "see the plugin that brings the kind" in text


def test_the_newest_version_is_meant_unless_one_is_named() -> None:
    kinds = KindRegistry()
    for version in (1, 2):
        kind = NoteKind()
        kind.version = version
        kind.schema = {**kind.schema, "description": f"Edition {version}."}
        kinds.register(kind)
    assert ask("note", NONE, kinds=kinds).startswith("note/v2: Edition 2.")
    assert ask("note/v1", NONE, kinds=kinds).startswith("note/v1: Edition 1.")
    assert ask("note/v3", NONE, kinds=kinds) == ""


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": []},
        {"properties": {"a": True, "b": {"$ref": "#/$defs/none"}, "c": {"$ref": "#/$defs/loop"}},
         "$defs": {"loop": {"properties": {"x": {"$ref": "#/$defs/loop"}}}}},
        {"properties": {"a": {"items": []}}, "patternProperties": 7, "additionalProperties": False, "required": 7},
        {"anyOf": 7, "oneOf": [7, {"$ref": "#/$defs/none"}], "then": []},
    ],
)  # fmt: skip
def test_schemas_of_plugins_may_be_anything(schema: dict[str, object]) -> None:
    kinds = KindRegistry()
    kind = NoteKind()
    kind.schema = schema
    kinds.register(kind)
    assert ask(
        "note/v1", {"contracts/l.contract.yaml": note(contract="layout/v1", tree={"**": "opt"})}, kinds=kinds
    ).startswith("note/v1: no description")
