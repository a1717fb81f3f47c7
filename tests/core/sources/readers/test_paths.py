"""``paths`` and ``tracked``: what lies in the tree, and what git knows of it."""

from __future__ import annotations

import pytest
from tests.core.sources.reading import Index, NoIndex, read, refused, rules
from tests.fakes import Link, MemoryFiles

from pytest_ecocontracts.core.errors import CapabilityMissing, FileProblem

FILES: dict[str, object] = {
    "a.md": "",
    "ops/k8s/CONTRACT.md": "one\ntwo",
    "ops/load/CONTRACT.md": "one\n",
    "ops/load/run.tar.gz": b"\x00",
    "ops/.hidden": "",
    "ops/link.md": Link("../a.md"),
}


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("{paths: 'ops/*/CONTRACT.md'}", ["ops/k8s/CONTRACT.md", "ops/load/CONTRACT.md"]),
        ("{paths: ['**/*.md'], except: 'ops/*/*'}", ["a.md", "ops/link.md"]),
        ("{paths: 'ops/*', kind: folder}", ["ops/k8s", "ops/load"]),
        ("{paths: '**', kind: link}", ["ops/link.md"]),
        ("{paths: 'ops/*', kind: any}", ["ops/.hidden", "ops/k8s", "ops/link.md", "ops/load"]),
        ("{paths: [ops, a.md, gone.md], kind: any}", ["a.md", "ops"]),
        ("{paths: 'ops/{domain}/CONTRACT.md', value: /domain}", ["k8s", "load"]),
        ("{paths: 'ops/*/CONTRACT.md', give: lines, value: /lines}", [2, 1]),
        ("{paths: 'ops/**/*.gz', give: [size], value: [/stem, /suffix, /size]}", [["run.tar", ".gz", 1]]),
        ("{paths: 'ops/link.md', kind: link, give: target, value: /target}", ["../a.md"]),
        ("{paths: 'ops/.*', value: [/folder, /name, /stem, /suffix]}", [["ops", ".hidden", ".hidden", ""]]),
        ("{paths: '**/CONTRACT.md', where: self.depth > 1, value: /depth}", [2, 2]),
    ],
)
def test_paths_are_found(source: str, values: list[object]) -> None:
    assert read(FILES, source).values == values


def test_paths_that_are_not_there_are_looked_for_below_a_folder_that_is() -> None:
    """That nothing lies in a folder that is gone is seen in the nearest one that is there."""
    assert read(FILES, "{paths: 'ops/**/*.sh'}").examined == 5
    assert read(FILES, "{paths: 'ops/load/runs/*/*.sh'}").examined == 2
    assert read(FILES, "{paths: ['src/**/*.sh', 'src/*.py']}").examined == 4
    assert read({}, "{paths: 'src/**/*.sh'}").examined == 0

    def codes(template: str) -> list[str]:
        return rules(FILES, relations=[{"absent": {"paths": template}}]).codes

    assert codes("ops/**/*.sh") == []
    assert codes("ops/**/*.gz") == ["ECI040"]
    assert codes("src/**/*.sh") == []


def test_what_cannot_be_measured_is_a_finding() -> None:
    unreadable = FileProblem("unreadable", "b.txt", "no permission to read 'b.txt'")
    found = read({"a.txt": b"\xff", "b.txt": unreadable}, "{paths: '*', give: [lines]}")
    assert found.codes == ["ECS001", "ECS009"]


def test_what_paths_cannot_give_is_refused() -> None:
    assert "gives no 'version'" in refused("{paths: '*', give: version}")[0]


def test_folders_that_cannot_be_listed_are_a_finding() -> None:
    class Locked(MemoryFiles):
        def list(self, folder: str) -> object:  # type: ignore[override]
            if folder == "ops":
                raise FileProblem("unreadable", folder, f"no permission to read {folder!r}")
            return super().list(folder)

    assert read(Locked(FILES), "{paths: '**'}").codes == ["ECS009"]
    assert read(Locked(FILES), "{paths: '*.md'}").values == ["a.md"]


def test_tracked_paths_have_modes() -> None:
    git = Index({"a.md": "100644", "bin/run": "100755", "lib": "160000", "l": "120000", "gone.md": "100644"})
    found = read(FILES, "{tracked: '**', value: [/path, /mode, /kind]}", git=git)
    assert found.values == [
        ["a.md", "100644", "file"],
        ["bin/run", "100755", "file"],
        ["gone.md", "100644", "file"],
        ["l", "120000", "link"],
        ["lib", "160000", "submodule"],
    ]
    assert read(
        FILES, "{tracked: 'bin/{tool}', where: self.is_executable, value: /tool}", git=git
    ).values == ["run"]
    assert read(FILES, "{tracked: 'bin/*.py'}", git=git).examined == 1
    assert read(FILES, "{tracked: 'artifacts/**'}", git=git).examined == 5
    assert read(FILES, "{tracked: 'artifacts/**'}", git=Index({})).examined == 0


def test_tracked_paths_need_git() -> None:
    with pytest.raises(CapabilityMissing):
        read(FILES, "{tracked: '**'}", git=NoIndex())
