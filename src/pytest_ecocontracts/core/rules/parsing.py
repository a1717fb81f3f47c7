"""From the fields of a rule in a contract to a ``Rule``; one place for every kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from ..model import Report
from ..pointers import join
from ..violations import Severity
from .model import Rule, RuleExample


def parse_rule(data: Mapping[str, object], pointer: str, default_id: str, report: Report) -> Rule:
    """Read the fields of one rule, which its schema has allowed; report dates that cannot be.

    ``default_id`` is the rule's name where it has no ``id``.
    """
    since = _date(data, "since", pointer, report)
    until = _date(data, "until", pointer, report)
    if since is not None and until is not None and until < since:
        report.add(
            "ECC015",
            "the rule ends before it begins",
            pointer=join(pointer, "until"),
            expected=f"a day from {since} on",
            found=str(until),
            metadata={"other": "since"},
        )
    return Rule(
        id=str(data.get("id", default_id)),
        pointer=pointer,
        refs=_texts(data, "refs"),
        severity=Severity(str(data.get("severity", "error"))),
        failure_class=cast("str | None", data.get("class")),
        message=cast("str | None", data.get("message")),
        decisions=_texts(data, "decisions"),
        since=since,
        until=until,
        examples=tuple(
            RuleExample(pointer=join(pointer, name, index), passes=name == "passes", data=value)
            for name in ("passes", "fails")
            for index, value in enumerate(cast("list[object]", data.get(name, [])))
        ),
    )


def check_rule_ids(rules: Iterable[Rule], taken: Iterable[str], report: Report) -> None:
    """Every rule has a name of its own, beside those of the contract's other checks."""
    names = dict.fromkeys(taken, "")
    for rule in rules:
        if rule.id in names:
            other = names[rule.id]
            report.add(
                "ECC010",
                f"the name {rule.id!r} is taken by another {'rule' if other else 'check'} of the contract",
                pointer=join(rule.pointer, "id"),
                expected="a name that no other rule or check of the contract has",
                found=f"also at {other}" if other else "a check of this kind",
                fix="give the rule another id",
                metadata={"id": rule.id},
            )
        names.setdefault(rule.id, rule.pointer)


def _texts(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", data.get(name, [])))


def _date(data: Mapping[str, object], name: str, pointer: str, report: Report) -> date | None:
    text = data.get(name)
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        report.add(
            "ECC004",
            "there is no such day",
            pointer=join(pointer, name),
            expected="a day, YYYY-MM-DD",
            found=text,
            metadata={"keyword": name},
        )
        return None
