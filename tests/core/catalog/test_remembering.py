"""Contract files of many trees: parsed once for each content, and again where anything that they read differs."""

from __future__ import annotations

from tests.fakes import Link, MemoryFiles, contract, make_context

from pytest_ecocontracts.core.catalog.reading import Reading, read_contract_file
from pytest_ecocontracts.core.catalog.remembering import Readings
from pytest_ecocontracts.core.kinds import KindRegistry

PATH = "contracts/a.contract.yaml"
ROLES = """\
contract: layout/v1
for_each: {file: roles.json}
id: shop.${name}
version: 1.0.0
owner: platform
summary: One layout for each role.
tree: {"**": opt}
"""


class Trees:
    """Reads a contract file out of one tree after the other, with one memory."""

    def __init__(self) -> None:
        self.kinds = KindRegistry()
        self.readings = Readings(self.kinds)

    def read(self, files: dict[str, object], path: str = PATH, kinds: KindRegistry | None = None) -> Reading:
        context = make_context(MemoryFiles(files))
        plain = read_contract_file(path, context, self.kinds)
        context.readings = self.readings
        found = read_contract_file(path, context, kinds or self.kinds)
        # Whatever is remembered, nobody can tell.
        assert [one.document.digest for one in found.contracts] == [
            one.document.digest for one in plain.contracts
        ]
        assert [(one.code, one.message) for one in found.problems] == [
            (one.code, one.message) for one in plain.problems
        ]
        assert found.homeless == plain.homeless
        return found


def test_what_is_the_same_is_the_same_object() -> None:
    trees = Trees()
    first = trees.read({PATH: contract(), "other": "1"})
    assert trees.read({PATH: contract(), "other": "2"}) is first
    changed = trees.read({PATH: contract(version="1.1.0")})
    assert changed is not first
    assert trees.read({PATH: contract()}) is first, "as it was before the change"
    assert trees.readings.parsed == 2


def test_two_editions_are_remembered() -> None:
    trees = Trees()
    for number in (0, 1, 2, 2, 1, 0):
        trees.read({PATH: contract(version=f"1.{number}.0")})
    assert trees.readings.parsed == 4, "only the oldest one was forgotten"


def test_a_file_that_is_wrong_or_gone_is_remembered_as_that() -> None:
    trees = Trees()
    for text in ("{", contract(colour="blue"), Link("nowhere")):
        found = trees.read({PATH: text})
        assert found.problems
        assert trees.read({PATH: text}) is found
    gone = trees.read({})
    assert gone.problems
    assert gone.homeless
    assert trees.read({"contracts/b": "1"}) is gone
    assert trees.read({PATH: contract()}).problems == []


def test_files_that_a_contract_reads_belong_to_it() -> None:
    trees = Trees()
    first = trees.read({PATH: ROLES, "roles.json": '[{"name": "a"}]'})
    assert [one.id for one in first.contracts] == ["shop.a"], first.problems
    assert trees.read({PATH: ROLES, "roles.json": '[{"name": "a"}]', "x": "1"}) is first
    second = trees.read({PATH: ROLES, "roles.json": '[{"name": "b"}]'})
    assert [one.id for one in second.contracts] == ["shop.b"]
    assert trees.read({PATH: ROLES}).problems, "the registry is gone"


def test_each_path_and_each_set_of_kinds_is_told_apart() -> None:
    trees = Trees()
    other = "contracts/b.contract.yaml"
    first = trees.read({PATH: contract(), other: contract()})
    assert trees.read({PATH: contract(), other: contract()}, other) is not first
    assert trees.read({PATH: contract()}, kinds=KindRegistry()) is not first
    assert trees.read({PATH: contract()}) is first
