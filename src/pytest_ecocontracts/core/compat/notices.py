"""What no comparison of sets of values can tell: names that go, drafts, defaults and identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..pointers import join
from ..suggestions import did_you_mean
from .model import Level, Notice, Polarity
from .nodes import Forms, Node, text_of
from .normal import Normal, Source, normalise
from .pairing import pairs
from .views import in_place, is_nothing

_MISSING: Final = object()


def notices(forms: Forms, old: Normal, new: Normal) -> Iterator[Notice]:
    """Everything that is to be told about two versions besides the verdicts."""
    yield from _draft(old, new)
    yield from _identifier(old, new)
    told: set[tuple[str, str]] = set()
    defaults = any("default" in schema for side in (old, new) for schema in side.written.values())
    for pair in pairs(forms, old.root, new.root, equal=defaults):
        yield from _default(old, new, pair.old, pair.new, pair.location)
        if pair.polarity is not Polarity.NORMAL or pair.old.form == pair.new.form:
            continue
        for notice in _names(forms, pair.old, pair.new, pair.location):
            if (notice.rule, notice.location) not in told:
                told.add((notice.rule, notice.location))
                yield notice


def _draft(old: Normal, new: Normal) -> Iterator[Notice]:
    if old.dialect is not new.dialect:
        yield Notice(
            rule="draft-changed",
            location="",
            message=f"the schema is one of draft {new.dialect.name} now, and was one of {old.dialect.name}",
            level=Level.MINOR,
            before=old.dialect.uri,
            after=new.dialect.uri,
        )


def _identifier(old: Normal, new: Normal) -> Iterator[Notice]:
    before, after = (each.written.get("", {}).get(each.dialect.id_keyword) for each in (old, new))
    if before is not None and before == after and old.root.form != new.root.form:
        yield Notice(
            rule="id-reused",
            location="",
            message="the schema has other content under the same '$id'",
            level=Level.PATCH,
            before=before,
            after=after,
        )


def _default(old: Normal, new: Normal, first: Node, second: Node, location: str) -> Iterator[Notice]:
    before, after = (
        side.written.get(node.pointer, {}).get("default", _MISSING)
        for side, node in ((old, first), (new, second))
    )
    if before is _MISSING and after is _MISSING:
        return
    if before is not _MISSING and after is not _MISSING and text_of(before) == text_of(after):
        return
    what = "added" if before is _MISSING else "removed" if after is _MISSING else "changed"
    yield Notice(
        rule="default-changed",
        location=location,
        message=f"the default is {what}: those who leave the value out get another one",
        level=Level.MINOR,
        before=None if before is _MISSING else before,
        after=None if after is _MISSING else after,
    )


def _names(forms: Forms, old: Node, new: Node, location: str) -> Iterator[Notice]:
    before, after = _declared(forms, old), _declared(forms, new)
    gone = sorted(before.keys() - after.keys())
    fresh = sorted(after.keys() - before.keys())
    required = _required(forms, old)
    for name in gone:
        place = join(location, name)
        alike = [each for each in fresh if after[each] & before[name]]
        twin = alike[0] if len(alike) == len(gone) == 1 else did_you_mean(name, alike)
        if twin is not None:
            fresh.remove(twin)
            yield Notice(
                rule="key-renamed",
                location=place,
                message=f"{name!r} is gone and {twin!r} with the same schema is new: probably a rename",
                level=Level.MAJOR,
                before=name,
                after=twin,
            )
        elif name in required:
            yield Notice(
                rule="key-required-removed",
                location=place,
                message=f"{name!r} was required and is no longer declared",
                level=Level.MAJOR,
                before=name,
            )
        else:
            yield Notice(
                rule="key-optional-removed",
                location=place,
                message=f"{name!r} is no longer declared; '{name}: false' would reserve the name",
                level=Level.MAJOR,
                before=name,
            )
    for name in sorted(before.keys() & after.keys()):
        if _reserved(forms, new, name) and not _reserved(forms, old, name):
            rule = "key-required-removed" if name in required else "key-optional-removed"
            yield Notice(
                rule=rule,
                location=join(location, name),
                message=f"{name!r} may no longer be there; its name is reserved",
                level=Level.MAJOR if name in required else Level.MINOR,
                before=name,
            )


def _declared(forms: Forms, node: Node) -> dict[str, set[int]]:
    """The names that a schema declares where it stands, with the forms of their schemas."""
    found: dict[str, set[int]] = {}
    for each in in_place(forms, [node]):
        for name, inner in each.get("properties", {}).items():
            found.setdefault(name, set())
            if inner.keywords:  # of a schema that says nothing, no other one is a twin
                found[name].add(inner.form)
        for name in each.get("required", ()):
            found.setdefault(name, set())
    return found


def _required(forms: Forms, node: Node) -> set[str]:
    return {name for each in in_place(forms, [node]) for name in each.get("required", ())}


def _reserved(forms: Forms, node: Node, name: str) -> bool:
    schemas = [
        each.get("properties")[name] for each in in_place(forms, [node]) if name in each.get("properties", {})
    ]
    return any(is_nothing(each) for each in schemas)


def retyped(history: Sequence[Source], new: Source) -> Iterator[Notice]:
    """Names that came back after they had gone, with another schema than they had.

    ``history`` are the older versions, the oldest first. Raises SchemaProblem.
    """
    forms = Forms()
    normal = [normalise(each, each, forms)[0] for each in (*history, new)]
    inventories = [_inventory(forms, each.root) for each in normal]
    if not inventories[:-1]:
        return
    *older, current = inventories
    for place, forms_now in sorted(current.items()):
        if place in older[-1]:
            continue
        last = next((each[place] for each in reversed(older) if place in each), None)
        if last is not None and not last & forms_now:
            yield Notice(
                rule="key-retyped-after-removal",
                location=place,
                message="the name is back with another schema than it had before it went",
                level=Level.MAJOR,
            )


def _inventory(forms: Forms, root: Node) -> Mapping[str, set[int]]:
    """Every place of a declared name, with the forms of its schemas."""
    found: dict[str, set[int]] = {}
    for pair in pairs(forms, root, root):
        for name, numbers in _declared(forms, pair.old).items():
            found.setdefault(join(pair.location, name), set()).update(numbers)
    return found
