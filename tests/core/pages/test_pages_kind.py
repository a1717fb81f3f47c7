"""``pages/v1``: what is asked of pages is found where it is not so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.pages.gate import CONTRACT, enforce, pages
from tests.fakes import FOLDER, Link, contract

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds.pages import KIND
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import MAXIMUM_VIOLATIONS

A = "docs/a.md"


def section(title: str = "Options", **fields: object) -> dict[str, object]:
    return {"title": title, **fields}


# --- presence and reading ---------------------------------------------------------------------------------


def test_a_page_that_is_as_it_should_be() -> None:
    gate = pages(
        {A: "# A\n\n## Scope\n\nThis, see [there](#scope).\n"},
        sections=["Scope"],
        links={"anchors": "github"},
    )
    assert gate.problems == []
    assert gate.codes == []
    assert gate.checks == ["presence", "structure", "links"]
    assert gate.outcome("links").details == {"links": 1}


def test_no_page_is_a_violation_and_proves_nothing() -> None:
    gate = pages({})
    assert gate.found[0] == ("ECL001", CONTRACT, 6)
    assert gate.codes == ["ECL001", "ECC009", "ECC009"]


def test_each_template_needs_a_page() -> None:
    gate = pages({A: "# A\n"}, path=[A, "docs/b.md"])
    assert gate.found == [("ECL001", "docs/b.md", None)]


def test_no_page_is_fine_where_none_is_needed() -> None:
    gate = pages(
        {},
        presence="optional",
        sections=["Scope"],
        tables=[{"columns": ["A"]}],
    )
    assert gate.codes == []


def test_no_identifier_proves_nothing_even_without_pages() -> None:
    gate = pages({}, presence="optional", identifiers=[{"pattern": "x", "declared": {"words": ["x"]}}])
    assert gate.codes == ["ECC009"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff", "ECS001"),
        ("---\na: [\n---\n", "ECS001"),
        ("x" * 200, "ECS011"),
        (FileProblem("unreadable", A, "it may not be read"), "ECS009"),
    ],
)
def test_a_page_that_cannot_be_read_fails_once_and_blocks_the_other_checks(
    content: object, code: str
) -> None:
    gate = pages({A: content}, Limits(page_bytes=100), tables=[{"columns": ["A"]}])
    assert gate.codes == [code, "ECX001", "ECX001"]


def test_each_page_is_read_once() -> None:
    gate = pages(
        {A: "# A\n\n[b](b.md#b)\n", "docs/b.md": "# B\n\n`x`\n"},
        identifiers=[{"pattern": "x", "declared": {"words": ["x"]}}],
        sections=[section("A", required=False)],
    )
    assert gate.codes == []
    assert sorted(path for path in gate.files.reads if path.startswith("docs/")) == [A, "docs/b.md"]


def test_pages_are_divided_into_chunks() -> None:
    gate = pages({f"docs/p{n}.md": "# P\n" for n in range(5)}, Limits(chunk_targets=2))
    assert [name for name in gate.checks if name.startswith("links")] == [
        "links-1-of-3",
        "links-2-of-3",
        "links-3-of-3",
    ]


# --- sections ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("# A\n\n## Options\n\nx\n", section(), []),
        ("# A\n\n### OPTIONS:\n\nx\n", section(), []),
        ("# A\n\n## Choices\n\nx\n", section(also=["Choices"]), []),
        ("# A\n\n## Option\n\nx\n", section(), [("ECD011", 1)]),
        ("text\n", section(), [("ECD011", 1)]),
        ("> ## Options\n> x\n", section(), [("ECD011", 1)]),
        ("# A\n", section(required=False), []),
        ("\n## Options\n", section(), [("ECD012", 2)]),
        ("## Options\n", section(required=False), [("ECD012", 1)]),
        ("## Options\n\n<!-- to do -->\n\n***\n\n### One\n", section(), [("ECD012", 1)]),
        ("## Options\n\n### One\n\nx\n", section(), []),
        ("## Options\n\n- \n- \n", section(), [("ECD012", 1)]),
        ("## Options\n\n- a\n- b\n", section(items=2), []),
        ("## Options\n\n- a\n  - b\n", section(items=2), [("ECD014", 1)]),
        ("## Options\n\nFirst a.\n\n### A\n\nx\n\n#### Why\n\nx\n\n### B\n\nx\n", section(items=2), []),
        ("## Options\n\n### A\n\n#### B\n\n#### C\n\nx\n", section(items=2), [("ECD014", 1)]),
        ("## Options\n\nRun `make`.\n", section(code=1), []),
        ("## Options\n\n```\nmake\n```\n", section(code=1), []),
        ("## Options\n\nRun it.\n\n## B\n\n`make`\n", section(code=1), [("ECD014", 1)]),
        ("## Options\n\nNot applicable: nothing is kept.\n", section(items=2), []),
        ("## Options\n\n**Not applicable**, since\nnothing is kept.\n", section(items=2), []),
        ("## Options\n\nnot applicable\n\nNothing is kept.\n", section(items=2), []),
        ("## Options\n\nNot applicable.\n", section(), [("ECD015", 3)]),
        ("## Options\n\nNot applicable --\n", section(items=2), [("ECD015", 3)]),
        ("## Options\n\nNot applicables exist.\n", section(), []),
    ],
)
def test_sections(text: str, wanted: dict[str, object], found: list[tuple[str, int]]) -> None:
    gate = pages({A: text}, sections=[wanted])
    assert [(code, line) for code, path, line in gate.found if path == A] == found
    assert len(gate.found) == len(found)


def test_a_near_title_is_named() -> None:
    (violation,) = pages({A: "# A\n\n## Alternative\n\nx\n"}, sections=["Alternatives"]).violations
    assert violation.fix == "did you mean 'Alternative'?"
    assert violation.metadata == {"section": "Alternatives"}


def test_sections_stand_in_their_order_where_asked() -> None:
    text = "## A\n\nx\n\n## C\n\nx\n\n## B\n\nx\n\n## D\n\nx\n"
    assert pages({A: text}, sections=["A", "B", "C", "D"], order=True).found == [("ECD013", A, 5)]
    assert pages({A: text}, sections=["A", "B", "C", "D"]).codes == []
    assert pages({A: text}, sections=["A", "C", "E"], order=True).codes == ["ECD011"]


def test_other_words_say_that_a_section_does_not_apply() -> None:
    gate = pages({A: "## A\n\nEntfällt.\n"}, sections=["A"], not_applicable="Entfällt")
    assert gate.codes == ["ECD015"]


# --- entries ----------------------------------------------------------------------------------------------

GLOSSARY = "# Glossary\n\n## Terms\n\n### Bus\n\n- **Meaning:** a stream\n- **Not**: a queue\n\n## Notes\n\n### Other\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GLOSSARY, []),
        (GLOSSARY.replace("Not**: a", "No**: a"), [("ECD011", 5)]),
        (GLOSSARY.replace("a stream", ""), [("ECD012", 7)]),
        (GLOSSARY.replace("a stream", "--"), [("ECD012", 7)]),
        (GLOSSARY.replace("- **Not**: a queue", "#### Not\n\nA queue."), []),
        (GLOSSARY.replace("- **Not**: a queue", "#### Not"), [("ECD012", 8)]),
        (GLOSSARY.replace("### Bus", "Bus"), [("ECD011", 3)]),
        ("# Glossary\n", [("ECD011", 1)]),
    ],
)
def test_entries(text: str, found: list[tuple[str, int]]) -> None:
    gate = pages({A: text}, entries=[{"level": 3, "below": "Terms", "labels": ["Meaning", "Not"]}])
    assert [(code, line) for code, _, line in gate.found] == found


def test_entries_may_stand_anywhere() -> None:
    gate = pages({A: GLOSSARY}, entries=[{"level": 3, "labels": ["Meaning"]}])
    assert gate.found == [("ECD011", A, 12)]


# --- links ------------------------------------------------------------------------------------------------

SITE = {
    "docs/b.md": "# B b\n\n<a id='Here'></a>\n",
    "docs/sub/index.md": "# S\n",
    "pic.png": b"\x89",
    "src/x y.py": "",
    "other/link.md": Link("b.md"),
    "docs/folder": FOLDER,
}


@pytest.mark.parametrize(
    "target",
    [
        "b.md",
        "./b.md#b-b",
        "b.md#Here",
        "b.md?plain=1#b-b",
        "../pic.png",
        "/pic.png",
        "../src/x%20y.py#L10",
        "folder/",
        "sub",
        "..",
        "#title",
        "#",
        "#top",
        "https://nowhere.invalid/#x",
        "mailto:a@b.example",
        "//host/path",
    ],
)
def test_links_that_lead_somewhere(target: str) -> None:
    gate = pages({**SITE, A: f"# Title\n\n[x](<{target}>)\n"})
    assert gate.codes == []


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("c.md", "did you mean 'b.md'?"),
        ("b.md#b-c", "did you mean 'b-b'?"),
        ("#tilte", "did you mean 'title'?"),
        ("../../out.md", None),
        ("%00", None),
        ("none/x.md", "there is no folder 'docs/none' either"),
        ("../other/link.md", None),
    ],
)
def test_links_that_do_not(target: str, fix: str | None) -> None:
    gate = pages({**SITE, A: f"# Title\n\n[x](<{target}>)\n"})
    (violation,) = gate.violations
    assert (violation.code, violation.location and violation.location.line) == ("ECD010", 3)
    assert violation.metadata == {"target": target}
    assert fix is None or violation.fix == fix


def test_images_and_html_lead_somewhere_too() -> None:
    gate = pages({A: "![x](x.png)\n\n<img src='y.png'>\n"})
    assert gate.found == [("ECD010", A, 1), ("ECD010", A, 3)]


def test_how_links_are_resolved_can_be_said() -> None:
    text = "# A - b\n\n[1](/b#b-b) [2](sub) [3](/b) [4](#a-b)\n"
    links = {"root": "docs", "endings": [".md", "/index.md"], "anchors": "python-markdown"}
    assert pages({**SITE, A: text}, links=links).codes == []
    assert len(pages({**SITE, A: text}).codes) == 3


def test_links_may_be_left_alone() -> None:
    gate = pages({A: "[x](nowhere.md)\n"}, links=False)
    assert gate.codes == []
    assert "links" not in gate.checks


def test_a_link_to_a_page_that_cannot_be_read_is_broken() -> None:
    gate = pages({A: "[x](../b.md#b)\n", "b.md": b"\xff"})
    assert gate.found == [("ECD010", A, 1)]


# --- tables -----------------------------------------------------------------------------------------------

TABLE = "# A\n\n## Fields\n\n| Field | Least | Meaning |\n| --- | --- | --- |\n| `id` | 3 | the id |\n| `ts` | - | |\n"


def test_tables_are_records() -> None:
    schema = {
        "properties": {
            "field": {"pattern": "^[a-z]+$"},
            "Least": {"type": "integer"},
            "Meaning": {"minLength": 1},
        },
        "required": ["field", "Least"],
    }
    gate = pages({A: TABLE}, tables=[{"columns": ["field", "Least"], "section": "fields", "schema": schema}])
    assert [(v.code, v.location.line, v.location.pointer) for v in gate.violations if v.location] == [
        ("ECS003", 8, "/Least"),
        ("ECS004", 8, "/Meaning"),
    ]
    assert gate.outcome("tables").details == {"rows": 2}


@pytest.mark.parametrize(
    ("table", "code", "line"),
    [
        ({"columns": ["Field", "Type"]}, "ECD016", 5),
        ({"columns": ["Field"], "section": "A"}, None, None),
        ({"columns": ["Field"], "section": "Others"}, "ECD016", 1),
        ({"columns": ["Field"], "rows": 3}, "ECD014", 5),
    ],
)
def test_tables_that_are_not_there(table: dict[str, Any], code: str | None, line: int | None) -> None:
    gate = pages({A: TABLE}, tables=[table])
    assert gate.found == ([] if code is None else [(code, A, line)])


def test_a_cell_that_is_no_number_of_json_is_a_text() -> None:
    text = "| N |\n| --- |\n" + "".join(
        f"| {n} |\n" for n in ("1e999", "NaN", "-Infinity", "9" * 5000, "1", "-0.5")
    )
    gate = pages({A: text}, tables=[{"columns": ["N"], "schema": {"properties": {"N": {"type": "number"}}}}])
    assert gate.found == [("ECS003", A, line) for line in (3, 4, 5, 6)]


def test_a_missing_column_is_named() -> None:
    (violation,) = pages({A: TABLE}, tables=[{"columns": ["Field", "Type", "Since"]}]).violations
    assert violation.fix == "add Type, Since"


def test_a_wrong_schema_is_a_wrong_contract() -> None:
    gate = pages({A: TABLE}, tables=[{"columns": ["Field"], "schema": {"requierd": ["Field"]}}])
    (violation,) = gate.violations
    assert violation.code == "ECC017"
    assert violation.location is not None
    assert (violation.location.path, violation.location.pointer) == (CONTRACT, "/tables/0/schema/requierd")


# --- identifiers ------------------------------------------------------------------------------------------


def identifiers(**fields: object) -> dict[str, object]:
    return {"pattern": "[a-z_]+[.][a-z_.]+", "declared": {"contracts": ["shop.*"]}, **fields}


def test_identifiers_agree_with_contracts() -> None:
    files = {
        A: "`shop.docs` and `shop.dosc`,\n`shop.dosc` and shop.nothing\n",
        "contracts/b.contract.yaml": contract(id="shop.tree"),
        "contracts/c.contract.yaml": contract(id="shop.broken", tree=None),
    }
    gate = pages(files, identifiers=[identifiers()])
    assert gate.found == [("ECD017", A, 1)]
    assert gate.violations[0].fix == "did you mean 'shop.docs'?"
    assert gate.outcome("identifiers").details == {"identifiers": 2}


def test_what_is_declared_is_mentioned_where_asked() -> None:
    files = {A: "`shop.docs`\n", "contracts/b.contract.yaml": contract(id="shop.tree")}
    gate = pages(files, identifiers=[identifiers(mentioned=True)])
    assert [(v.code, v.metadata) for v in gate.violations] == [("ECD018", {"identifier": "shop.tree"})]
    assert gate.found == [("ECD018", CONTRACT, 7)]


def test_classes_of_taxonomies_and_their_codes_are_declared() -> None:
    rule = {"pattern": "[A-Z]+_[A-Z_]+", "declared": {"codes": True}}
    one = {"name": "IS_GONE", "meaning": "It is not there.", "fix": "Write it again.", "codes": ["NO_*"]}
    taxonomy = contract("taxonomy/v1", id="shop.failures", domain="shop", classes=[one])
    files = {A: "`IS_GONE` `NO_BEDS` `IS_LATE`", "contracts/t.contract.yaml": taxonomy}
    gate = pages(files, identifiers=[rule])
    assert [(v.code, v.found) for v in gate.violations] == [("ECD017", "IS_LATE")]


def taxonomy_file(domain: str, **one: object) -> str:
    fields = {"meaning": "It is not there.", "fix": "Write it again.", **one}
    return contract("taxonomy/v1", id=f"shop.{domain}", domain=domain, classes=[fields])


def test_only_words_of_the_taxonomies_that_are_named() -> None:
    rule = {"pattern": "[A-Z]+_[A-Z_]+", "declared": {"taxonomies": ["shop.failures"]}, "mentioned": True}
    files = {
        A: "`IS_GONE` `NO_BEDS` `IS_LATE` `ECL_X`",
        "contracts/t.contract.yaml": taxonomy_file("failures", name="IS_GONE", codes=["NO_*", "OUT_OF_INK"]),
        "contracts/u.contract.yaml": taxonomy_file("delays", name="IS_LATE"),
    }
    gate = pages(files, identifiers=[rule])
    assert gate.problems == []
    told = [(v.code, v.metadata["identifier"]) for v in gate.violations]
    assert told == [("ECD017", "IS_LATE"), ("ECD017", "ECL_X"), ("ECD018", "OUT_OF_INK")]


@pytest.mark.parametrize("name", ["shop.failure", "shop.pages"])
def test_a_taxonomy_that_is_named_is_one(name: str) -> None:
    rule = {"pattern": "[A-Z]+", "declared": {"taxonomies": [name]}}
    files = {A: "`A`", "contracts/t.contract.yaml": taxonomy_file("failures", name="IS_GONE")}
    gate = pages(files, identifiers=[rule])
    assert gate.problems == [("ECC005", "/identifiers/0/declared/taxonomies/0")]


def test_words_of_a_taxonomy_that_cannot_be_used_are_not_judged() -> None:
    rule = {"pattern": "[A-Z]+", "declared": {"taxonomies": ["shop.failures"]}}
    broken = taxonomy_file("failures", name="IS_GONE", stops="sometimes")
    gate = pages({A: "`A`", "contracts/t.contract.yaml": broken}, identifiers=[rule])
    assert gate.codes == ["ECX001"]


def test_codes_of_taxonomies_are_declared() -> None:
    rule = {"pattern": "[A-Z]+[0-9]+", "declared": {"codes": True}}
    gate = pages(
        {A: "`ECS001`, `ECS000`, `ECS002 schema-required-missing`, `ECS003, ECS888`\n"}, identifiers=[rule]
    )
    assert [v.metadata["identifier"] for v in gate.violations] == ["ECS000", "ECS888"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("code", ["one"]),
        ("text", ["four", "one", "three", "two"]),
        ("all", ["five", "four", "one", "three", "two"]),
    ],
)
def test_where_identifiers_are_looked_for(where: str, found: list[str]) -> None:
    text = "`w:one` is w:two.\n\n| w:three | [w:four](x) |\n|-|-|\n\n```\nw:five\n```\n"
    words = ["w:" + word for word in ("one", "two", "three", "four", "five")]
    rule = {"pattern": "w:[a-z]+", "declared": {"words": words}, "in": where, "mentioned": True}
    gate = pages({A: text}, links=False, identifiers=[rule])
    unmentioned = {v.metadata["identifier"] for v in gate.violations}
    assert sorted(word[2:] for word in words if word not in unmentioned) == found


def test_identifiers_of_one_section() -> None:
    rule = {"pattern": "[a-z]+", "declared": {"words": ["a"]}, "section": "B"}
    assert pages({A: "`x`\n\n## B\n\n`a`\n\n## C\n\n`y`\n"}, identifiers=[rule]).codes == []


def test_a_rule_that_looks_at_nothing_proves_nothing() -> None:
    rules = [
        {"pattern": "[a-z]+", "declared": {"words": ["a"]}},
        {"pattern": "[0-9]+", "declared": {"words": ["1"]}},
    ]
    gate = pages({A: "`a`\n"}, identifiers=rules)
    assert gate.found == [("ECC009", CONTRACT, 7)]


# --- the contract itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"path": "../a.md"}, ("ECC022", "/path")),
        ({"path": ["a.md", "{"]}, ("ECC004", "/path/1")),
        ({"links": {"root": "../x"}}, ("ECC022", "/links/root")),
        (
            {"identifiers": [{"pattern": "(?=a)", "declared": {"words": ["a"]}}]},
            ("ECC020", "/identifiers/0/pattern"),
        ),
        (
            {"identifiers": [{"pattern": "a", "declared": {"contracts": ["shpo.*"]}}]},
            ("ECC005", "/identifiers/0/declared/contracts/0"),
        ),
        ({"sections": [{"title": "A", "when": ["accepted"]}]}, ("ECC004", "/sections/0/when")),
        ({"sections": [{"title": "A", "fails": ["x"]}]}, ("ECC004", "/sections/0/fails")),
        ({"sections": [{"title": "A", "since": "2026-02-30"}]}, ("ECC004", "/sections/0/since")),
        ({"rules": {"link": {}}}, ("ECC004", "/rules/link")),
        ({"sections": []}, ("ECC004", "/sections")),
    ],
)
def test_contracts_that_are_wrong(fields: dict[str, Any], problem: tuple[str, str]) -> None:
    gate = pages({A: "# A\n"}, **fields)
    assert problem in gate.problems
    assert gate.outcomes == {}


def test_a_misspelt_field_is_told_with_the_right_one() -> None:
    gate = pages({A: "# A\n"}, sections=[{"title": "A", "itmes": 2}], links={"anchros": "github"})
    fixes = [(v.fix or "").replace('"', "'") for found in gate.catalog.problems.values() for v in found]
    assert sorted(fixes) == ["did you mean 'anchors'?", "did you mean 'items'?"]


def test_rules_carry_refs_class_severity_and_dates() -> None:
    rule = {
        "title": "Scope",
        "refs": ["PG-01"],
        "class": "SCHEMA_MISMATCH",
        "severity": "warning",
        "message": "Say it",
    }
    links = {"refs": ["PG-02"], "decisions": ["ADR-1"], "until": "2026-01-30"}
    gate = pages({A: "[x](y)\n"}, sections=[rule], rules={"links": links})
    (violation,) = gate.violations
    assert (violation.refs, violation.failure_class, violation.severity) == (
        ("PG-01",),
        "SCHEMA_MISMATCH",
        "warning",
    )
    assert violation.message == "Say it: the section 'Scope' is missing"
    earlier = enforce("pages/v1", {A: "[x](y)\n"}, as_of=date(2026, 1, 30), path=A, rules={"links": links})
    assert [(v.refs, v.decisions) for v in earlier.violations] == [(("PG-02",), ("ADR-1",))]


def test_findings_are_bounded_and_counted() -> None:
    text = "".join(f"[x](x{n}.md)\n" for n in range(MAXIMUM_VIOLATIONS + 3))
    outcome = pages({A: text}).outcome("links")
    assert (len(outcome.violations), outcome.omitted) == (MAXIMUM_VIOLATIONS, 3)


def test_the_kind_explains_itself() -> None:
    gate = pages(
        {A: "# A\n"},
        sections=["Scope", "Change"],
        order=True,
        entries=[{"level": 3, "labels": ["Meaning"]}],
        tables=[{"columns": ["Field", "Meaning"]}],
        identifiers=[identifiers(declared={"contracts": ["shop.docs", "shop.*"]})],
    )
    contract_ = gate.catalog.get("shop.docs")
    assert contract_ is not None
    assert [tuple(fact) for fact in KIND.facts(contract_, gate.context)] == [
        ("pages", "docs/{page:slug}.md (1 now)"),
        ("sections", "Scope, Change, in this order"),
        ("entries", "headings of level 3: Meaning"),
        ("table", "Field, Meaning"),
        ("identifiers", "[a-z_]+[.][a-z_.]+"),
    ]
    assert [tuple(fact) for fact in KIND.about(contract_, A, gate.context)] == [
        ("matches", "docs/{page:slug}.md")
    ]
    assert KIND.about(contract_, "x.md", gate.context) == []
    assert [reference.contract_id for reference in KIND.references(contract_)] == ["shop.docs"]


def test_context_is_not_kept_from_one_run_to_the_next() -> None:
    gate = pages({A: "# A\n"})
    contract_ = gate.catalog.get("shop.docs")
    assert contract_ is not None
    (presence, *_) = KIND.checks(contract_, gate.catalog)
    other = replace(gate.context)
    assert presence.run(gate.context, presence.split(gate.context)[0]).examined == 1
    assert presence.run(other, presence.split(other)[0]).examined == 1
