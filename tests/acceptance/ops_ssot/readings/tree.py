"""The operations tree as its table of paths and its data files tell it."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SOURCE = "packages/atlasctl/src/atlasctl"
TESTS = "packages/atlasctl/tests"
TODAY = "2026-11-22"


class Entry(NamedTuple):
    mode: str
    size: int
    lines: int
    real: bool
    """Whether the content is the true one; otherwise only lines and size are."""


class Found(NamedTuple):
    examined: int
    offending: list[str]


def found(examined: Any, offending: Any) -> Found:
    return Found(len(examined), sorted(set(offending)))


class Tree:
    def __init__(self, data: Path) -> None:
        self._content = data / "files"
        rows = [row.split("\t") for row in (data / "tree.tsv").read_text("utf-8").splitlines()[1:]]
        self.entries = {
            path: Entry(mode, int(size), int(lines or 0), bundled == "1")
            for path, mode, size, lines, _, bundled in rows
        }

    @cached_property
    def folders(self) -> set[str]:
        return {
            "/".join(path.split("/")[:end]) for path in self.entries for end in range(1, path.count("/") + 1)
        }

    def has(self, path: str) -> bool:
        return path.rstrip("/") in self.entries or path.rstrip("/") in self.folders

    def files(self, pattern: str, *, real: bool = False) -> list[str]:
        """The files whose whole path matches a regular expression; ``real``: only those with their true content."""
        matches = re.compile(pattern).fullmatch
        return [path for path, entry in self.entries.items() if matches(path) and (entry.real or not real)]

    def inside(self, folder: str) -> tuple[set[str], set[str]]:
        """The names of the files and of the folders directly in a folder (``""``: the root)."""
        start = f"{folder}/" if folder else ""
        below = [path[len(start) :] for path in self.entries if path.startswith(start)]
        return {path for path in below if "/" not in path}, {
            path.split("/")[0] for path in below if "/" in path
        }

    def below(self, folder: str) -> list[str]:
        """The folders at any depth below a folder."""
        return sorted(one for one in self.folders if one.startswith(f"{folder}/"))

    def text(self, path: str) -> str:
        return (self._content / path).read_text("utf-8")

    def lines(self, path: str) -> list[str]:
        """What a list of lines says, without comments and empty lines."""
        lines = (line.strip() for line in self.text(path).splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    @cache  # noqa: B019 - one tree lives as long as the tests
    def json(self, path: str) -> Any:
        return json.loads(self.text(path))

    def toml(self, path: str) -> Any:
        return tomllib.loads(self.text(path))

    @cache  # noqa: B019
    def yaml(self, path: str) -> list[Any]:
        return [document for document in yaml.safe_load_all(self.text(path)) if document is not None]


def name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def folder(path: str) -> str:
    return path.rpartition("/")[0]


def links(text: str) -> list[str]:
    """The targets of the links of a Markdown text, outside of code, without anchors and without those that leave it."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    targets = (target.split("#")[0].strip() for target in re.findall(r"\]\(([^)\s]+)\)", text))
    return [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)
