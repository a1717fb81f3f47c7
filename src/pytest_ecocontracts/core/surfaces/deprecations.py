"""Deprecations: an entrypoint works for its window, says where to go, and is gone everywhere after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..errors import FileProblem, LoadError
from ..model import Contract
from ..pointers import join
from ..source_relations.fields import day_in, inside
from ..source_relations.model import Finding
from ..source_relations.view import View
from ..sources.keys import show
from ..sources.model import Place, Source
from ..suggestions import did_you_mean
from .model import Surface

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class Deprecation:
    """One deprecation as it is written: ``place`` is where, ``record`` what it says.

    ``is_whole``: the record itself stands at the place, and not only a part of it.
    """

    place: Place
    record: Mapping[str, object]
    is_whole: bool = True

    def at(self, field: str | None) -> Place:
        """Where a field stands, as far as that is known."""
        is_known = field is not None and self.is_whole and field in self.record
        return inside(self.place, f"/{field}") if is_known else self.place

    def text(self, name: str) -> str | None:
        """A field that is a text and not blank."""
        value = self.record.get(name)
        return value.strip() if isinstance(value, str) and value.strip() else None

    def day(self, name: str) -> date | None:
        """A field that is a date."""
        return day_in(self.text(name))

    @property
    def name(self) -> str:
        """The entrypoint."""
        return self.text("name") or ""


def deprecations(contract: Contract, surface: Surface, view: View) -> list[Deprecation]:
    """Every deprecation, of the contract or of the file that it names."""
    if isinstance(surface.deprecated, Source):
        elements = view.elements(surface.deprecated)
        return [
            Deprecation(
                element.place,
                element.record if isinstance(element.record, dict) else {},
                element.value is element.record,
            )
            for element in elements
        ]
    view.examined += len(surface.deprecated)
    path = contract.document.path
    return [
        Deprecation(Place(path, pointer=join("/deprecated", index)), entry)
        for index, entry in enumerate(surface.deprecated)
    ]


def judge_deprecations(
    contract: Contract,
    surface: Surface,
    view: View,
    declared: AbstractSet[str],
    real: AbstractSet[str] | None,
) -> Iterator[Finding]:
    """What each deprecation lacks, and what it does not keep; ``real`` is None where nothing says what is."""
    as_of = view.context.as_of
    every = deprecations(contract, surface, view)
    ending = {one.name for one in every}
    for one in every:
        yield from _incomplete(one, surface, declared, real)
        successor = one.text("replaced_by")
        if successor in ending:
            yield _finding(
                one,
                "ECB004",
                f"{successor!r}, which replaces {one.name!r}, is deprecated itself",
                expected="an entrypoint that stays",
                found=show(successor),
                fix="name the entrypoint that takes over in the end",
            )
        until = one.day("until")
        if until is None or not one.name:
            continue
        if as_of <= until:
            if one.name not in declared or (real is not None and one.name not in real):
                missing = "declared" if one.name not in declared else "real"
                yield _finding(
                    one,
                    "ECB005",
                    f"{one.name!r} is deprecated until {until}, and is no longer {missing}",
                    expected=f"an entrypoint that works until {until}",
                    found="nothing of that name",
                    fix="bring it back as a wrapper of its replacement until that day",
                )
        elif one.name in declared or (real is not None and one.name in real):
            yield _finding(
                one,
                "ECB006",
                f"the window of {one.name!r} ended on {until}, and it is still there",
                expected="an entrypoint that is gone, or a later end by a decision",
                found="it is " + ("declared" if one.name in declared else "real"),
                fix="remove it everywhere it is listed, and add its name to 'removed'",
            )
        yield from _guided(one, view, declared if real is None else declared & real)


def _incomplete(
    one: Deprecation, surface: Surface, declared: AbstractSet[str], real: AbstractSet[str] | None
) -> Iterator[Finding]:
    since, until = one.day("since"), one.day("until")
    lacks = [name for name in ("name", "replaced_by", "guidance") if one.text(name) is None]
    lacks += [name for name, day in (("since", since), ("until", until)) if day is None]
    if lacks:
        yield _finding(
            one,
            "ECB004",
            f"the deprecation of {one.name or 'an entrypoint'!r} does not say {', '.join(lacks)}",
            expected="name, since, until, replaced_by and guidance",
            found=f"no {', no '.join(lacks)}",
            fix="say what takes over, from when to when both work, and where users read about it",
        )
    if since is not None and until is not None and (until - since).days < surface.window:
        yield _finding(
            one,
            "ECB004",
            f"{one.name!r} is deprecated for {(until - since).days} days, which is less than the window",
            expected=f"at least {surface.window} days, from {since}",
            found=f"until {until}",
            fix="end it later",
            field="until",
        )
    successor = one.text("replaced_by")
    known = declared if real is None else declared & real
    if successor is not None and successor not in known:
        near = did_you_mean(successor, known - {one.name})
        yield _finding(
            one,
            "ECB004",
            f"{successor!r}, which replaces {one.name!r}, is no entrypoint that works",
            expected="a declared entrypoint" + " that is real" * (real is not None),
            found=show(successor),
            fix=f"did you mean {near!r}?" if near else "name the entrypoint that takes over",
            field="replaced_by",
        )


def _guided(one: Deprecation, view: View, known: AbstractSet[str]) -> Iterator[Finding]:
    """The text that users see names the old and the new; a new one that does not work is told as that."""
    path, successor = one.text("guidance"), one.text("replaced_by")
    if path is None or successor is None:
        return
    try:
        text = view.readings.texts.text(path)
    except (FileProblem, LoadError) as problem:
        yield _finding(
            one,
            "ECB004",
            f"the guidance for {one.name!r} cannot be read: {problem}",
            expected="a text file of the repository",
            found=path,
            fix="write it, or name the file that holds it",
            field="guidance",
        )
        return
    wanted = [one.name, *([successor] if successor in known else [])]
    lacking = [name for name in wanted if name and not _mentions(text, name)]
    if lacking:
        yield Finding(
            code="ECB004",
            message=f"the guidance for {one.name!r} does not mention {' and '.join(map(repr, lacking))}",
            place=Place(path),
            expected=f"a text that leads from {one.name!r} to {successor!r}",
            found="a text without " + ", ".join(lacking),
            fix="print or write: use the replacement instead",
            other=("deprecated at", one.place),
            metadata={"entrypoint": one.name},
        )


def _mentions(text: str, name: str) -> bool:
    """Whether a text has a name as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _finding(
    one: Deprecation,
    code: str,
    message: str,
    *,
    expected: str,
    found: str,
    fix: str | None = None,
    field: str | None = None,
) -> Finding:
    return Finding(
        code=code,
        message=message,
        place=one.at(field),
        expected=expected,
        found=found,
        fix=fix,
        metadata={"entrypoint": one.name},
    )
