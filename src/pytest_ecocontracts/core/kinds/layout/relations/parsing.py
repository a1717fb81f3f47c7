"""From ``relations:`` of a layout to relations over its named lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ....model import Report
from ....paths.captures import CaptureType
from ....paths.segments import Deep, Star
from ....pointers import join
from ....rules.parsing import parse_rule
from ....suggestions import suggestion
from ..lines import Line, all_lines
from ..reading import read_template
from .model import Judge, LineRelation, columns_of
from .neighbours import Companion, Exclusive, Neighbour
from .numbering import Dense
from .values import Count, Equal, Same, Unique

NAMES: Final = ("dense", "companion", "exclusive", "unique", "count", "equal", "differ", "same")
#: fields of the relations that are nobody's rule
_FIELDS: Final = ("over", *NAMES, "start", "width", "per", "any", "ignore_case", "empty")


def parse_line_relations(
    data: Mapping[str, object], tree: Line, types: Mapping[str, CaptureType], report: Report
) -> list[LineRelation]:
    """Read every relation; one that cannot be is reported, and left out."""
    named = {line.name: line for line in all_lines(tree) if line.name is not None}
    seen: dict[str, int] = {}
    found: list[LineRelation] = []
    for index, entry in enumerate(cast("list[Mapping[str, object]]", data.get("relations", []))):
        pointer = join("/relations", index)
        name = next(word for word in NAMES if word in entry)
        seen[name] = seen.get(name, 0) + 1
        default = name if seen[name] == 1 else f"{name}-{seen[name]}"
        rule = parse_rule(entry, pointer, default, report)
        reader = _Reader(entry, pointer, named, types, report)
        over = reader.line(entry["over"], join(pointer, "over"))
        if over is None:
            continue
        before = len(report.violations)
        judge = reader.judge(name, over)
        if len(report.violations) == before and judge is not None:
            text = ", ".join(f"{key}: {_shown(entry[key])}" for key in _FIELDS if key in entry)
            is_total = name == "count" and "per" not in entry
            valid = entry.get("empty") == "valid" or is_total
            found.append(LineRelation(rule=rule, text=text, over=over, judge=judge, empty_valid=valid))
    return found


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class _Reader:
    entry: Mapping[str, object]
    pointer: str
    named: Mapping[str, Line]
    types: Mapping[str, CaptureType]
    report: Report

    def line(self, name: object, pointer: str) -> Line | None:
        """The line that ``$as`` calls so."""
        line = self.named.get(str(name))
        if line is None:
            self.report.add(
                "ECC005",
                f"no line of the tree is called {name!r}",
                pointer=pointer,
                expected="the '$as' of a line",
                found=str(name),
                fix=suggestion(str(name), self.named),
                metadata={"id": str(name)},
            )
        return line

    def judge(self, name: str, over: Line) -> Judge | None:
        """What the relation demands."""
        given = self.entry[name]
        judge: Judge | None
        match name:
            case "dense":
                (column,) = self._columns([given], name, over)
                start, width = self.entry.get("start", 1), self.entry.get("width")
                judge = Dense(
                    column=column,
                    start=cast("int", start),
                    width=cast("int | None", width),
                    per=self._per(over),
                )
            case "companion":
                some = bool(self.entry.get("any"))
                judge = Companion(self._neighbours(given, name, over), one_is_enough=some)
            case "exclusive":
                judge = Exclusive(self._neighbours(given, name, over))
            case "unique":
                folded = bool(self.entry.get("ignore_case"))
                judge = Unique(columns=self._columns(given, name, over), folded=folded)
            case "count":
                fields = given if isinstance(given, Mapping) else {"max": given, "min": given}
                least, most = (cast("int | None", fields.get(key)) for key in ("min", "max"))
                judge = Count(least=least, most=most, per=self._per(over))
            case "equal" | "differ":
                judge = Equal(self._columns(given, name, over), differ=name == "differ")
            case _:
                judge = self._same(cast("Mapping[str, object]", given), over)
        return judge

    def _same(self, given: Mapping[str, object], over: Line) -> Same | None:
        other = self.line(given["as"], join(self.pointer, "same", "as"))
        columns = self._columns(given["by"], "same", over)
        if other is None:
            return None
        theirs = self._columns(given.get("of", given["by"]), "same", other)
        if len(theirs) != len(columns):
            self._refuse("as many columns on both sides", ", ".join(theirs), "same")
        return Same(other=str(other.name), columns=columns, theirs=theirs, name=str(over.name))

    def _per(self, over: Line) -> tuple[str, ...]:
        return self._columns(self.entry["per"], "per", over) if "per" in self.entry else ()

    def _columns(self, given: object, keyword: str, line: Line) -> tuple[str, ...]:
        columns = tuple(map(str, cast("list[object]", given if isinstance(given, list) else [given])))
        known = columns_of(line)
        for column in columns:
            if column not in known:
                self._unknown(line, column, known, column, keyword)
        return columns

    def _neighbours(self, given: object, keyword: str, over: Line) -> tuple[Neighbour, ...]:
        many = isinstance(given, list)
        entries = cast("Sequence[object]", given) if isinstance(given, list) else [given]
        found = []
        for index, entry in enumerate(entries):
            pointer = join(self.pointer, keyword, index) if many else join(self.pointer, keyword)
            fields = entry if isinstance(entry, Mapping) else {"beside": entry}
            text = str(fields.get("beside") or fields.get("at"))
            template = read_template(text, self.types, pointer, self.report)
            if template is None:
                continue
            known = columns_of(over)
            unknown = next((name for name in template.captures if name not in known), None)
            *folders, last = template.segments
            loose = any(isinstance(part, Deep) or Star() in part.parts for part in folders)
            loose = loose or isinstance(last, Deep) or (Star() in last.parts and text.endswith("/"))
            if unknown is not None:
                self._unknown(over, unknown, known, text, keyword)
            elif loose:
                self._refuse("one path for each, with '*' in the name of a file at most", text, keyword)
            else:
                found.append(Neighbour(template, text, "beside" in fields, text.endswith("/")))
        return tuple(found)

    def _unknown(self, line: Line, column: str, known: Collection[str], found: str, keyword: str) -> None:
        words = f"{line.key!r} has no {column!r}"
        expected = f"one of {', '.join(sorted(known))}"
        self._refuse(expected, found, keyword, words, suggestion(column, known))

    def _refuse(
        self, expected: str, found: str, keyword: str, message: str | None = None, fix: str | None = None
    ) -> None:
        self.report.add(
            "ECC004",
            message or f"{keyword!r} cannot be judged",
            pointer=join(self.pointer, keyword),
            expected=expected,
            found=found,
            fix=fix,
            metadata={"keyword": keyword},
        )
