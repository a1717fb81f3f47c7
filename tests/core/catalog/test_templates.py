"""Templates: one document, a contract for each row of a registry; or everything that is wrong with it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import MemoryFiles, catalog_file, link, make_context, note, note_kinds, problems

from pytest_ecocontracts.core.catalog.reading import Reading, read_contract_file
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import Contract
from pytest_ecocontracts.core.violations import Violation

PATH = "contracts/buses.contract.yaml"
CSV = "name,folder,active\nevents,data/events,yes\ndeltas,data/deltas,no\n"
BUSES = [{"name": "events", "kinds": ["a", "b"], "limit": 3}, {"name": "deltas", "kinds": [], "limit": 0}]


def template(file: str = "registry/buses.csv", where: object = None, **fields: object) -> str:
    """A template of notes; ``for_each`` may be given whole."""
    for_each: dict[str, object] = {"file": file}
    if where is not None:
        for_each["where"] = where
    return note(**{"for_each": for_each, "id": "bus.${name}", "summary": "The bus ${name}.", **fields})


def read(
    text: str,
    entries: dict[str, object] | None = None,
    *,
    base: str = "",
    limits: Limits | None = None,
) -> Reading:
    files = MemoryFiles({PATH: text, "registry/buses.csv": CSV, **(entries or {})})
    context = make_context(files)
    if limits is not None:
        context = replace(context, limits=limits)
    return read_contract_file(PATH, context, note_kinds(), base=base)


def ids(reading: Reading) -> list[str]:
    return [contract.id for contract in reading.contracts]


def data_of(contract: Contract) -> dict[str, Any]:
    assert isinstance(contract.document.data, dict)
    return contract.document.data


def only(reading: Reading) -> Violation:
    assert len(reading.problems) == 1, reading.problems
    assert reading.contracts == []
    return reading.problems[0]


def test_each_row_gives_a_contract_like_any_other() -> None:
    reading = read(template())
    assert reading.problems == []
    assert ids(reading) == ["bus.events", "bus.deltas"]
    assert [contract.header.summary for contract in reading.contracts] == [
        "The bus events.",
        "The bus deltas.",
    ]
    assert all("for_each" not in data_of(contract) for contract in reading.contracts)
    assert len({contract.document.digest for contract in reading.contracts}) == 2


def test_an_instance_says_which_row_it_was_made_for_and_stands_where_its_template_does() -> None:
    contract = read(template()).contracts[1]
    assert str(contract.document.row) == "row 2 of registry/buses.csv, line 3"
    violation = contract.violation("ECS001", "It is broken.", pointer="/summary")
    assert violation.contract is not None
    assert (violation.contract.registry, violation.contract.row) == ("registry/buses.csv", 2)
    plain = read(note(id="bus.deltas", summary="x")).contracts[0]
    assert contract.document.location("/summary").path == PATH
    assert plain.document.row is None
    assert plain.violation("ECS001", "x").contract == plain.reference()


def test_a_document_that_is_written_out_is_the_same_contract() -> None:
    """Nothing but the row tells an instance from a contract that somebody wrote."""
    made = read(template()).contracts[0]
    written = read(note(id="bus.events", summary="The bus events.")).contracts[0]
    assert made.document.digest == written.document.digest
    assert made.header == written.header


@pytest.mark.parametrize(
    ("for_each", "entries"),
    [
        ({"file": "b.json"}, {"b.json": json.dumps(BUSES)}),
        ({"file": "b.yaml", "at": "/buses"}, {"b.yaml": json.dumps({"buses": BUSES})}),
        (
            {"file": "b.toml", "at": "/bus"},
            {"b.toml": '[[bus]]\nname = "events"\n[[bus]]\nname = "deltas"\n'},
        ),
        ({"file": "b.jsonl"}, {"b.jsonl": '{"name": "events"}\n{"name": "deltas"}\n'}),
        ({"file": "b.csv"}, {"b.csv": "name\nevents\ndeltas\n"}),
        ({"file": "b.md"}, {"b.md": "# Buses\n\n| name |\n| -- |\n| events |\n| `deltas` |\n"}),
        (
            {"file": "b.md", "table": "Buses"},
            {"b.md": "| x |\n| - |\n| 1 |\n\n# Buses\n\n| name |\n| -- |\n| events |\n| deltas |\n"},
        ),
        (
            {"file": "b.md", "table": 2},
            {"b.md": "| x |\n| - |\n\n| name |\n| -- |\n| events |\n| deltas |\n"},
        ),
        ({"file": "b.md", "at": "/b"}, {"b.md": "---\nb: [{name: events}, {name: deltas}]\n---\n"}),
        ({"file": "b.yaml", "key": "name"}, {"b.yaml": "events: {limit: 1}\ndeltas: null\n"}),
        ({"file": "b.json", "key": "name", "at": "/b"}, {"b.json": '{"b": {"events": [], "deltas": {}}}'}),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if "file" in value else "",
)
def test_every_kind_of_registry(for_each: dict[str, object], entries: dict[str, object]) -> None:
    reading = read(template(for_each=for_each), entries)
    assert reading.problems == []
    assert ids(reading) == ["bus.events", "bus.deltas"]


def test_a_row_that_is_no_mapping_has_the_column_value() -> None:
    reading = read(template("b.json", id="bus.${value}", summary="x"), {"b.json": '["events", "deltas"]'})
    assert ids(reading) == ["bus.events", "bus.deltas"]


def test_a_text_that_is_one_placeholder_becomes_the_value_with_its_type() -> None:
    text = template(
        "b.json", decisions="${kinds}", checks={"all": {"examined": "${limit}", "note": "n=${limit}"}}
    )
    reading = read(text, {"b.json": json.dumps(BUSES)})
    assert reading.problems == []
    assert reading.contracts[0].header.decisions == ("a", "b")
    assert data_of(reading.contracts[0])["checks"] == {"all": {"examined": 3, "note": "n=3"}}


def test_a_placeholder_may_lead_into_the_row() -> None:
    entries: dict[str, object] = {"b.json": '[{"name": "a", "at": {"of/x": [1, {"y": "deep"}]}}]'}
    assert read(template("b.json", summary="${/at/of~1x/1/y}"), entries).contracts[0].header.summary == "deep"


def test_two_dollars_stand_for_the_characters_themselves() -> None:
    summaries = [c.header.summary for c in read(template(summary="$${name} $5 $$ {name} ${name}")).contracts]
    assert summaries == ["${name} $5 $$ {name} events", "${name} $5 $$ {name} deltas"]


def test_what_a_row_says_is_not_looked_at_again() -> None:
    reading = read(template(), {"registry/buses.csv": "name\n${name}\n"})
    assert [p.code for p in reading.problems] == ["ECC004"]
    assert "${name}" in (reading.problems[0].found or "") + reading.problems[0].message


def test_only_rows_for_which_the_condition_is_true() -> None:
    assert ids(read(template(where="row.active == 'yes'"))) == ["bus.events"]


def test_the_registry_is_relative_to_the_catalog() -> None:
    reading = read(template("buses.csv"), {"shared/buses.csv": CSV}, base="shared")
    assert ids(reading) == ["bus.events", "bus.deltas"]


@pytest.mark.parametrize(
    ("for_each", "entries", "code", "pointer", "words"),
    [
        ({}, {}, "ECC004", "/for_each", "file"),
        (["a"], {}, "ECC004", "/for_each", "array"),
        ({"file": "b.csv", "fils": 1}, {}, "ECC004", "/for_each/fils", "fils"),
        ({"file": "b.csv", "at": "/a", "table": "b"}, {}, "ECC004", "/for_each/table", "none here"),
        ({"file": "b.parquet"}, {}, "ECC004", "/for_each/file", "no registry"),
        ({"file": "b"}, {}, "ECC004", "/for_each/file", "no registry"),
        ({"file": "../b.csv"}, {}, "ECC022", "/for_each/file", "leaves the root"),
        ({"file": "/b.csv"}, {}, "ECC022", "/for_each/file", "absolute"),
        ({"file": "registry/busses.csv"}, {}, "ECC005", "/for_each/file", "does not exist"),
        ({"file": "b.csv"}, {"b.csv": FileProblem("outside-root", "b.csv", "it leads out")}, "ECC022", "/for_each/file", "out"),
        ({"file": "registry"}, {}, "ECC004", "/for_each/file", "no registry"),
        ({"file": "b.csv", "table": "x"}, {"b.csv": CSV}, "ECC004", "/for_each/table", "none here"),
        ({"file": "b.csv", "at": "/x"}, {"b.csv": CSV}, "ECC004", "/for_each/at", "one sequence of rows"),
        ({"file": "b.json", "at": "/x~"}, {"b.json": "{}"}, "ECC003", "/for_each", "nothing at"),
        ({"file": "b.csv", "where": "row.name =="}, {"b.csv": CSV}, "ECC004", "/for_each/where", "where"),
        ({"file": "b.csv", "where": "name == 'a'"}, {"b.csv": CSV}, "ECC004", "/for_each/where", "name"),
        ({"file": "b.csv", "where": "row.nam == 'a'"}, {"b.csv": CSV}, "ECC004", "/for_each/where", "row 1 of b.csv"),
        ({"file": "b.csv", "where": "row.name"}, {"b.csv": CSV}, "ECC004", "/for_each/where", "row 1 of b.csv"),
        ({"file": "b.csv"}, {"b.csv": "name\n"}, "ECC009", "/for_each", "no row"),
        ({"file": "b.csv", "where": "false"}, {"b.csv": CSV}, "ECC009", "/for_each", "where"),
        ({"file": "b.md"}, {"b.md": "| name |\n| -- |\n"}, "ECC009", "/for_each", "no row"),
        ({"file": "b.json", "key": "name"}, {"b.json": "{}"}, "ECC009", "/for_each", "no row"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_registry_is_told_at_the_template(
    for_each: object, entries: dict[str, object], code: str, pointer: str, words: str
) -> None:
    problem = only(read(template(for_each=for_each), entries))
    assert problem.code == code
    assert words in problem.message
    assert problem.location is not None
    if code != "ECC003":
        assert (problem.location.path, problem.location.pointer) == (PATH, pointer)
        assert problem.location.line


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("b.csv", "name\na,b\n", 2, "ragged-row"),
        ("b.json", '[\n{"a": 1, "a": 2}]', 2, "duplicate-key"),
        ("b.yaml", "- a\n- [\n", 3, "syntax"),
        ("b.json", '{"a": 1}', None, "not-an-array"),
        ("b.md", "# Nothing\n", 1, "table-missing"),
    ],
)
def test_a_registry_that_cannot_be_read_is_told_at_its_own_line(
    name: str, text: str, line: int | None, reason: str
) -> None:
    problem = only(read(template(name), {name: text}))
    assert (problem.code, problem.metadata["reason"]) == ("ECC003", reason)
    assert problem.location is not None
    assert (problem.location.path, problem.location.line) == (name, line)
    assert problem.contract is not None
    assert problem.contract.path == PATH


def test_a_mapping_is_asked_for_where_key_is_said() -> None:
    for_each = {"file": "b.json", "key": "name"}
    assert only(read(template(for_each=for_each), {"b.json": "[]"})).metadata["reason"] == "not-a-mapping"
    contradicted = read(template(for_each=for_each), {"b.json": '{"a": {"name": "b"}}'})
    assert only(contradicted).metadata["reason"] == "key-contradicted"


def test_an_empty_registry_may_be_declared_valid() -> None:
    for_each = {"file": "b.csv", "empty": "valid"}
    reading = read(template(for_each=for_each), {"b.csv": "name\n"})
    assert (reading.problems, reading.contracts) == ([], [])


def test_a_placeholder_without_a_column_is_told_once_with_what_was_meant() -> None:
    problem = only(read(template(summary="${nam}")))
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'name'?")
    assert problem.message == "there is no column for ${nam} in registry/buses.csv"
    assert problem.location is not None
    assert problem.location.pointer == "/summary"


def test_a_column_that_some_rows_lack_is_told_with_their_numbers() -> None:
    entries: dict[str, object] = {"b.json": '[{"name": "a", "x": 1}, {"name": "b"}, {"name": "c"}]'}
    problem = only(read(template("b.json", summary="${x}"), entries))
    assert problem.message == "there is no column for ${x} in rows 2, 3 of b.json"


@pytest.mark.parametrize("summary", ["${", "a ${name", "${}", "${ }", "${a{b}"])
def test_a_placeholder_that_is_not_finished(summary: str) -> None:
    problem = only(read(template(summary=summary)))
    assert (problem.code, problem.metadata["keyword"]) == ("ECC004", "for_each")


def test_placeholders_in_keys_are_refused() -> None:
    problem = only(read(template(checks={"${name}": {}})))
    assert (problem.code, problem.location and problem.location.pointer) == ("ECC004", "/checks/${name}")


def test_a_list_inside_of_a_text_is_told_with_its_row() -> None:
    text = template("b.json", decisions="${kinds}", summary="Of ${kinds}")
    problem = only(read(text, {"b.json": json.dumps(BUSES[:1])}))
    assert problem.message == "${kinds} is a list, which cannot stand inside of a text (row 1 of b.json)"
    assert problem.location is not None
    assert problem.location.pointer == "/summary"


def test_rows_of_one_id_do_not_take_the_others_along() -> None:
    reading = read(template(), {"registry/buses.csv": "name\na\nb\na\n"})
    assert ids(reading) == ["bus.b"]
    (problem,) = reading.problems
    assert (problem.code, problem.found) == ("ECC010", "at the rows 1, 3")
    assert reading.broken == {"bus.a"}


def test_what_the_kind_refuses_is_told_for_each_row_that_gives_it() -> None:
    reading = read(template(), {"registry/buses.csv": "name\nok\nNot Ok\n"})
    assert ids(reading) == ["bus.ok"]
    (problem,) = reading.problems
    assert problem.code == "ECC004"
    assert problem.message.endswith("(row 2 of registry/buses.csv, line 3)")
    assert problem.location is not None
    assert (problem.location.path, problem.location.pointer) == (PATH, "/id")


def test_a_catalog_is_no_template() -> None:
    text = catalog_file(for_each={"file": "registry/buses.csv"}, id="shop.${name}")
    assert only(read(text)).message == "a catalog is one document, and no template"


def test_more_rows_than_the_limit_are_refused() -> None:
    limits = Limits(template_rows=2)
    assert ids(read(template(), limits=limits)) == ["bus.events", "bus.deltas"]
    many: dict[str, object] = {"registry/buses.csv": "name\n" + "".join(f"a{n}\n" for n in range(3))}
    assert "more than 2 rows" in only(read(template(), many, limits=limits)).message


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        (template("b.json", summary="${name}" * 2000), [{"name": "x" * 10_000}]),
        (template("b.json", decisions=["${kinds}"] * 2000), [{"name": "a", "kinds": ["x"] * 10_000}]),
        (template("b.json", checks={"a": {"note": "x" * 10_000}}), [{"name": f"a{n}"} for n in range(1000)]),
    ],
    ids=["texts", "values", "rows"],
)
def test_contracts_that_would_fill_the_memory_are_not_made(text: str, registry: object) -> None:
    problem = only(read(text, {"b.json": json.dumps(registry)}, limits=Limits(template_characters=1_000_000)))
    assert problem.metadata["keyword"] == "limit"


def test_the_templates_of_a_file_share_what_they_may_read_and_make() -> None:
    """A small file of many templates over a large registry takes no more than one template does."""
    text = "---\n".join(template("b.json", id="t" + str(number) + ".${name}") for number in range(50))
    rows = json.dumps([{"name": f"a{number}"} for number in range(100)])
    reading = read(text, {"b.json": rows}, limits=Limits(template_characters=1_000_000))
    assert {problem.metadata["keyword"] for problem in reading.problems} == {"limit"}
    assert len(reading.contracts) <= 1000
    padded: dict[str, object] = {"b.json": rows + " " * 300_000}
    assert read(text, padded, limits=Limits(template_characters=200_000)).contracts == []


def test_everything_that_is_wrong_is_told_at_once() -> None:
    reading = read(template(summary="${nam}", owner="${", decisions=["${x}"]))
    assert sorted(problem.code for problem in reading.problems) == ["ECC004", "ECC005", "ECC005"]


@pytest.mark.parametrize("name", ["b.csv", "b.jsonl", "b.csv.gz"])
def test_long_rows_do_not_fill_the_memory(name: str) -> None:
    data = b"name\n" + b"x" * 5000 + b"\n"
    entries: dict[str, object] = {name: gzip.compress(data) if name.endswith(".gz") else data}
    assert only(read(template(name), entries, limits=Limits(contract_bytes=3000))).code == "ECC005"


def test_templates_of_an_imported_catalog_read_its_own_registry() -> None:
    catalog, _ = link(
        {
            "ecocontracts.yaml": catalog_file(imports=[{"folder": "shared", "enforce": ["bus.*"]}]),
            "shared/ecocontracts.yaml": catalog_file(id="shared"),
            f"shared/{PATH}": template(),
            "shared/registry/buses.csv": CSV,
        }
    )
    assert problems(catalog) == []
    made = [contract for contract in catalog.contracts if contract.header.kind == "note"]
    assert [(contract.id, contract.origin) for contract in made] == [
        ("bus.events", "shared"),
        ("bus.deltas", "shared"),
    ]
    assert str(made[0].document.row) == "row 1 of shared/registry/buses.csv, line 2"


def test_a_registry_above_the_limit_is_not_read() -> None:
    limits = Limits(contract_bytes=1000)
    assert only(read(template("b.json"), {"b.json": "[" + " " * 2000 + "]"}, limits=limits)).code == "ECC005"


def test_a_registry_that_is_nested_too_deeply_is_refused() -> None:
    deep: dict[str, object] = {"b.json": '[{"name": ' + "[" * 120 + "]" * 120 + "}]"}
    assert only(read(template("b.json"), deep)).metadata["reason"] == "too-deep"


def test_a_number_of_many_digits_is_no_crash() -> None:
    many: dict[str, object] = {"b.json": '[{"name": "a", "n": ' + "9" * 6000 + "}]"}
    reading = read(template("b.json", summary="${n}"), many)
    assert [problem.code for problem in reading.problems] in (["ECC003"], ["ECC004"])


def test_other_documents_of_the_file_stay() -> None:
    reading = read(f"{template(summary='${x}')}---\n{note(id='other')}")
    assert ids(reading) == ["other"]
    assert [problem.code for problem in reading.problems] == ["ECC005"]


def test_a_typing_error_in_for_each_is_suggested() -> None:
    (problem,) = read(note(for_eech={"file": "a.csv"})).problems
    assert problem.fix == "did you mean 'for_each'?"


def test_instances_take_part_in_linking() -> None:
    """Owners are checked, ids are unique over the catalog, and problems say the row."""
    catalog, _ = link(
        {
            "ecocontracts.yaml": catalog_file(),
            PATH: template(owner="${owner}"),
            "contracts/z.contract.yaml": note(id="bus.twice"),
            "registry/buses.csv": "name,owner\na,platform\nb,nobody\ntwice,platform\n",
        }
    )
    assert [c.id for c in catalog.contracts if c.header.kind == "note"] == ["bus.a"]
    found = {violation.code: violation for violation in problems(catalog)}
    assert sorted(violation.code for violation in problems(catalog)) == ["ECC010", "ECC010", "ECC011"]
    assert found["ECC011"].message.endswith("(row 2 of registry/buses.csv, line 3)")
    assert catalog.broken == {"bus.b", "bus.twice"}


@given(
    st.lists(
        st.fixed_dictionaries(
            {"n": st.text(max_size=8), "v": st.none() | st.integers() | st.lists(st.text())}
        ),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.sampled_from(["${n}", "$${n}", "$", "{", "x", "${/n}"]), max_size=6),
)
def test_filling_in_is_replacing(rows: list[dict[str, object]], parts: list[str]) -> None:
    """Texts come out as if the placeholders had been replaced by hand; whole values keep their type."""
    text = "·".join(parts)
    entries: dict[str, object] = {
        "b.json": json.dumps([{**row, "id": f"a{index}"} for index, row in enumerate(rows)])
    }
    checks = {"one": {"text": f"<{text}>", "value": "${v}"}}
    reading = read(template("b.json", id="${id}", summary="x", checks=checks), entries)
    assert reading.problems == []
    for contract, row in zip(reading.contracts, rows, strict=True):
        wanted = "·".join(
            {"${n}": str(row["n"]), "${/n}": str(row["n"]), "$${n}": "${n}"}.get(p, p) for p in parts
        )
        assert data_of(contract)["checks"]["one"] == {"text": f"<{wanted}>", "value": row["v"]}


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_template_and_any_registry_give_contracts_or_problems(summary: str, registry: str) -> None:
    entries: dict[str, object] = {"registry/buses.csv": "name\n" + registry}
    reading = read(
        template(summary=summary + "${name}"),
        {k: str(v).encode("utf-8", "ignore") for k, v in entries.items()},
    )
    assert reading.contracts or reading.problems
    assert all(problem.code != "ECZ001" for problem in reading.problems)
