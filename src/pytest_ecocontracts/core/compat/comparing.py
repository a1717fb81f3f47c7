"""Compares two versions of a schema: proves, refutes, or leaves undecided, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final

from .. import pointers
from ..errors import SchemaProblem
from ..ports import CompiledSchema, SchemaAlgebra, SchemaEngine
from . import views
from .changes import Appraisal, differences
from .evaluation import satisfies
from .facts import Facts
from .model import Change, Comparison, Direction, Judgement, Method, Unsettled, Verdict, View, Witness
from .nodes import Forms, Node, text_of
from .normal import Normal, Source, normalise
from .notices import notices
from .prover import Exhausted, Prover, unsettled
from .refutation import Refutation
from .samples import Samples
from .witnesses import Court

VIEWS: Final = (View.STRICT, View.WRITER_READER)
_UNASKED: Final = Judgement(verdict=Verdict.UNDECIDED, method=Method.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one comparison may cost, counted in steps, so that no verdict depends on the machine."""

    #: rules tried in one proof; a step takes some 20 µs
    proof: int = 20_000
    #: schemas that samples are made of in one search for a witness; each takes some 0.3 ms
    samples: int = 2_000
    #: values that the validators are asked about in one search
    candidates: int = 300
    #: nodes up to which the algebra is asked about whole schemas
    algebra: int = 1_500
    #: changes that are listed, and rules tried to judge one of them alone
    changes: int = 500
    change: int = 500
    #: pairs that are listed where nothing could be proved
    unsettled: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What comparing needs from outside; a witness counts when all ``engines`` confirm it."""

    engines: Sequence[SchemaEngine]
    algebra: SchemaAlgebra | None = None
    bounds: Bounds = field(default_factory=Bounds)


def compare(
    old: Source | object,
    new: Source | object,
    tools: Tools,
    *,
    views: Iterable[View] = VIEWS,
    formats: bool = False,
    seeds: Sequence[Any] = (),
) -> Comparison:
    """Compare two versions of a schema; raises SchemaProblem where one of them cannot be used.

    ``formats`` says whether ``format`` is asserted. ``seeds`` are values to try first as witnesses, such as
    examples and recorded data.
    """
    before = old if isinstance(old, Source) else Source(schema=old)
    after = new if isinstance(new, Source) else Source(schema=new)
    if text_of(_whole(before)) == text_of(_whole(after)):
        same = Judgement(verdict=Verdict.COMPATIBLE, method=Method.EQUAL)
        return Comparison(judgements={(view, way): same for view in views for way in Direction})
    bench = _Bench(before, after, tools, formats, seeds)
    judgements = {(view, way): bench.judge(view, way) for view in views for way in Direction}
    return Comparison(
        judgements=judgements,
        changes=tuple(bench.changes()),
        notices=tuple(notices(bench.forms, bench.old, bench.new)),
    )


def _whole(source: Source) -> object:
    return [source.schema, source.base_uri, dict(source.resources)]


class _Bench:
    """Everything about one pair that several judgements need."""

    def __init__(self, old: Source, new: Source, tools: Tools, formats: bool, seeds: Sequence[Any]) -> None:
        self.tools, self.formats, self.seeds = tools, formats, tuple(seeds)
        self.forms = Forms()
        self._compiled: dict[object, list[CompiledSchema]] = {}
        self._judged: dict[tuple[View, Direction], Judgement] = {}
        for source in (old, new):
            self._original(source, tools.engines[:1])
        self.old, self.new = normalise(old, new, self.forms, formats=formats)

    def judge(self, view: View, direction: Direction) -> Judgement:
        """The verdict in one view and direction."""
        strict = self._judged.get((View.STRICT, direction))
        if strict is not None and strict.verdict is Verdict.COMPATIBLE:
            return strict  # the other views take away from what is written, and add to what is read
        narrow, wide = (self.old, self.new) if direction is Direction.BACKWARD else (self.new, self.old)
        found = _Case(self, view, narrow, wide).judgement()
        if found.witness is not None:
            self.seeds = (found.witness.value, *self.seeds)
        self._judged[view, direction] = found
        return found

    def changes(self) -> Iterator[Change]:
        """What differs, each change with its own verdicts."""
        if self.old.root.form == self.new.root.form:
            return
        appraisal = Appraisal(self.forms, self.tools.bounds.change)
        whole = {way: self._judged.get((View.STRICT, way), _UNASKED).verdict for way in Direction}
        found = differences(self.forms, self.old.root, self.new.root)
        for each in islice(found, self.tools.bounds.changes):
            yield appraisal.change(each, backward=whole[Direction.BACKWARD], forward=whole[Direction.FORWARD])

    def _original(self, source: Source, engines: Sequence[SchemaEngine]) -> list[CompiledSchema]:
        found = self._compiled.setdefault(id(source), [])
        for engine in engines[len(found) :]:
            found.append(self._compile(engine, source, judged=bool(found)))
        return found

    def _compile(self, engine: SchemaEngine, source: Source, *, judged: bool) -> CompiledSchema:
        return engine.compile(
            source.schema,
            base_uri=source.base_uri,
            resources=source.resources,
            formats=self.formats,
            trusted=judged,
        )

    def compiled(self, side: Normal, node: Node) -> list[CompiledSchema]:
        """A reading of one side, as every engine sees it; raises SchemaProblem."""
        if node is side.root:
            return self._original(side.source, self.tools.engines)
        if node.form not in self._compiled:
            source = Source(schema=self.forms.schema(node), base_uri=side.source.base_uri)
            self._compiled[node.form] = [
                self._compile(engine, source, judged=index > 0)
                for index, engine in enumerate(self.tools.engines)
            ]
        return self._compiled[node.form]


class _Case:
    """One question: whether everything of ``narrow`` is accepted by ``wide``."""

    def __init__(self, bench: _Bench, view: View, narrow: Normal, wide: Normal) -> None:
        forms = bench.forms
        self.bench, self.sides = bench, (narrow, wide)
        self.narrow = narrow.root if view is View.STRICT else views.writer(forms, narrow.root)
        self.wide = views.reader(forms, wide.root) if view is View.WRITER_READER else wide.root
        self.forms, self.bounds = forms, bench.tools.bounds
        self.prover = Prover(forms, bench.tools.algebra, self.bounds.proof)

    def judgement(self) -> Judgement:
        if self.narrow.form == self.wide.form:
            return Judgement(verdict=Verdict.COMPATIBLE, method=Method.EQUAL)
        covered = self._covered()
        if covered:
            return Judgement(verdict=Verdict.COMPATIBLE, method=Method.ALGEBRA)
        reason = None
        try:
            if self.prover.implies(Facts(self.forms, [self.narrow]), self.wide):
                return Judgement(verdict=Verdict.COMPATIBLE, method=Method.STRUCTURE)
        except (Exhausted, RecursionError):
            reason = "the schemas are too large to prove anything within the bounds"
        try:
            witness = self._witness()
        except SchemaProblem as problem:
            witness, reason = None, f"no second validator can read the schema: {problem.message}"
        except RecursionError:
            witness = None
        if witness is not None:
            return Judgement(verdict=Verdict.BREAKING, method=Method.WITNESS, witness=witness)
        return Judgement(
            verdict=Verdict.UNDECIDED, method=Method.NONE, unsettled=self._unsettled(), reason=reason
        )

    def _covered(self) -> bool | None:
        algebra, limit = self.bench.tools.algebra, self.bounds.algebra
        sizes = [self.forms.reachable(node, limit) for node in (self.narrow, self.wide)]
        if algebra is None or max(sizes) >= limit:
            return None
        return algebra.covers(self.forms.schema(self.narrow), self.forms.schema(self.wide))

    def _unsettled(self) -> tuple[Unsettled, ...]:
        found = unsettled(self.prover.open)[: self.bounds.unsettled]
        return tuple(
            Unsettled(location=pointers.join("", *each.path), pointer=each.node.pointer, keyword=each.keyword)
            for each in found
        ) or (Unsettled(location="", pointer=self.wide.pointer, keyword=""),)

    def _witness(self) -> Witness | None:
        candidates = self._sieved(chain(self.bench.seeds, self._candidates()))
        court: Court | None = None
        for value in islice(candidates, self.bounds.candidates):
            court = court or self._court()
            if court.confirms(value):
                return court.witness(value)
        return None

    def _court(self) -> Court:
        narrow, wide = self.sides
        return Court(self.bench.compiled(narrow, self.narrow), self.bench.compiled(wide, self.wide))

    def _sieved(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in islice(values, 3 * self.bounds.candidates):
            if satisfies(self.forms, self.narrow, value) is False:
                continue
            if satisfies(self.forms, self.wide, value) is not True:
                yield value

    def _candidates(self) -> Iterator[Any]:
        samples = Samples(self.forms, self.bounds.samples)
        search = Refutation(samples, self.prover.settled, self.prover.failing)
        yield from search.of(Facts(self.forms, [self.narrow]), self.wide)
        yield from samples.of(Facts(self.forms, [self.narrow]))
        yield from self._of_difference()

    def _of_difference(self) -> Iterator[Any]:
        """Samples of the schema that the algebra makes of what is lost."""
        algebra, limit = self.bench.tools.algebra, self.bounds.algebra
        sizes = [self.forms.reachable(node, limit) for node in (self.narrow, self.wide)]
        if algebra is None or max(sizes) >= limit:
            return
        found = algebra.difference(self.forms.schema(self.narrow), self.forms.schema(self.wide))
        if found is None:
            return
        try:
            lost, _ = normalise(Source(schema=found), Source(schema=found), self.forms)
        except SchemaProblem:
            return
        yield from Samples(self.forms, self.bounds.samples).of(Facts(self.forms, [lost.root]))
