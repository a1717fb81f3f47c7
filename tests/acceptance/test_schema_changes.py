"""The verdicts on 183 minimal pairs of schemas that were found by hand and by other tools."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.compat.comparing import compare
from pytest_ecocontracts.core.compat.model import Direction, Verdict, View

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

DRAFTS = {7: "http://json-schema.org/draft-07/schema#", 2020: "https://json-schema.org/draft/2020-12/schema"}
WORDS = {"ok": Verdict.COMPATIBLE, "BREAK": Verdict.BREAKING}
COLUMNS = {
    "backward": (View.STRICT, Direction.BACKWARD),
    "forward": (View.STRICT, Direction.FORWARD),
    "writer_backward": (View.WRITER, Direction.BACKWARD),
    "writer_forward": (View.WRITER, Direction.FORWARD),
}
#: Here a name that triggers a dependency counts as declared, there it does not; {"a": null, "b": null} breaks.
ELSE = {
    ("dependencies", "array extended", "writer_backward"),
    ("dependencies", "array narrowed", "writer_forward"),
}


def test_every_pair_has_its_verdict_in_both_directions_and_views() -> None:
    """No verdict differs, and those that were undecided there are decided here."""
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / "evolution" / "matrix.json"
    if not path.is_file():
        pytest.skip("the pairs are not part of the repository")
    tools = prover_tools()
    rows = json.loads(path.read_text("utf-8"))
    found: Counter[Verdict] = Counter()
    differing: set[tuple[str, str, str]] = set()
    for row in rows:
        old, new = ({"$schema": DRAFTS[row["draft"]], **_object(row[side])} for side in ("old", "new"))
        comparison = compare(old, new, tools, views=(View.STRICT, View.WRITER))
        for column, cell in COLUMNS.items():
            verdict = comparison.verdict(*cell)
            found[verdict] += 1
            if row[column] in WORDS and WORDS[row[column]] is not verdict:
                differing.add((row["keyword"], row["kind"], column))
    assert differing == ELSE
    assert len(rows) == 183
    assert found[Verdict.UNDECIDED] == 0


def _object(schema: Any) -> dict[str, Any]:
    assert isinstance(schema, dict)
    return schema
