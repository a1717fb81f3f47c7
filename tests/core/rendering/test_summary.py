"""The summary for a pull request: what it says, how long it is, and that nobody can write into it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.change_entries import BASE, answered, block, change, entry, missing, obligation, witness

from pytest_ecocontracts.core.rendering.markdown import cell, code, fenced, table
from pytest_ecocontracts.core.rendering.summary import LONGEST, MARKER, summary, unfinished, verdict

FAILURE = {"code": "ECS003", "message": "the value is no number", "occurrences": 2}
PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
#: what GitHub reads in text, were it not code
HOSTILE = "|`@<>[]()!#*_~\\&:/.\n\t-=+ abc"


def record(changes: Any = None, outcome: str = "success", **fields: Any) -> dict[str, Any]:
    failed = outcome in ("failure", "error")
    return {
        "outcome": outcome,
        "exit": {"code": int(failed)},
        "base": BASE,
        "changes": changes,
        "checks": {"total": 8, "passed": 8, "failed": 0, "errored": 0, "waived": 0, "not_evaluated": 0},
        "tests": {"total": 0, "passed": 0, "failed": 0, "errored": 0, "skipped": 0},
        "failures": [],
        "failures_omitted": 0,
        "waived": [],
        "waived_omitted": 0,
        **fields,
    }


def outside_of_code(text: str) -> str:
    """The text that GitHub reads as more than letters; no link, no image, and no HTML but ours."""
    found: list[str] = []
    for token in PARSER.parse(text):
        if token.type == "html_block":
            assert token.content == f"{MARKER}\n"
        within = False
        for part in token.children or ():
            assert part.type in (
                "text",
                "code_inline",
                "html_inline",
                "strong_open",
                "strong_close",
                "softbreak",
            )
            if part.type == "html_inline":
                assert part.content == ("</code>" if within else "<code>")
                within = not within
            elif part.type == "text" and not within:
                found.append(part.content)
        assert not within
    return "\n".join(found)


def structure(text: str) -> list[str]:
    return [token.type for token in PARSER.parse(text)]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (record(block(entry()), "failure"), "the change is refused"),
        (record(block(answered())), "the change is allowed"),
        (record(block()), "nothing changed"),
        (record(block(), "failure"), "violated"),
        (record(block(answered()), "partial"), "only a part was judged"),
        (record(block(unjudged=({"id": "a", "reason": "b"},))), "nobody can tell"),
        (record(None, "error"), "nobody can tell"),
        (record(None, "cancelled"), "nobody can tell"),
        (record(None, "skipped"), "nothing was run"),
        (record(None, base=None), "kept"),
    ],
)
def test_the_heading_is_the_verdict(made: dict[str, Any], words: str) -> None:
    assert verdict(made) == words
    assert summary(made).startswith(f"{MARKER}\n## Contracts: {words}\n")


def test_a_refused_change_says_what_it_breaks_and_what_to_write() -> None:
    text = summary(record(block(entry(), answered()), "failure", failures=[FAILURE]))
    assert "\nSince `main (88a6b79cd0)`: 2 contracts changed, 1 lacks something.\n" in text
    assert "\nThe run: **failure** (exit code 1); 8 checks: 8 passed; 2 violations, 0 waived.\n" in text
    assert (
        "| `weather.readings` | changed | major | breaking: producers | `1.0.0` "
        "| `version 2.0.0`, `decision`, `migration note` |\n"
    ) in text
    assert '```json\n{\n  "celsius": "cold"\n             ^^^^^^ it is no number\n}\n```\n' in text
    assert "- [ ] `version 2.0.0 is asked`: `nothing`\n" in text
    assert "  - ECV001, at `contracts/readings.contract.yaml:3  /version`: `write version: 2.0.0`\n" in text
    assert "- [x] `version 1.1.0 is asked`: `it is there`\n" in text
    assert text.endswith("### Violations\n\n- ECS003: `the value is no number`\n")


def test_what_is_told_as_missing_is_not_told_again() -> None:
    again = {"code": "ECV001", "message": "ECV001 says so", "occurrences": 1}
    assert "### Violations" not in summary(record(block(entry()), "failure", failures=[again]))


def test_nothing_changed_says_so() -> None:
    assert summary(record(block())) == (
        f"{MARKER}\n## Contracts: nothing changed\n\nNo contract differs from `main (88a6b79cd0)`.\n\n"
        "The run: **success** (exit code 0); 8 checks: 8 passed; 0 violations, 0 waived.\n"
    )


def test_without_a_base_it_says_that_nothing_was_compared() -> None:
    assert "There was no base" in summary(record(None, base=None))
    assert "never compared with `main`" in summary(record(None, "error"))


def test_a_waived_need_is_done() -> None:
    waived = obligation("settle /x", missing("ECV009", "waive it", waived=True))
    text = summary(record(block(entry(obligations=[waived]))))
    assert verdict(record(block(entry(obligations=[waived])))) == "the change is allowed"
    assert "- [x] `settle /x is asked`: `nothing` (waived)\n" in text


def test_a_run_that_was_not_seen_to_end_leaves_no_verdict() -> None:
    assert unfinished().startswith(f"{MARKER}\n## Contracts: nobody can tell\n")


def test_a_large_change_is_cut_where_github_would_refuse_it() -> None:
    large = [change(why="x" * 900, pointer=f"/{number}", witness=witness("y")) for number in range(40)]
    entries = [entry(f"shop.c{number:03}", changes=large, changes_omitted=7) for number in range(300)]
    text = summary(
        record(block(*entries, omitted=4), "failure", failures=[FAILURE] * 200, failures_omitted=9)
    )
    assert len(text) < LONGEST
    assert "\n... and 204 more contracts; the run record lists them.\n" in text
    assert re.search(r"\n\.\.\. and \d+ more contracts: GitHub takes no longer text\.", text)
    assert "\n... and 27 more changes.\n" in text
    assert text.endswith("- ... and 189 more; the run record lists them\n")


def named(name: str) -> str:
    """A summary in which everything that others can name has this name."""
    place = {"path": name, "pointer": name}
    spoiled = entry(
        name,
        **dict.fromkeys(("owner", "kind", "path", "was", "version_before"), name),
        changes=[
            change(
                **place,
                why=name,
                before=name,
                after=name,
                witness=witness({name: name}, message=name, origin=name),
            )
        ],
        obligations=[obligation(name, missing("ECV001", name, **place))],
    )
    changes = block(spoiled, entry(exempt=name), unjudged=({"id": name, "reason": name},))
    other = {**FAILURE, "message": name, "location": place}
    return summary(record(changes, "failure", failures=[other], base={**BASE, "name": name}))


@given(st.text(HOSTILE, max_size=30) | st.text(max_size=30))
def test_no_name_can_write_into_the_summary(name: str) -> None:
    """All that others wrote is code: nothing of it is a link, a mention, HTML, a row or a task."""
    text = named(f"ZQ{name}ZQ")
    assert text.count("ZQ") > 30
    assert "ZQ" not in outside_of_code(text)
    assert structure(text) == structure(named("ZQ plain ZQ"))


@given(st.text(HOSTILE, max_size=30))
def test_code_is_one_span_and_a_cell_is_one_cell(text: str) -> None:
    (inline,) = [token for token in PARSER.parse(f"x {code(text)} y") if token.type == "inline"]
    assert [part.type for part in inline.children or ()] == ["text", "code_inline", "text"]
    tokens = PARSER.parse("\n".join(table(["a", "b"], [[cell(text), "end"]])))
    assert [token.type for token in tokens].count("td_open") == 2
    block_of, *rest = PARSER.parse("\n".join([*fenced([text, "```", "````"], "json"), "end"]))
    assert (block_of.type, [token.type for token in rest]) == (
        "fence",
        ["paragraph_open", "inline", "paragraph_close"],
    )
