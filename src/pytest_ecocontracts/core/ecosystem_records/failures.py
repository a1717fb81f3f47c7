"""Errors of runs: of a class that a taxonomy has, with what that class asks them to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from ..context import Context
from ..failure_classes import FailureClass, FailureClasses, details_schema
from ..json_schema.showing import show
from ..model import Contract
from ..pointers import split
from ..relations.finding import Blocked, Finding
from ..relations.selecting import ABSENT, step
from ..relations.view import View
from ..suggestions import suggestion
from ..taxonomy import Taxonomy
from .run import Part, Run


class _Classes:
    """The classes of the taxonomies that a contract names; raises Blocked where one cannot be used."""

    def __init__(self, taxonomies: Sequence[str], context: Context) -> None:
        self._contracts: list[Contract] = []
        self._context = context
        for name in taxonomies:
            contract = context.catalog.get(name)
            if contract is None:
                raise Blocked("", f"the taxonomy {name!r} cannot be used")
            self._contracts.append(contract)

    @cached_property
    def known(self) -> FailureClasses:
        """Every class, by its names and codes."""
        return FailureClasses(
            one for contract in self._contracts for one in cast("Taxonomy", contract.body).classes
        )

    def problems(self, one: FailureClass, details: object) -> Iterator[tuple[str, str, str | None]]:
        """(pointer, message, found) of what is wrong with details against the schema of their class."""
        compiled = details_schema(self._contract_of(one), one, self._context)
        if compiled is not None and not compiled.is_valid(details):
            for error in compiled.errors(details):
                yield error.pointer, error.message, error.found

    def _contract_of(self, one: FailureClass) -> Contract:
        return next(c for c in self._contracts if one in cast("Taxonomy", c.body).classes)


@dataclass(slots=True)
class FailureRule:
    """Judges the errors of runs; the taxonomies are looked up when the first run is judged."""

    taxonomies: tuple[str, ...]
    _classes: _Classes | None = None

    def __call__(self, run: Run, view: View) -> Iterator[Finding]:
        """Look at every error of the run, and of its stages where they repeat them."""
        context = view.data.context
        if self._classes is None:
            self._classes = _Classes(self.taxonomies, context)
        stages = run.parts("stages")
        for error in run.parts("errors"):
            found = self._class(run, error)
            if isinstance(found, Finding):
                yield found
                continue
            if found is not None:
                yield from _subtype(run, error, found, self._classes.known)
                yield from self._details(run, error, found)
                yield from _stopped(run, error, found, stages)
        for stage in stages:
            for error in stage.parts("errors"):
                found = self._class(run, error)
                if isinstance(found, Finding):
                    yield found
        for whole in (run, *stages):
            yield from _belittled(run, whole, self._classes.known)

    def _class(self, run: Run, error: Part) -> FailureClass | Finding | None:
        known = cast("_Classes", self._classes).known
        word = error.text("type")
        if word is None:
            return None  # the shape of the record says so
        found = known.get(word)
        if found is not None:
            return found
        owners = [one.name for one in known.of_code(word)]
        fix = (
            f"write {error.at('type').rpartition('/')[2]}: {' or '.join(owners)}, and {word} as its subtype"
            if owners
            else suggestion(word, known.names())
        )
        return run.finding(
            "ECR018",
            f"{word!r} is a code, and no class of failures"
            if owners
            else f"{word!r} is no class of failures",
            error.at("type"),
            expected="one of " + ", ".join(known.names()),
            found=show(word),
            fix=fix,
            metadata={"class": word[:120]},
        )

    def _details(self, run: Run, error: Part, one: FailureClass) -> Iterator[Finding]:
        details = error.get("details")
        given = details if details is not None else {}
        absent = [pointer for pointer in one.details.required if _at(given, pointer) is ABSENT]
        if absent:
            names = ", ".join(pointer.removeprefix("/") for pointer in absent)
            yield run.finding(
                "ECR020",
                f"the error is of {one.name}, and its details do not tell {names}",
                error.at("details") if error.has("details") else error.pointer,
                expected=", ".join(pointer.removeprefix("/") for pointer in one.details.required),
                found=", ".join(given) if isinstance(given, dict) and given else "no details",
                fix=one.fix,
                metadata={"class": one.name, "missing": names},
            )
        for pointer, message, shown in cast("_Classes", self._classes).problems(one, given):
            yield run.finding(
                "ECR020",
                f"the error is of {one.name}, and its details are not as they should be: {message}",
                error.at("details") + pointer,
                found=shown,
                metadata={"class": one.name, "pointer": pointer},
            )
        if one.evidence and not error.items("evidence"):
            yield run.finding(
                "ECR020",
                f"the error is of {one.name}, and it has no evidence",
                error.at("evidence") if error.has("evidence") else error.pointer,
                expected="at least one pointer to a file, manifest, log or artifact",
                found="none",
                metadata={"class": one.name, "missing": "evidence"},
            )


def _at(data: object, pointer: str) -> object:
    for token in split(pointer):
        data = step(data, token)
    return data


def _subtype(run: Run, error: Part, one: FailureClass, known: FailureClasses) -> Iterator[Finding]:
    """A finer code is one of its class; where no class has codes, they are free."""
    word = error.text("subtype")
    if word is None:
        return
    owners = [other.name for other in known.of_code(word)]
    if one.name in owners or not (owners or one.codes):
        return
    where = f"belongs to {' or '.join(owners)}" if owners else "is no code of the taxonomy"
    yield run.finding(
        "ECR019",
        f"the error is of {one.name}, and its code {word!r} {where}",
        error.at("subtype"),
        expected=f"a code of {one.name}: {', '.join(one.codes)}" if one.codes else "a code of the class",
        found=show(word),
        fix=f"write the class {owners[0]}, or another code" if owners else suggestion(word, one.codes),
        metadata={"class": one.name, "code": word[:120]},
    )


def _belittled(run: Run, whole: Part, known: FailureClasses) -> Iterator[Finding]:
    """What always stops a run is no warning, be it called by its class or by its code."""
    for warning in whole.parts("warnings"):
        word = warning.text("type")
        named = known.get(word) if word is not None else None
        meant = [named] if named is not None else known.of_code(word or "")
        if meant and all(one.stops == "always" for one in meant):
            names = " or ".join(one.name for one in meant)
            yield run.finding(
                "ECR021",
                f"{names} always stops a run, and is recorded as a warning",
                warning.at("type"),
                expected=f"an error of {names}, and status {run.word_of('error')}",
                found=show(word),
                fix="stop the run, and record an error",
                metadata={"class": names, "stage": warning.text("stage")},
            )


def _stopped(run: Run, error: Part, one: FailureClass, stages: Sequence[Part]) -> Iterator[Finding]:
    """A failure that stops the run fails the stage that it is of, and no further stage succeeds."""
    names = [stage.text("stage") for stage in stages]
    failed = error.text("stage")
    if one.stops == "never" or failed is None or failed not in names:
        return
    at = names.index(failed)
    of_name = [stage for stage, name in zip(stages, names, strict=True) if name == failed]
    if all(stage.get("status") != "error" for stage in of_name):
        status = str(stages[at].get("status"))
        yield run.finding(
            "ECR021",
            f"{one.name} happened in {failed}, which is recorded as {status}",
            stages[at].at("status"),
            expected="error",
            found=status,
            fix="record the stage as failed; or correct the stage of the error",
            metadata={"class": one.name, "stage": failed},
        )
    for stage in stages[at + 1 :]:
        name = stage.text("stage")
        if stage.get("status") == "success" and name not in run.conventions.after_failure:
            yield run.finding(
                "ECR021",
                f"{name} went on after {one.name} in {failed}",
                stage.at("status"),
                expected="skipped: what comes after the failure does not run",
                found="success",
                fix=f"stop the run where {one.name} happens; or say that the stage runs after failures",
                metadata={"class": one.name, "stage": name},
            )
