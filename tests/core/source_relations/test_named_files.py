"""``exists`` and ``digest``: the files that elements name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.core.source_relations.judging import found, judge

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.ports import Blob

SOURCE = {"file": "list.json", "at": "/*"}


def told(options: Mapping[str, object], listed: object, files: Mapping[str, object]) -> list[tuple[str, str]]:
    return found(judge({"exists": {"of": SOURCE, **options}}, {**files, "list.json": listed}))


def test_exists_by_value_or_by_template() -> None:
    files = {"ops/a/INDEX.md": "x", "ops/b/README.md": "x"}
    assert told({}, ["ops/a/INDEX.md"], files) == []
    assert (
        told({}, ["ops/a/INDEX.md", "ops/c.md", "../x", "", 3], files)[1:] == [("ECI009", "list.json:1")] * 3
    )
    assert told({"path": "ops/{value}/INDEX.md"}, ["a"], files) == []
    assert told({"path": "ops/{value}/INDEX.md"}, ["a", "b"], files) == [("ECI009", "list.json:1")]
    assert told({"path": "{/in/0}/{name}.md"}, [{"name": "INDEX", "in": ["ops/a"]}], files) == []
    assert told({"path": "{/in/0}/{name}.md"}, [{"name": "INDEX"}], files) == [("ECI009", "list.json:1")]


def test_exists_tells_the_nearest_name() -> None:
    files = {"list.json": ["ops/indx.md"], "ops/index.md": "x"}
    gate = judge({"exists": SOURCE}, files)
    assert gate.violations[0].fix == "did you mean 'index.md'?"
    assert gate.violations[0].location.pointer == "/0"  # type: ignore[union-attr]
    files = {"list.json": ["opps/index.md"]}
    assert judge({"exists": SOURCE}, files).violations[0].fix == "there is no folder 'opps' either"


def test_exists_of_a_kind() -> None:
    files = {"ops/a/INDEX.md": "x"}
    assert told({"kind": "folder"}, ["ops/a"], files) == []
    assert told({"kind": "any"}, ["ops/a", "ops/a/INDEX.md"], files) == []
    assert told({}, ["ops/a"], files) == [("ECI042", "list.json:1")]
    assert told({"kind": "folder"}, ["ops/a/INDEX.md"], files) == [("ECI042", "list.json:1")]


def test_links_of_pages_with_anchors_relative_to_the_page() -> None:
    links = {"file": "docs/*.md", "pattern": "\\]\\(([^)]*)\\)"}
    files = {"docs/a.md": "# One two\n[b](b.md#there)\n[here](#one-two)\n", "docs/b.md": "# There\n"}
    relation = {"exists": {"of": links, "relative_to": "file", "anchors": "github"}}
    assert found(judge(relation, files)) == []
    files["docs/b.md"] = "# Their\n"
    gate = judge(relation, files)
    assert found(gate) == [("ECI042", "docs/a.md:2")]
    assert gate.violations[0].fix == "did you mean 'their'?"
    relation["exists"]["anchors"] = "ignored"
    assert found(judge(relation, files)) == []
    del relation["exists"]["anchors"]
    assert [code for code, _ in found(judge(relation, files))] == ["ECI009", "ECI009"]


class _Index:
    """A git index that keeps some paths as executable."""

    available = True
    reason = None

    def __init__(self, *executable: str) -> None:
        self.executable = executable

    def tracked(self) -> Mapping[str, str]:
        return {"a.sh": "100644", "b.sh": "100644", **dict.fromkeys(self.executable, "100755")}

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        return {}


def test_executable_is_what_git_keeps() -> None:
    relation = {"exists": {"of": SOURCE, "executable": True}}
    files = {"list.json": ["a.sh", "b.sh"], "a.sh": "x", "b.sh": "x"}

    def within(context: Context) -> Context:
        return replace(context, git=_Index("a.sh"))

    gate = judge(relation, files, context=within)
    assert found(gate) == [("ECI042", "list.json:1")]
    assert gate.violations[0].fix == "git update-index --chmod=+x b.sh"
    assert found(judge(relation, files)) == [("ECI042", "list.json:1"), ("ECI042", "list.json:1")]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


LOCKED = {"file": "lock.json", "at": "/*"}


def locked(options: Mapping[str, object], lock: object, **files: str) -> list[tuple[str, str]]:
    relation = {"digest": {"of": LOCKED, "path": "{path}", "equals": "/sha256", **options}}
    return found(judge(relation, {"lock.json": lock, **files}))


def test_each_file_of_a_lock_is_the_one_that_was_locked() -> None:
    row = {"path": "a", "sha256": sha256("one\n")}
    assert locked({}, [row, row], a="one\n") == []
    assert locked({}, [row], a="two\n") == [("ECI004", "lock.json:1")]
    assert locked({}, [row], b="one\n") == [("ECI009", "lock.json:1")]
    assert locked({}, [{"path": "a"}], a="one\n") == [("ECI005", "lock.json:1")]
    assert locked({}, [{"sha256": "x"}], a="one\n") == [("ECI009", "lock.json:1")]
    assert locked({}, [{**row, "sha256": "sha256:" + row["sha256"].upper()}], a="one\n") == []
    assert locked({}, [{**row, "sha256": "md5:1"}], a="one\n") == [("ECI008", "lock.json:1")]
    short = [{"path": "a", "sha256": sha256("one\n")[:12]}]
    assert locked({"prefix": 12}, short, a="one\n") == []
    assert locked({}, short, a="one\n") == [("ECI004", "lock.json:1")]


def test_modes_and_algorithms() -> None:
    row = {"path": "a", "sha256": sha256("one\ntwo\n")}
    assert locked({"mode": "lf"}, [row], a="one\r\ntwo\r\n") == []
    assert locked({}, [row], a="one\r\ntwo\r\n") == [("ECI004", "lock.json:1")]
    row = {"path": "a.json", "sha256": sha256('{"a":1,"b":2}')}
    assert locked({"mode": "json"}, [row], **{"a.json": '{"b": 2,\n "a": 1.0}'}) == []
    row = {"path": "a", "sha256": hashlib.sha512(b"x").hexdigest()}
    assert locked({"algorithm": "SHA-512"}, [row], a="x") == []
    assert locked({"mode": "json"}, [{"path": "a.json", "sha256": "x"}], **{"a.json": "{"}) == [
        ("ECX001", "a.json:None")
    ]


def test_one_digest_over_all_files_or_over_texts() -> None:
    names = {"file": "names.json", "at": "/*"}
    stated = {"file": "total.txt", "pattern": "[0-9a-f]{64}"}
    relation = {"digest": {"of": names, "equals": stated, "over": "all"}}
    files = {"names.json": ["b", "a"], "a": "1", "b": "2", "total.txt": "\n" + sha256("21")}
    assert found(judge(relation, files)) == []
    files["names.json"] = ["a", "b"]
    assert found(judge(relation, files)) == [("ECI004", "total.txt:2")]
    files["total.txt"] += "\n" + sha256("21")
    assert found(judge(relation, files)) == [("ECI005", "total.txt:3")]
    texts = {"file": "texts.json", "at": "/*", "value": "/text"}
    relation = {"digest": {"of": texts, "equals": "/sum", "over": "values", "prefix": 8}}
    assert found(judge(relation, {"texts.json": [{"text": "x", "sum": sha256("x")[:8]}]})) == []
    assert found(judge(relation, {"texts.json": [{"text": "y", "sum": sha256("x")[:8]}]})) == [
        ("ECI004", "texts.json:1")
    ]
    one = {"digest": {"of": names, "equals": stated}}
    files = {"names.json": ["a"], "a": "1", "total.txt": sha256("1")}
    assert found(judge(one, files)) == []
