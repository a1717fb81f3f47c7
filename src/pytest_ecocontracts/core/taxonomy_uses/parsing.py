"""From ``uses:`` of a taxonomy to relations that are asked of the files of other contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from ..model import Report
from ..pointers import join
from ..relations.conditions import compile_condition
from ..relations.model import Relation
from ..relations.operands import SELF, OperandProblem, parse_operand
from ..relations.parsing import link_operand
from ..relations.sources import artifact_called, artifact_ids
from ..rules.classes import check_classes
from ..rules.parsing import check_rule_ids, parse_rule
from ..suggestions import suggestion
from .declared import Declared, Words

if TYPE_CHECKING:
    from ..context import Context
    from ..taxonomy import Taxonomy

#: names of checks that no use may have
_CHECKS: Final = ("entries", "classes", "released", "unused", "rule-examples")
#: what ``where`` reads: the record, and the captures of its path
_VARIABLES: Final = ("self", "path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where words of the taxonomy stand: ``relation`` is about the files of the contract ``source``.

    ``what`` is ``codes`` or ``classes``; the relation names the files as its own.
    """

    source: str
    what: str
    relation: Relation
    judge: Declared

    @property
    def pointer(self) -> str:
        """Where the contract says which words are meant."""
        return join(self.relation.rule.pointer, self.what)


def parse_uses(data: Mapping[str, object], taxonomy: Taxonomy, report: Report) -> tuple[Use, ...]:
    """Read every use; one that cannot be is reported, and left out."""
    entries = cast("list[Mapping[str, object]]", data.get("uses", []))
    read = (_use(index, entry, taxonomy, report) for index, entry in enumerate(entries))
    found = tuple(use for use in read if use is not None)
    check_rule_ids([use.relation.rule for use in found], _CHECKS, report)
    return found


def _use(index: int, entry: Mapping[str, object], taxonomy: Taxonomy, report: Report) -> Use | None:
    pointer = join("/uses", index)
    what = "classes" if "classes" in entry else "codes"
    text = str(entry[what])
    rule = parse_rule(entry, pointer, "uses" if not index else f"uses-{index + 1}", report)
    of = cast("Sequence[str]", entry.get("of", ()))
    _check_of(of, taxonomy, pointer, report)
    where = None
    if "where" in entry:
        place = join(pointer, "where")
        where = compile_condition(str(entry["where"]), _VARIABLES, place, report, "where")
    try:
        operand = parse_operand(text)
    except OperandProblem as problem:
        _refuse(report, join(pointer, what), problem.message, text)
        return None
    if operand.source == SELF or operand.measure is not None:
        _refuse(report, join(pointer, what), f"{text!r} names no values of a contract's files", text)
        return None
    words = Words(taxonomy, classes=what == "classes", of=of)
    judge = Declared(replace(operand, source=SELF), words)
    relation = Relation(
        rule=rule,
        name=what,
        text=f"the {what} at {text} are declared",
        judge=judge,
        where=where,
        empty_valid=entry.get("empty") == "valid",
    )
    return Use(source=operand.source, what=what, relation=relation, judge=judge)


def _check_of(of: Sequence[str], taxonomy: Taxonomy, pointer: str, report: Report) -> None:
    names = [one.name for one in taxonomy.classes]
    for number, name in enumerate(of):
        if name not in names:
            report.add(
                "ECC014",
                f"{name!r} is no class of this taxonomy",
                pointer=join(pointer, "of", number),
                expected="one of " + ", ".join(names) if names else "a taxonomy with classes",
                found=name,
                fix=suggestion(name, names),
                metadata={"code": name},
            )


def _refuse(report: Report, pointer: str, message: str, text: str) -> None:
    report.add(
        "ECC004",
        message,
        pointer=pointer,
        expected="contract.id:/pointer, where * is every element and *~ every name; or contract.id:{capture}",
        found=text[:200],
        metadata={"keyword": "uses"},
    )


def link_uses(uses: Sequence[Use], context: Context, report: Report) -> None:
    """Each use is of a contract that has files, with the capture that it names; its class is there."""
    check_classes([use.relation.rule for use in uses], context.catalog, report)
    for use in uses:
        if use.source in context.catalog.broken:
            continue  # told at that contract
        artifact = artifact_called(use.source, context.catalog)
        if artifact is None:
            report.add(
                "ECC005",
                f"{use.source!r} is no contract of the catalog that has files of data",
                pointer=use.pointer,
                found=use.source,
                fix=suggestion(use.source, artifact_ids(context.catalog)),
                metadata={"id": use.source},
            )
            continue
        link_operand(
            replace(use.judge.of, source=use.source),
            # its companions are none of the use
            replace(artifact, companions=()),
            context,
            report,
            pointer=use.pointer,
            keyword="uses",
        )
