"""Every code is explained: meaning, fix, who acts, and an example that a test can run."""

from __future__ import annotations

import re

import pytest
from tests.core.test_taxonomy import made

from pytest_ecocontracts.core.explaining.codes import explain_class, explain_code
from pytest_ecocontracts.core.failure_classes import Details, FailureClass
from pytest_ecocontracts.core.taxonomy import FailureCode, load_taxonomy


def explained(**fields: object) -> str:
    (entry,) = made(fields)
    return "\n".join(explain_code(entry)) + "\n"


@pytest.mark.parametrize("entry", list(load_taxonomy()), ids=lambda entry: entry.code)
def test_every_code_is_explained(entry: FailureCode) -> None:
    """Meaning, fix, who acts and an example that a test can run."""
    text = "\n".join(explain_code(entry))
    for part in (entry.code, entry.name, entry.meaning, entry.fix, entry.acts, "$ pytest --eco-contracts"):
        assert part in text
    assert entry.example is not None
    assert entry.example.files or entry.example.base
    assert re.fullmatch(r"EC[CSILBVDRXZ]\d{3}", entry.code)


def test_explanation_says_how_deprecated_and_retired_codes_are_replaced() -> None:
    old = explained(status="deprecated", replaced_by="SHOP002", aliases=["drawer-open"])
    gone = explained(status="retired", reason="The till is gone.")
    assert "use SHOP002" in old
    assert "drawer-open" in old
    assert "Retired: The till is gone." in gone


def test_explanation_shows_every_part_of_an_example() -> None:
    example = {
        "files": {"a.yaml": "x: 1\n\ny: 2\n", "empty": ""},
        "folders": ["b"],
        "links": {"c": "d"},
        "git": ["a.yaml"],
        "removed": ["a.yaml"],
        "arguments": ["-n1"],
        "runs": 2,
    }
    text = explained(example=example)
    tail = text[text.index("Minimal failing example") :]
    assert tail == (
        "Minimal failing example:\n\n  a.yaml\n    x: 1\n\n    y: 2\n  empty    (empty)\n"
        "  b/    (empty folder)\n  c -> d\n\n  $ git init && git add a.yaml\n  $ rm a.yaml\n"
        "  $ pytest --eco-contracts -n1\n  $ pytest --eco-contracts -n1\n"
    )


def test_a_class_is_explained() -> None:
    one = FailureClass(
        name="GONE",
        meaning="It is not there.",
        fix="Write it again.",
        stops="always",
        fault="producer",
        retriable="after_fix",
        aliases=("LOST",),
        codes=("GONE_*",),
        evidence=True,
        details=Details(required=("/path", "/when/day")),
    )
    assert explain_class(one) == [
        "GONE (a class of failures, error)",
        "",
        "It is not there.",
        "",
        "Fix:         Write it again.",
        "Stops line:  yes",
        "Who acts:    whoever produces the data",
        "Run again:   after the fix",
        "Details:     path, when/day",
        "Evidence:    yes",
        "Codes:       GONE_*",
        "Also known:  LOST",
    ]


def test_a_class_that_says_little_is_explained_in_little() -> None:
    one = FailureClass(name="LATE", meaning="It took long.", fix="Begin earlier.")
    assert explain_class(one)[-1] == "Stops line:  where what failed was required"
