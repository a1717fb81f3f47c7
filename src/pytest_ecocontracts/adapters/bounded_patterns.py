"""Regular expressions that need backtracking, tried under a limit that can never turn into a verdict.

jsonschema-rs takes a pattern that runs out of steps for one that does not match, which ``not``, ``if``
and ``anyOf`` then turn into a wrong verdict. Schemas with such patterns (look-around, back-references)
therefore have their ``pattern`` keyword answered here, one pattern at a time, and whatever runs out is
remembered and reported. All other patterns run in linear time inside the engine and never come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import Any, Final

import jsonschema_rs

from ..core.json_schema.inspection import Inspection
from ..core.json_schema.problems import bad_pattern
from ..core.pointers import join

#: backtracking steps for one pattern on one text
STEPS: Final = 10_000
#: characters of a text that such a pattern is tried on; each step may look at all of them
TEXT_LENGTH: Final = 65_536
#: bytes of one compiled pattern; beyond it the pattern is refused
PATTERN_BYTES: Final = 2 * 1024 * 1024
#: seconds for all such patterns on one document
SECONDS: Final = 5.0


class PatternWatch:
    """Tries patterns one by one and remembers, for one document, the (pattern, text) that ran out.

    Raises SchemaProblem (ECC020) for a pattern that cannot be used at all.
    """

    def __init__(self, inspection: Inspection) -> None:
        self._compiled: dict[str, Any] = {}
        for resource, subschema in inspection.subschemas():
            pattern = subschema.schema.get("pattern")
            if isinstance(pattern, str):
                try:
                    self._compiled[pattern] = compile_pattern(pattern)
                except jsonschema_rs.ValidationError:
                    problem = bad_pattern(join(subschema.pointer, "pattern"), pattern)
                    if resource is not inspection.root:
                        problem.resource = resource.uri
                    raise problem from None
        self._spent = 0.0
        self.exceeded: list[tuple[str, str]] = []
        self._of_names = sorted(_backtracking(_name_patterns(inspection)))

    def begin(self, instance: object) -> None:
        """Start on a document; the patterns of ``patternProperties`` are tried on its names at once.

        The engine answers those itself, so all that is needed is to know that none can run out.
        """
        self._spent = 0.0
        self.exceeded.clear()
        if self._of_names:
            for name in _names(instance):
                for pattern in self._of_names:
                    self.matches(pattern, name)
                if self.exceeded:
                    return

    def matches(self, pattern: str, text: str) -> bool:
        """Whether the pattern is found in the text; False, and remembered, where it ran out."""
        if self.exceeded:
            return False
        if len(text) > TEXT_LENGTH or self._spent > SECONDS:
            self.exceeded.append((pattern, text))
            return False
        validator = self._compiled.get(pattern)
        if validator is None:  # a name pattern, or one at a place where the inspection saw no schema
            validator = self._compiled[pattern] = compile_pattern(pattern)
        started = perf_counter()
        errors = list(validator.iter_errors(text))
        self._spent += perf_counter() - started
        if ran_out(errors):
            self.exceeded.append((pattern, text))
        return not errors


def compile_pattern(pattern: str) -> Any:
    """A validator of one pattern; raises jsonschema_rs.ValidationError where it cannot be used."""
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=STEPS, size_limit=PATTERN_BYTES)
    return jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=options, offline=True)


def ran_out(errors: Sequence[Any]) -> bool:
    """Whether the errors of one pattern say that it ran out of steps, and not that it does not match."""
    return bool(errors) and not isinstance(errors[0].kind, jsonschema_rs.ValidationErrorKind.Pattern)


def pattern_keyword(watch: PatternWatch) -> type:
    """A ``pattern`` keyword for jsonschema-rs that asks the watch."""

    class Pattern:
        def __init__(self, _schema: object, value: str, _path: object) -> None:
            self._pattern = value

        def validate(self, instance: object) -> None:
            if isinstance(instance, str) and not watch.matches(self._pattern, instance):
                raise ValueError(self._pattern)

    return Pattern


def _name_patterns(inspection: Inspection) -> Iterator[str]:
    for _, subschema in inspection.subschemas():
        named = subschema.schema.get("patternProperties")
        if isinstance(named, dict):
            yield from named


def _backtracking(patterns: Iterable[str]) -> set[str]:
    needs = set()
    for pattern in set(patterns):
        try:
            jsonschema_rs.validator_for(
                {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions(), offline=True
            )
        except jsonschema_rs.ValidationError:
            needs.add(pattern)
    return needs


def _names(instance: object) -> Iterator[str]:
    """Every property name in a document, at any depth."""
    pending = [instance]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield from value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
