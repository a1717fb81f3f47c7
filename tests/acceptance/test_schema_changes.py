"""The verdicts on 183 minimal pairs of schemas that were found by hand and by other tools."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pytest_ecocontracts.adapters.jsonschema_engine import JsonschemaEngine
from pytest_ecocontracts.core.compat.comparing import Tools, compare
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
    from pytest_ecocontracts.adapters.jsonschema_rs_algebra import JsonschemaRsAlgebra
    from pytest_ecocontracts.adapters.jsonschema_rs_engine import JsonschemaRsEngine

    path = Path(__file__).resolve().parents[3] / "shared" / "data" / "evolution" / "matrix.json"
    if not path.is_file():
        pytest.skip("the pairs are not part of the repository")
    tools = Tools(engines=[JsonschemaRsEngine(), JsonschemaEngine()], algebra=JsonschemaRsAlgebra())
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


def test_real_changes_are_what_somebody_else_called_them(ops_data: Path) -> None:
    """Thirteen changes of one repository: the old data, as their writers knew the schema, break as was said.

    The one called without structural change widens an enumeration, which breaks readers of the old version.
    """
    from pytest_ecocontracts.adapters.jsonschema_rs_algebra import JsonschemaRsAlgebra
    from pytest_ecocontracts.adapters.jsonschema_rs_engine import JsonschemaRsEngine

    tools = Tools(engines=[JsonschemaRsEngine(), JsonschemaEngine()], algebra=JsonschemaRsAlgebra())
    folder = ops_data / "evolution"
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    found: dict[str, tuple[str, Verdict]] = {}
    for row in rows:
        sides = [
            json.loads((folder / row["case"] / f"{name}.schema.json").read_text("utf-8"))
            for name in ("before", "after")
        ]
        comparison = compare(*sides, tools)
        found[row["case"][:2]] = row["class"], comparison.verdict(View.WRITER_READER, Direction.BACKWARD)
        if row["class"] == "no structural change":
            assert comparison.verdict(View.WRITER_READER, Direction.FORWARD) is Verdict.BREAKING
    called = {"breaking": Verdict.BREAKING, "compatible": Verdict.COMPATIBLE}
    called["no structural change"] = Verdict.COMPATIBLE
    assert len(found) == 13
    assert {case: verdict for case, (_, verdict) in found.items()} == {
        case: called[word] for case, (word, _) in found.items()
    }
