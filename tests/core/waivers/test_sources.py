"""Exceptions that stand in files of the repository's own: read through a mapping, judged where they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.waivers.gate import finds, found, judged, place, repository, waiver
from tests.fakes import MemoryFiles, codes, link, note_kinds, problems

from pytest_ecocontracts.core.errors import FileProblem, LoadError
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.ports import Listing
from pytest_ecocontracts.core.running import Ledger
from pytest_ecocontracts.core.waivers.lines import read_lines
from pytest_ecocontracts.core.waivers.sources import mapped_entries
from pytest_ecocontracts.core.waiving import WaiverIndex, apply_waivers, waivers_of

MAP = {
    "path": "/file",
    "owner": "/owner",
    "reason": "/why",
    "until": "/expiry",
    "issue": "/issue_id",
    "id": "/id",
}
GOVERNED = {"files": "config/allow.json", "at": "/exceptions/*", "map": MAP, "governs": True}
LINES = {
    "files": "config/allow.txt",
    "format": "lines",
    "map": {"path": "/line", "owner": "/owner", "reason": "/why", "until": "/expires"},
    "governs": True,
    "require": ["path", "owner", "reason", "until"],
}
GOOD = {
    "id": "E-1",
    "file": "data/a.json",
    "owner": "platform",
    "why": "the till sends texts until June",
    "expiry": "2026-06-30",
    "issue_id": "SHOP-7",
}


def listed(*entries: Mapping[str, object], **more: object) -> str:
    """The text of an allowlist: each entry on a line of its own, from line 3."""
    lines = ",\n".join(
        json.dumps({name: value for name, value in {**GOOD, **entry}.items() if value is not None})
        for entry in entries
    )
    return f'{{"schema_version": 1,\n"exceptions": [\n{lines}\n]}}'


def governed(text: str, source: Mapping[str, object] = GOVERNED, **fields: object) -> dict[str, object]:
    checks = {"look": {}}
    return repository(checks=checks, files={str(source["files"]): text}, **{"from": [source], **fields})


def test_entries_that_say_everything_are_fine() -> None:
    assert found(governed(listed({}, {"id": "E-2", "file": "data/b.json"}))) == []


def test_an_empty_list_is_fine() -> None:
    assert found(governed(listed())) == []


@pytest.mark.parametrize(
    ("changes", "code", "pointer", "position"),
    [
        ({"owner": None}, "ECD037", "/exceptions/0/owner", (3, 1)),
        ({"owner": "  "}, "ECD037", "/exceptions/0/owner", (3, 47)),
        ({"issue_id": None}, "ECD037", "/exceptions/0/issue_id", (3, 1)),
        ({"expiry": "2026-02-30"}, "ECD038", "/exceptions/0/expiry", (3, 111)),
        ({"expiry": "20260220"}, "ECD038", "/exceptions/0/expiry", (3, 111)),
        ({"expiry": ["2026-02-20"]}, "ECD038", "/exceptions/0/expiry", (3, 111)),
        ({"owner": "nobody"}, "ECD038", "/exceptions/0/owner", (3, 47)),
        ({"why": "temporary"}, "ECD036", "/exceptions/0/why", (3, 66)),
        ({"expiry": "2026-01-30"}, "ECD003", "/exceptions/0/expiry", (3, 111)),
        ({"file": "a//b"}, "ECD038", "/exceptions/0/file", (3, 23)),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_at_its_own_line_and_column(
    changes: Mapping[str, object], code: str, pointer: str, position: tuple[int, int]
) -> None:
    told = [(one.code, place(one)) for one in judged(governed(listed(changes)))]
    assert told == [(code, ("config/allow.json", pointer, *position))]


def test_every_policy_holds_for_entries_of_files() -> None:
    text = listed({"id": "E-2"}, {"id": "E-1", "file": "data/b.json", "issue_id": "7"})
    policy = {
        "issue_pattern": "SHOP-[0-9]+",
        "horizon": {"days": 30},
        "budget": {"max": 1},
        "owner_aliases": {"x": "docs"},
    }
    assert sorted(found(governed(text, policy=policy))) == ["ECD035", "ECD035", "ECD038", "ECD039"]


def test_aliases_are_owners() -> None:
    text = listed({"owner": "ops-platform"})
    assert found(governed(text)) == ["ECD038"]
    assert found(governed(text, policy={"owner_aliases": {"ops-platform": "platform"}})) == []


def test_an_id_is_given_once_in_all_files() -> None:
    other = {**GOVERNED, "files": "config/more.json"}
    entries = repository(
        checks={"look": {}},
        files={"config/allow.json": listed({}), "config/more.json": listed({"file": "data/b.json"})},
        **{"from": [GOVERNED, other]},
    )
    (violation,) = judged(entries)
    assert violation.code == "ECD030"
    assert place(violation)[0] == "config/more.json"
    assert violation.metadata["other"] == "config/allow.json"
    assert violation.found == "the first is at config/allow.json:3"


def test_the_same_path_in_two_lists_may_be_about_two_things() -> None:
    text = json.dumps({"one": [{**GOOD, "id": "a"}], "two": [{**GOOD, "id": "b"}]})
    assert found(governed(text, {**GOVERNED, "at": "/{list}/*"})) == []
    text = json.dumps({"one": [{**GOOD, "id": "a"}, {**GOOD, "id": "b"}]})
    assert found(governed(text, {**GOVERNED, "at": "/{list}/*"})) == ["ECD030"]


def test_each_list_is_sorted_by_itself() -> None:
    text = json.dumps({"two": [{**GOOD, "id": "b"}], "one": [{**GOOD, "id": "a", "file": "data/c.json"}]})
    source = {**GOVERNED, "at": "/{list}/*"}
    assert found(governed(text, source, policy={"sorted": True})) == []
    text = listed({"file": "data/b.json"}, {"id": "E-2"})
    (violation,) = judged(governed(text, policy={"sorted": True}))
    assert (violation.code, place(violation)[2]) == ("ECD040", 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"exceptions": {}}', []),
        ('{"exceptoins": []}', ["ECD037"]),
        ('{"exceptions": 7}', ["ECD037"]),
        ("[]", ["ECD037"]),
        ('{"exceptions": [', ["ECS001"]),
    ],
)
def test_a_list_that_is_not_there_is_no_empty_one(text: str, expected: list[str]) -> None:
    assert found(governed(text)) == expected


def test_every_file_that_is_named_exists() -> None:
    for files in ("config/gone.json", "config/*.json"):
        entries = governed("", {**GOVERNED, "files": files}) | {}
        del entries[files]
        violations = judged(entries)
        assert [violation.code for violation in violations] == ["ECL001"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/a.json", []),
        ("data/", []),
        ("data/*.json", []),
        ("data/gone.json", ["ECD041"]),
        ("data/*.csv", ["ECD041"]),
        ("**/*.json", ["ECD033"]),
    ],
)
def test_paths_match_the_tree(path: str, expected: list[str]) -> None:
    source = {**GOVERNED, "matches": "tree"}
    entries = governed(listed({"file": path}), source, policy={"scope": {"max": 2}})
    assert found({**entries, "data/a.json": "{}", "data/b.json": "{}"}) == expected


# --- other forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("allow.yaml", "allow:\n- {file: a, owner: docs, why: it is rewritten, until: '2026-02-01'}\n", "/allow/*"),
        ("allow.toml", '[[allow]]\nfile = "a"\nowner = "docs"\nwhy = "it is rewritten"\nuntil = "2026-02-01"\n', "/allow/*"),
        ("allow.csv", "file,owner,why,until\na,docs,it is rewritten,2026-02-01\n", "/*"),
        ("allow.jsonl", '{"file": "a", "owner": "docs", "why": "it is rewritten", "until": "2026-02-01"}\n', "/*"),
    ],
)  # fmt: skip
def test_every_format_is_read(name: str, text: str, at: str) -> None:
    source = {
        "files": f"config/{name}",
        "at": at,
        "map": {"path": "/file", "owner": "/owner", "reason": "/why", "until": "/until"},
        "require": ["path", "owner", "reason", "until"],
        "governs": True,
    }
    assert found(governed(text, source)) == []
    (violation,) = judged(governed(text.replace("docs", "dosc"), source))
    path, _, line, column = place(violation)
    assert (violation.code, path) == ("ECD038", f"config/{name}")
    assert text.splitlines()[line - 1][column - 1 :].lstrip("'\"").startswith("docs") or name == "allow.jsonl"


def test_lists_of_plain_texts_and_keys_of_mappings() -> None:
    source = {
        "files": "config/allow.json",
        "at": "/rules/{rule}/*",
        "map": {"code": {"capture": "rule"}, "path": "", "owner": {"value": "docs"}},
        "require": ["path", "owner"],
        "governs": True,
    }
    assert found(governed('{"rules": {"a": ["x.py", "y.py"], "b": ["x.py"]}}', source)) == []
    (violation,) = judged(governed('{"rules": {"a": ["x.py", "x.py"]}}', source))
    assert violation.code == "ECD030"
    assert violation.metadata["code"] == "a"


def test_lines_with_notes() -> None:
    text = (
        "# what may still be called\n"
        "\n"
        "src/old.sh # owner=docs; why=it is rewritten in May; expires=2026-05-31\n"
        "src/new.sh\n"
        "src/hash#tag.sh  #  owner=dosc ;why=it is rewritten in May; expires=31.5.2026\n"
    )
    told = [(one.code, place(one)) for one in judged(governed(text, LINES))]
    at = "config/allow.txt"
    assert sorted(told) == [
        ("ECD037", (at, "/3", 4, 1)),
        ("ECD037", (at, "/3", 4, 1)),
        ("ECD037", (at, "/3", 4, 1)),
        ("ECD038", (at, "/4", 5, 21)),
        ("ECD038", (at, "/4", 5, 61)),
    ]


@given(st.text(max_size=60))
def test_lines_never_lose_what_they_are_about(text: str) -> None:
    try:
        lines = read_lines(text.encode())
    except LoadError:
        return
    for line in lines:
        raw = text.split("\n")[line.number - 1]
        for name, column in line.columns.items():
            if name:
                start = raw[column - 1 :]
                assert start.startswith(line.fields["line"] if name == "line" else name)


# --- entries that tolerate violations -------------------------------------------------------------------

WAIVING = {
    "files": "config/allow.json",
    "at": "/exceptions/*",
    "map": {**MAP, "code": {"value": "ECS003"}, "of": {"value": "shop.note"}, "max": "/allow"},
}


def waived(entries: dict[str, object], as_of: date) -> list[str]:
    """The paths of the violations of ``shop.note`` that are tolerated."""
    catalog, context = link(entries, as_of=as_of)
    assert codes(catalog) == []
    planned = plan(catalog, context, note_kinds())
    ledger = Ledger(planned, context, frozenset({"shop.note"}))
    violations = [one for _, outcome in ledger.outcomes_of("shop.note") for one in outcome.violations]
    tolerated = apply_waivers(violations, WaiverIndex(waivers_of(context)), as_of)[1]
    return [entry.violation.location.path for entry in tolerated if entry.violation.location]


def test_an_entry_of_a_file_tolerates_what_it_is_mapped_to() -> None:
    checks = finds("data/a.json", "data/b.json")
    entries = repository(checks=checks, files={"config/allow.json": listed({})}, **{"from": [WAIVING]})
    assert waived(entries, date(2026, 1, 31)) == ["data/a.json"]
    assert waived(entries, date(2026, 7, 1)) == []
    assert found(entries) == []
    (violation,) = judged(entries, date(2026, 7, 1))
    assert (violation.code, place(violation)) == ("ECD003", ("config/allow.json", "/exceptions/0", 3, 1))


def test_entries_of_files_and_of_the_contract_are_judged_together() -> None:
    files = {"config/allow.json": listed({"allow": 1}, {"id": "E-2", "file": "data/c.json"})}
    checks = finds("data/a.json#/n", "data/a.json#/m")
    entries = repository(
        waiver(pointer="/n"), checks=checks, files=files, policy={"budget": {"max": 2}}, **{"from": [WAIVING]}
    )
    assert sorted(found(entries)) == ["ECD004", "ECD031", "ECD034", "ECD039"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("pointer", "n"), ("allow", 0), ("allow", "many"), ("file", "data/{"), ("owner", True)],
)
def test_what_an_entry_says_wrongly_is_told(field: str, value: object) -> None:
    source = {**WAIVING, "map": {**WAIVING["map"], "pointer": "/pointer"}}  # type: ignore[dict-item]
    entries = repository(files={"config/allow.json": listed({field: value})}, **{"from": [source]})
    told = [(one.code, place(one)[1]) for one in judged(entries) if one.code == "ECD038"]
    assert told == [("ECD038", f"/exceptions/0/{field}")]


def test_files_that_cannot_be_read_are_told() -> None:
    problem = FileProblem("unreadable", "config/allow.json", "permission denied")
    entries: dict[str, object] = repository(**{"from": [GOVERNED]})
    assert "ECS009" in found({**entries, "config/allow.json": problem})
    assert "ECS011" in found({**entries, "config/allow.json": "[" * 5_000_000})
    assert "ECS001" in found({**entries, "config/allow.json": b"\xff"})


def test_a_folder_that_cannot_be_listed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = MemoryFiles.list

    def fails(files: MemoryFiles, folder: str) -> Listing:
        if folder == "config":
            raise FileProblem("unreadable", folder, "permission denied")
        return plain(files, folder)

    monkeypatch.setattr(MemoryFiles, "list", fails)
    entries = governed("", {**LINES, "files": "config/{name:name}.txt"}) | {"config/allow.txt": ""}
    (violation,) = judged(entries)
    assert (violation.code, place(violation)[0]) == ("ECS009", "config")


@pytest.mark.parametrize("missing", ["owner", "why", "expiry", "issue_id"])
def test_an_entry_that_does_not_say_enough_tolerates_nothing(missing: str) -> None:
    entries = repository(files={"config/allow.json": listed({missing: None})}, **{"from": [WAIVING]})
    assert waived(entries, date(2026, 1, 31)) == []
    assert found(entries) == ["ECD037"]


def test_codes_and_contracts_that_entries_name_exist() -> None:
    source = {**WAIVING, "map": {**WAIVING["map"], "code": "/code", "of": "/of"}}  # type: ignore[dict-item]
    text = listed({"code": "ECS003", "of": "shop.nota"}, {"id": "2", "code": "ECC004", "of": "shop.note"})
    entries = repository(files={"config/allow.json": text}, **{"from": [source]})
    told = [(one.code, place(one)[1], one.fix) for one in judged(entries) if one.code == "ECD038"]
    assert told[0] == ("ECD038", "/exceptions/0/of", "did you mean 'shop.note'?")
    assert told[1][:2] == ("ECD038", "/exceptions/1/code")
    assert waived(entries, date(2026, 1, 31)) == []


@pytest.mark.parametrize(
    ("source", "code", "pointer"),
    [
        ({**GOVERNED, "files": "../allow.json"}, "ECC022", "/from/0/files"),
        ({**GOVERNED, "files": "a{"}, "ECC004", "/from/0/files"),
        ({**GOVERNED, "files": "allow"}, "ECC004", "/from/0/files"),
        ({**LINES, "at": "/*"}, "ECC004", "/from/0/at"),
        ({**GOVERNED, "map": {**MAP, "code": {"capture": "rule"}}}, "ECC004", "/from/0/map/code"),
        ({**GOVERNED, "map": {"path": "/file"}, "require": ["owner"]}, "ECC004", "/from/0/map"),
        ({**GOVERNED, "map": {"id": "/id"}, "require": ["id"], "matches": "tree"}, "ECC004", "/from/0/matches"),
        ({**GOVERNED, "map": {"paht": "/file"}}, "ECC004", "/from/0/map/paht"),
        ({**WAIVING, "map": {**MAP, "of": {"value": "shop.note"}}}, "ECC004", "/from/0/map"),
        ({**WAIVING, "map": {**MAP, "code": {"value": "ECS003"}, "of": {"value": "x"}}}, "ECC005", "/from/0/map/of/value"),
        ({**WAIVING, "map": {**MAP, "code": {"value": "X"}, "of": {"value": "shop.note"}}}, "ECC014", "/from/0/map/code/value"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_told_at_its_place(
    source: dict[str, object], code: str, pointer: str
) -> None:
    catalog, _ = link(repository(**{"from": [source]}))
    assert codes(catalog)[:1] == [code]
    location = problems(catalog)[0].location
    assert location is not None
    assert location.pointer == pointer


def test_the_files_are_read_once_in_a_run() -> None:
    catalog, context = link(governed(listed({})))
    contract = catalog.get("shop.waivers")
    assert contract is not None
    assert mapped_entries(contract, context).files == 1
    assert mapped_entries(contract, context) is mapped_entries(contract, context)
