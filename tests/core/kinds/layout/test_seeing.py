"""What counts and reads files sees nothing that git ignores, wherever it lies."""

from __future__ import annotations

from pathlib import Path

from tests.fakes import make_context
from tests.layouts import load
from tests.repositories import make_repository, write

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.core.kinds.layout.lines import Layout
from pytest_ecocontracts.core.kinds.layout.seeing import seen
from pytest_ecocontracts.core.kinds.layout.walking import Findings


def test_real_ignored_files_and_folders_are_not_seen(tmp_path: Path) -> None:
    make_repository(tmp_path, {".gitignore": "*.log\nbuild/\n", "a/b.py": ""})
    write(
        tmp_path,
        {
            "a/c.log": "",
            "new/d.py": "",
            "new/deep/e.log": "",
            "new/deep/f.py": "",
            "build/g.py": "",
            "a/build/h/i.py": "",
            "cache/.gitignore": "*\n",
            "cache/j.py": "",
            "new/own/.gitignore": "*\n",
            "new/own/k.py": "",
        },
    )
    contract, _ = load([], tree={"$closed": False, "x": "opt"})
    assert isinstance(contract.body, Layout)
    context = make_context(LocalFileSystem(str(tmp_path)))
    context.git = LocalGit(str(tmp_path))
    found = {
        visit.prefix + name
        for visit in seen(contract, contract.body, context, Findings(context))
        for name in (*visit.listing.files, *visit.listing.folders)
    }
    files = {".gitignore", "a/b.py", "new/d.py", "new/deep/f.py"}
    assert found == files | {"a", "new", "new/deep"}
