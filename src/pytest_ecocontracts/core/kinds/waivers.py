"""``waivers/v1``: violations that are tolerated for a while, and the checks that keep them few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from ..catalog.owners import check_owner
from ..catalog.paths import check_template
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Reference, Report
from ..pointers import join
from ..suggestions import suggestion
from ..violations import UNWAIVABLE, Violation
from ..waiving import Waiver, waivers_of

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..context import Context


class WaiversKind(Explaining):
    """Each waiver must be in force and needed: expired and useless ones are violations themselves."""

    name = "waivers"
    version = 1
    schema = "waivers.v1.schema.json"

    def parse(self, document: Document, report: Report) -> list[dict[str, object]]:
        """Check dates and templates; the waivers themselves are made by :func:`..waiving.waivers_of`."""
        entries = cast("list[dict[str, object]]", cast("dict[str, object]", document.data)["waivers"])
        for index, entry in enumerate(entries):
            pointer = join("/waivers", index)
            try:
                date.fromisoformat(str(entry["until"]))
            except ValueError:
                report.add(
                    "ECC004",
                    f"{entry['until']!r} is not a day of the calendar",
                    pointer=join(pointer, "until"),
                    expected="a date, YYYY-MM-DD",
                    found=str(entry["until"]),
                    metadata={"keyword": "until"},
                )
            if "path" in entry:
                check_template(str(entry["path"]), join(pointer, "path"), report, keyword="path")
        return entries

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Resolve code, contract and owner of every waiver."""
        if contract.origin:
            # Only this repository can tolerate what happens in it.
            return
        catalog = context.catalog
        ids = [c.id for c in catalog.contracts]
        for index, entry in enumerate(cast("list[dict[str, object]]", contract.body)):
            pointer = join("/waivers", index)
            _check_code(str(entry["code"]), join(pointer, "code"), catalog, report)
            of = str(entry["of"])
            if of not in ids and of not in catalog.broken:
                report.add(
                    "ECC005",
                    f"the waiver is about {of!r}, which is no contract of the catalog",
                    pointer=join(pointer, "of"),
                    found=of,
                    fix=suggestion(of, ids),
                    metadata={"id": of},
                )
            check_owner(str(entry["owner"]), catalog.settings, join(pointer, "owner"), report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check for the whole list, run after everything that it may excuse."""
        if contract.origin:
            return []
        waivers = [waiver for waiver in waivers_of(catalog) if waiver.contract is contract]
        # An empty list of waivers is the best one: it examines nothing and says so.
        return [
            Check(
                name="waivers",
                run=partial(_run, waivers),
                may_be_empty=not waivers,
                order=100,
                summary="every waiver is in force, and tolerates something",
            )
        ]

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The waivers, one by one."""
        waivers = [waiver for waiver in waivers_of(context.catalog) if waiver.contract is contract]
        return [Fact("waiver", f"of {waiver.of}: {waiver.describe(context.as_of)}") for waiver in waivers]

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The waivers for this very path."""
        return [
            Fact("waiver", f"of {waiver.of}: {waiver.describe(context.as_of)}")
            for waiver in waivers_of(context.catalog)
            if waiver.contract is contract and waiver.path is not None and waiver.path.match(path) is not None
        ]

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts whose violations are waived."""
        entries = cast("list[dict[str, object]]", contract.body)
        return [
            Reference(join("/waivers", index, "of"), str(entry["of"])) for index, entry in enumerate(entries)
        ]


def _check_code(code: str, pointer: str, catalog: Catalog, report: Report) -> None:
    known = catalog.codes()
    found = known.get(code)
    if found is None:
        report.add(
            "ECC014",
            f"{code!r} is no failure code of the plugin or of a taxonomy of the catalog",
            pointer=pointer,
            found=code,
            fix=suggestion(code, known),
            metadata={"code": code},
        )
    elif found.startswith(UNWAIVABLE):
        report.add(
            "ECC004",
            f"{found} cannot be waived: it says that a contract or a run is broken, not what it found",
            pointer=pointer,
            expected="the code of a violation (ECS..., ECL...)",
            found=code,
            fix="mend the cause",
            metadata={"code": found},
        )


def _run(waivers: list[Waiver], context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
    violations = [
        _judge(waiver, context.as_of, context.violations_of)
        if waiver.of not in context.catalog.broken
        else _blocked(waiver)
        for waiver in waivers
    ]
    return Outcome(violations=tuple(v for v in violations if v is not None), examined=len(waivers))


def _blocked(waiver: Waiver) -> Violation:
    return waiver.contract.violation(
        "ECX001",
        f"whether the waiver is needed cannot be said: the contract {waiver.of!r} is not valid",
        pointer=waiver.pointer,
        rule="waivers",
        expected="a valid contract",
        found=waiver.of,
        fix="mend the contract first",
        metadata={"code": waiver.code, "of": waiver.of},
    )


def _judge(waiver: Waiver, as_of: date, violations_of: Callable[[str], list[Violation]]) -> Violation | None:
    subject = {"code": waiver.code, "of": waiver.of, "path": waiver.path.text if waiver.path else None}
    if waiver.until < as_of:
        return waiver.contract.violation(
            "ECD003",
            f"the waiver of {waiver.code} for {waiver.of!r} ended on {waiver.until}",
            pointer=waiver.pointer,
            rule="waivers",
            expected=f"an end on or after {as_of}",
            found=str(waiver.until),
            fix=f"{waiver.owner}: mend the cause ({waiver.justification}), or renew the waiver by a decision",
            metadata=subject,
        )
    if any(waiver.covers(violation) for violation in violations_of(waiver.of)):
        return None
    return waiver.contract.violation(
        "ECD004",
        f"the waiver of {waiver.code} for {waiver.of!r} matches no violation",
        pointer=waiver.pointer,
        rule="waivers",
        expected="a violation that it tolerates",
        found="none",
        fix="remove the waiver: what it excused is mended, or it never matched",
        metadata=subject,
    )


KIND = WaiversKind()
