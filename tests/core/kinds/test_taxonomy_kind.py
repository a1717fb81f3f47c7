"""``taxonomy/v1``: own codes, no collisions, and the last released edition is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.core.test_taxonomy import ENTRY
from tests.fakes import codes, contract, link, problems

from pytest_ecocontracts.core.model import Chunk
from pytest_ecocontracts.core.taxonomy import shipped_bytes


def taxonomy(*entries: dict[str, Any], **fields: Any) -> str:
    found = [{**ENTRY, **entry} for entry in entries or ({},)]
    return contract(
        "taxonomy/v1",
        **{"id": "shop.failures", "prefix": "SHOP", "domain": "shop", "entries": found} | fields,
    )


def run(files: dict[str, Any], name: str) -> Any:
    catalog, context = link(files)
    assert problems(catalog) == []
    found = catalog.get("shop.failures")
    assert found is not None
    from pytest_ecocontracts.core.kinds.taxonomy import KIND

    check = next(check for check in KIND.checks(found, catalog) if check.name == name)
    return check.run(context, Chunk())


def problem_codes(*texts: str) -> list[str]:
    catalog, _ = link({f"contracts/{index}.contract.yaml": text for index, text in enumerate(texts)})
    return codes(catalog)


def test_a_sound_taxonomy_passes_and_its_codes_are_known() -> None:
    files = {"contracts/a.contract.yaml": taxonomy({}, {"code": "SHOP002", "name": "till-shut"})}
    outcome = run(files, "entries")
    assert (outcome.violations, outcome.examined) == ((), 2)
    catalog, _ = link(files)
    assert catalog.codes()["till-shut"] == "SHOP002"
    assert catalog.codes()["ECS001"] == "ECS001"


@pytest.mark.parametrize("prefix", ["EC", "ECS", "ECX"])
def test_the_plugins_prefix_is_taken(prefix: str) -> None:
    assert problem_codes(taxonomy({"code": f"{prefix}901"}, prefix=prefix)) == ["ECC010"]


def test_the_shipped_taxonomy_is_a_contract_like_any_other() -> None:
    """This project enforces its own codes; a copy that says anything else is refused."""
    shipped = shipped_bytes().decode()
    assert problem_codes(shipped) == []
    assert set(problem_codes(shipped.replace("name: config-invalid", "name: config-wrong"))) == {"ECC010"}


def test_a_longer_prefix_that_begins_like_it_is_free() -> None:
    assert problem_codes(taxonomy({"code": "ECOM001"}, prefix="ECOM")) == []


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([{"code": "TILL001"}], ["ECC004"]),
        ([{}, {"name": "till-shut"}], ["ECC010"]),
        ([{}, {"code": "SHOP002"}], ["ECC010"]),
        ([{}, {"code": "SHOP002", "name": "till-shut", "aliases": ["till-open"]}], ["ECC010"]),
        ([{"code": "SHOP1"}], ["ECC004"]),
        ([{"code": "shop001"}], ["ECC004"]),
        ([{"name": "Till Open"}], ["ECC004"]),
        ([{"severity": "fatal"}], ["ECC004"]),
        ([{"status": "deprecated"}], ["ECC004"]),
        ([{"status": "retired"}], ["ECC004"]),
        ([{"example": {}}], ["ECC004"]),
        ([{"colour": "red"}], ["ECC004"]),
        ([{"code": "EVERY001"}, {"code": "EVERY001", "name": "b-b"}], ["ECC004", "ECC004", "ECC010"]),
    ],
)
def test_unusable(entries: list[dict[str, Any]], expected: list[str]) -> None:
    assert problem_codes(taxonomy(*entries)) == expected


def test_no_entries_is_no_taxonomy() -> None:
    assert problem_codes(taxonomy(entries=[])) == ["ECC004"]


@pytest.mark.parametrize("released", ["/etc/passwd", "../old.yaml"])
def test_the_released_edition_lies_below_the_root(released: str) -> None:
    assert problem_codes(taxonomy(released=released)) == ["ECC022"]


def test_words_collide_across_taxonomies() -> None:
    other = taxonomy({"name": "drawer-open"}, id="other.failures", domain="other")
    assert problem_codes(taxonomy(), other) == ["ECC010"]
    named = taxonomy({"code": "TILL001"}, id="other.failures", domain="other", prefix="TILL")
    assert problem_codes(taxonomy(), named) == ["ECC010"]


def test_the_plugins_own_names_are_taken() -> None:
    assert problem_codes(taxonomy({"name": "artifact-empty"})) == ["ECC010"]
    assert problem_codes(taxonomy({"aliases": ["ECS001"]})) == ["ECC010"]


def test_entries_check_finds_what_is_usable_but_wrong() -> None:
    text = taxonomy(
        {"status": "deprecated", "replaced_by": "SHOP009"}, {"code": "SHOP002", "name": "b", "since": "2.0.0"}
    )
    outcome = run({"contracts/a.contract.yaml": text}, "entries")
    assert sorted(violation.code for violation in outcome.violations) == ["ECC005", "ECC013"]
    assert outcome.violations[0].location is not None
    assert outcome.violations[0].location.line is not None
    assert outcome.examined == 2


OLD = taxonomy({}, {"code": "SHOP002", "name": "till-shut"})


def released(new: str, old: str | None = OLD) -> list[tuple[str, str]]:
    files = {"contracts/a.contract.yaml": new} | ({} if old is None else {"released/1.0.0.yaml": old})
    outcome = run(files, "released")
    assert outcome.examined >= 1
    return [(violation.code, violation.message) for violation in outcome.violations]


def test_released_promises_that_are_kept_pass() -> None:
    new = taxonomy(
        {},
        {"code": "SHOP002", "name": "till-shut"},
        {"code": "SHOP003", "name": "c"},
        version="1.1.0",
        released="released/1.0.0.yaml",
    )
    assert released(new) == []


def test_a_removed_code_is_found() -> None:
    ((code, message),) = released(taxonomy(version="1.1.0", released="released/1.0.0.yaml"))
    assert code == "ECC004"
    assert "SHOP002 till-shut was removed" in message


@pytest.mark.parametrize(
    ("old", "code"),
    [
        (None, "ECC002"),
        ("a: [", "ECC003"),
        ("[]", "ECC003"),
        (json.dumps({"prefix": "SHOP"}), "ECC003"),
        ("", "ECC003"),
    ],
)
def test_a_released_edition_that_cannot_be_read_is_found(old: str | None, code: str) -> None:
    assert [found for found, _ in released(taxonomy(released="released/1.0.0.yaml"), old)] == [code]
