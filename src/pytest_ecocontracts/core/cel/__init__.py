"""The expression language: CEL's JSON profile, parsed, checked at load, compiled to closures.

The language is described in ``docs/expressions.md``; its source is the CEL specification (cel-spec). The
rooms use each other in this order: ``syntax``, ``lexer``, ``parser``, ``compiling`` (with ``closures``,
``calls`` and ``loops``), ``checking``, ``expression``; ``explaining`` works only where an expression fails.
"""

from .explanation import Element, Explanation, Part
from .expression import NO_MEMBERS, STEPS, Expression, Members, compile_expression, compile_rule
from .problems import BudgetExceeded, EvaluationError, ExpressionProblem
from .values import Duration, Timestamp

__all__ = [
    "NO_MEMBERS",
    "STEPS",
    "BudgetExceeded",
    "Duration",
    "Element",
    "EvaluationError",
    "Explanation",
    "Expression",
    "ExpressionProblem",
    "Members",
    "Part",
    "Timestamp",
    "compile_expression",
    "compile_rule",
]
