"""One contract file to contracts, or to everything that is wrong with it, with the place and what to write."""

from __future__ import annotations

import pytest
from tests.fakes import FOLDER, Link, MemoryFiles, NoteKind, contract, make_context, note, note_kinds

from pytest_ecocontracts.core.catalog.reading import Reading, read_contract_file
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Document, Report
from pytest_ecocontracts.core.violations import Violation


def read(text: object, path: str = "contracts/a.contract.yaml", kinds: KindRegistry | None = None) -> Reading:
    return read_contract_file(path, make_context(MemoryFiles({path: text})), kinds or note_kinds())


def only(reading: Reading) -> Violation:
    assert len(reading.problems) == 1, reading.problems
    assert reading.contracts == []
    return reading.problems[0]


def place(violation: Violation) -> tuple[int | None, int | None]:
    assert violation.location is not None
    return violation.location.line, violation.location.column


def test_a_valid_contract_is_read_with_its_header() -> None:
    reading = read(note(status="experimental", decisions=["ADR-1"]))
    assert reading.problems == []
    header = reading.contracts[0].header
    assert (header.kind, header.kind_version, header.id) == ("note", 1, "shop.note")
    assert (header.status, header.decisions) == ("experimental", ("ADR-1",))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.contract.yml", note()),
        ("A.CONTRACT.YAML", note()),
        ("a.contract.json", '{"contract":"note/v1","id":"a","version":"1","owner":"b","summary":"c"}'),
        ("a.contract.md", f"---\n{note()}---\n# The page explains it\n"),
    ],
)
def test_every_format_of_contract_files(path: str, text: str) -> None:
    reading = read(text, path)
    assert reading.problems == []
    assert len(reading.contracts) == 1


def test_a_file_holds_several_documents_and_one_bad_one_leaves_the_others() -> None:
    reading = read(f"{note(id='a')}---\n{note(id='b', owner=None)}---\n{note(id='c')}")
    assert [contract.id for contract in reading.contracts] == ["a", "c"]
    assert reading.broken == {"b"}
    assert [problem.code for problem in reading.problems] == ["ECC004"]


@pytest.mark.parametrize(
    ("entry", "code", "reason"),
    [
        (Link("gone"), "ECC002", "dangling-link"),
        (FOLDER, "ECC002", "directory"),
        (FileProblem("outside-root", "a", "it leads out of the root"), "ECC022", "outside-root"),
        (FileProblem("unreadable", "a", "permission denied"), "ECC002", "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read(entry: object, code: str, reason: str) -> None:
    problem = only(read(entry))
    assert (problem.code, problem.metadata["reason"]) == (code, reason)
    assert problem.location is not None
    assert problem.location.path == "contracts/a.contract.yaml"


def test_a_file_above_the_limit_is_not_read() -> None:
    assert only(read("#" + "x" * (5 << 20))).code == "ECC002"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("id: a\nid: b\n", 2),
        ("id: [a\n", None),
        ("\tid: a\n", 1),
        (b"\xff\xfe\x00", None),
        (b"id: \x00", None),
        ("id: &a [*a]\n", 1),
    ],
)
def test_what_is_no_document_is_unparsable_and_says_where(text: object, line: int | None) -> None:
    problem = only(read(text))
    assert problem.code == "ECC003"
    assert problem.message
    if line is not None:
        assert place(problem)[0] == line


def test_depth_and_aliases_are_bounded() -> None:
    assert only(read("a: " + "[" * 100_000)).code == "ECC003"
    assert only(read('{"a":' + "[" * 100_000, "a.contract.json")).code == "ECC003"
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
    )
    assert only(read(bomb)).code == "ECC003"


@pytest.mark.parametrize("text", ["- a\n", "just words\n", "42\n", "null\n", "true\n"])
def test_a_document_that_is_no_mapping(text: str) -> None:
    assert only(read(text)).code in {"ECC003", "ECC004"}


@pytest.mark.parametrize(
    "value",
    [
        "nota/v1",
        "note/v2",
        "note",
        "note/1",
        "note/v1x",
        "",
        "note/v01",
        "note/v1\n",
        "note/v" + "9" * 5000,
        "x" * 9999,
        "٣/v٣",
        7,
        None,
        [],
        {},
    ],
)
def test_an_unknown_kind_is_named_and_the_choice_given(value: object) -> None:
    import json

    problem = only(read(f"contract: {json.dumps(value)}\nid: a\n"))
    assert problem.code == "ECC021"
    assert "note/v1" in f"{problem.expected} {problem.fix}"
    assert place(problem) == (1, 11)


def test_a_misspelt_kind_gets_a_suggestion() -> None:
    assert only(read(note().replace("note/v1", "noet/v1"))).fix == "did you mean 'note/v1'?"


def test_no_kind_at_all() -> None:
    problem = only(read("id: a\n"))
    assert (problem.code, problem.found) == ("ECC021", "no field contract")


@pytest.mark.parametrize("version", ["one", "1..2", "v", "1.0.0-", "1 2", "event.v", "0x10"])
def test_a_version_that_is_none(version: str) -> None:
    problem = only(read(note(version=version)))
    assert problem.code == "ECC013"
    assert problem.location is not None
    assert problem.location.pointer == "/version"


@pytest.mark.parametrize(
    "version", ["1", "1.2", "1.2.0", "2.0.0rc1", "event.v1", "event.daily.v2.1", "1.0.0+local"]
)
def test_versions_that_are_valid(version: str) -> None:
    assert read(note(version=version)).problems == []


def test_a_version_without_quotes_is_a_number_and_told_so() -> None:
    problem = only(read(note(version=1.0)))
    assert (problem.code, place(problem)) == ("ECC004", (3, 10))


def test_every_problem_of_a_document_is_told_at_once() -> None:
    reading = read(
        note(
            id="Not An Id",
            owner=7,
            decisions=["a", "a"],
            settings={"size": "big", "kolour": "red"},
            sumary="x",
        )
    )
    found = {
        (problem.code, problem.location.pointer)
        for problem in reading.problems
        if problem.location is not None
    }
    assert found == {
        ("ECC004", "/id"),
        ("ECC004", "/owner"),
        ("ECC004", "/decisions"),
        ("ECC004", "/settings/size"),
        ("ECC004", "/settings/kolour"),
        ("ECC004", "/sumary"),
    }
    assert all(place(problem)[0] for problem in reading.problems)


def test_an_unknown_field_is_placed_at_its_key_with_what_was_meant() -> None:
    reading = read(note(settings={"kolour": "red"}))
    problem = only(reading)
    assert problem.fix == "did you mean 'colour'?"
    assert problem.location is not None
    assert problem.location.pointer == "/settings/kolour"
    assert problem.metadata["property"] == "kolour"


def test_a_misspelt_header_field_is_told_once_with_what_was_meant() -> None:
    reading = read(note(owner=None, ownr="platform"))
    fixes = {problem.fix for problem in reading.problems}
    assert "did you mean 'owner'?" in fixes
    assert len(reading.problems) == 2  # the missing field, and the unknown one


def test_a_wrong_header_field_is_no_unknown_field() -> None:
    assert [p.message for p in read(note(owner="")).problems if "unevaluated" in p.message] == []


def test_deprecated_contracts_say_since_when_until_when_and_what_follows() -> None:
    assert only(read(note(status="deprecated", since="2.0.0", sunset="2027-01-01"))).code == "ECC004"
    assert read(note(status="deprecated", since="2", sunset="2027-01-01", replaced_by="b")).problems == []


@pytest.mark.parametrize("name", ["a::b", "a[1]", "a]", "a\n", "a\x1b[2J", "a\udcff", "a\u2028"])
def test_a_path_that_test_ids_cannot_carry_is_refused_before_it_is_read(name: str) -> None:
    problem = only(read(note(), f"contracts/{name}.contract.yaml"))
    assert problem.code == "ECC001"


class _Broken(NoteKind):
    def parse(self, document: Document, report: Report) -> object:
        raise ZeroDivisionError("by the plugin")


def test_a_kind_that_crashes_is_a_finding_and_spares_the_other_documents() -> None:
    kinds = note_kinds()
    broken = _Broken()
    broken.name = "broken"
    kinds.register(broken)
    reading = read(f"{note(id='a')}---\n{contract('broken/v1', id='b')}", kinds=kinds)
    assert [contract.id for contract in reading.contracts] == ["a"]
    problem = reading.problems[0]
    assert (problem.code, reading.broken) == ("ECZ001", {"b"})
    assert "by the plugin" in problem.message


def test_a_kind_whose_schema_is_none_is_a_finding() -> None:
    kinds = KindRegistry()
    kind = NoteKind()
    kind.schema = {"type": 42}
    kinds.register(kind)
    problem = only(read(note(), kinds=kinds))
    assert problem.code == "ECC017"
    assert "note/v1" in problem.message


def test_a_parser_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> list[Document]:
        raise RecursionError("too deep")

    monkeypatch.setattr("pytest_ecocontracts.core.catalog.reading.load_documents", explode)
    assert only(read(note())).code == "ECZ001"


def test_problems_without_number_are_counted_beyond_the_first_thousand() -> None:
    reading = read("".join(f"field{index}: 1\n" for index in range(5_000)) + note())
    assert len(reading.problems) == 1001
    assert reading.problems[-1].message.startswith("4000 more problems")
