"""Clauses and checks of a real operations tree as rules: verdicts and findings are those of an independent reading.

``ops_ssot/checks.tsv`` names, for each clause of the source document and each check of its owners, what reads it here,
what their check says, and what is right. A row that differs from theirs says why.
"""

from __future__ import annotations

import ast
import csv
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .ops_ssot.readings.tree import Found, Tree

HERE = Path(__file__).parent / "ops_ssot"


class Row(NamedTuple):
    id: str
    reading: str
    by: str
    """What findings and the reading have in common: a place (path, line), or what a finding is about (key, about, and
    other words of its metadata).

    ``verdict``: only whether there is one. Behind ``@``, the code that says this, where one check says several things.
    """
    incumbent: str
    quality: str
    ours: str
    note: str

    def read(self, tree: Tree) -> Found:
        return reading(self.reading, tree)


@cache
def reading(name: str, tree: Tree) -> Found:
    module, _, function = name.partition(".")
    found: Found = getattr(import_module(f"{__package__}.ops_ssot.readings.{module}"), function)(tree)
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


ROWS = [Row(**row) for row in table(HERE / "checks.tsv")]
BY_ID: dict[str, list[Row]] = defaultdict(list)
for each in ROWS:
    BY_ID[each.id].append(each)


#: the clauses of the source document
SEED = {
    *(
        "H1",
        "P1",
        "I1",
        "I2",
        "I3",
        "I4",
        "I4a",
        "I4b",
        "I5",
        "I6",
        "I7",
        "I8",
        "I9",
        "I10",
        "G1",
        "G2",
        "G2b",
        "G3",
    ),
    *("A1", "A2", "A3", "A4", "E1", "E2", "E3", "E4", "K1", "K2", "K3", "D1", "D2", "D3", "N1", "N2"),
}


@pytest.fixture(scope="module")
def tree(ops_data: Path) -> Tree:
    return Tree(ops_data)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.reading}")
def test_reading(row: Row, tree: Tree) -> None:
    """What the table says is what the files say; a difference from the owners' check has its reason."""
    assert row.ours == ("FAIL" if row.read(tree).offending else "PASS")
    rows = BY_ID[row.id]
    assert not row.incumbent or any(one.note or one.ours == row.incumbent for one in rows)


@pytest.mark.parametrize(
    ("clause", "examined", "offending"),
    [
        ("H1.version", 9, 8),
        ("I1.listed", 102, 102),
        ("I1.public", 102, 4),
        ("I3", 145, 107),
        ("I4", 17, 9),
        ("I4.owners", 5, 5),
        ("I7.unique", 10, 5),
        ("G2", 10, 5),
        ("E1.id", 27, 27),
        ("E1.dialect", 27, 15),
        ("E1.version", 27, 22),
        ("S3.tests", 79, 26),
        ("S3.digests", 7, 6),
    ],
)
def test_study_of_the_repository_counted_the_same(
    clause: str, examined: int, offending: int, tree: Tree
) -> None:
    """Somebody else read the repository with scripts of their own."""
    found = BY_ID[clause][0].read(tree)
    assert (found.examined, len(found.offending)) == (examined, offending)


def test_table_is_about_what_the_owners_check(ops_data: Path) -> None:
    """More than 120 of their checks, with their verdicts; those that fail are all here, or it is said why not."""
    theirs = {row["id"]: row for row in table(ops_data.parents[1] / "reference" / "incumbent-checks.tsv")}
    taken = {row.id: row for row in ROWS if row.id.startswith("checks_")}
    assert len(taken) >= 120
    for check, row in taken.items():
        assert row.incumbent == theirs[check]["status_clean_checkout"]
        assert row.quality == theirs[check]["verdict_quality"]
    failing = {check for check, row in theirs.items() if row["status_clean_checkout"] == "FAIL"}
    undecided = {row["id"]: row["why"] for row in table(HERE / "undecided.tsv")}
    assert failing - taken.keys() == {check for check in undecided if check.startswith("checks_")}
    assert SEED - {clause.partition(".")[0] for clause in BY_ID} == SEED & undecided.keys()
    assert all(undecided.values())


def about(failure: dict[str, Any], by: str) -> str:
    """What a finding is about, in the words of the reading."""
    location, metadata = failure["location"], failure.get("metadata", {})
    if by in {"path", "line"}:
        return str(location["path"]) if by == "path" else f"{location['path']}:{location['line']}"
    if by != "key":
        return str(metadata["path" if by == "about" else by])
    key = str(metadata.get("key", metadata.get("path")))
    return str(ast.literal_eval(key)) if key[0] in "'\"" else key


@pytest.mark.parametrize("clause", BY_ID)
def test_gate(clause: str, tree: Tree, ops_record: dict[str, Any]) -> None:
    """The gate says the same of the same things."""
    by, _, code = BY_ID[clause][0].by.partition("@")
    expected = {item for row in BY_ID[clause] for item in row.read(tree).offending}
    failures = [failure for failure in ops_record["failures"] if clause in failure.get("refs", ())]
    failures = [failure for failure in failures if not code or failure["code"] == code]
    assert bool(failures) == bool(expected)
    if by != "verdict":
        assert sorted({about(failure, by) for failure in failures}) == sorted(expected)


def test_every_clause_is_a_rule_and_every_rule_has_one() -> None:
    """What the table names stands in a contract; a passing rule is not one that nobody wrote."""
    texts = "\n".join(path.read_text("utf-8") for path in (HERE / "contracts").glob("*.yaml"))
    words = set(texts.replace("[", " ").replace("]", " ").replace(",", " ").replace("}", " ").split())
    assert BY_ID.keys() - words == set()
    cited = {word for word in words if word.startswith("checks_")}
    assert cited - BY_ID.keys() == set()


def test_everything_was_judged(ops_record: dict[str, Any]) -> None:
    """Nothing is left out; one rule cannot be judged, since what it reads is not there, and says so."""
    assert ops_record["failures_omitted"] == 0
    assert ops_record["checks"]["not_evaluated"] == ops_record["checks"]["waived"] == 0
    assert ops_record["checks"]["errored"] == 1
    vacuous = [
        failure for failure in ops_record["failures"] if failure["code"].startswith(("ECC", "ECX", "ECZ"))
    ]
    assert [failure["rule"] for failure in vacuous] == ["kind-clusters"]
