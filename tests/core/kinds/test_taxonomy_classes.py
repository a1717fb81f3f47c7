"""``taxonomy/v1``, classes: they group codes, say what an error must tell, and are kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.kinds.test_taxonomy_kind import problem_codes, taxonomy
from tests.core.test_taxonomy import ENTRY
from tests.fakes import contract, link, problems

from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.failure_classes import FailureClass, FailureClasses, fits
from pytest_ecocontracts.core.kinds.taxonomy import KIND
from pytest_ecocontracts.core.model import Chunk, Outcome
from pytest_ecocontracts.core.taxonomy import Taxonomy

PATH = "contracts/a.contract.yaml"
MISSING: dict[str, Any] = {
    "name": "INPUT_MISSING",
    "meaning": "What a run needs is not there.",
    "fix": "Let the producer write it.",
    "aliases": ["NO_INPUT"],
    "codes": ["MISSING_DAILY_FILE", "MISSING_EVENTBUS_*", "MISSING_OUTPUT:*"],
    "details": {"required": ["expected_path", "/where/zone"]},
}
PUBLISH: dict[str, Any] = {
    "name": "PUBLISH_FAILURE",
    "meaning": "What was made did not get where it belongs.",
    "fix": "Publish it again, as a whole.",
    "stops": "always",
    "codes": ["MISSING_OUTPUT:*"],
}


def classes(*entries: dict[str, Any], **fields: Any) -> str:
    """A taxonomy of classes alone."""
    return contract(
        "taxonomy/v1",
        **{"id": "shop.failures", "domain": "shop", "classes": list(entries or (MISSING,))} | fields,
    )


def known(*entries: dict[str, Any]) -> FailureClasses:
    catalog, _ = link({PATH: classes(*entries)})
    found = catalog.get("shop.failures")
    assert found is not None
    assert isinstance(found.body, Taxonomy)
    return FailureClasses(found.body.classes)


def check(text: str, name: str, files: dict[str, Any] | None = None) -> Outcome:
    catalog, context = link({PATH: text, **(files or {})})
    assert problems(catalog) == []
    found = catalog.get("shop.failures")
    assert found is not None
    (one,) = [each for each in KIND.checks(found, catalog) if each.name == name]
    return one.run(context, Chunk())


def test_classes_are_enough_for_a_taxonomy() -> None:
    assert problem_codes(classes()) == []
    assert check(classes(MISSING, PUBLISH), "classes") == Outcome(examined=2)


def test_neither_codes_nor_classes_is_no_taxonomy() -> None:
    assert problem_codes(contract("taxonomy/v1", id="shop.failures", domain="shop")) == ["ECC004"]


@pytest.mark.parametrize("alone", [{"prefix": "SHOP"}, {"entries": [ENTRY]}], ids=["prefix", "entries"])
def test_codes_still_need_their_prefix_and_a_prefix_its_codes(alone: dict[str, Any]) -> None:
    assert problem_codes(classes(**alone)) == ["ECC004"]


def test_a_class_is_found_by_its_name_and_its_former_one() -> None:
    found = known()
    assert found.names() == ["INPUT_MISSING"]
    one = found.get("NO_INPUT")
    assert one is not None
    assert one is found.get("INPUT_MISSING")
    assert one.details.required == ("/expected_path", "/where/zone")
    assert found.get("MISSING_DAILY_FILE") is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("MISSING_DAILY_FILE", ["INPUT_MISSING"]),
        ("MISSING_EVENTBUS_MANIFEST", ["INPUT_MISSING"]),
        ("MISSING_OUTPUT:digests", ["INPUT_MISSING", "PUBLISH_FAILURE"]),
        ("MISSING", []),
        ("MISSING_OUTPUT:*", ["INPUT_MISSING", "PUBLISH_FAILURE"]),
    ],
)
def test_a_code_belongs_to_the_classes_that_name_it(code: str, expected: list[str]) -> None:
    assert [one.name for one in known(MISSING, PUBLISH).of_code(code)] == expected


def test_the_pattern_that_says_most_of_a_code_wins() -> None:
    broad = {**MISSING, "codes": ["*_MISMATCH"]}
    narrow = {**PUBLISH, "codes": ["*_MANIFEST_MISMATCH"]}
    found = known(broad, narrow)
    assert [one.name for one in found.of_code("DAY_MANIFEST_MISMATCH")] == ["PUBLISH_FAILURE"]
    assert [one.name for one in found.of_code("DAY_MISMATCH")] == ["INPUT_MISSING"]


def test_an_entry_names_its_class() -> None:
    text = taxonomy({"class": "INPUT_MISSING"}, classes=[MISSING])
    catalog, _ = link({PATH: text})
    assert problems(catalog) == []
    body = catalog.contracts[0].body
    assert isinstance(body, Taxonomy)
    (code,) = list(body)
    assert code.failure_class == "INPUT_MISSING"
    assert [one.name for one in FailureClasses(body.classes).of_code(code.code)] == ["INPUT_MISSING"]


def test_an_entry_of_a_class_that_is_not_there() -> None:
    text = taxonomy({"class": "INPUT_MISING"}, classes=[MISSING])
    (violation,) = check(text, "entries").violations
    assert violation.code == "ECC005"
    assert "INPUT_MISSING" in violation.message


def test_a_word_means_one_class() -> None:
    assert problem_codes(classes(MISSING, {**PUBLISH, "aliases": ["NO_INPUT"]})) == ["ECC010"]
    assert problem_codes(taxonomy(classes=[{**MISSING, "name": ENTRY["code"]}])) == ["ECC010"]
    assert problem_codes(classes(), classes(id="shop.more")) == ["ECC010", "ECC010"]


def test_a_schema_of_details_that_cannot_be_used_is_told() -> None:
    wrong = {**MISSING, "details": {"schema": {"type": "strin"}}}
    with pytest.raises(SchemaProblem) as raised:
        check(classes(wrong), "classes")
    assert raised.value.code == "ECC017"


def change(**changes: Any) -> list[dict[str, Any]]:
    return [{**MISSING, **changes}]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ([PUBLISH], "removed"),
        (change(name="MISSING_INPUT"), "renamed"),
        (change(aliases=[]), "renamed"),
        (change(codes=["MISSING_DAILY_FILE", "MISSING_EVENTBUS_*"]), "removed"),
        (change(stops="always"), "promise"),
        (change(details={"required": ["expected_path", "/where/zone", "resolution"]}), "promise"),
    ],
)
def test_a_promise_about_classes_is_kept(after: list[dict[str, Any]], reason: str) -> None:
    text = classes(*after, version="1.1.0", released="old.yaml")
    if reason == "renamed" and after[0]["name"] != MISSING["name"]:
        after[0]["aliases"] = ["INPUT_MISSING"]
        text = classes(*after, version="1.1.0", released="old.yaml")
    outcome = check(text, "released", {"old.yaml": classes()})
    assert [(v.code, v.metadata["reason"]) for v in outcome.violations] == [("ECC004", reason)]


def test_a_class_may_be_renamed_grow_and_ask_for_less() -> None:
    after = change(
        name="MISSING_INPUT",
        aliases=["INPUT_MISSING", "NO_INPUT"],
        codes=[*MISSING["codes"], "GONE"],
        details={"required": ["expected_path"]},
    )
    text = classes(*after, PUBLISH, version="1.1.0", released="old.yaml")
    assert check(text, "released", {"old.yaml": classes()}) == Outcome(examined=1)


def test_explaining_lists_the_classes() -> None:
    catalog, context = link({PATH: classes(MISSING, PUBLISH)})
    texts = [fact.text for fact in KIND.facts(catalog.contracts[0], context) if fact.label == "class"]
    assert texts[0].startswith("INPUT_MISSING (stops: required); details: expected_path, where/zone")
    assert texts[1] == "PUBLISH_FAILURE (stops: always); codes: MISSING_OUTPUT:*"


WORDS = st.text("ab*", max_size=8)


@given(WORDS, st.text("ab", max_size=10))
def test_patterns_mean_what_regular_expressions_mean(pattern: str, word: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert fits(pattern, word) == (re.fullmatch(expression, word) is not None)


def test_classes_of_several_taxonomies_are_joined() -> None:
    one = FailureClass(name="A", meaning="m", fix="f")
    other = FailureClass(name="B", meaning="m", fix="f")
    joined = Taxonomy([], [one]).joined(Taxonomy([], [one, other]))
    assert joined.classes == (one, other)
