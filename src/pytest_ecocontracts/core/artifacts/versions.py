"""The schema version that data declares: asked quickly, explained on failure, held against the schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..json_schema.showing import show
from ..pointers import resolve, split
from .model import VersionRule


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


def version_finding(rule: VersionRule, data: object) -> Finding | None:
    """Why the version of some data is not accepted; None where it is."""
    expected = f"one of {', '.join(map(show, rule.accept))}"
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
    return Finding(
        code="ECS006",
        message=f"the schema version {show(version)} is not accepted",
        pointer=rule.at,
        expected=expected,
        found=show(version),
        fix="write the data for an accepted version, or accept this one",
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
