"""What travels between processes comes back as it was."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.model import Check, Chunk, Outcome, WorkUnit
from pytest_ecocontracts.core.records.checks import Waived, outcome_from_json, outcome_to_json
from pytest_ecocontracts.core.violations import ContractReference, Location, Severity, Violation

TEXT = st.text(max_size=20)
OPTIONAL = st.none() | TEXT
LINES = st.none() | st.integers(1, 10**6)
REFERENCES = st.builds(
    ContractReference, id=TEXT, version=OPTIONAL, path=OPTIONAL, line=LINES, registry=OPTIONAL, row=LINES
)
VIOLATIONS = st.builds(
    Violation,
    code=st.sampled_from(["ECS001", "ECL014", "SHOP001"]),
    message=TEXT,
    location=st.none() | st.builds(Location, path=TEXT, pointer=TEXT, line=LINES, column=LINES),
    contract=st.none() | REFERENCES,
    rule=OPTIONAL,
    expected=OPTIONAL,
    found=OPTIONAL,
    fix=OPTIONAL,
    decisions=st.lists(TEXT, max_size=3).map(tuple),
    refs=st.lists(TEXT, max_size=3).map(tuple),
    severity=st.sampled_from(Severity),
    failure_class=OPTIONAL,
    metadata=st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT, max_size=3),
)


def unit() -> WorkUnit:
    contract: Any = SimpleNamespace(id="day", header=SimpleNamespace(kind="artifact"))
    check = Check(name="schema", run=lambda context, chunk: Outcome())
    return WorkUnit(contract=contract, check=check, chunk=Chunk(2, 8))


@given(
    st.lists(VIOLATIONS, max_size=3).map(tuple),
    st.lists(st.builds(Waived, violation=VIOLATIONS, waiver=REFERENCES, reason=TEXT, until=TEXT), max_size=2),
    st.integers(0, 10**9),
)
def test_round_trip_through_json(
    violations: tuple[Violation, ...], waived: list[Waived], examined: int
) -> None:
    outcome = Outcome(violations=violations, examined=examined, omitted=3, details={"records": 5})
    data = json.loads(json.dumps(outcome_to_json(unit(), outcome, waived, 0.25)))
    result = outcome_from_json(data)
    assert result.violations == violations
    assert result.waived == tuple(waived)
    assert (result.contract, result.kind, result.check, result.chunk) == ("day", "artifact", "schema", (2, 8))
    assert (result.examined, result.omitted, result.duration) == (examined, 3, 0.25)
    assert result.details == {"records": 5}
