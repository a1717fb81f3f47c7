"""Write ROWS.md: each clause with what judges it. ``python rows.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

HERE = Path(__file__).parent
INTRODUCTION = """# What judges what

Each clause of the ecosystem's pages, and the checks that judge it: as `contract[check]`, to be run with
`pytest --eco-only -k check`. What cannot be judged from files that lie still is named with what will judge
it: *running* programs on broken inputs, *scanning* the code for what it reads and writes, *comparing* with
an earlier state, run *records*, or *people*; or a word that the *language* of contracts still lacks. The page
is written by `rows.py`.
"""


def rules() -> Iterator[tuple[str, dict[str, object]]]:
    """Each rule of the artifact contracts, with the name of its check."""
    for path in sorted((HERE / "contracts").glob("*.yaml")):
        for contract in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            for rule in [*contract.get("invariants", []), *contract.get("relations", [])]:
                yield f"{contract['id']}[{rule['id']}]", rule


def judges() -> dict[str, list[str]]:
    """The checks that judge each clause, as the rules and ``rows.yaml`` say."""
    found: dict[str, list[str]] = {}
    for rows in clauses().values():
        for clause, row in rows.items():
            found[clause] = list(row.get("checks", []))
    for check, rule in rules():
        for clause in rule.get("refs", []):
            found.setdefault(clause, []).append(check)
    return found


def clauses() -> dict[str, dict[str, dict[str, object]]]:
    """The clauses of each bus, as ``rows.yaml`` has them."""
    return yaml.safe_load((HERE / "rows.yaml").read_text(encoding="utf-8"))


def page() -> str:
    """The text of ROWS.md."""
    judged = judges()
    text = INTRODUCTION
    for bus, rows in clauses().items():
        text += f"\n## {bus}\n\n| Clause | Says | Judged by | Not judged at rest | Ruling |\n"
        text += "| --- | --- | --- | --- | --- |\n"
        for clause, row in rows.items():
            checks = ", ".join(f"`{check}`" for check in judged[clause])
            later = "; ".join(f"*{word}*: {why}" for word, why in row.get("open", {}).items())
            text += f"| {clause} | {row['says']} | {checks} | {later} | {row.get('ruling', '')} |\n"
    return text


if __name__ == "__main__":
    (HERE / "ROWS.md").write_text(page(), encoding="utf-8")
