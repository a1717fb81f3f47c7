"""What a contract says of its own checks under ``rules:``, by their names; one place for every kind.

A name also speaks of the checks that are numbered after it: ``run-ids`` of ``run-ids-2``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from ..model import Check, Contract, Report
from ..pointers import join
from ..suggestions import suggestion
from .model import Rule
from .parsing import parse_rule

_NUMBER: Final = re.compile(r"-[0-9]+\Z", re.ASCII)


def parse_check_rules(fields: Mapping[str, object], report: Report) -> dict[str, Rule]:
    """A rule for each check that the contract speaks of; their names are not judged here."""
    return {
        name: parse_rule(words, join("/rules", name), name, report)
        for name, words in fields.items()
        if isinstance(words, dict)
    }


def demand_checks(
    contract: Contract, own: Iterable[Check], further: Callable[[], Iterable[Check]], report: Report
) -> None:
    """Every name under ``rules:`` is that of a check, or nobody would enforce what it says.

    Plugins are asked for ``further`` checks only where a name is that of none of the contract's ``own``.
    """
    names = [check.name for check in own]
    if _unknown(contract, names):
        names += [check.name for check in further()]
    for name, rule in _unknown(contract, names).items():
        report.add(
            "ECC004",
            f"the contract has no check that is called {name!r}",
            pointer=rule.pointer,
            key=True,
            expected=f"one of {', '.join(names)}" if names else "no rules: the contract has no checks",
            found=name,
            fix=suggestion(name, names),
            metadata={"keyword": "rules", "property": name},
        )


def _unknown(contract: Contract, names: Iterable[str]) -> dict[str, Rule]:
    known = {known for name in names for known in (name, _stem(name))}
    return {name: rule for name, rule in contract.rules.items() if name not in known}


def with_rules(checks: Iterable[Check], rules: Mapping[str, Rule]) -> list[Check]:
    """The checks, each with what is said of it and the clauses that this names."""
    return [_with_rule(check, rules.get(check.name) or rules.get(_stem(check.name))) for check in checks]


def _with_rule(check: Check, rule: Rule | None) -> Check:
    if rule is None:
        return check
    rule = replace(rule, id=check.name)
    return replace(check, rule=rule, refs=tuple(dict.fromkeys((*rule.refs, *check.refs))))


def _stem(name: str) -> str:
    return _NUMBER.sub("", name)
