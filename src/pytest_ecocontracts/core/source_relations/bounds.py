"""What numbers are held against: a number of the contract or of data, a count, or a table of budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..sources.keys import Key, key_of, show
from ..sources.model import Element, Place, Source
from .fields import MISSING, number_in, part, place_of, undeclared
from .model import Finding

if TYPE_CHECKING:
    from ..paths.template import PathTemplate
    from .reading import RelationReader
    from .view import View


@dataclass(frozen=True, slots=True)
class Limit:
    """A number, and where it stands if it is data."""

    number: float
    place: Place | None = None


class NoLimit(Exception):
    """A bound that has no number; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One bound of a relation.

    ``number`` is the bound itself, or the default of a table. ``source`` has the value, or is ``counted``. A
    table has rows with a ``key``, the group that it is for, or with a template of paths there (``is_glob``),
    of which the longest that fits counts; the number stands at ``value``.
    """

    number: float | None = None
    source: Source | None = None
    counted: bool = False
    key: str | None = None
    is_glob: bool = False
    value: str | None = None

    @property
    def sources(self) -> Sequence[Source]:
        """The source that is read for it."""
        return (self.source,) if self.source is not None else ()

    def limits(self, view: View) -> Limits:
        """The numbers as they are now. Raises NoLimit where a source has none, and what ``elements`` does."""
        if self.source is None:
            return Limits(Limit(self.number) if self.number is not None else None)
        elements = view.elements(self.source)
        if self.counted:
            return Limits(Limit(len(elements), elements[0].place if elements else None))
        if self.key is None:
            return Limits(self._one(elements))
        rows: dict[Key, Row] = {}
        for element in elements:
            name, found = part(element, self.key), number_in(part(element, self.value))
            if name is MISSING or found is None:
                raise NoLimit(undeclared(element, self.key if name is MISSING else self.value, "a number"))
            limit = Limit(found, place_of(element, self.value))
            rows.setdefault(key_of(name), Row(element, limit, self._template(element, name)))
        return Limits(Limit(self.number) if self.number is not None else None, rows, self.is_glob)

    def _template(self, element: Element, name: object) -> PathTemplate | None:
        if not self.is_glob:
            return None
        from ..paths.template import PathTemplate, TemplateError  # noqa: PLC0415 - only such tables have some

        try:
            return PathTemplate.parse(name if isinstance(name, str) else "")
        except TemplateError as error:
            raise NoLimit(undeclared(element, self.key, f"a template of paths ({error.message})")) from None

    def _one(self, elements: Sequence[Element]) -> Limit | None:
        if not elements:
            return None
        numbers = {number_in(part(element, self.value)) for element in elements}
        found = next(iter(numbers))
        if len(numbers) > 1 or found is None:
            element = next((e for e in elements if number_in(part(e, self.value)) is None), elements[-1])
            what = "a number" if None in numbers else "the number that the others say"
            raise NoLimit(undeclared(element, self.value, what))
        return Limit(found, place_of(elements[0], self.value))


@dataclass(slots=True)
class Row:
    """A row of a table of bounds."""

    element: Element
    limit: Limit
    template: PathTemplate | None = None
    used: bool = False


@dataclass(slots=True)
class Limits:
    """The numbers of a bound for the groups of a relation."""

    default: Limit | None
    rows: dict[Key, Row] = field(default_factory=dict)
    is_glob: bool = False

    def of(self, group: Key, *, has_elements: bool) -> Limit | None:
        """The number for one group, None where there is none; only groups with elements need theirs."""
        row = self._row(group)
        if row is None:
            return self.default
        row.used = row.used or has_elements
        return row.limit

    def _row(self, group: Key) -> Row | None:
        exact = self.rows.get(group)
        if exact is not None or not self.is_glob or not isinstance(group, str):
            return exact
        fitting = [
            (len(row.template.text), row)
            for row in self.rows.values()
            if row.template is not None and row.template.match(group) is not None
        ]
        return max(fitting, key=lambda each: each[0])[1] if fitting else None

    def unused(self) -> Iterator[Finding]:
        """Rows that no group asked for."""
        for row in self.rows.values():
            if not row.used:
                shown = show(row.element.value)
                yield Finding(
                    code="ECI002",
                    message=f"nothing is left that the bound for {shown} is about",
                    place=row.element.place,
                    expected="bounds for what there is",
                    found=shown,
                    fix="remove it",
                    metadata={"key": shown},
                )


def parse_bound(read: RelationReader, name: str) -> Bound | None:
    """Read a bound: a number, a source, ``{elements_of: source}``, or a table; None where it is missing."""
    given = read.fields.get(name)
    if given is None:
        return None
    if isinstance(given, int | float):
        return Bound(number=given)
    if not isinstance(given, dict) or not {"of", "elements_of"} & given.keys():
        return Bound(source=read.source(name))
    inner = read.below(name)
    if "elements_of" in given:
        return Bound(source=inner.source("elements_of"), counted=True)
    default = given.get("default")
    glob = inner.text("glob")
    return Bound(
        number=default if isinstance(default, int | float) else None,
        source=inner.source("of"),
        key=glob if glob is not None else inner.text("key"),
        is_glob=glob is not None,
        value=inner.text("value"),
    )
