"""A real policy for decisions and pages, row by row: each rule holds, and each way to break it is found.

The ids (AR-F, PG-01 ...) are those of the policy; a violation carries the row that it breaks in ``refs``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.core.pages.gate import Gate, enforce
from tests.fakes import contract

FOUR = "docs/adr/0004-summaries-of-documents.md"
FIVE = "docs/adr/0005-chunks-by-section.md"
INDEX = "docs/adr/index.md"

POLICY: dict[str, Any] = {
    "path": "docs/adr/{number:[0-9]{4}}-{title:slug}.md",
    "statuses": ["proposed", "accepted", "superseded", "deprecated"],
    # Three numbers are examples in the index of the source, and have no page.
    "ids": {"form": "ADR-{number}", "gaps": [1, 2, 3], "chronological": True},
    "sections": [
        {"title": "Decision", "refs": ["AR-F"]},
        {"title": "Context", "refs": ["AR-F"]},
        {"title": "Alternatives", "items": 2, "refs": ["AR-F"]},
        {"title": "Consequences", "refs": ["AR-F"]},
        {"title": "Easier", "refs": ["AR-F"]},
        {"title": "Harder", "refs": ["AR-F"]},
        {"title": "Risks", "items": 1, "refs": ["AR-F", "AR-05"]},
        {"title": "Rollback plan", "refs": ["AR-F"]},
        {"title": "Migration plan", "refs": ["AR-F"]},
        {"title": "Affected contracts", "items": 1, "refs": ["AR-F"]},
        {"title": "Validation plan", "code": 1, "refs": ["AR-F", "AR-05"]},
        {"title": "Experiment", "when": ["proposed"], "refs": ["AR-02"]},
        {"title": "Deciding evidence", "when": ["proposed"], "refs": ["AR-02"]},
        {"title": "Compatibility window", "when": ["superseded"], "refs": ["AR-02"]},
        {"title": "Usage detection", "when": ["deprecated"], "refs": ["AR-02"]},
        {"title": "Failure modes", "severity": "warning", "refs": ["AR-F"]},
    ],
    "index": {"path": INDEX, "order": "newest-first", "status": "Status"},
    "rules": {
        "decisions": {"refs": ["AR-F"]},
        "ids": {"refs": ["AR-F"]},
        "supersession": {"refs": ["AR-02"]},
        "index": {"refs": ["AR-01"]},
        "links": {"refs": ["PG-01"]},
        "citations": {"refs": ["AR-02"]},
    },
}

BODY = """
## Decision

Summaries of documents stand beside those of sessions, and are told apart by their kind.

## Context

Readers ask for summaries of documents, and there are none.

## Alternatives

- The seam alone: then nobody owns the text.
- A bus of its own, which doubles every manifest.

## Consequences

### Easier

One reader for both.

### Harder

Counting by kind.

### Risks

- Consumers that fail on a missing hierarchy.

## Rollback plan

Stop both streams and refuse the kinds.

## Migration plan

Not applicable: readers of sessions see no difference.

## Affected contracts

- `bus.summary` 2.0.0

## Validation plan

`make smoke` passes on an empty day.

## Failure modes

A document without text.
"""
PAGE = f'---\nid: ADR-0004\nstatus: accepted\ndate: "2026-01-22"\n---\n# Summaries of documents\n{BODY}'
LIST = "| Decision | Status |\n| --- | --- |\n| [ADR-0004](0004-summaries-of-documents.md) | accepted |\n"


def policy(files: dict[str, object], **fields: object) -> Gate:
    return enforce("decisions/v1", files, **{**POLICY, **fields})


def test_the_policy_holds() -> None:
    gate = policy({FOUR: PAGE, INDEX: LIST}, decisions=["ADR-0004"])
    assert gate.problems == []
    assert gate.codes == []


def without(title: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        head, _, rest = text.partition(f"## {title}\n")
        level = "\n### " if head.endswith("#") else "\n## "
        return head.rstrip("#") + rest[rest.index(level) + 1 :]

    return change


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


BREAKS: list[tuple[str, str, str, Callable[[str], str]]] = [
    ("AR-F", "ECD025", "another id", replaced("id: ADR-0004", "id: ADR-0040")),
    ("AR-F", "ECD025", "another title", replaced("# Summaries of documents", "# Summaries")),
    ("AR-F", "ECD021", "no status", replaced("status: accepted\n", "")),
    ("AR-F", "ECD021", "another status", replaced("status: accepted", "status: final")),
    ("AR-F", "ECD021", "no date", replaced('date: "2026-01-22"\n', "")),
    ("AR-F", "ECD021", "a date of no calendar", replaced("2026-01-22", "2026-22-01")),
    ("AR-F", "ECD022", "a date to come", replaced("2026-01-22", "2026-03-22")),
    *[
        ("AR-F", "ECD011", f"no {title}", without(title))
        for title in (
            "Decision",
            "Context",
            "Alternatives",
            "Rollback plan",
            "Migration plan",
            "Affected contracts",
        )
    ],
    ("AR-F", "ECD011", "no Easier", replaced("### Easier\n", "")),
    (
        "AR-F",
        "ECD014",
        "one alternative",
        replaced("- A bus of its own, which doubles every manifest.\n", ""),
    ),
    (
        "AR-F",
        "ECD012",
        "an empty context",
        replaced("Readers ask for summaries of documents, and there are none.\n", ""),
    ),
    (
        "AR-F",
        "ECD015",
        "no reason",
        replaced("Not applicable: readers of sessions see no difference.", "Not applicable."),
    ),
    ("AR-05", "ECD014", "no command", replaced("`make smoke` passes on an empty day.", "It will be tried.")),
    ("AR-05", "ECD014", "no risk", replaced("- Consumers that", "Consumers that")),
    ("AR-F", "ECD011", "no failure modes, which is a warning", replaced("## Failure modes", "## Other")),
    ("AR-02", "ECD011", "proposed without an experiment", replaced("status: accepted", "status: proposed")),
    (
        "PG-01",
        "ECD010",
        "a broken link",
        replaced("One reader for both.", "One [reader](reader.md) for both."),
    ),
]


@pytest.mark.parametrize(
    ("row", "code", "change"), [(r, c, f) for r, c, _, f in BREAKS], ids=[i for _, _, i, _ in BREAKS]
)
def test_each_way_to_break_a_page_is_found(row: str, code: str, change: Callable[[str], str]) -> None:
    gate = policy({FOUR: change(PAGE), INDEX: LIST})
    found = {(reference, v.code) for v in gate.violations for reference in v.refs}
    assert (row, code) in found
    assert all(v.location is not None and v.location.path in (FOUR, INDEX) for v in gate.violations)


def test_recommended_sections_only_warn() -> None:
    gate = policy({FOUR: PAGE.replace("## Failure modes", "## Other"), INDEX: LIST})
    assert [(v.code, v.severity) for v in gate.violations] == [("ECD011", "warning")]


LATER = PAGE.replace("ADR-0004", "ADR-0005").replace("# Summaries of documents", "# Chunks by section")
BOTH = LIST.replace("| [ADR-0004]", "| [ADR-0005](0005-chunks-by-section.md) | accepted |\n| [ADR-0004]")


@pytest.mark.parametrize(
    ("four", "five", "index", "found"),
    [
        (PAGE, LATER, BOTH, []),
        (PAGE, LATER, LIST, [("AR-01", "ECD026")]),
        (PAGE, LATER, LIST + "\n`ADR-0005` too\n", [("AR-01", "ECD026")]),
        (PAGE, LATER, LIST + "| [ADR-0005](0005-chunks-by-section.md) | accepted |\n", [("AR-01", "ECD026")]),
        (PAGE, LATER, BOTH.replace("accepted", "proposed", 1), [("AR-01", "ECD026")]),
        (PAGE, LATER.replace("id:", "supersedes: ADR-0004\nid:"), BOTH, [("AR-02", "ECD027")]),
        (PAGE, LATER.replace("2026-01-22", "2026-01-21"), BOTH, [("AR-F", "ECD022")]),
        (
            PAGE.replace("status: accepted", "status: superseded\nsuperseded_by: ADR-0005"),
            LATER.replace("id:", "supersedes: ADR-0004\nid:"),
            BOTH.replace(
                ".md) | accepted |\n| [ADR-0004](0004-summaries-of-documents.md) | accepted",
                ".md) | accepted |\n| [ADR-0004](0004-summaries-of-documents.md) | superseded",
            ),
            [("AR-02", "ECD011")],
        ),
        (
            PAGE.replace("status: accepted", "status: deprecated"),
            LATER,
            "\n".join(
                line.replace("accepted", "deprecated") if "0004" in line else line
                for line in BOTH.split("\n")
            ),
            [("AR-F", "ECD028"), ("AR-F", "ECD028"), ("AR-02", "ECD011")],
        ),
    ],
)
def test_decisions_hang_together(four: str, five: str, index: str, found: list[tuple[str, str]]) -> None:
    gate = policy({FOUR: four, FIVE: five, INDEX: index})
    assert [(v.refs[0], v.code) for v in gate.violations] == found


def test_contracts_rely_on_what_holds() -> None:
    """AR-02: a proposed decision binds nobody."""
    text = PAGE.replace("status: accepted", "status: proposed").replace(
        "## Failure modes", "## Experiment\n\nx\n\n## Deciding evidence\n\nx\n\n## Failure modes"
    )
    gate = policy({FOUR: text, INDEX: LIST.replace("accepted", "proposed")}, decisions=["ADR-0004"])
    assert [(v.refs, v.code) for v in gate.violations] == [(("AR-02",), "ECD020")]


# --- pages ------------------------------------------------------------------------------------------------

SITE: dict[str, Any] = {
    "path": "docs/{page:slug}.md",
    "sections": [
        {"title": title, "refs": ["PG-01"]}
        for title in ("Scope", "Not in scope", "Change control", "Smoke test", "Failure modes")
    ],
    "entries": [
        {"level": 3, "below": "Terms", "labels": ["Meaning", "Not", "Defined in"], "refs": ["GL-00"]}
    ],
    "tables": [
        {
            "columns": ["Project", "Bus role", "Smoke test", "Schema versions emitted"],
            "section": "Registry",
            "refs": ["EM-F"],
            "schema": {
                "properties": {
                    "Project": {"pattern": "^[a-z_]+$"},
                    "Schema versions emitted": {"pattern": r"^[a-z0-9.]+\.v[0-9]+( [a-z0-9.]+\.v[0-9]+)*$"},
                }
            },
        }
    ],
    "identifiers": [
        {
            "pattern": "[A-Z]+_[A-Z_]+",
            "in": "all",
            "refs": ["ST-05"],
            "declared": {"words": ["INPUT_MISSING", "SCHEMA_MISMATCH", "DUPLICATE_EVENT_ID"]},
            "mentioned": True,
        },
        {
            "pattern": "bus[.][a-z_.]+",
            "refs": ["G12"],
            "declared": {"contracts": ["bus.*"]},
            "mentioned": True,
        },
    ],
    "rules": {"links": {"refs": ["PG-01"]}},
}
SITE_PAGE = """# The bus of summaries

## Scope

Summaries, of the contract `bus.summary`. [Terms](#terms) are below.

## Not in scope

Digests.

## Change control

By decision.

## Smoke test

An empty day.

## Failure modes

`INPUT_MISSING`, and for `DUPLICATE_EVENT_ID` too: SCHEMA_MISMATCH.

## Terms

### Session

- **Meaning:** a group of events in a window.
- **Not:** a conversation.
- **Defined in:** [scope](#scope).

## Registry

| Project | Bus role | Smoke test | Schema versions emitted |
| --- | --- | --- | --- |
| summarizer | producer | zero items | summary.v1 |
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("(#terms)", "(#glossary)", [("PG-01", "ECD010")]),
        ("## Change control", "## Changes", [("PG-01", "ECD011")]),
        ("An empty day.\n", "", [("PG-01", "ECD012")]),
        ("- **Not:** a conversation.\n", "", [("GL-00", "ECD011")]),
        ("**Not:** a conversation", "**Not:**", [("GL-00", "ECD012")]),
        (" | Schema versions emitted", " | Versions", [("EM-F", "ECD016")]),
        ("summary.v1", "summary", [("EM-F", "ECS004")]),
        ("`bus.summary`", "`bus.sumary`", [("G12", "ECD017"), ("G12", "ECD018")]),
        ("`DUPLICATE_EVENT_ID`", "`DUPLICATE_ID`", [("ST-05", "ECD017"), ("ST-05", "ECD018")]),
    ],
)
def test_pages_and_contracts_agree(old: str, new: str, found: list[tuple[str, str]]) -> None:
    files = {
        "docs/summary.md": SITE_PAGE.replace(old, new, 1),
        "contracts/b.contract.yaml": contract(id="bus.summary"),
    }
    gate = enforce("pages/v1", files, **SITE)
    assert gate.problems == []
    assert [(v.refs[0], v.code) for v in gate.violations] == found
