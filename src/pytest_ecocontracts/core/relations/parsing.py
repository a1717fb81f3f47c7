"""From ``relations:`` of a contract to relations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ..artifacts.aliases import AliasMap
from ..model import Reference, Report
from ..pointers import join
from ..rules.model import RuleExample
from ..rules.parsing import parse_rule
from ..suggestions import suggestion
from .aliases import known_aliases
from .conditions import FILE_VARIABLES, VARIABLES
from .judges import NAMES, parser
from .model import Relation
from .operands import SELF, Operand
from .reading import Reader
from .sources import artifact_called, artifact_ids

if TYPE_CHECKING:
    from ..artifacts.model import Artifact
    from ..context import Context


def parse_relations(data: Mapping[str, object], report: Report) -> list[Relation]:
    """Read every relation; one that cannot be is reported, and left out."""
    entries = cast("list[dict[str, object]]", data.get("relations", []))
    params = cast("Mapping[str, object]", data.get("params", {}))
    aliases = cast("AliasMap", data.get("aliases", {}))
    seen: dict[str, int] = {}
    found = []
    for index, entry in enumerate(entries):
        pointer = join("/relations", index)
        name = next(word for word in NAMES if word in entry)
        seen[name] = seen.get(name, 0) + 1
        default = name if seen[name] == 1 else f"{name}-{seen[name]}"
        rule = parse_rule(entry, pointer, default, report)
        before = len(report.violations)
        fields = _fields(entry[name])
        read = Reader(fields, join(pointer, name), report, params, aliases)
        judge = parser(name)(read)
        pointer = join(pointer, name)
        relation = Relation(
            rule=rule,
            name=name,
            text=f"{name} {_shown(fields)}",
            judge=judge,
            each=str(fields.get("each", "")),
            within=_within(fields),
            join=_join(fields, read),
            where=read.rule("where", VARIABLES),
            when=read.rule("when", FILE_VARIABLES),
            params=params,
            reads_aliases="alias" in read.variables,
            vectors=tuple(
                RuleExample(pointer=join(pointer, "vectors", number), passes=True, data=vector)
                for number, vector in enumerate(cast("list[object]", fields.get("vectors", [])))
            ),
            empty_valid=fields.get("empty") == "valid",
        )
        if len(report.violations) == before:
            found.append(relation)
    return found


def _fields(given: object) -> dict[str, object]:
    """A key alone stands for the relation's ``of``."""
    return given if isinstance(given, dict) else {"of": given}


def _within(fields: Mapping[str, object]) -> tuple[str, ...] | None:
    given = fields.get("within", "all" if "every" in fields else "file")
    if isinstance(given, list):
        return tuple(str(name) for name in given)
    return () if given == "all" else None


def _join(fields: Mapping[str, object], read: Reader) -> tuple[str, ...] | dict[str, Operand] | None:
    given = fields.get("join")
    if isinstance(given, list):
        return tuple(str(name) for name in given)
    if not isinstance(given, dict):
        return None
    inner = read.below("join")
    operands = {str(name): inner.operand(str(name)) for name in given}
    return {name: operand for name, operand in operands.items() if operand is not None}


def _shown(fields: Mapping[str, object]) -> str:
    """The relation in one line, as it stands in the contract."""
    of = fields.get("of")
    texts = [_value(of)] if of is not None else []
    texts += [f"{name}: {_value(value)}" for name, value in fields.items() if name not in ("of", "vectors")]
    return ", ".join(texts)


def _value(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    return json.dumps(value)


def link_relations(artifact: Artifact, context: Context, report: Report) -> None:
    """Every operand names something: the artifact, a companion or an artifact contract, and a capture."""
    for relation in artifact.relations:
        operands = list(relation.judge.operands)
        if isinstance(relation.join, Mapping):
            operands += relation.join.values()
        for operand in operands:
            pointer = join(relation.rule.pointer, relation.name)
            link_operand(operand, artifact, context, report, pointer=pointer, keyword=relation.name)
        _check_names(relation, artifact, context, report)


def link_operand(
    operand: Operand, artifact: Artifact, context: Context, report: Report, *, pointer: str, keyword: str
) -> None:
    """The source, capture and alias of an operand are there; it stands at ``pointer``, under ``keyword``."""
    companions = {companion.name for companion in artifact.companions}
    _link_alias(operand, artifact, context, report, pointer)
    if operand.source == SELF:
        known: Sequence[str] = artifact.captures
    elif operand.source in companions:
        known = []
    else:
        other = artifact_called(operand.source, context.catalog)
        if other is None:
            if operand.source not in context.catalog.broken:
                report.add(
                    "ECC005",
                    f"{operand.source!r} is neither a companion nor an artifact contract of the catalog",
                    pointer=pointer,
                    found=operand.text,
                    fix=suggestion(operand.source, [*artifact_ids(context.catalog), *companions]),
                    metadata={"id": operand.source},
                )
            return
        known = other.captures
    if operand.capture is not None and operand.capture not in (*known, "path"):
        report.add(
            "ECC004",
            f"there is no capture {{{operand.capture}}} in the path of {operand.source or 'the artifact'}",
            pointer=pointer,
            expected="a capture of every path of it, or {path}",
            found=operand.text,
            fix=suggestion(operand.capture, [*known, "path"]),
            metadata={"keyword": keyword},
        )


def _link_alias(operand: Operand, artifact: Artifact, context: Context, report: Report, pointer: str) -> None:
    """An alias is one of the contract that its source is of; a source that is not there is told elsewhere."""
    companion = next((one for one in artifact.companions if one.name == operand.source), None)
    named = operand.source if companion is None else companion.contract
    if operand.alias is None or (named and artifact_called(named, context.catalog) is None):
        return
    known = known_aliases(operand.source, artifact, context)
    if operand.alias not in known:
        report.add(
            "ECC005",
            f"there is no alias {operand.alias!r} for the data of {operand.source or 'the artifact'}",
            pointer=pointer,
            expected="a name of aliases: in the contract of that data",
            found=operand.text,
            fix=suggestion(operand.alias, known),
            metadata={"id": operand.alias},
        )


def _check_names(relation: Relation, artifact: Artifact, context: Context, report: Report) -> None:
    """The captures of ``within`` and ``join`` are captures of the paths."""
    own = artifact.captures
    for field, names in (("within", relation.within), ("join", relation.join)):
        unknown = next((name for name in names or () if name not in own), None)
        if unknown is not None and not (field == "join" and isinstance(relation.join, Mapping)):
            report.add(
                "ECC004",
                f"there is no capture {{{unknown}}} in the path of the artifact",
                pointer=join(relation.rule.pointer, relation.name, field),
                expected="captures of the artifact's path",
                found=unknown,
                fix=suggestion(unknown, own),
                metadata={"keyword": field},
            )
    for source in {operand.source for operand in relation.judge.operands} if relation.join else ():
        other = artifact_called(source, context.catalog)
        if other is None:
            continue
        known = other.captures
        unknown = next((name for name in relation.join or () if name not in known), None)
        if unknown is not None:
            report.add(
                "ECC004",
                f"there is no capture {{{unknown}}} in the path of {source}",
                pointer=join(relation.rule.pointer, relation.name, "join"),
                expected="captures of the other artifact's path",
                found=unknown,
                fix=suggestion(unknown, known),
                metadata={"keyword": "join"},
            )


def relation_references(artifact: Artifact) -> list[Reference]:
    """The artifact contracts that the relations name."""
    companions = {companion.name for companion in artifact.companions}
    return [
        Reference(join(relation.rule.pointer, relation.name), source)
        for relation in artifact.relations
        for source in sorted({operand.source for operand in relation.judge.operands} - companions - {SELF})
    ]
