"""Source and taxonomy agree: every code that is raised is explained, every one that is explained is raised."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest_ecocontracts
from pytest_ecocontracts.core.taxonomy import load_taxonomy

SOURCE = Path(pytest_ecocontracts.__file__).parent
CODE = re.compile(r"EC[A-Z]\d{3}")


def sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def codes_in_source() -> set[str]:
    texts = set().union(*(strings(ast.parse(path.read_text(encoding="utf-8"))) for path in sources()))
    return {text for text in texts if CODE.fullmatch(text)}


def test_codes_of_source_and_taxonomy_are_the_same() -> None:
    assert codes_in_source() == {entry.code for entry in load_taxonomy()}


def test_metadata_keys_are_declared() -> None:
    """Observers rely on them: keys are part of the promise."""
    undeclared: list[str] = []
    seen = 0
    for place, call in calls():
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        metadata = keywords.get("metadata")
        if not isinstance(metadata, ast.Dict):
            continue
        keys = {key.value for key in metadata.keys if isinstance(key, ast.Constant)}
        arguments = [*call.args, *([keywords["code"]] if "code" in keywords else [])]
        for code in {text for argument in arguments for text in strings(argument) if CODE.fullmatch(text)}:
            seen += 1
            entry = load_taxonomy().get(code)
            assert entry is not None, place
            undeclared += [f"{place}: {code} {key}" for key in sorted(keys - set(entry.metadata))]
    assert seen > 30
    assert undeclared == []
