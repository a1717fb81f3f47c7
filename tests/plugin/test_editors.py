"""Editors show every check: VS Code's tree is built by its own rule, and every item has a file and a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import Repository

#: VS Code's plugin climbs from the parent of each item's file to the root, and gives up after so many steps
STEPS = 100


class TreeOfVsCode:
    """Builds the tree of tests as ``vscode_pytest`` does: folders above the path of each item's parent."""

    def __init__(self) -> None:
        self.tests: dict[str, tuple[str, int]] = {}
        self.session: Any = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.session = session
        for item in session.items:
            assert item.parent is not None
            assert isinstance(item.parent, pytest.File), f"{item.nodeid} stands under no file"
            assert not hasattr(item, "callspec")
            path = item.parent.path
            assert path.is_relative_to(session.path)
            folder = path.parent
            for _ in range(STEPS):
                if folder == session.path:
                    break
                folder = folder.parent
            else:
                pytest.fail(f"the whole project disappears: {item.nodeid} stands at {path}")
            test_id = "::".join([str(item.path), *item.nodeid.split("::")[1:]])
            assert test_id not in self.tests, "two tests with one id"
            line = item.location[1]
            assert line is not None
            self.tests[test_id] = (item.nodeid, line + 1)


def tree(repository: Repository, *arguments: str) -> TreeOfVsCode:
    plugin = TreeOfVsCode()
    run = repository.pytester.inline_run(
        "--eco-contracts", f"--rootdir={repository.root}", "--collect-only", *arguments, plugins=[plugin]
    )
    assert run.ret == 0
    return plugin


def test_every_check_has_its_place_in_the_tree(shop: Repository) -> None:
    found = tree(shop)
    root = str(shop.root)
    assert len(found.tests) == 6
    assert found.tests[f"{root}/contracts/bad.contract.yaml::shop.bad[look]"][1] == 1
    assert f"{root}/ecocontracts.yaml::shop[catalog]" in found.tests


def test_a_second_document_has_its_own_line(shop: Repository) -> None:
    shop.write({"contracts/two.contract.yaml": f"{note(id='one')}---\n{note(id='two')}"})
    lines = [line for node, line in tree(shop).tests.values() if "two.contract" in node]
    assert lines == [1, 7]


@pytest.mark.parametrize("with_catalog", [True, False])
@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.symlink_to(path.name),
        lambda path: path.symlink_to("/etc/hostname"),
        lambda path: path.mkdir(),
        lambda path: path.write_bytes(b""),
        lambda path: path.with_name("a::b.contract.yaml").write_text("x"),
        lambda path: path.with_name("a[1].contract.yaml").write_text("x"),
    ],
    ids=["dangling", "loop", "outside", "folder", "empty", "colons", "brackets"],
)
def test_what_is_wrong_has_a_place_too(repository: Repository, make: Any, with_catalog: bool) -> None:
    repository.write({"contracts/readme.md": ""})
    if with_catalog:
        repository.write({"ecocontracts.yaml": catalog_file()})
    make(repository.root / "contracts/z.contract.yaml")
    found = tree(repository)
    assert len(found.tests) == (2 if with_catalog else 1)
    for test_id in found.tests:
        assert Path(test_id.split("::")[0]).exists()


def test_the_contract_folder_itself_may_be_what_is_wrong(repository: Repository) -> None:
    (repository.root / "contracts").symlink_to("nowhere")
    assert len(tree(repository).tests) == 1
    result = repository.run("--nf")
    result.assert_outcomes(failed=1)


def test_a_test_id_of_the_editor_runs_that_test(shop: Repository) -> None:
    for test_id, (node, _) in tree(shop).tests.items():
        result = shop.run("-v", test_id)
        assert node in result.stdout.str()
        assert sum(result.parseoutcomes().values()) == 1
