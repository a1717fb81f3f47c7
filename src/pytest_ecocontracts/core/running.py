"""Runs one work unit to its outcome: the only place that catches what a check throws."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from .context import Context
from .model import Check, Outcome, WorkUnit
from .planning import Plan
from .problems import as_violations
from .violations import UNWAIVABLE, Violation

#: the detail of an outcome that says that the check was not run, so that nothing follows from it
WITHHELD: Final = "withheld"
_TEXT: Final = (str, type(None))
_PLAIN: Final = (str, int, bool, type(None))


def run(unit: WorkUnit, context: Context) -> Outcome:
    """Run the unit; a check that crashed or examined nothing has failed.

    Of a check that the contract speaks of under ``rules:``, every violation carries what it says.
    """
    check = unit.check
    if _is_over(check, context):
        return Outcome()
    if check.withheld(context) is not None:
        return Outcome(details={WITHHELD: 1})
    outcome = _run(unit, context)
    if not outcome.violations or not (check.rule or check.refs):
        return outcome
    return replace(outcome, violations=tuple(_cited(v, check, context.as_of) for v in outcome.violations))


def withheld(unit: WorkUnit, context: Context) -> str | None:
    """Why the unit is not run in this run, None where it is."""
    return None if _is_over(unit.check, context) else unit.check.withheld(context)


def _is_over(check: Check, context: Context) -> bool:
    if check.until is not None and context.as_of > check.until:
        return True
    return check.rule is not None and check.rule.is_over(context.as_of)


def _cited(violation: Violation, check: Check, as_of: date) -> Violation:
    if check.rule is not None:
        violation = check.rule.carried_by(violation, as_of)
    if violation.refs or not violation.code.startswith(UNWAIVABLE):
        return violation
    # What could not be told leaves every clause of the check unproved.
    return replace(violation, refs=check.refs)


def _run(unit: WorkUnit, context: Context) -> Outcome:
    try:
        outcome = unit.check.run(context, unit.chunk)
        _demand_data(outcome)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a check throws, SystemExit too, is a finding
        return Outcome(violations=as_violations(error, unit.contract, unit.check.name, unit.check.pointer))
    if outcome.examined == 0 and not outcome.violations and not unit.check.may_be_empty:
        return replace(outcome, violations=(_vacuous(unit),))
    return outcome


def _demand_data(outcome: object) -> None:
    """Refuse what could not cross to another process or into the record; raises TypeError."""
    if not isinstance(outcome, Outcome):
        message = f"a check returns an Outcome, not {type(outcome).__name__}"
        raise TypeError(message)
    numbers = (outcome.examined, outcome.omitted, *outcome.details.values())
    if any(type(number) is not int for number in numbers):
        message = "what an Outcome counts are whole numbers"
        raise TypeError(message)
    for violation in outcome.violations:
        texts = (violation.message, violation.expected, violation.found, violation.fix, violation.rule)
        if any(type(text) not in _TEXT for text in texts):
            message = f"the texts of a violation are strings: {texts}"
            raise TypeError(message)
        if any(type(value) not in _PLAIN for value in violation.metadata.values()):
            message = (
                f"the metadata of a violation are texts, whole numbers and booleans: {violation.metadata}"
            )
            raise TypeError(message)


def _vacuous(unit: WorkUnit) -> Violation:
    return unit.contract.violation(
        "ECC009",
        f"the check {unit.check.name!r} examined nothing, so it proves nothing",
        pointer=unit.check.pointer,
        rule=unit.check.name,
        expected="at least one thing to examine",
        found="none",
        metadata={"check": unit.check.name},
    )


@dataclass(slots=True)
class Ledger:
    """The outcomes of this process, each unit run once; waivers look back at what the others found.

    Only units of contracts in ``keep`` are remembered, so memory does not grow with the run.
    """

    plan: Plan
    context: Context
    keep: frozenset[str] = frozenset()
    _outcomes: dict[str, Outcome] = field(default_factory=dict)

    def run(self, unit: WorkUnit) -> Outcome:
        """Run a unit, or return what it gave before."""
        if unit.contract.id not in self.keep:
            return run(unit, self.context)
        if unit.name not in self._outcomes:
            self._outcomes[unit.name] = run(unit, self.context)
        return self._outcomes[unit.name]

    def outcomes_of(self, contract_id: str) -> list[tuple[str, Outcome]]:
        """(check, what it came to) of every work unit of a contract, selected for this run or not."""
        return [(unit.check.name, self.run(unit)) for unit in self.plan.of_contract(contract_id)]
