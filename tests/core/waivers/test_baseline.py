"""A baseline: what was there when the gate was switched on, which may only shrink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.waivers.gate import finds, found, repository

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.violations import ContractReference, Location, Violation
from pytest_ecocontracts.core.waivers.baseline import Baseline, Terms, entries_of, make_baseline
from pytest_ecocontracts.core.waivers.baseline_text import baseline_text

AS_OF = date(2026, 1, 31)
UNTIL = date(2026, 5, 1)
HEADER: dict[str, object] = {
    "contract": "waivers/v1",
    "id": "shop.waivers",
    "version": "1.0.0",
    "owner": "platform",
    "summary": "What was there: all of it.",
    "baseline": True,
}


def terms(**changes: Any) -> Terms:
    fields: dict[str, Any] = {
        "owner": lambda of: "platform",
        "reason": "Found when the gate was switched on.",
        "until": UNTIL,
        "as_of": AS_OF,
    }
    return Terms(**fields | changes)


def violations(*places: str, code: str = "ECS003") -> list[Violation]:
    """A violation for each ``path#pointer``."""
    parts = [text.partition("#") for text in places]
    return [
        Violation(
            code=code,
            message="wrong",
            contract=ContractReference(id="shop.note"),
            location=Location(path=path, pointer=pointer),
        )
        for path, _, pointer in parts
    ]


def written(baseline: Baseline) -> str:
    return baseline_text(HEADER, baseline.entries, "pytest --eco-baseline=x")


def read(text: str) -> Mapping[str, object]:
    (document,) = load_documents("x.contract.yaml", text.encode(), Limits())
    assert isinstance(document.data, dict)
    return document.data


def again(before: Baseline, *places: str, unsure: Sequence[str] = (), **changes: Any) -> Baseline:
    """The baseline after another run, which found this."""
    known = entries_of(read(written(before)))
    return make_baseline(violations(*places), known, terms(**changes), frozenset(unsure))


def brief(baseline: Baseline) -> list[tuple[str, str, int]]:
    """(path, pointer, max) of each entry."""
    return [(entry.path, "/".join(("", *entry.below)), entry.maximum) for entry in baseline.entries]


FIRST = make_baseline(violations("b#/rows/1/n", "b#/rows/2/n", "b#/rows/2/m", "a#"), None, terms())


def test_there_is_an_entry_for_each_path_and_stable_pointer_with_how_many_there_are() -> None:
    assert brief(FIRST) == [("a", "", 1), ("b", "/rows/*/m", 1), ("b", "/rows/*/n", 2)]
    assert (FIRST.grown, FIRST.shrunk, FIRST.left) == (3, 0, {})


def test_a_pointer_around_others_is_about_them_too() -> None:
    made = make_baseline(violations("a#/rows", "a#/rows/1/n", "a#/other"), None, terms())
    assert brief(made) == [("a", "/other", 1), ("a", "/rows", 2)]


def test_a_path_with_very_many_pointers_has_one_entry() -> None:
    made = make_baseline(violations(*(f"a#/{chr(97 + n % 26)}{n}x" for n in range(60))), None, terms())
    assert brief(made) == [("a", "", 60)]


def test_the_text_says_which_command_wrote_it_and_is_read_as_it_was_meant() -> None:
    text = written(FIRST)
    assert text.startswith("# Written by: pytest --eco-baseline=x\n")
    data = read(text)
    assert {name: data[name] for name in HEADER} == HEADER
    assert entries_of(data) == FIRST.entries


def test_the_order_of_what_is_found_changes_nothing() -> None:
    found_now = violations("b#/rows/1/n", "b#/rows/2/n", "b#/rows/2/m", "a#")
    assert written(make_baseline(reversed(found_now), None, terms())) == written(FIRST)


def test_what_is_mended_is_lowered_or_gone() -> None:
    later = again(FIRST, "b#/rows/7/n", "a#")
    assert brief(later) == [("a", "", 1), ("b", "/rows/*/n", 1)]
    assert (later.grown, later.shrunk, later.left) == (0, 2, {})
    assert again(FIRST).entries == []


def test_what_is_new_is_not_let_in() -> None:
    later = again(FIRST, "a#", "a#", "b#/rows/1/m", "b#/rows/1/n", "b#/rows/1/n", "b#/new", "c#")
    assert brief(later) == brief(FIRST)
    assert (later.grown, later.shrunk, later.left) == (0, 0, {"ECS003": 3})


def test_what_is_new_is_let_in_where_somebody_says_so() -> None:
    later = again(FIRST, "a#", "a#", "b#/rows/1/n", "b#/new", "c#", grow=True, until=date(2026, 6, 1))
    assert brief(later) == [("a", "", 2), ("b", "/new", 1), ("b", "/rows/*/n", 1), ("c", "", 1)]
    assert (later.grown, later.left) == (3, {})
    ends = {entry.path + "/".join(entry.below): entry.until for entry in later.entries}
    assert ends == {"a": UNTIL, "bnew": date(2026, 6, 1), "brows/*/n": UNTIL, "c": date(2026, 6, 1)}


def test_an_end_is_never_put_off() -> None:
    later = again(FIRST, "a#", as_of=date(2026, 7, 1), until=date(2026, 9, 1))
    assert [entry.until for entry in later.entries] == [UNTIL]
    later = again(FIRST, "a#", grow=True, until=date(2026, 9, 1))
    assert [entry.until for entry in later.entries] == [UNTIL]
    later = again(FIRST, "a#", grow=True, as_of=date(2026, 7, 1), until=date(2026, 9, 1))
    assert ([entry.until for entry in later.entries], later.grown) == ([date(2026, 9, 1)], 1)


def test_owner_reason_and_issue_stay_as_they_were_edited() -> None:
    text = written(FIRST).replace("Found when the gate was switched on.", "The till is replaced in May.")
    known = entries_of(read(text.replace("owner: platform", "owner: docs")))
    later = make_baseline(violations("a#"), known, terms(issue="SHOP-1"), frozenset())
    assert [(entry.owner, entry.reason, entry.issue) for entry in later.entries] == [
        ("docs", "The till is replaced in May.", None)
    ]


def test_of_what_could_not_be_judged_nothing_is_lowered() -> None:
    later = again(FIRST, "c#", unsure=["shop.note"])
    assert (brief(later), later.left) == (brief(FIRST), {"ECS003": 1})


@pytest.mark.parametrize("code", ["ECC009", "ECX001", "ECZ001", "ECV001"])
def test_what_cannot_be_waived_is_left(code: str) -> None:
    made = make_baseline(violations("a#", code=code), None, terms())
    assert (made.entries, made.left) == ([], {code: 1})


@pytest.mark.parametrize("path", ["a\udc80b", "a\nb", "../a", "", "~"])
def test_a_path_that_cannot_be_written_down_is_left(path: str) -> None:
    assert make_baseline(violations(f"{path}#"), None, terms()).left == {"ECS003": 1}


#: what paths of contracts may consist of; "~" at their beginning is no file here, but somebody's home
NAMES = st.text(
    st.characters(codec="utf-8", max_codepoint=0xFFFF, exclude_categories=["Cc"], exclude_characters="/#\\:"),
    min_size=1,
    max_size=8,
).filter(lambda name: name not in {".", ".."} and not name.startswith("~"))


@given(st.lists(st.tuples(NAMES, st.lists(NAMES | st.integers(0, 99).map(str), max_size=3)), max_size=8))
def test_a_baseline_covers_what_it_was_made_of_and_nothing_else_stands(
    places: list[tuple[str, list[str]]],
) -> None:
    """Whatever the names: the contract is valid, and after it the gate finds nothing more to say."""
    texts = [
        f"{path}#" + "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)
        for path, tokens in places
    ]
    made = make_baseline(violations(*texts), None, terms())
    assert sum(made.left.values()) == 0
    entries = repository(checks=finds(*texts, examined=len(texts) or 1))
    assert found(entries | {"contracts/waivers.contract.yaml": written(made)}) == []
