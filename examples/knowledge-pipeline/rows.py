"""Write ROWS.md: each clause with what judges it. ``python rows.py``.

Each file of ``rows`` is a section: what its clauses say, in a few words each. A rule of a contract names its
clauses under ``refs``. Of a clause, ``checks`` are checks that are no rules, ``open`` says what cannot be
judged from files that lie still, and what will; ``ruling`` is the decision that settles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
#: the fields of contracts that hold rules
RULES = ("invariants", "relations", "uses")
#: the files of ``rows``, in the order of the page
SECTIONS = (
    "terms",
    "operating-rules",
    "portfolio",
    "event-bus",
    "session-bus",
    "summary-bus",
    "digest-bus",
    "chunk-bus",
    "requests",
    "seams",
    "stable-ids",
    "manifests",
    "run-records",
    "failures",
    "observability",
    "snapshots",
    "site",
    "storage",
    "decisions",
    "corpora-and-roles",
    "contract-tests",
    "change-control",
    "contradictions",
)
INTRODUCTION = """# What judges what

Each clause of the ecosystem's pages, and the checks that judge it: as `contract[check]`, to be run with
`pytest --eco-only -k check`. What cannot be judged from files that lie still is named with what will judge
it: *running* programs on broken inputs, *scanning* the code for what it reads and writes, *comparing* with
an earlier state, or *people*. The page is written by `rows.py`.
"""


#: what pages and decisions hold, and the check that judges it
PARTS = {
    "pages/v1": {
        "entries": "structure",
        "sections": "structure",
        "tables": "tables",
        "identifiers": "identifiers",
    },
    "decisions/v1": {"sections": "decisions"},
}


def rules() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each rule of the contracts, with the name of its check."""
    for path in sorted((HERE / "contracts").glob("*.yaml")):
        for contract in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            named = [(one["id"], one) for field in RULES for one in contract.get(field, [])]
            for check, rule in [*named, *contract.get("rules", {}).items()]:
                yield from ((f"{name}[{check}]", rule) for name in ids(contract))


def ids(contract: dict[str, Any]) -> list[str]:
    """The id of a contract, or those of a template, whose rows have names."""
    each = contract.get("for_each")
    if each is None:
        return [contract["id"]]
    rows = yaml.safe_load((HERE / each["file"]).read_text(encoding="utf-8"))
    return [contract["id"].replace(f"${{{each['key']}}}", row) for row in rows]


def parts() -> Iterator[tuple[str, dict[str, object]]]:
    """Each part of pages and decisions that is a rule, with the check that judges it."""
    for path in sorted((HERE / "contracts").glob("*.yaml")):
        for contract in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            for part, check in PARTS.get(contract["contract"], {}).items():
                for rule in contract.get(part, []):
                    if isinstance(rule, dict):
                        yield f"{contract['id']}[{check}]", rule


def judges() -> dict[str, list[str]]:
    """The checks that judge each clause, as the rules and the rows say."""
    found: dict[str, list[str]] = {}
    for rows in clauses().values():
        for clause, row in rows.items():
            found[clause] = list(row.get("checks", []))
    for check, rule in [*rules(), *parts()]:
        for clause in rule.get("refs", []):
            checks = found.setdefault(clause, [])
            if check not in checks:
                checks.append(check)
    return found


def clauses() -> dict[str, dict[str, dict[str, Any]]]:
    """The clauses of each section."""
    files = sorted((HERE / "rows").glob("*.yaml"), key=lambda path: SECTIONS.index(path.stem))
    sections: dict[str, dict[str, dict[str, Any]]] = {}
    for path in files:
        sections |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return sections


def page() -> str:
    """The text of ROWS.md."""
    judged = judges()
    text = INTRODUCTION
    for section, rows in clauses().items():
        text += f"\n## {section}\n\n| Clause | Says | Judged by | Not judged at rest | Ruling |\n"
        text += "| --- | --- | --- | --- | --- |\n"
        for clause, row in rows.items():
            checks = ", ".join(f"`{check}`" for check in judged[clause])
            later = "; ".join(f"*{word}*: {why}" for word, why in row.get("open", {}).items())
            text += f"| {clause} | {row['says']} | {checks} | {later} | {row.get('ruling', '')} |\n"
    return text


if __name__ == "__main__":
    (HERE / "ROWS.md").write_text(page(), encoding="utf-8")
