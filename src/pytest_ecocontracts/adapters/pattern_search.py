"""How the engine over ``jsonschema`` looks for a pattern in a text, with an end to the time that it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..core.paths.linear_regex import PatternProblem, compile_linear


class PatternGaveUp(RecursionError):
    """A pattern ran out of steps on a text, so there is no verdict, as for a document that is too deep."""


def searcher(pattern: str) -> Callable[[str], object]:
    """A function that says whether the pattern is found in a text: in linear time where the pattern allows.

    What needs backtracking (look-around, word boundaries) is left to the bounded matcher of jsonschema-rs;
    only an engine that was made with ``backtracking`` accepts schemas with such patterns.
    """
    try:
        return compile_linear(pattern).search
    except PatternProblem:
        return _bounded(pattern)


@lru_cache(maxsize=256)
def _bounded(pattern: str) -> Callable[[str], bool]:
    # Without jsonschema-rs the engine has refused the schema.
    from .bounded_patterns import TEXT_LENGTH, compile_pattern, ran_out  # noqa: PLC0415

    validator = compile_pattern(pattern)

    def search(text: str) -> bool:
        if len(text) > TEXT_LENGTH:
            raise PatternGaveUp
        errors = list(validator.iter_errors(text))
        if ran_out(errors):
            raise PatternGaveUp
        return not errors

    return search
