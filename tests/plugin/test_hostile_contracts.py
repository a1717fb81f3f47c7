"""Hostile contracts get a code and a line: never a traceback, a hang, or a way out of the repository."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import NOTES, Repository
from tests.processes import CONTRACT, last_record, run_gate, write_files

#: a hang ends here; no run comes near it
GUARD = 60.0

GOOD = CONTRACT.replace("owner: team", "owner: platform")


def found(root: Path) -> set[str]:
    """The codes of the newest record."""
    return {failure["code"] for failure in last_record(root)["failures"]}


def check(code: int, text: str) -> None:
    assert "Traceback (most recent call last)" not in text
    assert "INTERNALERROR" not in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028-\u202e]", text), (
        "a terminal would act on this"
    )
    assert code in (1, 4), text


def judged(repository: Repository, *arguments: str) -> str:
    """Run the gate; whatever happens, it ends in order and shows no traceback."""
    result = repository.run("--color=no", *arguments)
    text = result.stdout.str() + result.stderr.str()
    check(int(result.ret), text)
    return text


def judged_apart(root: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    """The same in a process of its own, for what could crash an interpreter or never end."""
    ended = run_gate(root, *arguments, env=env, timeout=GUARD)
    check(ended.code, ended.text)
    return ended.text


def deep(opening: str, closing: str = "", levels: int = 100_000) -> str:
    return opening * levels + closing * levels


def bomb(levels: int = 30) -> str:
    return "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, levels))


#: text or bytes of a contract file -> code
TEXTS: dict[str, tuple[str, str | bytes, str]] = {
    "empty": (".yaml", "", "ECC003"),
    "only-comments": (".yaml", "# nothing\n", "ECC003"),
    "binary": (".yaml", bytes(range(256)), "ECC003"),
    "not-utf8": (".yaml", b"id: \xff\xfe\n", "ECC003"),
    "utf16": (".yaml", "id: a\n".encode("utf-16"), "ECC003"),
    "nul": (".json", b'{"id": "\x00"}', "ECC003"),
    "control-characters": (".yaml", b"id: \x1b[2J\n", "ECC003"),
    "duplicate-keys": (".yaml", "id: a\nid: b\n", "ECC003"),
    "duplicate-keys-json": (".json", '{"id": "a", "id": "b"}', "ECC003"),
    "nan": (".json", '{"id": NaN}', "ECC003"),
    "alias-bomb": (".yaml", bomb(), "ECC003"),
    "self-alias": (".yaml", "a: &a\n  b: *a\n", "ECC003"),
    "merge-bomb": (
        ".yaml",
        "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 60)),
        "ECC0",
    ),
    "deep-flow": (".yaml", "a: " + deep("[", "]"), "ECC003"),
    "deep-open": (".yaml", "a: " + deep("["), "ECC003"),
    "deep-mappings": (".yaml", deep("{a: ", "}"), "ECC003"),
    "deep-blocks": (".yaml", deep("- "), "ECC003"),
    "deep-json": (".json", deep("[", "]"), "ECC003"),
    "deep-json-open": (".json", deep('{"a":'), "ECC003"),
    "deep-front-matter": (".md", f"---\na: {deep('[', ']')}\n---\n", "ECC003"),
    "no-front-matter": (".md", "# A page\n", "ECC003"),
    "tag": (".yaml", "!!python/object/apply:os.system ['touch ran']\n", "ECC003"),
    "tag-inside": (".yaml", f"{GOOD}x: !!python/name:os.system\n", "ECC003"),
    "many-documents": (".yaml", "---\na: 1\n" * 5_000, "ECC021"),
    "many-keys": (".yaml", "".join(f"k{i}: 1\n" for i in range(100_000)), "ECC0"),
    "long-key": (".yaml", f"? {'k' * 200_000}\n: 1\n", "ECC0"),
    "list": (".yaml", "- contract\n", "ECC004"),
    "huge-integer": (".json", '{"contract": ' + "9" * 100_000 + "}", "ECC0"),
    "huge-kind": (".yaml", f"contract: layout/v{'9' * 5000}\n", "ECC021"),
    "escape-in-kind": (".yaml", 'contract: "\\e[2J\\a"\nid: a\n', "ECC021"),
    "escape-in-id": (".yaml", contract(id="\x1b[2Ja::b[c]\u202e"), "ECC004"),
    "escape-in-key": (".json", json.dumps({"contract": "layout/v1", "\x1b]0;x\x07": 1}), "ECC004"),
    "surrogate": (
        ".json",
        '{"contract": "layout/v1", "id": "a", "\\udcff": 1, "version": "1", "owner": "\\ud800", "summary": "s"}',
        "ECC0",
    ),
    "long-id": (".yaml", contract(id="a" * 100_000), "ECC004"),
    "odd-version": (".yaml", contract(version="1!2!3"), "ECC013"),
    "wrong-types": (".yaml", contract(id=[], version={}, owner=1, summary=None, decisions="x"), "ECC004"),
    "python": (".yaml", "import os; os.system('touch ran')\n", "ECC0"),
}


#: nesting and aliases have crashed or stalled parsers
APART = [name for name in TEXTS if name.startswith("deep") or "bomb" in name]


def prepared(root: Path, name: str) -> str:
    suffix, text, _ = TEXTS[name]
    write_files(root, {"contracts/good.contract.yaml": GOOD})
    path = f"contracts/bad.contract{suffix}"
    (root / path).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


def expect(root: Path, name: str, path: str, text: str) -> None:
    code = TEXTS[name][2]
    assert re.search(rf"^{code}\d* [a-z-]+: ", text, re.MULTILINE), text
    assert re.search(rf"^  at  .*{re.escape(path)}(:\d+)?", text, re.MULTILINE)
    assert all(one.startswith(code) for one in found(root)), found(root)
    assert "contracts/good.contract.yaml" in text
    assert not (root / "ran").exists()


@pytest.mark.parametrize("name", sorted(set(TEXTS) - set(APART)))
def test_a_hostile_text_is_a_finding_with_a_place(repository: Repository, name: str) -> None:
    path = prepared(repository.root, name)
    expect(repository.root, name, path, judged(repository))


def test_nesting_and_aliases_without_end(tmp_path: Path) -> None:
    for name in APART:
        suffix, text, _ = TEXTS[name]
        write_files(tmp_path, {f"contracts/{name}.contract{suffix}": str(text)})
    judged_apart(tmp_path)
    told = {failure["location"]["path"]: failure["code"] for failure in last_record(tmp_path)["failures"]}
    assert set(told) == {f"contracts/{name}.contract{TEXTS[name][0]}" for name in APART}
    for name in APART:
        assert told[f"contracts/{name}.contract{TEXTS[name][0]}"].startswith(TEXTS[name][2])


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


ENTRIES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "folder": (lambda path: path.mkdir(), "ECC002"),
    "dangling-link": (lambda path: path.symlink_to("nowhere"), "ECC002"),
    "link-to-itself": (lambda path: path.symlink_to(path.name), "ECC002"),
    "link-outside": (lambda path: path.symlink_to("/etc/passwd"), "ECC022"),
    "link-climbing": (lambda path: path.symlink_to("../" * 40 + "etc/passwd"), "ECC022"),
    "link-to-folder": (lambda path: path.symlink_to("."), "ECC002"),
    "pipe": (os.mkfifo, "ECC002"),
    "gigabyte": (_sparse, "ECC002"),
}


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("with_catalog", [True, False])
def test_what_is_no_readable_file_is_a_finding(repository: Repository, name: str, with_catalog: bool) -> None:
    make, code = ENTRIES[name]
    root = repository.root
    files = {"contracts/good.contract.yaml": GOOD}
    write_files(root, files | ({"ecocontracts.yaml": catalog_file()} if with_catalog else {}))
    make(root / "contracts/bad.contract.yaml")
    text = judged(repository)
    assert found(root) == {code}
    assert "contracts/bad.contract.yaml" in text
    assert "root:x:" not in text
    judged(repository, "contracts")
    assert found(root) == {code}


NAMES = [b"a\xff", b"a\x1b[2J", b"a\nb", "a\u202eb".encode(), "a\u200bb".encode(), b"a::b", b"a[b]"]


def oddly_named(root: Path, name: bytes) -> None:
    write_files(root, {"contracts/good.contract.yaml": GOOD})
    with open(os.path.join(os.fsencode(root), b"contracts", name + b".contract.yaml"), "wb") as file:
        file.write(GOOD.replace("shop.failures", "shop.odd").encode())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("arguments", [(), ("--junitxml=out.xml", "--nf", "-v", "-rA"), ("contracts",)])
def test_names_that_test_ids_cannot_carry(
    repository: Repository, name: bytes, arguments: tuple[str, ...]
) -> None:
    oddly_named(repository.root, name)
    judged(repository, *arguments)
    assert found(repository.root) == {"ECC001"}


def test_names_that_are_not_utf8_under_workers(tmp_path: Path) -> None:
    oddly_named(tmp_path, b"a\xff")
    judged_apart(tmp_path, "-n", "1")
    assert found(tmp_path) == {"ECC001"}


CATALOGS: dict[str, tuple[dict[str, object], str]] = {
    "climbing-folder": ({"contracts": ["../elsewhere"]}, "ECC022"),
    "absolute-folder": ({"contracts": ["/etc"]}, "ECC022"),
    "home-folder": ({"contracts": ["~root"]}, "ECC022"),
    "missing-folder": ({"contracts": ["gone"]}, "ECC002"),
    "folder-is-a-file": ({"contracts": ["ecocontracts.yaml"]}, "ECC002"),
    "folder-with-nul": ({"contracts": ["a\u0000b"]}, "ECC0"),
    "folder-without-end": ({"contracts": ["a/" * 5000]}, "ECC0"),
    "climbing-import": ({"imports": [{"folder": "../other"}]}, "ECC022"),
    "import-of-itself": ({"imports": [{"folder": "."}]}, "ECC012"),
    "missing-import": ({"imports": [{"folder": "gone"}]}, "ECC023"),
    "missing-package": ({"imports": [{"package": "../../evil"}]}, "ECC023"),
    "odd-package": ({"imports": [{"package": "os:system"}]}, "ECC023"),
    "climbing-record": ({"record": "../../outside"}, "ECC022"),
    "climbing-root": ({"roots": {"out": "../.."}}, "ECC022"),
    "climbing-schemas": ({"schemas": ["../*.json"]}, "ECC0"),
    "open-template": ({"schemas": ["{{{{"]}, "ECC0"),
    "many-imports": ({"imports": [{"package": f"p{i}"} for i in range(2_000)]}, "ECC023"),
}


@pytest.mark.parametrize("name", CATALOGS)
def test_a_hostile_catalog_is_a_finding(repository: Repository, name: str) -> None:
    fields, code = CATALOGS[name]
    files = {"ecocontracts.yaml": catalog_file(**fields), "contracts/good.contract.yaml": GOOD}
    write_files(repository.root, files)
    beside = set(repository.root.parent.iterdir())
    judged(repository)
    assert all(one.startswith(code) for one in found(repository.root)), found(repository.root)
    assert set(repository.root.parent.iterdir()) == beside


@pytest.mark.parametrize("target", ["../../outside", "/tmp", "nowhere", "runs"])
def test_a_link_does_not_lead_the_record_out(tmp_path: Path, target: str) -> None:
    root = write_files(tmp_path / "repository", {"contracts/good.contract.yaml": GOOD})
    (tmp_path / "outside").mkdir()
    (root / ".eco").mkdir()
    (root / ".eco/runs").symlink_to(target)
    ended = run_gate(root, timeout=GUARD)
    assert "Traceback" not in ended.text
    assert ended.code != 0
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_to_a_folder_of_contracts_is_not_followed(tmp_path: Path) -> None:
    root = write_files(tmp_path / "repository", {"contracts/good.contract.yaml": GOOD})
    write_files(tmp_path, {"secret/a.contract.yaml": note(owner=7)})
    (root / "contracts/more").symlink_to("../../secret")
    (root / "contracts/loop").symlink_to(".")
    assert run_gate(root, timeout=GUARD).code == 0


def test_the_contract_folder_may_not_be_a_link_out(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    write_files(tmp_path, {"secret/a.contract.yaml": note(owner=7)})
    (root / "contracts").symlink_to("../secret")
    judged_apart(root)
    assert found(root) == {"ECC022"}


def test_folders_without_end_are_a_finding(tmp_path: Path) -> None:
    write_files(tmp_path, {"contracts/" + "d/" * 60 + "a.contract.yaml": GOOD})
    judged_apart(tmp_path)
    assert found(tmp_path) == {"ECC002"}


def test_secrets_of_the_environment_stay_out_of_record_and_terminal(tmp_path: Path) -> None:
    secret = "sk-live-0123456789abcdefghij"
    finding = {"message": f"the token {secret} was found", "found": secret, "path": "data/a.json"}
    write_files(
        tmp_path,
        {"conftest.py": NOTES, "contracts/a.contract.yaml": note(checks={"look": {"finds": [finding]}})},
    )
    judged_apart(tmp_path, env={"SHOP_API_TOKEN": secret, "DATABASE_PASSWORD": "correct-horse-battery"})
    written = "".join(path.read_text() for path in (tmp_path / ".eco").rglob("*") if path.is_file())
    assert secret not in written
    assert "correct-horse-battery" not in written
    assert "ECS003" in written


def test_a_thousand_broken_contracts_are_a_thousand_findings(repository: Repository) -> None:
    repository.write({f"contracts/{index:04}.contract.yaml": "id: [" for index in range(1_000)})
    result = repository.run("-q", "--tb=line")
    assert result.parseoutcomes() == {"failed": 1_000}
