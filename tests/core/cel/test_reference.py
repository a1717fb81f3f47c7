"""The same answers as Google's implementation of CEL, but for the decisions of docs/expressions.md."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.core.cel.expressions import VARIABLES, case, cases
from tests.core.cel.table import DATA, DIFFERENCES, FAILURES, VALUES

from pytest_ecocontracts.core.cel import EvaluationError, ExpressionProblem, loops

reference = pytest.importorskip(
    "tests.core.cel.reference", reason="cel-expr-python has no wheel for this platform, or is not installed"
)
Failed = reference.Failed
EXPRESSIONS_PAGE = Path(__file__).resolve().parents[3] / "docs" / "expressions.md"

#: what we say -> why the reference may say something else; each is a heading in docs/expressions.md
DECISIONS = {
    r"never equals": "Comparisons that cannot be true are refused",
    r"finds none of|does not take|is there twice|has no fields|have elements": (
        "What can have no value is refused"
    ),
    r"turns a condition round|joins conditions|follows a condition|condition in the middle|needs a condition": (
        "What can have no value is refused"
    ),
    r"a key is a string or an int": "Keys of maps are strings and ints",
    r"there is no int\(bool\)": "No conversion of bools to numbers",
    r"^'!' does not take|^'-' does not take": "Two signs do not cancel out",
}
#: a literal that is refused at load, as "What can have no value is refused" says; the reference looks at it
#: only when it gets there, which '||' and '&&' may spare it
LITERALS = (
    r"is not (an RFC 3339 timestamp|a day of the calendar|a time of the day|a duration|a time zone)"
    r"|within the years 1 to 9999|longer than 10,000 years|pattern cannot be used"
)
#: what the reference says where it is wrong -> why
FAULTS = {
    r"^INVALID_ARGUMENT: <string>.substring": "'abc'.substring(1, 3), up to the very end, has no value there",
    r"ALREADY_EXISTS: duplicate key": "the error of a key that is there twice is not ignored by '||' there",
}
_DIFFERENT = {text for text, _, _ in DIFFERENCES}
_SAME = [text for rows in VALUES.values() for text, _ in rows if text not in _DIFFERENT]


@pytest.fixture(scope="module")
def peer() -> Any:
    return reference.Reference([*VARIABLES, "x"])


@dataclass
class Trace:
    """What our evaluation of one expression went through: the sizes of maps in macros, and every error."""

    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def clear(self) -> None:
        self.sizes.clear()
        self.errors.clear()


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> Trace:
    """What our evaluations go through; errors also where '||' and '&&' ignore them, or tell another one."""
    found = Trace()
    visit, fail = loops._visit, EvaluationError.__init__

    def visiting(value: Any, *rest: Any) -> Any:
        if isinstance(value, dict):
            found.sizes.append(len(value))
        return visit(value, *rest)

    def failing(error: EvaluationError, message: str, *rest: Any, **named: Any) -> None:
        found.errors.append(message)
        fail(error, message, *rest, **named)

    monkeypatch.setattr(loops, "_visit", visiting)
    monkeypatch.setattr(EvaluationError, "__init__", failing)
    return found


def difference(peer: Any, text: str, data: dict[str, Any], trace: Trace) -> str | None:
    """What is different and no decision explains, as text."""
    trace.clear()
    own, other = reference.own_value(text, data), peer.value(text, data)
    if own == other or _decided(peer, text, own, other, trace):
        return None
    read = {name: value for name, value in data.items() if re.search(rf"\b{name}\b", text)}
    return f"{text}\nwith {read}\nours: {own!r}\nreference: {other!r}"


def _decided(peer: Any, text: str, own: Any, other: Any, trace: Trace) -> bool:
    if isinstance(own, ExpressionProblem) and (isinstance(other, Failed) or not peer.accepts(text)):
        return True  # refused before, instead of failing then
    if isinstance(other, Failed) and any(re.search(pattern, other.message) for pattern in FAULTS):
        return True
    if "string(" in text and re.search("inf|nan", f"{own} {other}", re.IGNORECASE):
        return True  # spelled as in JSON's mapping here
    if isinstance(own, ExpressionProblem) and re.search(LITERALS, own.message):
        return True
    if isinstance(own, (Failed, ExpressionProblem)):
        told = [own.message, *trace.errors]
        return any(re.search(pattern, message) for pattern in DECISIONS for message in told)
    # The order of a map's keys is not specified.
    return re.search(r"\.(map|filter)\(", text) is not None and max(trace.sizes, default=0) > 1


@pytest.mark.parametrize("text", _SAME)
def test_the_table_of_values_is_the_references_too(peer: Any, text: str) -> None:
    assert reference.own_value(text, DATA) == peer.value(text, DATA)


@pytest.mark.parametrize("text", [text for text, _ in FAILURES if text not in _DIFFERENT])
def test_the_table_of_failures_is_the_references_too(peer: Any, text: str) -> None:
    assert isinstance(peer.value(text, DATA), Failed)


@pytest.mark.parametrize(("text", "ours", "others"), DIFFERENCES, ids=[row[0] for row in DIFFERENCES])
def test_the_differences_are_those_that_are_written_down(
    peer: Any, text: str, ours: Any, others: Any
) -> None:
    own, other = reference.own_value(text, DATA), peer.value(text, DATA)
    assert _outcome(own) == (
        ours if isinstance(ours, str) and ours in OUTCOMES else reference.comparable(ours)
    )
    assert _outcome(other) == ("failure" if others == "failure" else reference.comparable(others))


def test_every_decision_is_written_down() -> None:
    headings = re.findall(r"^### (.+)$", EXPRESSIONS_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(DECISIONS.values()) <= set(headings)


OUTCOMES = {"failure", "refused"}


def _outcome(found: Any) -> Any:
    if isinstance(found, ExpressionProblem):
        return "refused"
    return "failure" if isinstance(found, Failed) else found


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_expressions_have_the_references_values(peer: Any, trace: Trace, seed: int) -> None:
    source = random.Random(seed)
    decided = 0
    for _ in range(1_500):
        text, data = case(source.randrange)
        found = difference(peer, text, data, trace)
        assert found is None, found
        decided += not isinstance(reference.own_value(text, data), (Failed, ExpressionProblem))
    # Most of them are of use: they have a value.
    assert decided > 500


@given(cases())
@settings(suppress_health_check=list(HealthCheck))
def test_any_expression_has_the_references_value(peer: Any, trace: Trace, drawn: Any) -> None:
    found = difference(peer, *drawn, trace)
    assert found is None, found


@pytest.mark.fuzz
@pytest.mark.parametrize("round_", range(10))
def test_new_expressions_have_the_references_values(
    peer: Any, trace: Trace, round_: int, request: pytest.FixtureRequest
) -> None:
    chosen = request.config.getoption("--hypothesis-seed")
    seed = f"{random.SystemRandom().randrange(2**32) if chosen is None else chosen}, round {round_}"
    source = random.Random(seed)
    for _ in range(4_000):
        found = difference(peer, *case(source.randrange), trace)
        assert found is None, f"seed {seed}: {found}"
