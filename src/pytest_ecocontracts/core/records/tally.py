"""What the events of a journal add up to; the same for a run that lives and for one that died.

The recorder applies each event when it writes it, recovery applies those that it reads. So a record is
a function of its journal, whoever writes it.

Events (``event`` names them; the other fields are JSON values):

``start``     identity of the run: everything that is known before anything runs
``catalog``   ``contracts``: id, version, digest, kind, owner and path of each contract that will be enforced
``planned``   ``checks``: [node id, contract id] of each work unit that a whole run consists of. Where any
              enforces a clause, ``clauses`` has each list of them once, and ``enforces`` for each of
              ``checks`` the number of its list, from 0
``selected``  ``nodeids``: the work units among them that this run will run
``base``      ``name``, ``revision``: the git base that changes are judged against. ``checks``: [node id,
              contract id] of each work unit that tells which contracts changed
``narrowed``  ``options``: those that leave files or violations out
``running``   tests have begun
``started``   ``nodeid``: one item begins
``failure``   ``failure``: what fails the run (or warns), as it stands in the record
``waived``    ``failure``, ``waiver``: a violation that a waiver tolerates; ``ends_soon``: for 30 days at most
``check``     one work unit has ended: its counts, after its failures; ``changes``: the contracts that changed
``unevaluated``  ``nodeid``, ``reason``: one work unit was reached, but not run
``finished``  ``nodeid``, ``outcome``: one item that is no work unit has ended
``end``       ``exit_code``, ``signal``: the run is over, and its record is about to be written
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, cast

from .journal import Event

#: failures, warnings and waived violations kept, each; the rest is counted, and stands in the journal
MAXIMUM_FAILURES: Final = 1000

#: of a work unit or a contract, the worst first
STATUSES: Final = ("failed", "errored", "not_evaluated", "waived", "passed")

#: of a test that is reported more than once (reruns, a crashed worker), the worst counts
_WORST_FIRST: Final = ("error", "failed", "passed", "skipped")


#: longer tokens are no array index
_DIGITS: Final = 18


@dataclass(slots=True)
class Unit:
    """How one work unit ended: passed, waived, failed, errored or not_evaluated, and why."""

    contract: str
    status: str
    reason: str | None = None
    examined: int = 0
    violations: int = 0
    waived: int = 0
    milliseconds: int = 0


class FailureList:
    """Failures by fingerprint, the least ``limit`` in a stable order; the order of arrival is no matter."""

    def __init__(self, limit: int = MAXIMUM_FAILURES) -> None:
        self._limit = limit
        self._kept: dict[str, dict[str, object]] = {}
        self._bound: tuple[str, ...] | None = None
        self.total = 0

    def add(self, failure: Mapping[str, object]) -> None:
        """Count a failure; one with a known fingerprint is a further occurrence of it."""
        self.total += 1
        name = _identity(failure)
        known = self._kept.get(name)
        if known is not None:
            occurrences = cast("int", known["occurrences"]) + 1
            first = failure if _place(failure) < _place(known) else known
            self._kept[name] = {**first, "occurrences": occurrences}
        elif self._bound is None or _order(failure) < self._bound:
            self._kept[name] = {**failure, "occurrences": 1}
            if len(self._kept) >= 2 * self._limit:
                self._cut()

    def _cut(self) -> None:
        ordered = sorted(self._kept.values(), key=_order)[: self._limit]
        self._kept = {_identity(failure): failure for failure in ordered}
        self._bound = _order(ordered[-1])

    def listed(self) -> list[dict[str, object]]:
        """The failures kept, in order."""
        return sorted(self._kept.values(), key=_order)[: self._limit]

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)


def _identity(failure: Mapping[str, object]) -> str:
    """The fingerprint, and the rule: two rules may find the same thing at the same place."""
    fingerprints = cast("Mapping[str, str]", failure["fingerprints"]).values()
    return "/".join([*fingerprints, str(failure.get("rule", ""))])


def _order(failure: Mapping[str, object]) -> tuple[str, ...]:
    # Only of what the fingerprint is made of: every occurrence of a failure stands at the same place.
    contract = cast("Mapping[str, str]", failure.get("contract") or {})
    location = cast("Mapping[str, str]", failure.get("location") or {})
    return (str(failure["code"]), contract.get("id", ""), location.get("path", ""), _identity(failure))


def _place(failure: Mapping[str, object]) -> tuple[object, ...]:
    location = cast("Mapping[str, object]", failure.get("location") or {})
    tokens = str(location.get("pointer", "")).split("/")
    natural = [
        (0, int(token), "") if token.isdecimal() and len(token) <= _DIGITS else (1, 0, token)
        for token in tokens
    ]
    line, column = (cast("int", location.get(name, 0)) for name in ("line", "column"))
    return (line, natural, column, str(failure.get("nodeid")), str(failure.get("message")))


@dataclass(slots=True)
class Tally:
    """The state of a run so far."""

    start: dict[str, object] = field(default_factory=dict)
    contracts: dict[str, dict[str, object]] | None = None
    planned: dict[str, str] = field(default_factory=dict)
    #: the clauses that work units enforce, of those that enforce any
    clauses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    selected: set[str] | None = None
    narrowed: tuple[str, ...] = ()
    base: dict[str, object] | None = None
    #: the work units that tell which contracts changed, with the contract of each; what they told
    telling: dict[str, str] = field(default_factory=dict)
    changes: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    running: bool = False
    in_flight: dict[str, None] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    unevaluated: dict[str, str] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)
    failures: FailureList = field(default_factory=FailureList)
    warnings: FailureList = field(default_factory=FailureList)
    waived: FailureList = field(default_factory=FailureList)
    #: waived violations that will be tolerated for 30 days at most
    ending: int = 0
    #: the clauses that the failures of a work unit name; a failure that names none may be about any of them
    blamed: dict[str, set[str]] = field(default_factory=dict)
    unspecific: set[str] = field(default_factory=set)
    #: violations that work units counted but did not keep: of units that failed, and of the others
    dropped_failures: int = 0
    dropped_warnings: int = 0

    def apply(self, event: Event) -> None:
        """Add one event; an event of an unknown name changes nothing."""
        handler = self._HANDLERS.get(cast("str", event["event"]))
        if handler is not None:
            handler(self, event)

    def _start(self, event: Event) -> None:
        self.start = dict(event)

    def _catalog(self, event: Event) -> None:
        if self.contracts is None:
            entries = cast("Sequence[Mapping[str, object]]", event["contracts"])
            self.contracts = {str(entry["id"]): dict(entry) for entry in entries}

    def _planned(self, event: Event) -> None:
        checks = cast("Sequence[tuple[str, str]]", event["checks"])
        self.planned.update(checks)
        lists = [tuple(one) for one in cast("Sequence[Sequence[str]]", event.get("clauses", ()))]
        enforces = cast("Sequence[int]", event.get("enforces", ()))
        for (nodeid, _), number in zip(checks, enforces, strict=False):
            if lists[number]:
                self.clauses[nodeid] = lists[number]

    def _selected(self, event: Event) -> None:
        selected = set(cast("Sequence[str]", event["nodeids"]))
        self.selected = selected if self.selected is None else self.selected | selected

    def _base(self, event: Event) -> None:
        self.base = {"name": event["name"], "revision": event["revision"]}
        self.telling.update(cast("Sequence[tuple[str, str]]", event.get("checks", ())))

    def _narrowed(self, event: Event) -> None:
        self.narrowed = tuple(cast("Sequence[str]", event["options"]))

    def _running(self, event: Event) -> None:
        self.running = True

    def _started(self, event: Event) -> None:
        self.in_flight[cast("str", event["nodeid"])] = None

    def _failure(self, event: Event) -> None:
        failure = cast("Mapping[str, object]", event["failure"])
        if failure["severity"] != "error":
            self.warnings.add(failure)
            return
        self.failures.add(failure)
        nodeid, refs = failure.get("nodeid"), cast("Sequence[str]", failure.get("refs", ()))
        if isinstance(nodeid, str) and refs:
            self.blamed.setdefault(nodeid, set()).update(refs)
        elif isinstance(nodeid, str):
            self.unspecific.add(nodeid)

    def _waived(self, event: Event) -> None:
        failure = cast("Mapping[str, object]", event["failure"])
        self.waived.add({**failure, "waiver": event["waiver"]})
        self.ending += bool(event.get("ends_soon"))

    def _check(self, event: Event) -> None:
        nodeid = cast("str", event["nodeid"])
        self.in_flight.pop(nodeid, None)
        unit = Unit(
            contract=cast("str", event["contract"]),
            status=cast("str", event["status"]),
            reason=cast("str | None", event.get("reason")),
            examined=cast("int", event["examined"]),
            violations=cast("int", event["violations"]),
            waived=cast("int", event["waived"]),
            milliseconds=cast("int", event["milliseconds"]),
        )
        if unit.status == "failed":
            self.dropped_failures += cast("int", event["omitted"])
        else:
            self.dropped_warnings += cast("int", event["omitted"])
        if event["omitted"]:
            self.unspecific.add(nodeid)
        if "changes" in event:
            self.changes[nodeid] = cast("list[dict[str, object]]", event["changes"])
        known = self.units.get(nodeid)
        if known is None or STATUSES.index(unit.status) < STATUSES.index(known.status):
            self.units[nodeid] = unit

    def enforced(self) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
        """Each work unit that enforces clauses, with them and with those that its failures are not about."""
        for nodeid, clauses in self.clauses.items():
            specific = nodeid in self.blamed and nodeid not in self.unspecific
            spared = frozenset(clauses) - self.blamed[nodeid] if specific else frozenset()
            yield nodeid, clauses, spared

    def _unevaluated(self, event: Event) -> None:
        nodeid = cast("str", event["nodeid"])
        self.in_flight.pop(nodeid, None)
        self.unevaluated[nodeid] = cast("str", event["reason"])

    def _finished(self, event: Event) -> None:
        nodeid, outcome = cast("str", event["nodeid"]), cast("str", event["outcome"])
        self.in_flight.pop(nodeid, None)
        known = self.tests.get(nodeid)
        if known is None or _WORST_FIRST.index(outcome) < _WORST_FIRST.index(known):
            self.tests[nodeid] = outcome

    _HANDLERS: ClassVar = {
        "start": _start,
        "catalog": _catalog,
        "planned": _planned,
        "selected": _selected,
        "base": _base,
        "narrowed": _narrowed,
        "running": _running,
        "started": _started,
        "failure": _failure,
        "waived": _waived,
        "check": _check,
        "unevaluated": _unevaluated,
        "finished": _finished,
    }
