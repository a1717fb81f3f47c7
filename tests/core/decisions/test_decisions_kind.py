"""``decisions/v1``: decisions say what they should, hang together, and are cited only while they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.core.pages.gate import CONTRACT, Gate, enforce
from tests.fakes import AS_OF, contract

from pytest_ecocontracts.core.decisions.model import IdForm
from pytest_ecocontracts.core.kinds.decisions import KIND
from pytest_ecocontracts.core.limits import Limits

ONE = "docs/adr/0001-use-buses.md"
TWO = "docs/adr/0002-one-file-a-day.md"
THREE = "docs/adr/0003-keep-raw.md"
INDEX = "docs/adr/index.md"
PATH = "docs/adr/{number:int}-{title:slug}.md"
TITLES = {ONE: "Use buses", TWO: "One file a day", THREE: "Keep raw"}


def madr(path: str = ONE, *, title: str | None = None, body: str = "", **fields: object) -> str:
    """A page with front matter."""
    said = {"status": "accepted", "date": "2026-01-02", **fields}
    lines = "".join(f"{name}: {value}\n" for name, value in said.items() if value is not None)
    heading = f"# {TITLES.get(path, 'Other') if title is None else title}\n"
    return f"---\n{lines}---\n{heading}\n{body}"


def decisions(
    files: Mapping[str, object] | None = None,
    *,
    as_of: date = AS_OF,
    limits: Limits | None = None,
    **fields: object,
) -> Gate:
    """Enforce a contract over decisions that are called ADR-0001 and so on."""
    known: dict[str, object] = {"path": PATH, "ids": {"form": "ADR-{number}"}}
    pages = {ONE: madr()} if files is None else files
    return enforce("decisions/v1", pages, limits, as_of, **{**known, **fields})


def test_decisions_that_are_as_they_should_be() -> None:
    index = "# Decisions\n\n- [Two](0002-one-file-a-day.md)\n- [One](0001-use-buses.md)\n"
    gate = decisions(
        {ONE: madr(), TWO: madr(TWO), INDEX: index},
        decisions=["ADR-0001"],
        index={"path": INDEX, "order": "newest-first"},
    )
    assert gate.problems == []
    assert gate.codes == []
    assert gate.checks == ["presence", "decisions", "ids", "supersession", "index", "links", "citations"]
    assert [outcome.examined for outcome in gate.outcomes.values()] == [2, 2, 2, 2, 3, 3, 1]


def test_no_decision_is_a_violation_and_proves_nothing() -> None:
    gate = decisions({})
    assert gate.codes == ["ECL001", "ECC009", "ECC009", "ECC009", "ECC009"]


def test_no_decision_is_fine_where_none_is_needed() -> None:
    assert decisions({}, presence="optional").codes == []


def test_a_page_that_cannot_be_read_blocks_what_needs_all_of_them() -> None:
    gate = decisions({ONE: b"\xff", THREE: madr(THREE, supersedes="ADR-0001")}, decisions=["ADR-0001"])
    assert gate.codes == ["ECS001", "ECX001", "ECX001", "ECX001", "ECX001"]


def test_pages_are_read_once_for_all_checks() -> None:
    gate = decisions({ONE: madr(), TWO: madr(TWO)}, limits=Limits(chunk_targets=1))
    assert gate.codes == []
    assert gate.files.reads.count(ONE) == gate.files.reads.count(TWO) == 1


# --- what one decision says -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"status": "Accepted"}, []),
        ({"status": None}, [("ECD021", 1)]),
        ({"status": "acepted"}, [("ECD021", 2)]),
        ({"status": "acceptedly"}, [("ECD021", 2)]),
        ({"status": "[accepted, proposed]"}, []),
        ({"status": "1"}, [("ECD021", 2)]),
        ({"date": None}, [("ECD021", 1)]),
        ({"date": "2026-02-30"}, [("ECD021", 3)]),
        ({"date": "02.01.2026"}, [("ECD021", 3)]),
        ({"date": "2026-01-31"}, []),
        ({"date": "2026-02-01"}, [("ECD022", 3)]),
        ({"id": "ADR-0001"}, []),
        ({"id": "ADR-1"}, [("ECD025", 4)]),
        ({"supersedes": ""}, [("ECD021", 4)]),
        ({"supersedes": "'none yet'"}, [("ECD021", 4)]),
        ({"supersedes": "''"}, []),
        ({"title": "ADR-0001: Use buses"}, []),
        ({"title": "ADR-0002: Use buses"}, [("ECD025", 5)]),
        ({"title": "Use busses"}, [("ECD025", 5)]),
        ({"title": "1. Use buses"}, []),
        ({"title": "2) Use buses"}, [("ECD025", 5)]),
        ({"title": "Ûsé büses"}, []),
        ({"title": "*Use* `buses`!"}, []),
        ({"title": ""}, [("ECD011", 5)]),
    ],
)
def test_one_decision(fields: dict[str, Any], found: list[tuple[str, int]]) -> None:
    gate = decisions({ONE: madr(ONE, **fields)})
    assert [(code, line) for code, _, line in gate.found] == found


@pytest.mark.parametrize(
    ("title", "how", "codes"),
    [
        ("We use two buses, not files", "words", []),
        ("Buses use us", "words", ["ECD025"]),
        ("Anything", "free", []),
        ("We use two buses", "slug", ["ECD025"]),
    ],
)
def test_how_titles_agree_with_paths(title: str, how: str, codes: list[str]) -> None:
    assert decisions({ONE: madr(title=title)}, title=how).codes == codes


DEPRECATED = {"status": "deprecated", "sunset": "2026-06-30", "replacement": "none"}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"sunset": "once nobody reads it"}, []),
        ({"sunset": "2026-06-31"}, ["ECD021"]),
        ({"sunset": None}, ["ECD028"]),
        ({"sunset": "''"}, ["ECD028"]),
        ({"replacement": None}, ["ECD028"]),
        ({"replacement": "None"}, []),
        ({"replacement": "ADR-0002"}, []),
        ({"replacement": "shop.docs"}, []),
        ({"replacement": "ADR-0001"}, ["ECD021"]),
        ({"replacement": "ADR-0009"}, ["ECD021"]),
        ({"replacement": "something"}, ["ECD021"]),
    ],
)
def test_a_deprecated_decision_says_until_when_and_what_then(
    fields: dict[str, Any], found: list[str]
) -> None:
    assert decisions({ONE: madr(ONE, **{**DEPRECATED, **fields}), TWO: madr(TWO)}).codes == found


def test_sections_may_be_asked_of_some_statuses_only() -> None:
    sections = ["Context", {"title": "Experiment", "when": ["proposed"]}]
    body = "## Context\n\nx\n"
    assert decisions({ONE: madr(body=body)}, sections=sections).codes == []
    assert decisions({ONE: madr(body=body, status="proposed")}, sections=sections).codes == ["ECD011"]
    text = madr(body="## Alternatives\n\n- a\n\n## Context\n\nNot applicable.\n")
    gate = decisions({ONE: text}, sections=["Context", {"title": "Alternatives", "items": 2}], order=True)
    assert gate.codes == ["ECD015", "ECD014", "ECD013"]


# --- headed pages -----------------------------------------------------------------------------------------

NYGARD = "# 1. Use buses\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nDate: never\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NYGARD, []),
        (NYGARD.replace("Accepted", "Superseded by [ADR-0002](0002-one-file-a-day.md)"), []),
        (NYGARD.replace("Accepted", "Supersedes nothing"), [("ECD021", 7)]),
        (NYGARD.replace("\nAccepted\n", ""), [("ECD021", 5)]),
        ("# Use buses\n\n- **Status:** accepted\n- Date: 2026-01-02\n", []),
        ("# Use buses\n\nStatus: accepted\nDate: 2026-13-02\n", [("ECD021", 4)]),
        ("# Use buses\n\n## Notes\n\nStatus: accepted\nDate: 2026-01-02\n", [("ECD021", 1), ("ECD021", 1)]),
        (
            "# Use buses\n\n## Status\n\nStatus: deprecated\nDate: 2026-01-02\nSunset: 2027-01-01\nReplacement: none\n",
            [],
        ),
    ],
)
def test_headed_pages(text: str, found: list[tuple[str, int]]) -> None:
    two = "# One file a day\n\nStatus: accepted\nDate: 2026-01-02\nSupersedes: ADR-0001\n"
    files = {ONE: text, TWO: two if "uperseded by" in text else two.replace("Supersedes: ADR-0001", "")}
    gate = decisions(files, format="headed")
    assert [(code, line) for code, _, line in gate.found] == found


def test_fields_may_have_other_names() -> None:
    text = "# Use buses\n\nStand: beschlossen\nDatum: 2026-01-02\n"
    names = {"status": "Stand", "date": "Datum"}
    gate = decisions(
        {ONE: text},
        format="headed",
        fields=names,
        statuses=["beschlossen", "superseded"],
        citable=["beschlossen"],
        decisions=["ADR-0001"],
    )
    assert gate.codes == []


# --- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "ids", "found"),
    [
        ([ONE, TWO, THREE], {}, []),
        ([TWO, THREE], {}, [("ECD024", "ADR-0001")]),
        ([ONE, THREE], {}, [("ECD024", "ADR-0002")]),
        ([ONE, THREE], {"gaps": [2]}, []),
        ([ONE, THREE], {"gaps": "allow"}, []),
        ([ONE, TWO], {"gaps": [2]}, [("ECD024", "ADR-0002")]),
        ([TWO, THREE], {"first": 2}, []),
        ([ONE, TWO], {"first": 2}, [("ECD024", "ADR-0001")]),
        ([ONE, "docs/adr/0001-other.md"], {}, [("ECD023", "ADR-0001")]),
        ([ONE, "docs/adr/1-other.md"], {}, [("ECD023", "ADR-1")]),
    ],
)
def test_numbers(paths: list[str], ids: dict[str, Any], found: list[tuple[str, str]]) -> None:
    gate = decisions({path: madr(path) for path in paths}, ids={"form": "ADR-{number}", **ids})
    assert [(v.code, v.metadata["decision"]) for v in gate.violations] == found


def test_a_number_far_away_is_not_a_million_findings() -> None:
    gate = decisions({ONE: madr(), "docs/adr/99999999-far.md": madr(title="Far")})
    assert set(gate.codes) == {"ECD024"}
    assert len(gate.codes) <= 200


def test_dates_grow_with_numbers_where_asked() -> None:
    files = {ONE: madr(), TWO: madr(TWO, date="2026-01-01"), THREE: madr(THREE)}
    assert decisions(files).codes == []
    gate = decisions(files, ids={"form": "ADR-{number}", "chronological": True})
    assert gate.found == [("ECD022", TWO, 3)]


# --- supersession -----------------------------------------------------------------------------------------

OLD = {"status": "superseded", "superseded_by": "ADR-0002"}
NEW = {"supersedes": "[ADR-0001]"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (OLD, NEW, []),
        ({"status": "superseded by ADR-0002"}, NEW, []),
        ({"status": "superseded"}, {}, [(ONE, 2)]),
        (OLD, {}, [(TWO, 2)]),
        ({}, NEW, [(ONE, 2)]),
        ({"status": "superseded"}, NEW, [(ONE, 2), (ONE, 2)]),
        ({"superseded_by": "ADR-0002"}, NEW, [(ONE, 4)]),
        ({"status": "superseded", "superseded_by": "ADR-0007"}, {}, [(ONE, 4)]),
        (OLD, {"supersedes": "[ADR-0001, ADR-0008]"}, [(TWO, 4)]),
        (OLD, {"status": "proposed", **NEW}, [(ONE, 4)]),
        ({}, {"status": "proposed", **NEW}, []),
        ({}, {"status": "rejected", **NEW}, []),
    ],
)
def test_supersession(old: dict[str, Any], new: dict[str, Any], found: list[tuple[str, int]]) -> None:
    gate = decisions({ONE: madr(ONE, **old), TWO: madr(TWO, **new)})
    assert gate.codes == ["ECD027"] * len(found)
    assert [(path, line) for _, path, line in gate.found] == found


def test_no_decision_supersedes_itself_by_way_of_others() -> None:
    files = {
        ONE: madr(ONE, status="superseded", superseded_by="ADR-0002", supersedes="ADR-0002"),
        TWO: madr(TWO, status="superseded", superseded_by="ADR-0001", supersedes="ADR-0001"),
    }
    (violation,) = decisions(files).violations
    assert violation.found == "ADR-0001 -> ADR-0002 -> ADR-0001"


# --- the index --------------------------------------------------------------------------------------------

BOTH = {ONE: madr(), TWO: madr(TWO, status="proposed")}
TABLE = "| Decision | Status |\n| --- | --- |\n| [1](0001-use-buses.md) | accepted |\n| [2](0002-one-file-a-day.md) | proposed |\n"


@pytest.mark.parametrize(
    ("text", "index", "found"),
    [
        (TABLE, {"status": "Status", "order": "oldest-first"}, []),
        (TABLE, {"order": "newest-first"}, [("ECD026", 4)]),
        (TABLE.replace("proposed", "accepted"), {"status": "status"}, [("ECD026", 4)]),
        (TABLE, {"status": "State"}, [("ECD026", 3), ("ECD026", 4)]),
        ("[1](./0001-use-buses.md#use-buses)\n", {}, [("ECD026", 1)]),
        ("[1](0001-use-buses.md)\n\nand `ADR-0002`\n", {}, [("ECD026", 3)]),
        (f"# All\n\n## Open\n\n{TABLE}\n## Done\n", {"section": "open"}, []),
        (f"# All\n\n## Open\n\n## Done\n\n{TABLE}", {"section": "Open"}, [("ECD026", 1), ("ECD026", 1)]),
        (TABLE, {"section": "Open"}, [("ECD026", 1)]),
        (TABLE + "\n[3](0003-gone.md)\n", {}, [("ECD010", 6)]),
    ],
)
def test_index(text: str, index: dict[str, Any], found: list[tuple[str, int]]) -> None:
    gate = decisions({**BOTH, INDEX: text}, index={"path": INDEX, **index})
    assert [(code, line) for code, path, line in gate.found if path == INDEX] == found
    assert len(gate.codes) == len(found)


def test_an_index_that_is_not_there() -> None:
    gate = decisions(index={"path": INDEX})
    assert [(code, path) for code, path, _ in gate.found] == [("ECL001", INDEX), ("ECX001", INDEX)]


def test_links_of_decisions_resolve() -> None:
    gate = decisions({ONE: madr(body="[x](gone.md)\n")})
    assert gate.found == [("ECD010", ONE, 7)]
    assert decisions({ONE: madr(body="[x](gone.md)\n")}, links=False).codes == []


# --- citations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cited", "code", "fix"),
    [
        ("ADR-0001", None, None),
        ("ADR-0003", "ECD020", "cite a decision that holds, or take this one"),
        ("ADR-0002", "ECD020", "cite ADR-0001, if the contract keeps it"),
        ("ADR-0011", "ECD019", "did you mean 'ADR-0001'?"),
        ("adr 1", "ECD019", None),
    ],
)
def test_contracts_cite_decisions_that_hold(cited: str, code: str | None, fix: str | None) -> None:
    files = {
        ONE: madr(supersedes="ADR-0002"),
        TWO: madr(TWO, status="superseded", superseded_by="ADR-0001"),
        THREE: madr(THREE, status="proposed"),
        "contracts/b.contract.yaml": contract(id="shop.tree", decisions=[cited]),
    }
    gate = decisions(files)
    assert gate.found == ([] if code is None else [(code, "contracts/b.contract.yaml", 7)])
    if fix is not None:
        assert gate.violations[0].fix == fix
        assert gate.violations[0].metadata == {"contract": "shop.tree", "decision": cited}


def test_more_statuses_may_be_cited() -> None:
    assert decisions({ONE: madr(status="proposed")}, decisions=["ADR-0001"], citable=["proposed"]).codes == []


def test_rules_and_waivers_cite_too_and_data_does_not() -> None:
    waiver = {
        "code": "ECD010", "of": "shop.docs", "owner": "platform", "reason": "The page moves next month.", "decision": "ADR-0008",
        "until": "2026-06-30",
    }  # fmt: skip
    example = {"value": {"decisions": ["ADR-0007"]}}
    files = {
        ONE: madr(body="## Context\n\nx\n"),
        "contracts/w.contract.yaml": contract("waivers/v1", id="shop.waivers", waivers=[waiver]),
        "contracts/d.contract.yaml": contract(
            "artifact/v1", id="shop.data", path="a.json", examples={"passes": [example]}
        ),
        "a.json": "{}",
    }
    gate = decisions(files, sections=[{"title": "Context", "decisions": ["ADR-0009"]}])
    assert gate.problems == []
    assert sorted(str(v.metadata["decision"]) for v in gate.violations) == ["ADR-0008", "ADR-0009"]


def test_each_contract_about_decisions_judges_its_own_ids() -> None:
    other = contract("decisions/v1", id="shop.rfcs", path="rfc/{number:int}.md", ids={"form": "RFC-{number}"})
    files = {ONE: madr(), "rfc/1.md": madr(title="Any"), "contracts/r.contract.yaml": other}
    cited = ["ADR-0001", "RFC-1", "RFC-2", "ADR-0002", "XYZ"]
    gate = decisions(files, decisions=cited)
    assert [v.metadata["decision"] for v in gate.violations] == ["ADR-0002", "XYZ"]


# --- the contract itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"path": "docs/{title:slug}.md", "ids": None}, ("ECC004", "/path")),
        ({"path": "docs/adr.md", "ids": None}, ("ECC004", "/path")),
        ({"ids": {"form": "ADR-{numbre}"}}, ("ECC004", "/ids/form")),
        ({"ids": {"form": "ADR"}}, ("ECC004", "/ids/form")),
        ({"ids": {"form": "ADR-{title}"}}, ("ECC004", "/ids/form")),
        ({"path": "docs/{number:int}.md", "title": "slug"}, ("ECC004", "/title")),
        ({"citable": ["acepted"]}, ("ECC004", "/citable/0")),
        ({"sections": [{"title": "X", "when": ["porposed"]}]}, ("ECC004", "/sections/0/when/0")),
        ({"index": {"path": "../x.md"}}, ("ECC022", "/index/path")),
        ({"fields": {"stauts": "x"}}, ("ECC004", "/fields/stauts")),
    ],
)
def test_contracts_that_are_wrong(fields: dict[str, Any], problem: tuple[str, str]) -> None:
    gate = decisions(**fields)
    assert gate.problems == [problem]


def test_two_contracts_do_not_call_their_decisions_alike() -> None:
    other = contract("decisions/v1", id="shop.more", path="more/{n:int}.md", ids={"form": "ADR-{number}"})
    other = other.replace("{n:int}", "{number:int}")
    gate = decisions({ONE: madr(), "contracts/z.contract.yaml": other})
    assert gate.problems == [("ECC010", "/ids/form")]


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("0001 Use buses", []),
        ("0002 Use buses", ["ECD025"]),
        ("3 reasons to use buses", []),
        ("1. Use buses", []),
    ],
)
def test_titles_of_decisions_that_are_called_by_a_number_alone(title: str, codes: list[str]) -> None:
    assert decisions({ONE: madr(title=title)}, ids={"form": "{number}"}, title="words").codes == codes


def test_rules_carry_refs_and_severity() -> None:
    rules = {"ids": {"refs": ["AR-F"], "severity": "warning"}}
    (violation,) = decisions({TWO: madr(TWO)}, rules=rules).violations
    assert (violation.refs, violation.severity) == (("AR-F",), "warning")


def test_ids_are_found_as_whole_words() -> None:
    form = IdForm("ADR-{number}", "number", "ADR-", "")
    assert form.find("ADR-0001, XADR-0002, ADR-0003x, (ADR-04) ADR-0001") == ("ADR-0001", "ADR-04")
    assert IdForm("{number}", "number", "", "").leading("0001 Title") == "0001"


def test_the_kind_explains_itself() -> None:
    gate = decisions(
        {ONE: madr(), TWO: madr(TWO, status="superseded", superseded_by="ADR-0001"), INDEX: ""},
        decisions=["ADR-0001"],
        sections=["Context"],
        index={"path": INDEX},
    )
    contract_ = gate.catalog.get("shop.docs")
    assert contract_ is not None
    assert [tuple(fact) for fact in KIND.facts(contract_, gate.context)] == [
        ("decisions", f"{PATH} (2 now)"),
        ("ids", "ADR-{number}"),
        ("format", "front matter"),
        ("statuses", "1 accepted, 1 superseded"),
        ("citable", "accepted"),
        ("sections", "Context"),
        ("index", "docs/adr/index.md (any)"),
    ]
    assert [tuple(fact) for fact in KIND.about(contract_, ONE, gate.context)] == [
        ("decision", "ADR-0001: Use buses"),
        ("status", "accepted, 2026-01-02"),
        ("cited by", "shop.docs"),
    ]
    assert [tuple(fact) for fact in KIND.about(contract_, TWO, gate.context)] == [
        ("decision", "ADR-0002: One file a day"),
        ("status", "superseded, 2026-01-02"),
        ("replaced by", "ADR-0001"),
        ("cited by", "no contract"),
    ]
    assert [tuple(fact) for fact in KIND.about(contract_, INDEX, gate.context)] == [
        ("index", "lists the decisions")
    ]
    assert KIND.about(contract_, CONTRACT, gate.context) == []
