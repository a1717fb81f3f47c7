"""Contract files become documents with positions and digests."""

from __future__ import annotations

import pytest
from tests.inputs import LIMITS, problems_of

from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.violations import Location


def test_a_yaml_file_may_hold_several_documents() -> None:
    first, second = load_documents("c/x.contract.yaml", b"id: a\n---\nid: b\nlist:\n- 1\n", LIMITS)
    assert (first.path, first.index, first.data) == ("c/x.contract.yaml", 0, {"id": "a"})
    assert (second.index, second.data) == (1, {"id": "b", "list": [1]})
    assert first.location("/id") == Location(path="c/x.contract.yaml", pointer="/id", line=1, column=5)
    assert second.location("/list/0") == Location(
        path="c/x.contract.yaml", pointer="/list/0", line=5, column=3
    )
    assert second.location("/list", key=True).line == 4


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.contract.yaml", "contract: x/v1\nid: a\n", (2, 5)),
        ("x.contract.yml", "contract: x/v1\r\nid: a\r\n", (2, 5)),
        ("x.contract.YAML", "\ufeffcontract: x/v1\nid: a\n", (2, 5)),
        ("x.contract.json", '{"contract": "x/v1",\n "id": "a"}', (2, 8)),
        ("x.contract.md", "---\ncontract: x/v1\nid: a\n---\n# Why\n", (3, 5)),
    ],
)
def test_every_notation_gives_the_same_data_and_digest(name: str, text: str, place: tuple[int, int]) -> None:
    (document,) = load_documents(name, text.encode(), LIMITS)
    assert document.data == {"contract": "x/v1", "id": "a"}
    (twin,) = load_documents("x.contract.json", b'{"id":"a","contract":"x/v1"}', LIMITS)
    assert document.digest == twin.digest
    location = document.location("/id")
    assert (location.line, location.column) == place


def test_a_document_that_is_no_mapping_is_a_document() -> None:
    """What it must be is for its kind's schema to say, at a place."""
    (document,) = load_documents("x.contract.yaml", b"\n- a\n", LIMITS)
    assert document.data == ["a"]
    assert document.location().line == 2
    (document,) = load_documents("x.contract.json", b"\n 7", LIMITS)
    assert (document.location().line, document.location().column) == (2, 2)


def test_every_empty_document_is_told_with_its_line() -> None:
    found = problems_of(lambda: load_documents("x.contract.yaml", b"---\n---\na: 1\n---\n# x\n", LIMITS))
    assert [(problem.reason, problem.line) for problem in found] == [
        ("empty-document", 2),
        ("empty-document", 6),
    ]


def test_a_page_holds_one_document() -> None:
    text = b"---\na: 1\n...\n--- b\n# Title\n---\n"
    (found,) = problems_of(lambda: load_documents("x.contract.md", text, LIMITS))
    assert (found.reason, found.line) == ("several-documents", 4)


def test_a_file_that_is_no_contract_file_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"x\.txt"):
        load_documents("x.txt", b"a: 1", LIMITS)
