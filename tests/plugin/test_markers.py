"""Checks can be selected by markers: one for all, one per kind, one per check."""

from __future__ import annotations

import pytest

CONTRACTS = """\
contract: artifact/v1
id: day
version: 1.0.0
owner: team
summary: One file.
path: "day-{n:int}.json"
required: [sold]
---
contract: layout/v1
id: place
version: 1.0.0
owner: team
summary: Where files are.
tree: {contracts/: {"**": opt}, "**": opt}
"""


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.mkdir("contracts")
    pytester.path.joinpath("contracts/all.contract.yaml").write_text(CONTRACTS)
    for number in range(5):
        pytester.path.joinpath(f"day-{number}.json").write_text('{"sold": 1}')
    return pytester


def selected(repository: pytest.Pytester, *arguments: str) -> set[str]:
    result = repository.runpytest("--eco-only", "--strict-markers", "--co", "-q", *arguments)
    return {line.partition("::")[2] for line in result.outlines if "::" in line}


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("eco_artifact", {"day[presence]", "day[schema]"}),
        ("eco_schema", {"day[schema]"}),
        ("eco_layout", {"place[tree]"}),
        ("eco and not eco_layout", {"day[presence]", "day[schema]"}),
    ],
)
def test_kind_and_check_are_markers(repository: pytest.Pytester, expression: str, ids: set[str]) -> None:
    """Also under --strict-markers."""
    assert selected(repository, "-m", expression) == ids


def test_a_broken_contract_is_marked(repository: pytest.Pytester) -> None:
    repository.path.joinpath("contracts/all.contract.yaml").write_text("contract: nothing/v1\nid: a\n")
    assert selected(repository, "-m", "eco_contract") == {"a[contract]"}


def test_chunks_are_as_large_as_asked(repository: pytest.Pytester) -> None:
    expected = {f"day[schema-{index}-of-3]" for index in (1, 2, 3)}
    assert selected(repository, "--eco-chunk", "2", "-m", "eco_schema") == expected


@pytest.mark.parametrize("text", ["0", "-1", "many", "1e3", "²"])
def test_a_chunk_that_is_no_number_is_a_usage_error(repository: pytest.Pytester, text: str) -> None:
    result = repository.runpytest("--eco-only", f"--eco-chunk={text}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--eco-chunk: expected a number of files such as 500*"])
