"""Random layouts over random trees: the verdict is that of a slow, plain reading of the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from tests.fakes import FOLDER, contract, link
from tests.layouts import CONTRACT, OWN, outcomes

WORDS = ["need", "one", "some", "opt", "should", "avoid", "ban", "opaque"]
NAMES = ["a", "b", "12", "7", "a.txt", "b.txt", "12.txt", "a.tmp", "d", "e", "2026-01-02"]
KEYS = [
    "a",
    "b",
    "a.txt",
    "12.txt",
    "*.txt",
    "*.tmp",
    "{n:int}",
    "{n:int}.txt",
    "{s:slug}",
    "{d:date}",
    "*",
    "**",
    "**/*.tmp",
    "**/a.txt",
    "**/{n:int}",
]
FOLDERS = ["d/", "e/", "a/", "{n:int}/", "{d:date}/", "*/", "**/e/", "**/"]

TYPES = {"int": r"\d+", "slug": r"[a-z0-9]+(?:-[a-z0-9]+)*", "date": "2026-01-02"}


# --- the plain reading: one expression per line over the path below the drawn folder, no states -----------------


@dataclass(eq=False)
class Drawn:
    key: str
    word: str
    level: int
    closed: bool = True
    children: list[Drawn] = field(default_factory=list)

    @property
    def folder(self) -> bool:
        return self.key.endswith("/")

    @property
    def own(self) -> str:
        text = self.key.removesuffix("/")
        return f"{text}/*" if text == "**" else text

    @property
    def exactness(self) -> tuple[int, ...]:
        return tuple(2 if part == "**" else 1 if set(part) & set("*{") else 0 for part in self.own.split("/"))

    def matches(self, path: str) -> bool:
        pieces = re.findall(r"\*\*/|\*|\{\w+:\w+\}|[^*{]+", self.own)
        source = "".join(
            "(?:[^/]+/)*"
            if piece == "**/"
            else "[^/]*"
            if piece == "*"
            else TYPES[piece[1:-1].split(":")[1]]
            if piece[0] == "{"
            else re.escape(piece)
            for piece in pieces
        )
        return re.fullmatch(source, path) is not None

    @property
    def polarity(self) -> int:
        return {"ban": 0, "avoid": 1}.get(self.word, 2)

    @property
    def rank(self) -> tuple[Any, ...]:
        literal = self.exactness[-1] == 0
        return (0 if literal else 1, 0 if literal else self.polarity, -self.level, self.exactness)


def draw(tree: dict[str, Any], level: int = 1) -> list[Drawn]:
    lines = []
    for key, value in tree.items():
        if key.startswith("$"):
            continue
        if isinstance(value, str):
            lines.append(Drawn(key, value, level, closed=False))
            continue
        children = draw(value, level + 1)
        word = value.get("$")
        if word is None:
            inner = {child.word for child in children}
            word = "opt"
            if Drawn(key, "opt", level).exactness == (0,):
                word = "need" if inner & {"need", "one", "some"} else "should" if "should" in inner else "opt"
        lines.append(Drawn(key, word, level, value.get("$closed", bool(children)), children))
    return lines


class Plain:
    """Walks a tree of nested dictionaries; a file is None."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def frame(
        self,
        node: dict[str, Any],
        path: str,
        frame: Drawn,
        refusing: list[tuple[Drawn, str]],
        seen: list[str] | None = None,
    ) -> None:
        """Judge a drawn folder; ``refusing`` are lines of the folders around it, with those folders' paths."""
        lines = [(child, path) for child in frame.children]
        matches: dict[Drawn, list[str]] = {child: [] for child in frame.children}
        if frame.own == "**/*" and seen is not None:
            lines.append((frame, path))
            matches[frame] = seen
        self.folder(node, path, path, [*lines, *refusing], not frame.closed, matches)
        for child in frame.children:
            settled = 2 not in child.exactness and child.exactness[-1] == 0
            if child.word in {"need", "one", "some", "should"}:
                code = "ECL014" if child.word == "should" else "ECL001"
                if settled:
                    if child.own not in node:
                        self.found.append((code, f"{path}{child.own}"))
                elif not matches[child]:
                    self.found.append((code, path[:-1] or "."))
                elif child.word == "one" and len(matches[child]) > 1:
                    self.found.append(("ECL002", path[:-1] or "."))

    def folder(
        self,
        node: dict[str, Any],
        path: str,
        base: str,
        lines: list[tuple[Drawn, str]],
        is_open: bool,
        matches: dict[Drawn, list[str]],
    ) -> None:
        for name, inner in node.items():
            here = path + name
            is_folder = inner is not None
            hits = [(line, start) for line, start in lines if line.matches(here[len(start) :])]
            right = [(line, start) for line, start in hits if line.folder == is_folder]
            wrong = [
                line
                for line, _ in hits
                if line.folder != is_folder and line.polarity == 2 and not line.own.endswith("*")
            ]
            spelled = [line for line in wrong if line.exactness[-1] == 0]
            best = min(
                [*(line for line, _ in right), *spelled],
                key=lambda line: (*line.rank, line in wrong),
                default=None,
            )
            onward = is_folder and any(2 in line.exactness and line.polarity == 2 for line, _ in lines)
            if best is not None and best in wrong:
                self.found.append(("ECL006", here))
            elif best is not None:
                self.best(best, here, inner, is_folder, lines, matches)
            elif onward:
                self.folder(inner, f"{here}/", base, lines, is_open, matches)
            elif is_open:
                if is_folder:
                    kept = [(line, start) for line, start in lines if line.polarity < 2]
                    self.folder(inner, f"{here}/", base, kept, True, matches)
            elif wrong:
                self.found.append(("ECL006", here))
            else:
                self.found.append(("ECL004", here))

    def best(
        self,
        line: Drawn,
        here: str,
        inner: Any,
        is_folder: bool,
        lines: list[tuple[Drawn, str]],
        matches: dict[Drawn, list[str]],
    ) -> None:
        if line.polarity < 2:
            self.found.append(("ECL002", here))
            if line.word == "ban" or not is_folder:
                return
        elif line in matches:
            matches[line].append(here)
        if is_folder and line.word != "opaque":
            refusing = [(one, start) for one, start in lines if one.polarity < 2]
            self.frame(inner, f"{here}/", line, refusing, seen=matches.get(line))


# --- random layouts and trees ------------------------------------------------------------------------------------

values = st.sampled_from(WORDS)
leaves = st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=4)
inner_trees = st.recursive(
    leaves,
    lambda below: st.builds(
        lambda files, folders, closed: {**files, **folders, **closed},
        st.dictionaries(st.sampled_from(KEYS), values, max_size=3),
        st.dictionaries(
            st.sampled_from(FOLDERS),
            st.one_of(
                values,
                st.builds(
                    lambda word, tree: {**word, **tree},
                    st.sampled_from([{}, {"$": "opt"}, {"$": "some"}, {"$": "need"}, {"$": "avoid"}]),
                    below,
                ),
            ),
            max_size=3,
        ),
        st.sampled_from([{}, {}, {}, {"$closed": False}]),
    ),
    max_leaves=5,
)
trees = inner_trees.filter(lambda tree: any(not key.startswith("$") for key in tree))
nodes = st.recursive(
    st.none(), lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=4), max_leaves=12
)
disks = st.dictionaries(st.sampled_from(NAMES), nodes, min_size=1, max_size=5)


def flat(node: dict[str, Any], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, inner in node.items():
        if inner is None:
            found[prefix + name] = "x"
        else:
            found[prefix + name] = FOLDER
            found.update(flat(inner, f"{prefix}{name}/"))
    return found


def apart(tree: dict[str, Any], level: int = 1) -> dict[str, Any]:
    """The tree with other captures on each level: the plain reading does not know that repeated ones are equal."""
    return {
        re.sub(r"\{(\w+):", rf"{{\g<1>{level}:", key): apart(value, level + 1)
        if isinstance(value, dict)
        else value
        for key, value in tree.items()
    }


def compare(tree: dict[str, Any], disk: dict[str, Any]) -> None:
    tree = {**OWN, **apart(tree)}
    catalog, _ = link({CONTRACT: contract(tree=tree)})
    if catalog.get("shop.layout") is None:
        reject()
    plain = Plain()
    root = Drawn("", "need", 0, tree.get("$closed", True), draw(tree))
    plain.frame({"contracts": {}, **disk}, "", root, [])
    outcome = outcomes(flat(disk), tree=tree)["tree"]
    found = [(one.code, one.location.path if one.location else "") for one in outcome.violations]
    assert sorted(found) == sorted(plain.found)


def test_a_capture_of_a_folder_settles_the_names_inside() -> None:
    """Found by this fuzz test, which then read repeated captures as independent ones."""
    tree = {**OWN, "{n:int}/": {"{n:int}": "need"}}
    found = outcomes({"12": FOLDER, "7/7": "x", "8/9": "x"}, tree=tree)["tree"].violations
    assert {(one.code, one.location.path) for one in found if one.location} == {
        ("ECL001", "12/12"),
        ("ECL001", "8/8"),
        ("ECL016", "8/9"),
    }


@pytest.mark.parametrize(
    ("tree", "disk"),
    [
        # each drawn folder counts its own files, not those of the drawn folders in it
        ({"**/": {"**": "one"}}, {"a": {"a": {"a": None}}}),
        ({"**/": {"**": "one"}}, {"a": {"b": None, "a": {"a": None}}}),
        ({"**/": {"$": "some", "**": "opt"}}, {"a": {"b": {"a": None}}}),
        ({"**/": {"$": "one", "**": "opt"}}, {"a": {"b": {"a": None}}}),
    ],
)
def test_examples_on_which_the_two_readings_once_differed(tree: dict[str, Any], disk: dict[str, Any]) -> None:
    compare(tree, disk)


@given(trees, disks)
def test_the_verdict_is_that_of_a_plain_reading(tree: dict[str, Any], disk: dict[str, Any]) -> None:
    compare(tree, disk)


@pytest.mark.fuzz
@given(trees, disks)
def test_the_verdict_is_that_of_a_plain_reading_at_length(tree: dict[str, Any], disk: dict[str, Any]) -> None:
    compare(tree, disk)
