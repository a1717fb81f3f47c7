"""The schema version that data declares: asked quickly, explained on failure, held against the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ..json_schema.showing import show
from ..model import Report
from ..pointers import join, resolve, split
from ..suggestions import suggestion
from .model import MARKS, VersionRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with some data; ``at_key`` where it is about the name at ``pointer``."""

    code: str
    message: str
    pointer: str
    expected: str | None
    found: str | None
    fix: str | None = None
    at_key: bool = False
    metadata: dict[str, str | int | bool | None]


def version_question(rule: VersionRule) -> Callable[[object], bool]:
    """Whether the version of some data is accepted, without a word on why not."""
    tokens = split(rule.at)

    def accepted(data: object) -> bool:
        value = data
        for token in tokens:
            if not isinstance(value, dict) or token not in value:
                break
            value = value[token]
        else:
            return rule.accepts(value)
        try:  # a step into an array, or nothing there
            return rule.accepts(resolve(data, rule.at))
        except KeyError:
            return False

    return accepted


def shown_versions(rule: VersionRule) -> list[str]:
    """The accepted versions, with the words latest and previous where the contract lists all versions."""
    marks = [(version, rule.mark(version)) for version in rule.accept]
    return [show(version) + (f" ({mark})" if mark else "") for version, mark in marks]


def parse_version_rule(given: Mapping[str, object], report: Report) -> VersionRule | None:
    """Read ``schema_version``; None where what it accepts cannot be, which is reported."""
    versions = tuple(cast("Sequence[str | int]", given.get("versions", ())))
    accept: list[str | int] = []
    for index, entry in enumerate(cast("Sequence[str | int]", given.get("accept", ["latest"]))):
        place = MARKS.get(str(entry)) if versions and entry not in versions else None
        if place is not None:
            accept += versions[place : place + 1 or None]
        elif not versions or entry in versions:
            accept.append(entry)
        else:
            report.add(
                "ECC004",
                f"{show(entry)} is accepted, and is none of the versions",
                pointer=join("/schema_version/accept", index),
                expected="a version that is listed under versions, or latest or previous",
                found=show(entry),
                fix=suggestion(str(entry), [*map(str, versions), *MARKS]),
                metadata={"keyword": "accept"},
            )
            return None
    if not accept:
        report.add(
            "ECC004",
            "no version is accepted: there is one version, so none is the previous",
            pointer="/schema_version/accept",
            expected="a version that there is",
            found="previous",
            fix="accept latest",
            metadata={"keyword": "accept"},
        )
        return None
    return VersionRule(at=str(given["at"]), accept=tuple(dict.fromkeys(accept)), versions=versions)


def version_finding(rule: VersionRule, data: object) -> Finding | None:
    """Why the version of some data is not accepted; None where it is."""
    expected = f"one of {', '.join(shown_versions(rule))}"
    try:
        version = resolve(data, rule.at)
    except KeyError:
        return Finding(
            code="ECS007",
            message=f"the data does not say its schema version at {rule.at or 'its top'!r}",
            pointer=_nearest(data, rule.at),
            expected=f"at {rule.at}: {expected}",
            found="nothing there",
            fix=f"add {split(rule.at)[-1]!r}" if rule.at else None,
            metadata={"pointer": rule.at},
        )
    if rule.accepts(version):
        return None
    behind = rule.knows(version)
    return Finding(
        code="ECS006",
        message=f"the schema version {show(version)} is not accepted" + (" any more" if behind else ""),
        pointer=rule.at,
        expected=expected,
        found=show(version),
        fix=f"write the data for {show(rule.versions[-1])}, or accept this version"
        if behind
        else "write the data for an accepted version, or accept this one",
        metadata={"pointer": rule.at, "version": show(version)},
    )


def _nearest(data: object, pointer: str) -> str:
    """The deepest part of the pointer that leads somewhere."""
    while pointer:
        try:
            resolve(data, pointer)
        except KeyError:
            pointer = pointer.rpartition("/")[0]
        else:
            break
    return pointer


def allowed_versions(rule: VersionRule, schema: object) -> list[object] | None:
    """What the schema's own ``const`` or ``enum`` allows where the version stands; None: it says nothing.

    Only what can be read off: ``properties`` and references inside the schema, not ``allOf`` and the like.
    """
    here = _referred(schema, schema)
    for token in split(rule.at):
        properties = here.get("properties") if isinstance(here, dict) else None
        here = _referred(properties.get(token), schema) if isinstance(properties, dict) else None
    if not isinstance(here, dict):
        return None
    if "const" in here:
        return [here["const"]]
    enum = here.get("enum")
    return enum if isinstance(enum, list) else None


def _referred(part: object, schema: object) -> object:
    """What a part stands for, through references inside its own schema."""
    seen = 0
    while isinstance(part, dict) and isinstance(part.get("$ref"), str) and "properties" not in part:
        reference = part["$ref"]
        seen += 1
        if not reference.startswith("#/") or seen > 100:  # noqa: PLR2004 - a circle, which compiling refuses
            return None
        try:
            part = resolve(schema, reference[1:])
        except KeyError:
            return None
    return part
