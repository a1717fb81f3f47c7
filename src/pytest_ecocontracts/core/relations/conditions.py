"""Expressions over records: what their variables mean here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..artifacts.aliases import AliasMap, find, named_values
from ..cel import (
    NO_MEMBERS,
    EvaluationError,
    Explanation,
    Expression,
    ExpressionProblem,
    Members,
    compile_rule,
)
from ..model import Report
from ..pointers import join
from .data import Data
from .finding import DataFile, Finding, Spot
from .operands import SELF
from .streams import Condition, Record

#: path: the captures of a file; companions: the documents beside it, by name; params: values of the contract
FILE_VARIABLES: Final = ("path", "companions", "params")
#: self: the record; alias: its values by the names of the contract's aliases
VARIABLES: Final = ("self", *FILE_VARIABLES, "alias")
#: formats whose files are one value, which an expression can look at as a whole
_DOCUMENTS: Final = frozenset({"json", "yaml", "toml", "markdown"})


class Bindings:
    """The variables of an expression for the records of a file; what it does not read is not looked for."""

    def __init__(self, expression: Expression, params: Mapping[str, object], data: Data) -> None:
        self._reads_companions = "companions" in expression.variables
        self.aliases = data.aliases.known(SELF) if "alias" in expression.variables else {}
        self._data = data
        self._file: DataFile | None = None
        self._bound: dict[str, Any] = {"params": params}

    def of(self, file: DataFile, value: object) -> Mapping[str, Any]:
        """The variables for one record. Raises Blocked where a required companion cannot be read."""
        if file is not self._file:
            self._file = file
            self._bound["path"] = file.captures
            if self._reads_companions:
                self._bound["companions"] = companions_of(file, self._data)
        self._bound["self"] = value
        if self.aliases:
            self._bound["alias"] = named_values(self.aliases, value)
        return self._bound


def companions_of(file: DataFile, data: Data) -> dict[str, object]:
    """The documents beside a file, by name; optional ones that are missing have no entry. Raises Blocked."""
    found: dict[str, object] = {}
    for name in data.companion_names:
        beside = data.beside(file, name)
        if beside is not None and beside.format in _DOCUMENTS:
            found[name] = data.document(beside)
    return found


class Unfiltered(Exception):
    """A condition without a value for a record: whether it counts is not known, and that is no pass."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def condition(expression: Expression, params: Mapping[str, object], data: Data) -> Condition:
    """Whether a record counts; raises Unfiltered where that has no answer, and Blocked."""
    bindings = Bindings(expression, params, data)

    def holds(record: Record) -> bool:
        bound = bindings.of(record.file, record.value)
        try:
            return bool(expression.evaluate(bound))
        except EvaluationError:
            raise Unfiltered(_without_value(expression, record, bound)) from None

    return holds


def applies(expression: Expression | None, params: Mapping[str, object], data: Data, file: DataFile) -> bool:
    """Whether a relation is asked for a file; raises as ``condition``."""
    return expression is None or condition(expression, params, data)(Record(file, 0, None))


def _without_value(expression: Expression, record: Record, bound: Mapping[str, Any]) -> Finding:
    explanation = expression.explain(bound)
    return Finding(
        code="ECI031",
        message=f"the condition has no value: {explanation.reason}",
        spot=record.spot(),
        expected="true or false",
        fix=explanation.fix,
        excerpt=tuple(explanation.lines()[:2]),
        metadata={"rule": " ".join(expression.text.split())[:200]},
    )


def broken(
    expression: Expression,
    record: Record,
    bound: Mapping[str, Any],
    aliases: AliasMap,
    other: tuple[str, Spot] | None = None,
) -> Finding:
    """A rule that is not true for a record, with the values that made it so."""
    explanation = expression.explain(bound)
    code, message = verdict(explanation)
    return Finding(
        code=code,
        message=message,
        spot=record.spot(_pointer(explanation, record.value, aliases)),
        expected="a record for which the rule is true",
        found=values_shown(explanation),
        fix=explanation.fix,
        excerpt=tuple(explanation.lines()[:2]),
        other=other,
        metadata={"rule": " ".join(expression.text.split())[:200]},
    )


def verdict(explanation: Explanation) -> tuple[str, str]:
    """The code and the words for a rule that is not true, or has no value."""
    if explanation.error:
        return "ECI031", f"the rule has no value: {explanation.reason}"
    at = f" for {explanation.at}" if explanation.at else ""
    return "ECI030", f"the rule does not hold{at}: {explanation.reason}"


def values_shown(explanation: Explanation) -> str | None:
    """The values that made the rule fail, on one line."""
    shown = [f"{element.text} = {element.shown}" for element in explanation.elements]
    shown += [f"{part.text} = {part.shown}" for part in explanation.parts if part.path != ("self",)]
    return "; ".join(dict.fromkeys(shown)) or None


def _pointer(explanation: Explanation, data: object, aliases: AliasMap) -> str:
    """Where in the record the element, or else the value stands that says most; "" where it is not in it."""
    elements = [element.path for element in explanation.elements if element.path]
    variable, *rest = elements[-1] if elements else explanation.path or ("",)
    if variable == "alias" and rest:
        return join(find(aliases.get(str(rest[0]), ()), data)[0], *rest[1:])
    return join("", *rest) if variable == "self" else ""


def compile_condition(
    text: str,
    variables: Iterable[str],
    pointer: str,
    report: Report,
    what: str,
    members: Members = NO_MEMBERS,
) -> Expression | None:
    """Compile a condition or rule of a contract; one that cannot be is reported.

    ``members`` are the names of the contract's params and aliases.
    """
    try:
        return compile_rule(text, variables, members=members)
    except ExpressionProblem as problem:
        line = text.splitlines()[problem.line - 1][:160] if text else ""
        report.add(
            "ECC004",
            f"the {what} cannot be used: {problem.message}",
            pointer=pointer,
            expected="an expression that is true or false",
            found=f"{line!r}, character {problem.column}",
            fix=problem.fix,
            metadata={"keyword": what},
        )
        return None
