"""What one decision says of itself: name, id, status, date, and what its status obliges it to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final

from ..context import Context
from ..pages.findings import Findings
from ..rules.model import Rule
from ..suggestions import suggestion
from ..violations import Location
from .model import DEPRECATED, Decision, DecisionsBody, Said
from .reading import Decisions, read_date

_NOT_A_WORD: Final = re.compile(r"[\W_]+")
#: a title that begins with its number, as Nygard's do: "4. Title"
_NUMBERED: Final = re.compile(r"([0-9]{1,9})[.)]\s", re.ASCII)
#: between the id and the title; also an en dash and an em dash
_SEPARATORS: Final = " \t:.-\u2013\u2014)]"
_APOSTROPHES: Final = "'\u2019"
NONE: Final = "none"


def judge_decision(
    decision: Decision, body: DecisionsBody, decisions: Decisions, context: Context, findings: Findings
) -> None:
    """Judge one decision by itself; relations between decisions are other checks."""
    rule = body.rules["decisions"]
    _judge_title(decision, body, rule, findings)
    _judge_id(decision, rule, findings)
    _judge_status(decision, body, rule, findings)
    _judge_date(decision, context, rule, findings)
    for field in ("supersedes", "superseded_by"):
        said = decision.said.get(field)
        if said is not None and said.text != "" and not body.form.find(said.text or ""):
            _wrong(decision, field, said, f"ids such as {body.form.render('0001')}", rule, findings)
    if decision.status == DEPRECATED:
        _judge_deprecation(decision, body, decisions, context, rule, findings)


def _judge_title(decision: Decision, body: DecisionsBody, rule: Rule, findings: Findings) -> None:
    place = Location(path=decision.path, line=decision.line)
    if not decision.title:
        findings.add(
            rule,
            "ECD011",
            "the decision has no title",
            location=place,
            expected="a heading of level 1",
            found="none",
            metadata={"section": "title"},
        )
        return
    leading, agrees = _leading(decision, body)
    if not agrees:
        findings.add(
            rule,
            "ECD025",
            f"the title says {leading.strip()}, the name of the file {decision.id}",
            location=place,
            expected=decision.id,
            found=decision.title[:200],
            fix="rename the file, or correct the title",
            metadata={"decision": decision.id, "what": "id"},
        )
    if body.title_capture is None or body.title == "free":
        return
    words = _words(decision.title[len(leading) :].lstrip(_SEPARATORS))
    named = _words(decision.captures[body.title_capture])
    if (words == named) if body.title == "slug" else _in_order(named, words):
        return
    findings.add(
        rule,
        "ECD025",
        "the name of the file does not agree with the title",
        location=place,
        expected="-".join(words)
        if body.title == "slug"
        else f"words of the title, in their order: {' '.join(words)}"[:300],
        found=decision.captures[body.title_capture],
        fix="rename the file, or correct the title",
        metadata={"decision": decision.id, "what": "title"},
    )


def _leading(decision: Decision, body: DecisionsBody) -> tuple[str, bool]:
    """The id or number that the title begins with, and whether it is that of the decision."""
    title = decision.title
    leading = body.form.leading(title)
    if leading is not None:
        return leading, leading == decision.id
    numbered = _NUMBERED.match(title)
    return (numbered[0], int(numbered[1]) == decision.number) if numbered else ("", True)


def _words(text: str) -> list[str]:
    """The words of a title or slug, without case, apostrophes and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in plain if each not in _APOSTROPHES and not unicodedata.combining(each))
    return [word for word in _NOT_A_WORD.split("".join(kept)) if word]


def _in_order(wanted: list[str], words: list[str]) -> bool:
    remaining = iter(words)
    return all(word in remaining for word in wanted)


def _judge_id(decision: Decision, rule: Rule, findings: Findings) -> None:
    said = decision.said.get("id")
    if said is not None and said.text != decision.id:
        findings.add(
            rule,
            "ECD025",
            f"the page says that it is {said.text or 'something else'}, its name that it is {decision.id}",
            location=Location(path=decision.path, line=said.line),
            expected=decision.id,
            found=said.text,
            metadata={"decision": decision.id, "what": "id"},
        )


def _judge_status(decision: Decision, body: DecisionsBody, rule: Rule, findings: Findings) -> None:
    if decision.status is not None:
        return
    said = decision.said.get("status")
    expected = "one of " + ", ".join(body.statuses)
    if said is None:
        _missing(decision, body.fields["status"], "status", expected, rule, findings)
    else:
        fix = partial(suggestion, said.text or "", body.statuses)
        _wrong(decision, "status", said, expected, rule, findings, fix=fix)


def _judge_date(decision: Decision, context: Context, rule: Rule, findings: Findings) -> None:
    said = decision.said.get("date")
    if said is None:
        _missing(decision, "date", "date", "a day, YYYY-MM-DD", rule, findings)
    elif decision.date is None:
        _wrong(decision, "date", said, "a day of the calendar, YYYY-MM-DD", rule, findings)
    elif decision.date > context.as_of:
        findings.add(
            rule,
            "ECD022",
            f"{decision.id} is dated after today",
            location=Location(path=decision.path, line=said.line),
            expected=f"a day up to {context.as_of}",
            found=str(decision.date),
            fix="correct the date; a plan for later is a proposed decision of today",
            metadata={"decision": decision.id},
        )


def _judge_deprecation(
    decision: Decision,
    body: DecisionsBody,
    decisions: Decisions,
    context: Context,
    rule: Rule,
    findings: Findings,
) -> None:
    """A deprecated decision says until when it holds (a day or a condition), and what takes its place."""
    sunset, replacement = decision.said.get("sunset"), decision.said.get("replacement")
    if sunset is None or not sunset.text:
        _unmet(decision, "sunset", body, "a day, or the condition that ends it", sunset, rule, findings)
    elif sunset.text[:4].isdigit() and read_date(sunset) is None:
        _wrong(decision, "sunset", sunset, "a day of the calendar, or a condition in words", rule, findings)
    expected = f"another decision, a contract, or {NONE!r}"
    if replacement is None or not replacement.text:
        _unmet(decision, "replacement", body, expected, replacement, rule, findings)
        return
    named = body.form.find(replacement.text)
    known = replacement.text.casefold() == NONE or context.catalog.get(replacement.text) is not None
    if not known and (not named or any(one not in decisions.by_id or one == decision.id for one in named)):
        choices = [*decisions.by_id, NONE]
        fix = partial(suggestion, replacement.text, choices)
        _wrong(decision, "replacement", replacement, expected, rule, findings, fix=fix)


def _unmet(
    decision: Decision,
    field: str,
    body: DecisionsBody,
    expected: str,
    said: Said | None,
    rule: Rule,
    findings: Findings,
) -> None:
    findings.add(
        rule,
        "ECD028",
        f"{decision.id} is deprecated, and says no {field}",
        location=Location(path=decision.path, line=decision.line_of("status")),
        expected=f"{body.fields[field]}: {expected}",
        found="nothing" if said is None else "an empty field",
        metadata={"decision": decision.id, "field": field},
    )


def _missing(
    decision: Decision, name: str, field: str, expected: str, rule: Rule, findings: Findings
) -> None:
    findings.add(
        rule,
        "ECD021",
        f"the decision does not say its {field}",
        location=Location(path=decision.path, line=1),
        expected=f"{name}: {expected}",
        found="nothing",
        metadata={"decision": decision.id, "field": field},
    )


def _wrong(
    decision: Decision,
    field: str,
    said: Said,
    expected: str,
    rule: Rule,
    findings: Findings,
    *,
    fix: Callable[[], str | None] | None = None,
) -> None:
    findings.add(
        rule,
        "ECD021",
        f"what the decision says as its {field.replace('_', ' ')} is not valid",
        location=Location(path=decision.path, line=said.line),
        expected=expected,
        found="no text" if said.text is None else said.text[:200],
        fix=fix,
        metadata={"decision": decision.id, "field": field},
    )
