"""``digest``: the digest of a file is what is declared."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, found, relate, violations
from tests.fakes import MemoryFiles, make_context

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.digests.computing import digest_of_folder
from pytest_ecocontracts.core.errors import FileProblem

TEXT = '{"b": 1,\r\n "a": "é"}\n'


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def digest(manifest: object, content: str = TEXT, **fields: object) -> Any:
    relation = {"digest": {"equals": "manifest:/hash", **fields}}
    return relate(
        relation,
        {"data/2026-01-01.json": content, DAY_MANIFEST: manifest},
        path="data/{date:date}.json",
        companions=MANIFEST,
    )


@pytest.mark.parametrize(
    ("manifest", "fields"),
    [
        ({"hash": sha256(TEXT)}, {}),
        ({"hash": sha256(TEXT).upper()}, {}),
        ({"hash": "sha256:" + sha256(TEXT)}, {}),
        ({"hash": hashlib.sha512(TEXT.encode()).hexdigest()}, {"algorithm": "sha512"}),
        (
            {"hash": hashlib.blake2b(TEXT.encode()).hexdigest(), "alg": "blake2b"},
            {"algorithm": "manifest:/alg"},
        ),
        ({"hash": sha256(TEXT), "alg": "SHA-256"}, {"algorithm": "manifest:/alg", "allow": ["sha256"]}),
        ({"hash": sha256(TEXT.replace("\r\n", "\n"))}, {"mode": "lf"}),
        ({"hash": sha256(TEXT), "mode": "exact"}, {"mode": "manifest:/mode", "modes": {"exact": "bytes"}}),
        ({"hash": sha256('{"a":"é","b":1}')}, {"mode": "json"}),
        ({"hash": sha256('{"a":"é"}')}, {"mode": "json", "exclude": ["/b"]}),
    ],
)
def test_digests_that_are_declared_pass(manifest: object, fields: dict[str, object]) -> None:
    assert found(digest(manifest, **fields)) == []


def test_another_digest_is_told_with_both_and_where_it_is_declared() -> None:
    (violation,) = violations(digest({"hash": "sha256:" + "0" * 64}))
    assert (violation.code, violation.expected) == ("ECI004", '"sha256:' + "0" * 64 + '"')
    assert violation.found == f"sha256:{sha256(TEXT)} (bytes); declared at {DAY_MANIFEST}:1:10  /hash"
    assert violation.location is not None
    assert violation.location.path == "data/2026-01-01.json"
    assert violation.metadata == {"algorithm": "sha256", "mode": "bytes", "path": "data/2026-01-01.json"}


@pytest.mark.parametrize(
    ("manifest", "fields", "code"),
    [
        ({"hash": sha256(TEXT)[:-1]}, {}, "ECI004"),
        ({"hash": "sha512:" + sha256(TEXT)}, {}, "ECI004"),
        ({"hash": ""}, {}, "ECI004"),
        ({"hash": sha256(TEXT)}, {"mode": "lf"}, "ECI004"),
        ({}, {}, "ECI005"),
        ({"hash": 1}, {}, "ECI005"),
        ({"hash": sha256(TEXT)}, {"algorithm": "manifest:/alg"}, "ECI005"),
        ({"hash": sha256(TEXT), "mode": "wild"}, {"mode": "manifest:/mode"}, "ECI005"),
        ({"hash": "x", "alg": "md5"}, {"algorithm": "manifest:/alg"}, "ECI008"),
        ({"hash": "x", "alg": "sha512"}, {"algorithm": "manifest:/alg", "allow": ["sha256"]}, "ECI008"),
    ],
)
def test_what_is_no_digest_of_the_file_fails(manifest: object, fields: dict[str, object], code: str) -> None:
    assert [v.code for v in violations(digest(manifest, **fields))] == [code]


def test_data_without_a_canonical_form_blocks() -> None:
    gate = digest({"hash": "x"}, content='{"n": 9007199254740993}', mode="json")
    assert [v.code for v in violations(gate)] == ["ECX001"]


def test_the_content_of_a_compressed_file() -> None:
    import gzip

    relation = {"digest": {"of": "data", "equals": "/hash", "mode": "decompressed"}}
    files = {
        "m.json": {"data": "d.jsonl.gz", "hash": sha256('{"a": 1}')},
        "d.jsonl.gz": gzip.compress(b'{"a": 1}'),
    }
    companions = {"data": {"at": "/data"}}
    assert found(relate(relation, files, path="m.json", companions=companions)) == []
    files["d.jsonl.gz"] = gzip.compress(b'{"a": 2}')
    assert found(relate(relation, files, path="m.json", companions=companions)) == [("ECI004", "d.jsonl.gz")]
    files["d.jsonl.gz"] = b"not compressed"
    assert found(relate(relation, files, path="m.json", companions=companions)) == [("ECX001", "d.jsonl.gz")]


def test_the_digest_of_the_file_that_a_manifest_has_consumed() -> None:
    relation = {"digest": {"of": "shop.events", "equals": "/input/sha256", "join": {"day": "/input/day"}}}
    files = {
        "m/a.json": {"input": {"day": "2026-01-01", "sha256": sha256("x")}},
        "m/b.json": {"input": {"day": "2026-01-02", "sha256": sha256("x")}},
        "e/2026-01-01.txt": "x",
        "e/2026-01-02.txt": "y",
    }
    gate = relate(
        relation, files, path="m/{name:slug}.json", others={"shop.events": {"path": "e/{day:date}.txt"}}
    )
    assert found(gate) == [("ECI004", "e/2026-01-02.txt")]


def test_a_document_holds_its_own_digest() -> None:
    """What is at ``exclude`` is left out, so the digest can stand in what it is of."""
    content = '{"x": [1, 2], "meta": {"hash": "%s", "by": "me"}}'
    own = sha256('{"meta":{"by":"me"},"x":[1,2]}')
    relation = {"digest": {"equals": "/meta/hash", "mode": "json", "exclude": ["/meta/hash"]}}
    assert found(relate(relation, {"a.json": content % own}, path="a.json")) == []
    assert found(relate(relation, {"a.json": content % "0"}, path="a.json")) == [("ECI004", "a.json")]


def test_files_that_an_index_names() -> None:
    relation = {"digest": {"of": {"path": "/path"}, "equals": "/sha256", "each": "/memos/*"}}
    memos = [{"path": "memo/a.md", "sha256": sha256("a")}, {"path": "memo/b.md", "sha256": sha256("a")}]
    files = {"memo/index.json": {"memos": memos}, "memo/a.md": "a", "memo/b.md": "b"}
    assert found(relate(relation, files, path="memo/index.json")) == [("ECI004", "memo/b.md")]
    below: dict[str, Any] = {"digest": {**relation["digest"], "of": {"path": "/path", "relative_to": "file"}}}
    near = [
        {"path": "a.md", "sha256": sha256("a")},
        {"path": "c.md", "sha256": "0"},
        {"path": "../../x", "sha256": "0"},
    ]
    files = {"memo/index.json": {"memos": near}, "memo/a.md": "a"}
    assert found(relate(below, files, path="memo/index.json")) == [
        ("ECI009", "memo/index.json:1 /memos/1/path"),
        ("ECI009", "memo/index.json:1 /memos/2/path"),
    ]


@pytest.mark.parametrize("mode", ["bytes", "json", "folder"])
def test_a_file_that_many_records_name_is_read_as_often_as_one_that_one_names(mode: str) -> None:
    """Else a list of a million names of one large file would take a day."""
    relation = {"digest": {"of": {"path": "/path"}, "equals": "/sha256", "each": "/all/*", "mode": mode}}
    named = {"path": "memo" if mode == "folder" else "memo/a.json", "sha256": "0"}

    def reads(times: int) -> int:
        files = {"index.json": {"all": [named] * times}, "memo/a.json": "[1]"}
        gate = relate(relation, files, path="index.json")
        assert [code for code, _ in found(gate)] == ["ECI004"] * times
        return gate.context.files.reads.count("memo/a.json")  # type: ignore[attr-defined, no-any-return]

    assert reads(20) == reads(1)


def test_the_companion_is_what_is_digested() -> None:
    relation = {"digest": {"of": "data", "equals": "/hash"}}
    files = {"m/a.json": {"data": "d/a.bin", "hash": sha256(b"\x00\xff")}, "d/a.bin": b"\x00\xff"}
    companions = {"data": {"at": "/data", "format": "text"}}
    assert found(relate(relation, files, path="m/{name}.json", companions=companions)) == []


def test_a_folder_has_the_digest_of_its_listing() -> None:
    r"""The listing is what ``sha256sum`` prints for the sorted paths."""
    listing = f"{sha256('one')}  a/1.md\n{sha256('two')}  b.md\n"
    relation = {"digest": {"equals": "/dir", "mode": "folder", "exclude": ["bag.json"]}}
    files = {
        "bag/bag.json": {"dir": sha256(listing)},
        "bag/b.md": "two",
        "bag/a/1.md": "one",
        "other.md": "x",
    }
    assert found(relate(relation, files, path="bag/bag.json")) == []
    files["bag/c.md"] = "more"
    assert found(relate(relation, files, path="bag/bag.json")) == [("ECI004", "bag/bag.json")]


def test_a_registry_names_folders() -> None:
    listing = f"{sha256('b')}  meta/bag.json\n{sha256('m')}  memo/a.md\n"
    listing = "".join(sorted(listing.splitlines(keepends=True), key=lambda line: line.split("  ")[1]))
    entry = {"path": "bags/x", "meta": sha256("b"), "all": sha256(listing)}
    relations = [
        {
            "id": "meta",
            "digest": {
                "of": {"path": "/path", "name": "meta/bag.json"},
                "equals": "/meta",
                "each": "/entries/*",
            },
        },
        {
            "id": "all",
            "digest": {"of": {"path": "/path"}, "equals": "/all", "mode": "folder", "each": "/entries/*"},
        },
    ]
    files = {"index.json": {"entries": [entry]}, "bags/x/meta/bag.json": "b", "bags/x/memo/a.md": "m"}
    assert found(relate(relations, files, path="index.json")) == []
    files["bags/x/memo/a.md"] = "changed"
    assert found(relate(relations, files, path="index.json")) == [("ECI004", "bags/x")]
    del files["bags/x/meta/bag.json"]
    assert [code for code, _ in found(relate(relations, files, path="index.json"))] == ["ECI009", "ECI004"]


def test_a_file_holds_the_digest_of_a_folder_above_it() -> None:
    relation = {
        "digest": {
            "of": {"path": "{path}", "name": "../.."},
            "equals": "/dir",
            "mode": "folder",
            "exclude": ["meta/trace.json"],
        }
    }
    files = {"bag/meta/trace.json": {"dir": sha256(f"{sha256('m')}  memo.md\n")}, "bag/memo.md": "m"}
    assert found(relate(relation, files, path="bag/meta/trace.json")) == []


def test_digests_of_each_record() -> None:
    relation = {"digest": {"of": {"path": "/evidence/path"}, "equals": "/evidence/hash"}}
    records = [
        {"evidence": {"path": "e.txt", "hash": sha256("e")}},
        {"evidence": {"path": "e.txt", "hash": "0"}},
    ]
    gate = relate(relation, {DAY: records, "e.txt": "e"})
    assert found(gate) == [("ECI004", "e.txt")]
    assert "declared at data/2026-01-01.jsonl:2" in (violations(gate)[0].found or "")


BAG = {
    "b/x/meta/trace.json": {"dir": sha256(f"{sha256('m')}  memo/a.md\n"), "bag": "b/x"},
    "b/x/memo/a.md": "m",
}


@pytest.mark.parametrize(
    "of",
    [
        {"name": "..", "relative_to": "file"},
        {"name": "b/{bag}"},
        {"path": "{path}", "name": "../.."},
        {"path": "/bag"},
    ],
)
def test_a_folder_around_the_file_by_its_captures_or_from_the_file(of: dict[str, str]) -> None:
    relation = {"digest": {"of": of, "equals": "/dir", "mode": "folder", "exclude": ["meta/**"]}}
    fields = {"path": "b/{bag}/meta/trace.json"}
    assert found(relate(relation, BAG, **fields)) == []
    assert found(relate(relation, {**BAG, "b/x/memo/b.md": ""}, **fields)) == [("ECI004", "b/x")]


@pytest.mark.parametrize(
    ("exclude", "listed"),
    [
        (["*.json"], ["a/deep.json", "a/x.md", "y.md"]),
        (["**/*.json"], ["a/x.md", "y.md"]),
        (["{name}.json", "a/**"], ["other.json", "y.md"]),
        (["bag.json"], ["a/deep.json", "a/x.md", "other.json", "y.md"]),
    ],
)
def test_what_is_left_out_of_a_folder(exclude: list[str], listed: list[str]) -> None:
    """By path, by pattern, or by the captures of the file itself."""
    names = ["bag.json", "other.json", "y.md", "a/x.md", "a/deep.json"]
    files: dict[str, object] = {f"b/{name}": name for name in names}
    listing = "".join(f"{sha256(name)}  {name}\n" for name in listed if name != "bag.json")
    files["b/bag.json"] = {"dir": sha256(listing)}
    files["b/other.json"] = "other.json"
    relation = {
        "digest": {"equals": "/dir", "mode": "folder", "exclude": exclude, "when": "path.name == 'bag'"}
    }
    assert found(relate(relation, files, path="b/{name:slug}.json")) == []
    assert found(relate(relation, {**files, "b/y.md": "changed"}, path="b/{name:slug}.json")) == [
        ("ECI004", "b/bag.json")
    ]


@pytest.mark.parametrize("name", ["..", "../..", "../../../x", "nowhere", "{bag}"])
def test_a_folder_that_is_not_there_or_outside_is_told(name: str) -> None:
    of = {"name": f"../{name}" if name.startswith("..") else name, "relative_to": "file"}
    relation = {"digest": {"of": of, "equals": "/dir", "mode": "folder"}}
    gate = relate(relation, {"m/x.json": {"dir": "0"}}, path="m/{bag}.json")
    assert [code for code, _ in found(gate)] == ["ECI009"]


@pytest.mark.parametrize(
    "fields",
    [
        {"of": {"name": "a//b"}},
        {"of": {"name": "a/*"}, "mode": "folder", "exclude": ["a/{"]},
        {"of": {"name": "{unknown}"}},
        {"of": {"relative_to": "file"}},
        {"mode": "folder", "exclude": ["{unknown}.json"]},
        {"mode": "folder", "exclude": ["/pointer"]},
        {"mode": "json", "exclude": ["path"]},
        {"mode": "decompressed-lf", "exclude": ["path"]},
        {"mode": "folder", "exclude": ["../x"]},
    ],
)
def test_files_and_exclusions_that_cannot_be_are_defects_of_the_contract(fields: dict[str, object]) -> None:
    gate = digest({}, **fields)
    assert {problem.code for problem in gate.problems} == {"ECC004"}


def test_each_tile_is_read_as_the_manifest_declares_it_whatever_its_name() -> None:
    """The manifest is a companion of itself, for what it says once for all tiles."""
    import gzip

    relation = {
        "digest": {
            "of": {"path": "/path", "relative_to": "file"},
            "equals": "/sha256",
            "each": "/tile_index/*",
            "algorithm": "whole:/integrity/alg",
            "mode": "/compression",
            "modes": {"none": "bytes", "gzip": "decompressed", "gzip-text": "decompressed-lf"},
        }
    }
    packed = gzip.compress(b"one\r\ntwo")
    tiles = [
        {"path": "0.json", "compression": "gzip", "sha256": sha256("one\r\ntwo")},
        {"path": "1.json.gz", "compression": "none", "sha256": sha256(packed)},
        {"path": "2.json.gz", "compression": "gzip-text", "sha256": sha256("one\ntwo")},
        {"path": "3.json", "compression": "none", "sha256": sha256("plain")},
    ]
    manifest = {"tile_index": tiles, "integrity": {"alg": "sha256"}}
    files: dict[str, object] = {f"s/x/{n}": packed for n in ("0.json", "1.json.gz", "2.json.gz")}
    files |= {"s/x/3.json": "plain", "s/x/manifest.json": manifest}
    fields = {"path": "s/{id}/manifest.json", "companions": {"whole": {"path": "s/{id}/manifest.json"}}}
    assert found(relate(relation, files, **fields)) == []
    for tile in tiles:
        tile["compression"] = {"gzip": "none", "none": "gzip", "gzip-text": "br"}[tile["compression"]]
    assert found(relate(relation, files, **fields)) == [
        ("ECI004", "s/x/0.json"),
        ("ECI004", "s/x/1.json.gz"),
        ("ECI005", "s/x/manifest.json:1 /tile_index/2/sha256"),
        ("ECX001", "s/x/3.json"),
    ]


def test_links_and_odd_entries_have_no_digest(tmp_path: Path) -> None:
    """Of a folder from a pull request: nothing outside of the root is read, and nothing is skipped."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    root = tmp_path / "root"
    (root / "bag" / "memo").mkdir(parents=True)
    (root / "bag" / "memo" / "a.md").write_text("m")
    context = make_context(LocalFileSystem(str(root)))
    listing = f"{sha256('m')}  memo/a.md\n"
    assert digest_of_folder(context, "bag", "sha256", lambda _: False) == sha256(listing)
    (root / "bag" / "link").symlink_to(outside)
    (root / "elsewhere").symlink_to(outside)
    for folder in ("bag", "elsewhere", "bag/link"):
        context = make_context(LocalFileSystem(str(root)))
        with pytest.raises(FileProblem):
            digest_of_folder(context, folder, "sha256", lambda _: False)


@pytest.mark.parametrize("name", ["a\nb", "a\\b", "a\rb"])
def test_two_folders_never_have_one_listing(name: str) -> None:
    context = make_context(MemoryFiles({f"bag/{name}": "x"}))
    with pytest.raises(FileProblem, match="no line in a listing"):
        digest_of_folder(context, "bag", "sha256", lambda _: False)
    assert digest_of_folder(context, "bag", "sha256", lambda _: True) == sha256("")
