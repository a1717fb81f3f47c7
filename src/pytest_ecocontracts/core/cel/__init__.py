"""The expression language: CEL's JSON profile, parsed, checked at load, compiled to closures.

The language is described in ``docs/expressions.md``; its source is the CEL specification (cel-spec). The
rooms use each other in this order: ``syntax``, ``lexer``, ``parser``, ``checking``, ``compiling``,
``expression``; ``explaining`` works only where an expression fails.

    compile_expression(text, variables, *, pointer="") -> Expression   raises ExpressionProblem
    compile_rule(text, variables, *, pointer="") -> Expression         the same; its value is always a bool
    Expression.evaluate(bindings, steps=...) -> value                  raises EvaluationError
    Expression.explain(bindings, steps=...) -> Explanation             for an expression that is not true
"""
