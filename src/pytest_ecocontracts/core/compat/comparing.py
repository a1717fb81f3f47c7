"""Compares two versions of a schema: proves, refutes, or leaves undecided, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final

from .. import pointers
from ..errors import SchemaProblem
from ..memory import collector_paused
from ..ports import CompiledSchema, SchemaAlgebra, SchemaEngine
from . import views
from .changes import Appraisal, differences
from .evaluation import satisfies
from .facts import facts_of
from .grafting import grafts
from .model import Change, Comparison, Direction, Judgement, Method, Seed, Unsettled, Verdict, View, Witness
from .nodes import Exhausted, Forms, Node, text_of
from .normal import Normal, Source, normalise
from .notices import notices
from .prover import Prover, unsettled
from .refutation import Refutation
from .samples import Samples
from .witnesses import Both, Court

VIEWS: Final = (View.STRICT, View.WRITER_READER)
#: seeds that are altered where something is open, and parts that are put there
_ALTERED: Final = 10
_PARTS: Final = 8
_UNASKED: Final = Judgement(verdict=Verdict.UNDECIDED, method=Method.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one comparison may cost, counted in steps, so that no verdict depends on the machine."""

    #: rules tried in one proof; a step takes some 20 to 50 µs
    proof: int = 20_000
    #: schemas that one proof or one search combines; each takes some 5 µs
    combined: int = 200_000
    #: schemas that samples are made of in one search for a witness; each takes some 0.3 ms
    samples: int = 2_000
    #: as many of them are tried before the algebra is asked, which costs more where a witness is near
    first_samples: int = 60
    #: values that the validators are asked about in one search
    candidates: int = 300
    #: nodes and listed values up to which the algebra is asked about whole schemas
    algebra: int = 600
    #: parts of both versions together up to which there is a comparison at all
    parts: int = 60_000
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
    seeds: Iterable[Seed] = (),
) -> Comparison:
    """Compare two versions of a schema; raises SchemaProblem where one of them cannot be used.

    ``formats`` says whether ``format`` is asserted. ``seeds`` are values to try first as witnesses, such as
    examples and recorded data; they are asked for when there is no proof.
    """
    before = old if isinstance(old, Source) else Source(schema=old)
    after = new if isinstance(new, Source) else Source(schema=new)
    if _whole(before) == _whole(after) and text_of(_whole(before)) == text_of(_whole(after)):
        same = Judgement(verdict=Verdict.COMPATIBLE, method=Method.EQUAL)
        return Comparison(judgements={(view, way): same for view in views for way in Direction})
    parts = sum(len(each.subschemas) for side in (before, after) for each in side.outlines.values())
    if parts > tools.bounds.parts:
        large = _undecided(f"the schemas have {parts:,} parts, more than the {tools.bounds.parts:,} compared")
        return Comparison(judgements={(view, way): large for view in views for way in Direction})
    with collector_paused():
        bench = _Bench(before, after, tools, formats, seeds)
        return Comparison(
            judgements={(view, way): bench.judge(view, way) for view in views for way in Direction},
            changes=tuple(bench.changes()),
            notices=tuple(notices(bench.forms, bench.old, bench.new)),
        )


def _undecided(reason: str) -> Judgement:
    whole = Unsettled(location="", pointer="", keyword="")
    return Judgement(verdict=Verdict.UNDECIDED, method=Method.NONE, unsettled=(whole,), reason=reason)


def _whole(source: Source) -> object:
    return [source.schema, source.base_uri, dict(source.resources)]


class _Bench:
    """Everything about one pair that several judgements need."""

    def __init__(self, old: Source, new: Source, tools: Tools, formats: bool, seeds: Iterable[Seed]) -> None:
        self.tools, self.formats, self._seeds = tools, formats, seeds
        #: witnesses of other questions
        self.known: list[Seed] = []
        self.forms = Forms()
        self._compiled: dict[object, CompiledSchema] = {}
        self._readings: dict[int, Source] = {}
        self._judged: dict[tuple[View, Direction], Judgement] = {}
        self._provers: dict[Direction, Prover] = {}
        for source in (old, new):
            self._original(source, 0)
        self.old, self.new = normalise(old, new, self.forms, formats=formats)

    def judge(self, view: View, direction: Direction) -> Judgement:
        """The verdict in one view and direction."""
        strict = self._judged.get((View.STRICT, direction))
        if strict is not None and strict.verdict is Verdict.COMPATIBLE:
            return strict  # the other views take away from what is written, and add to what is read
        narrow, wide = (self.old, self.new) if direction is Direction.BACKWARD else (self.new, self.old)
        case = _Case(self, view, narrow, wide)
        found = case.judgement()
        if view is View.STRICT:
            self._provers[direction] = case.prover
        if found.witness is not None:
            self.known.append(Seed(value=found.witness.value, origin=found.witness.origin))
        self._judged[view, direction] = found
        return found

    @cached_property
    def seeds(self) -> list[Seed]:
        """The data to try first."""
        return list(islice(self._seeds, self.tools.bounds.candidates))

    def changes(self) -> Iterator[Change]:
        """What differs, each change with its own verdicts."""
        if self.old.root.form == self.new.root.form:
            return
        whole = {way: self._judged.get((View.STRICT, way), _UNASKED).verdict for way in Direction}
        unused = Prover(self.forms)
        provers = {way: self._provers.get(way, unused) for way in Direction}
        appraisal = Appraisal(self.forms, whole, provers, self.tools.bounds.change)
        found = differences(self.forms, self.old.root, self.new.root)
        for each in islice(found, self.tools.bounds.changes):
            yield appraisal.change(each)

    def _original(self, source: Source, index: int) -> CompiledSchema:
        key = (id(source), index)
        if key not in self._compiled:
            self._compiled[key] = self._compile(index, source, trusted=index > 0)
        return self._compiled[key]

    def compiled(self, side: Normal, node: Node, index: int) -> CompiledSchema:
        """A reading of one side, as an engine sees it; raises SchemaProblem."""
        if node.form == side.root.form:
            return self._original(side.source, index)
        key = (node.form, index)
        parts = node.get("allOf", ())
        if len(node.keywords) == 1 and parts and parts[0].form == side.root.form:
            return Both([self.compiled(side, part, index) for part in parts])
        if key not in self._compiled:
            source = self._readings.setdefault(
                node.form, Source(schema=self.forms.schema(node), base_uri=side.source.base_uri)
            )
            # a reading adds one run to those of its schema, so it has no limit where that has none
            bounded = self._original(side.source, 0).depth_limit is None
            self._compiled[key] = self._compile(index, source, trusted=bounded or index > 0)
        return self._compiled[key]

    def _compile(self, index: int, source: Source, *, trusted: bool) -> CompiledSchema:
        made = partial(
            self.tools.engines[index].compile,
            source.schema,
            base_uri=source.base_uri,
            resources=source.resources,
            trusted=trusted,
            outlines=source.outlines,
        )
        try:
            return made(formats=self.formats)
        except SchemaProblem as problem:
            # The first engine has judged the schema, and asserts formats that another one does not know.
            if not index or problem.code != "ECC008":
                raise
            return made(formats=False)


class _Case:
    """One question: whether everything of ``narrow`` is accepted by ``wide``."""

    def __init__(self, bench: _Bench, view: View, narrow: Normal, wide: Normal) -> None:
        forms = bench.forms
        forms.left = None
        self.bench, self.sides = bench, (narrow, wide)
        self.narrow = narrow.root if view is View.STRICT else views.writer(forms, narrow.root)
        self.wide = views.reader(forms, wide.root) if view is View.WRITER_READER else wide.root
        self.forms, self.bounds = forms, bench.tools.bounds
        self.known = facts_of(forms, [self.narrow])
        self.prover = Prover(forms, None, self.bounds.proof)
        self.exhausted = False
        #: whether the algebra knows that values are lost
        self.lost = False
        #: why there may be no verdict
        self.reason: str | None = None

    def judgement(self) -> Judgement:
        """The verdict: a proof first, then witnesses near at hand, then whatever takes longer."""
        if self.narrow.form == self.wide.form:
            return Judgement(verdict=Verdict.COMPATIBLE, method=Method.EQUAL)
        known = self._witness(self._known())
        if known is not None:
            return Judgement(verdict=Verdict.BREAKING, method=Method.WITNESS, witness=known)
        proof = self._proof()
        if proof is None:
            witness = self._witness(iter(self.bench.seeds)) or self._search(self.bounds.first_samples)
            if witness is None:
                proof = self._proof_by_algebra()
            if witness is None and proof is None:
                witness = self._search(self.bounds.samples) or self._witness(self._grafted())
            if witness is not None:
                return Judgement(verdict=Verdict.BREAKING, method=Method.WITNESS, witness=witness)
        if proof is not None:
            return Judgement(verdict=Verdict.COMPATIBLE, method=proof)
        return Judgement(
            verdict=Verdict.UNDECIDED, method=Method.NONE, unsettled=self._unsettled(), reason=self.reason
        )

    def _proof(self) -> Method | None:
        self.forms.left = self.bounds.combined
        try:
            return Method.STRUCTURE if self.prover.implies(self.known, self.wide) else None
        except (Exhausted, RecursionError):
            self.exhausted = True
            self.reason = "the schemas are too large to prove anything within the bounds"
            return None

    def _proof_by_algebra(self) -> Method | None:
        """What the algebra proves of the whole, and where it has no answer, of the parts."""
        algebra = self.bench.tools.algebra
        if algebra is None:
            return None
        covered = None
        if self._small():
            covered = algebra.covers(self.forms.schema(self.narrow), self.forms.schema(self.wide))
            self.lost = covered is False
        if covered is None and not self.exhausted:
            self.prover = self.prover.again(self.bounds.proof, algebra)
            covered = self._proof() is not None
        return Method.ALGEBRA if covered else None

    def _small(self) -> bool:
        limit = self.bounds.algebra
        return all(self.forms.reachable(node, limit) < limit for node in (self.narrow, self.wide))

    def _unsettled(self) -> tuple[Unsettled, ...]:
        """The open pairs; where there are none, or more than are listed, the whole is open, too."""
        found = unsettled(self.prover.open)
        listed = [
            Unsettled(location=pointers.join("", *each.path), pointer=each.node.pointer, keyword=each.keyword)
            for each in found[: self.bounds.unsettled]
        ]
        whole = Unsettled(location="", pointer=self.wide.pointer, keyword="")
        return (*listed, *([whole] if len(listed) < max(1, len(found)) else []))

    def _search(self, samples: int) -> Witness | None:
        """A witness, made of at most that many samples."""
        self.forms.left = self.bounds.combined
        sieved = islice(self._sieved(self._candidates(samples)), self.bounds.candidates)
        return self._witness(Seed(value=value) for value in sieved)

    def _grafted(self) -> Iterator[Seed]:
        """Data at hand with other parts in the places that are open."""
        self.forms.left = self.bounds.combined
        samples = Samples(self.forms, self.bounds.samples)
        search = Refutation(samples, self.prover.settled, self.prover.failing)
        yield from islice(self._altered(search), self.bounds.candidates)

    def _altered(self, search: Refutation) -> Iterator[Seed]:
        for each in unsettled(self.prover.open)[: self.bounds.unsettled]:
            parts = list(islice(search.refuting(each.facts, each.node), _PARTS))
            for seed in self.bench.seeds[:_ALTERED]:
                yield from (Seed(value=value) for value in grafts(seed.value, each.path, parts))

    def _known(self) -> Iterator[Seed]:
        """Witnesses of other questions that are some of this one too, as far as our own rules can tell."""
        for seed in self.bench.known:
            refused = satisfies(self.forms, self.wide, seed.value) is False
            if refused and satisfies(self.forms, self.narrow, seed.value) is True:
                yield seed

    def _witness(self, candidates: Iterator[Seed]) -> Witness | None:
        narrow, wide = self.sides
        court = Court(
            partial(self.bench.compiled, narrow, self.narrow),
            partial(self.bench.compiled, wide, self.wide),
            len(self.bench.tools.engines),
        )
        try:
            for seed in candidates:
                found = court.witness(seed.value)
                if found is not None:
                    return replace(found, origin=seed.origin)
        except SchemaProblem as problem:
            self.reason = f"no second validator can read the schema: {problem.message}"
        except Exhausted:
            self.reason = "the schemas are too large to find a witness within the bounds"
        except RecursionError:
            self.reason = "the schemas are nested too deep to look for a witness"
        return None

    def _sieved(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in islice(values, 3 * self.bounds.candidates):
            if satisfies(self.forms, self.narrow, value) is False:
                continue
            if satisfies(self.forms, self.wide, value) is not True:
                yield value

    def _candidates(self, steps: int) -> Iterator[Any]:
        samples = Samples(self.forms, steps)
        yield from Refutation(samples, self.prover.settled, self.prover.failing).of(self.known, self.wide)
        yield from samples.of(self.known)
        if steps >= self.bounds.samples:
            yield from self._of_difference(samples)

    def _of_difference(self, samples: Samples) -> Iterator[Any]:
        """Samples of the schema that the algebra makes of what is lost."""
        algebra = self.bench.tools.algebra
        if algebra is None or not self.lost:
            return
        found = algebra.difference(self.forms.schema(self.narrow), self.forms.schema(self.wide))
        if found is None:
            return
        try:
            lost, _ = normalise(Source(schema=found), Source(schema=found), self.forms)
        except SchemaProblem:
            return
        yield from samples.of(facts_of(self.forms, [lost.root]))
