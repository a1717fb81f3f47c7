"""From ``sources:`` and ``relations:`` of a contract to what is judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from ..model import Report
from ..pointers import join
from ..rules.parsing import check_rule_ids, parse_rule
from ..sources.model import Source
from ..sources.parsing import Scope, source_text
from ..sources.registry import SourceKinds
from .judges import NAMES, parser
from .model import SourceRelation
from .reading import RelationReader


def parse_sources(data: Mapping[str, object], kinds: SourceKinds, report: Report) -> dict[str, Source | None]:
    """The sources of a contract by name; one that cannot be used is None, and reported."""
    params = cast("Mapping[str, object]", data.get("params", {}))
    given = cast("Mapping[str, Mapping[str, object]]", data.get("sources", {}))
    scope = Scope(given, params, kinds, report)
    return {name: scope.named(name) for name in given}


def parse_relations(
    data: Mapping[str, object], sources: Mapping[str, Source | None], kinds: SourceKinds, report: Report
) -> list[SourceRelation]:
    """Every relation of a contract, each with a name of its own."""
    params = cast("Mapping[str, object]", data.get("params", {}))
    seen: dict[str, int] = {}
    found = []
    for index, entry in enumerate(cast("list[dict[str, object]]", data.get("relations", []))):
        pointer = join("/relations", index)
        name = next(word for word in NAMES if word in entry)
        seen[name] = seen.get(name, 0) + 1
        rule = parse_rule(entry, pointer, name if seen[name] == 1 else f"{name}-{seen[name]}", report)
        given = entry[name]
        is_short = not (isinstance(given, dict) and "of" in given)
        fields = {"of": given} if is_short else cast("Mapping[str, object]", given)
        inner = join(pointer, name)
        read = RelationReader(fields, inner, report, sources, params, kinds, is_short)
        found.append(
            SourceRelation(
                rule=rule, name=name, text=f"{name} {_shown(fields, kinds)}", judge=parser(name)(read)
            )
        )
    check_rule_ids([relation.rule for relation in found], ["rule-examples"], report)
    return found


def _shown(fields: Mapping[str, object], kinds: SourceKinds) -> str:
    """The relation in one line, as it stands in the contract; sources by what they read."""
    texts = {name: _value(given, kinds) for name, given in fields.items()}
    return ", ".join(text if name == "of" else f"{name}: {text}" for name, text in texts.items())[:200]


def _value(given: object, kinds: SourceKinds) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, list):
        return "[" + ", ".join(_value(each, kinds) for each in given) + "]"
    if isinstance(given, dict):
        kind = next((name for name in kinds.names() if name in given), None)
        return json.dumps(given) if kind is None else source_text(given, kind)
    return json.dumps(given)
