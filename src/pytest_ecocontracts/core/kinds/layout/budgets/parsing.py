"""From ``budgets:`` of a layout to budgets, without what stands in data files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from ....model import Report
from ....paths.captures import CaptureType
from ....paths.template import PathTemplate
from ....pointers import join
from ....rules.model import Rule
from ....rules.parsing import check_rule_ids, parse_rule
from ....suggestions import suggestion
from ..reading import read_template
from .model import EACH, FOLDER, MEASURES, OF_FOLDERS, SUMMED, TOTAL, Budget, Excuse, Measure, Per
from .ranking import report_rivals

_UNITS: Final = {
    "": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "kib": 1024,
    "mib": 1024**2,
    "gib": 1024**3,
}
_SIZE: Final = re.compile(r"([0-9]{1,15}) ?([kmg]i?b)?", re.ASCII | re.IGNORECASE)


def parse_budgets(
    data: Mapping[str, object], types: Mapping[str, CaptureType], report: Report
) -> list[Budget]:
    """Read every budget; one that cannot be is reported, and left out."""
    found: list[Budget] = []
    rules: list[Rule] = []
    for index, entry in enumerate(cast("list[Mapping[str, object]]", data.get("budgets", []))):
        pointer = join("/budgets", index)
        rule = parse_rule(entry, pointer, f"budgets-{index + 1}", report)
        rules.append(rule)
        found += _entry(entry, rule, types, report)
    found += _global(data, types)
    check_rule_ids(rules, (), report)
    report_rivals(found, report)
    return found


def _entry(
    entry: Mapping[str, object], rule: Rule, types: Mapping[str, CaptureType], report: Report
) -> Iterator[Budget]:
    text = str(entry["at"])
    template = read_template(text, types, join(rule.pointer, "at"), report)
    measures = [measure for measure in MEASURES if measure in entry]
    if not measures:
        report.add(
            "ECC004",
            "the budget measures nothing",
            pointer=rule.pointer,
            expected="one of " + ", ".join(MEASURES),
            found=", ".join(entry),
            metadata={"keyword": "budgets"},
        )
    if template is None:
        return
    for measure in measures:
        pointer = join(rule.pointer, measure)
        per = _per(entry, measure, template, rule, report, is_folder=text.endswith("/"))
        if per is None:
            continue
        given = entry[measure]
        fields = given if isinstance(given, Mapping) else {"max": given}
        budget = Budget(
            rule=rule,
            pointer=pointer,
            text=text,
            template=template,
            is_folder=text.endswith("/"),
            measure=measure,
            per=per,
            least=number(fields.get("min")),
            most=number(fields.get("max")),
            excuses=tuple(read_excuses(entry.get("except", []), join(rule.pointer, "except"), types, report)),
            empty_valid=entry.get("empty") == "valid",
            deferred=_deferred(entry, fields),
        )
        if budget.least is not None and budget.most is not None and budget.least > budget.most:
            report.add(
                "ECC015",
                "the budget cannot be kept: its least is more than its most",
                pointer=join(pointer, "min"),
                expected=f"at most {budget.most}",
                found=str(budget.least),
                metadata={"other": "max"},
            )
        yield budget
        overrides = entry.get("overrides", {})
        if isinstance(overrides, Mapping) and "from" not in overrides:
            yield from read_overrides(budget, overrides, join(rule.pointer, "overrides"), types, report)


def _deferred(entry: Mapping[str, object], fields: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    given = {
        "min": fields.get("min"),
        "max": fields.get("max"),
        "except": entry.get("except"),
        "overrides": entry.get("overrides"),
    }
    return {
        name: cast("Mapping[str, object]", value)
        for name, value in given.items()
        if isinstance(value, Mapping) and "from" in value
    }


def read_overrides(
    budget: Budget,
    limits: Mapping[str, object],
    pointer: str,
    types: Mapping[str, CaptureType],
    report: Report,
) -> Iterator[Budget]:
    """The budgets that other limits for more exact paths make; in the contract they stand at ``pointer``."""
    for text, limit in limits.items():
        template = read_template(text, types, pointer, report)
        most = number(limit)
        if most is None or text.endswith("/") != budget.is_folder:
            kind = "folders, which end in '/'" if budget.is_folder else "files"
            report.add(
                "ECC004",
                f"the override for {text[:80]!r} cannot be used",
                pointer=pointer,
                expected=f"a path of {kind}, and the most that there may be: a whole number",
                found=f"{text}: {limit!r}"[:200],
                metadata={"keyword": "overrides"},
            )
        elif template is not None:
            yield replace(
                budget, text=text, template=template, most=most, least=None, pointer=pointer, deferred={}
            )


def read_excuses(
    given: object, pointer: str, types: Mapping[str, CaptureType], report: Report, *, source: str = ""
) -> Iterator[Excuse]:
    """The exceptions of a budget; of those of a data file, ``source``, the contract cites ``pointer``."""
    if not isinstance(given, list):
        return
    for index, entry in enumerate(cast("list[object]", given)):
        place = pointer if source else join(pointer, index)
        if not (isinstance(entry, Mapping) and isinstance(entry.get("path"), str) and entry.get("reason")):
            report.add(
                "ECC004",
                f"the exception {index + 1} of {source} says not which path, or why",
                pointer=place,
                expected="a mapping with path and reason, and max where there is a limit",
                found=repr(entry)[:200],
                metadata={"keyword": "except"},
            )
            continue
        template = read_template(str(entry["path"]), types, place, report)
        if template is not None:
            most = number(entry.get("max"))
            yield Excuse(template=template, reason=str(entry["reason"]), pointer=place, most=most)


def _per(
    entry: Mapping[str, object],
    measure: Measure,
    template: PathTemplate,
    rule: Rule,
    report: Report,
    *,
    is_folder: bool,
) -> Per | None:
    """How what matches is grouped; None where that cannot be, which is reported."""
    given = entry.get("per", EACH if is_folder or measure != "files" else TOTAL)
    per: Per = tuple(map(str, given)) if isinstance(given, list) else str(given)
    if isinstance(per, str) and per not in (EACH, FOLDER, TOTAL):
        per = (per,)
    unknown = [name for name in per if name not in template.captures] if isinstance(per, tuple) else []
    problem = expected = None
    if unknown:
        problem, expected = f"there is no capture {unknown[0]!r} in {template.text!r}", "captures of 'at'"
        expected = suggestion(unknown[0], [*template.captures, EACH, FOLDER, TOTAL])
    elif measure in OF_FOLDERS and not is_folder:
        problem, expected = f"'{measure}' is measured of folders", "a path that ends in '/'"
    elif per == FOLDER and is_folder:
        problem, expected = "'per: folder' adds up the files of one folder", "a path of files"
    elif per == EACH and measure == "files" and not is_folder:
        problem, expected = "each file is one file", "per: folder, per: total, or captures"
    elif per != EACH and measure not in SUMMED:
        problem, expected = f"'{measure}' is not added up", "per: each"
    elif isinstance(per, tuple) or per == TOTAL:
        used = next((name for name in ("overrides", "except") if name in entry), None)
        if used is not None:
            problem, expected = f"'{used}' is for limits of single paths or folders", "per: each, per: folder"
    if problem is None:
        return per
    report.add(
        "ECC004",
        problem,
        pointer=join(rule.pointer, "per") if "per" in entry else rule.pointer,
        expected=expected,
        found=str(entry.get("per", template.text)),
        metadata={"keyword": "per"},
    )
    return None


def number(given: object) -> int | None:
    """A count, or a size such as ``5 MB``; None where there is none, and for what stands in a file."""
    if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
        return given
    size = _SIZE.fullmatch(given) if isinstance(given, str) else None
    return int(size[1]) * _UNITS[(size[2] or "").lower()] if size else None


def _global(data: Mapping[str, object], types: Mapping[str, CaptureType]) -> Iterator[Budget]:
    """``max_path`` and ``max_size`` of the global rules are budgets of every file."""
    rules = cast("Mapping[str, object]", data.get("global", {}))
    for name, measure in (("max_path", "path_length"), ("max_size", "bytes")):
        if name in rules:
            pointer = join("/global", name)
            yield Budget(
                rule=Rule(id=name, pointer=pointer),
                pointer=pointer,
                text="**",
                template=PathTemplate.parse("**", types),
                is_folder=False,
                measure=cast("Measure", measure),
                most=number(rules[name]),
                empty_valid=True,
            )
