"""``pinned``: versions do not float, and are those that one source states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ..fields import MISSING, part, place_of, undeclared
from ..model import Finding
from ..pins import READERS, Pin, problem
from ..reading import RelationReader
from ..vacuity import proves_nothing
from ..view import View
from ..words import Nearest

_WANTED: Final[Mapping[str, str]] = {
    "fixed": "one version, by number or commit",
    "exact": "a whole version, such as 1.2.3",
    "sha": "the id of a commit, 40 or 64 hexadecimal digits",
    "digest": "a digest, such as name@sha256:...",
}

_FIXES: Final[Mapping[str, str]] = {
    "fixed": "name one version, by its number",
    "exact": "write the whole version",
    "sha": "write the id of the commit that is meant, and its version behind it in a comment",
    "digest": "write the digest of what is meant behind it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The source that says which versions are used: by ``key`` of its records, at ``value``."""

    source: Source
    key: str
    value: str | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """Texts that are read by ``reader``; ``key`` is the pointer of the name where the text has none."""

    of: Source
    at: str | None
    reader: Callable[[str], Pin]
    form: str
    key: str | None
    stated: Stated | None

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *([self.stated.source] if self.stated is not None else ()))

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose version floats, or is not the one that is stated."""
        known: dict[Key, Element] = {}
        for element in view.elements(self.stated.source) if self.stated is not None else ():
            name = part(element, self.stated.key) if self.stated is not None else MISSING
            if name is MISSING:
                yield undeclared(element, self.stated.key if self.stated is not None else None, "a name")
                continue
            known.setdefault(key_of(name), element)
        nearest = Nearest(known)
        is_compared = self.stated is None or self.stated.complete
        for element in view.elements(self.of):
            text = part(element, self.at)
            if not isinstance(text, str):
                yield undeclared(element, self.at, "a text with a version")
                continue
            pin = self.reader(text)
            wrong = problem(pin, self.form)
            if wrong is not None:
                yield Finding(
                    code="ECI048",
                    message=f"{show(text)} {wrong}",
                    place=place_of(element, self.at),
                    expected=_WANTED[self.form],
                    found=show(text),
                    fix=self._fix(pin, known),
                    metadata={"key": show(text)},
                )
            elif self.stated is not None and not pin.is_local:
                is_compared = is_compared or key_of(self._name(element, pin)) in known
                yield from self._compared(self.stated, element, pin, known, nearest)
        if not is_compared and self.stated is not None:
            proves_nothing(
                self.of,
                f"no name of {self.of.called} has a version in {self.stated.source.called}",
                expected="names that both sources have",
                found="none",
                fix="correct the source or the key",
            )

    def _name(self, element: Element, pin: Pin) -> object:
        return part(element, self.key) if self.key is not None else pin.name

    def _fix(self, pin: Pin, known: Mapping[Key, Element]) -> str:
        """The version that is stated for the name, where there is one."""
        other = known.get(key_of(pin.name)) if self.stated is not None and self.key is None else None
        version = part(other, self.stated.value) if other is not None and self.stated is not None else None
        if self.form in ("fixed", "exact") and isinstance(version, str):
            return f"write the version that is stated for {show(pin.name)}: {version}"
        return _FIXES[self.form]

    def _compared(
        self, stated: Stated, element: Element, pin: Pin, known: Mapping[Key, Element], nearest: Nearest
    ) -> Iterator[Finding]:
        name = self._name(element, pin)
        if name is MISSING:
            yield undeclared(element, self.key, "a name")
            return
        other = known.get(key_of(name))
        where = stated.source.called
        if other is None:
            if stated.complete:
                yield Finding(
                    code="ECI002",
                    message=f"{show(name)} has no version in {where}",
                    place=place_of(element, self.at),
                    expected=f"one of the {len(known)} names of {where}",
                    found=show(name),
                    fix=nearest.fix(name),
                    metadata={"key": show(name)},
                )
            return
        value = part(other, stated.value)
        wanted = value if isinstance(value, str) else show(value)
        if value is not MISSING and wanted in (pin.version, pin.digest, pin.shown):
            return
        if value is MISSING:
            yield undeclared(other, stated.value, "a version")
            return
        yield Finding(
            code="ECI013",
            message=f"{show(name)} is {pin.shown} here, and {wanted} in {where}",
            place=place_of(element, self.at),
            expected=wanted,
            found=pin.shown,
            other=("stated at", place_of(other, stated.value)),
            metadata={"key": show(name)},
        )


def parse(read: RelationReader) -> Pinned:
    """Read ``pinned: {of: ..., as: ..., form: ..., at: ..., key: ..., same_as: {...}}``."""
    stated = None
    kind = read.text("as") or "version"
    if "same_as" in read.fields:
        inner = read.below("same_as")
        stated = Stated(
            source=inner.source("of"),
            key=inner.text("key") or "",
            value=inner.text("value"),
            complete=inner.text("others") != "allowed",
        )
        if kind == "version" and "key" not in read.fields:
            read.refuse("same_as", "a version alone does not say of what it is", "key: beside it, a pointer")
    return Pinned(
        of=read.source("of"),
        at=read.text("at"),
        reader=READERS[kind],
        form=read.text("form") or "fixed",
        key=read.text("key"),
        stated=stated,
    )
