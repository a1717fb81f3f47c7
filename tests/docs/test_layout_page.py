"""Every tree on the page of layout/v1 is judged as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.layouts import CONTRACT, Git, findings

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "layout.md"
EXAMPLE = re.compile(r"^```yaml\n((?!contract:).*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE.read_text("utf-8"))


@pytest.mark.parametrize(("contract", "listing"), EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_example(contract: str, listing: str) -> None:
    """A line is a path, then the code that is found there, or at another path that is written before the code.

    Behind " = " stands the content of the file. Where something is "(ignored)" or "(untracked)", git is there
    and tracks the rest; an ignored folder, with "/" behind it, need not exist.
    """
    (document,) = load_documents("page.yaml", contract.encode(), Limits())
    assert isinstance(document.data, dict)
    paths: dict[str, object] = {}
    expected: list[tuple[str, str]] = []
    hidden: dict[str, list[str]] = {"(ignored)": [], "(untracked)": []}
    for entry in listing.splitlines():
        line, _, content = entry.partition(" = ")
        missing, rest = line.startswith("(missing) "), line.removeprefix("(missing) ")
        path, *verdict = rest.split()
        if path == "(contract)":
            path, missing = CONTRACT, True
        if line.startswith(("(ignored) ", "(untracked) ")):
            told, path = rest.split()[:2]
            verdict = rest.split()[2:]
            hidden[told].append(path.rstrip("/"))
            missing = path.endswith("/")
        if not missing and path != ".":
            text = content.replace("\\r", "\r").replace("\\n", "\n")
            paths[path] = text or paths.get(path, "x")
        if verdict:
            expected.append((verdict[-1], verdict[0] if len(verdict) > 1 else path))
    untracked = {*hidden["(ignored)"], *hidden["(untracked)"]}
    git = Git([CONTRACT, *(path for path in paths if path not in untracked)], hidden["(ignored)"])
    asked = {"index": git} if untracked else {}
    assert sorted(findings(paths, **document.data, **asked)) == sorted(expected)


def test_the_page_has_examples_and_no_tree_without_a_verdict() -> None:
    trees = len(re.findall(r"^```yaml\n", PAGE.read_text("utf-8"), re.MULTILINE))
    assert len(EXAMPLES) == trees - 1  # the first one is a whole contract
