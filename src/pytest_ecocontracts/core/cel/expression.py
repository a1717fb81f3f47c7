"""Compiled expressions: what the rest of the house sees of the language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .problems import EvaluationError, ExpressionProblem
from .values import type_name

if TYPE_CHECKING:
    from .compiling import Program
    from .explanation import Explanation

#: variable -> the names of its fields
Members: TypeAlias = Mapping[str, Collection[str]]
NO_MEMBERS: Final[Members] = MappingProxyType({})
#: steps of one evaluation; ten million take about a second
STEPS: Final = 10_000_000


class Expression:
    """A compiled expression, evaluated as often as one likes.

    ``text`` is what was compiled, ``variables`` are those that it reads, in order of their declaration.
    """

    __slots__ = ("_program", "_rule", "_run", "_tail", "text", "variables")

    def __init__(self, text: str, program: Program, *, rule: bool) -> None:
        self.text = text
        self.variables = program.variables
        self._program = program
        self._rule = rule
        self._run = program.run
        self._tail = [None] * program.macros

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, bindings: Mapping[str, Any], steps: int = STEPS) -> Any:
        """The value for these bindings, which must hold every variable that is read.

        Raises EvaluationError, with its place in the text, where there is no value; a rule has none that
        is not a bool.
        """
        try:
            frame = self._frame(bindings, steps)
            value = self._run(frame)
        except EvaluationError as error:
            error.text = self.text
            raise
        if self._rule and value is not True and value is not False:
            failure = EvaluationError(
                f"a rule is true or false, this is {type_name(value)}", 0, len(self.text)
            )
            failure.text = self.text
            raise failure
        return value

    def _frame(self, bindings: Mapping[str, Any], steps: int) -> list[Any]:
        frame: list[Any] = [steps]
        for name in self.variables:
            if name not in bindings:
                message = f"the variable {name!r} has no value"
                error = EvaluationError(message, 0)
                error.text = self.text
                raise error
            frame.append(bindings[name])
        frame += self._tail
        return frame

    def explain(self, bindings: Mapping[str, Any], steps: int = STEPS) -> Explanation:
        """Why the expression is not true for these bindings: the values and elements that made it so.

        Works out what ``evaluate`` does not keep, so it is for failures only. An expression that has no
        value is explained by its error.
        """
        from .explaining import Explainer  # noqa: PLC0415 - only failures need it

        return Explainer(self.text, self._program, self._frame(bindings, steps)).explain()


def compile_expression(
    text: str, variables: Iterable[str], *, pointer: str = "", members: Members = NO_MEMBERS
) -> Expression:
    """Compile an expression over these variables; raises ExpressionProblem, which carries ``pointer``.

    ``members`` names the fields of variables of which all are known: another one is a problem.
    """
    return _compile(text, variables, pointer, members, rule=False)


def compile_rule(
    text: str, variables: Iterable[str], *, pointer: str = "", members: Members = NO_MEMBERS
) -> Expression:
    """Compile a rule: an expression whose value is a bool; as ``compile_expression``."""
    return _compile(text, variables, pointer, members, rule=True)


def _compile(
    text: str, variables: Iterable[str], pointer: str, members: Members, *, rule: bool
) -> Expression:
    # Imported here: most catalogs have no expressions, and the parts below take a while to import.
    from .checking import check, require_bool  # noqa: PLC0415
    from .compiling import compile_tree  # noqa: PLC0415
    from .parser import parse  # noqa: PLC0415

    declared = tuple(dict.fromkeys(variables))
    try:
        root = parse(text)
        kind = check(root, declared, members)
        if rule:
            require_bool(root, kind)
    except ExpressionProblem as problem:
        problem.text = text
        problem.pointer = pointer
        raise
    return Expression(text, compile_tree(root, declared), rule=rule)
