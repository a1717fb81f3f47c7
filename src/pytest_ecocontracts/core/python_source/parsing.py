"""The text of a Python file to what it says; one walk over its syntax tree, without recursion."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..errors import LoadError, LoadProblem
from .model import At, Call, Definition, Import, Module, Text

_MOST_CHARACTERS: Final = 4 * 1024 * 1024
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS: Final = (*_FUNCTIONS, ast.ClassDef)
_BRANCHES: Final = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.Match)


def parse_module(text: str) -> Module:
    """Read a module; raises LoadError where Python of this version cannot parse it."""
    walker = _Walker(text, _tree(text))
    walker.walk()
    return walker.module


def _tree(text: str) -> ast.Module:
    if len(text) > _MOST_CHARACTERS:
        problem = LoadProblem(
            reason="too-large",
            message=f"the file has {len(text)} characters",
            expected=f"at most {_MOST_CHARACTERS}",
        )
        raise LoadError([problem])
    try:
        with warnings.catch_warnings():
            # What Python warns of in the file of others is not what was asked.
            warnings.simplefilter("ignore")
            return ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        raise LoadError([_problem(error.msg, error.lineno, error.offset)]) from None
    except ValueError as error:
        raise LoadError([_problem(str(error), 1, 1)]) from None
    except (RecursionError, MemoryError):
        problem = LoadProblem(
            reason="too-deep", message="the file is nested too deeply for Python", line=1, column=1
        )
        raise LoadError([problem]) from None


def _problem(message: str, line: int | None, column: int | None) -> LoadProblem:
    return LoadProblem(
        reason="syntax",
        message=f"Python cannot parse it: {message}",
        line=max(line or 1, 1),
        column=max(column or 1, 1),
    )


#: the nodes that say something themselves
_READ: Final = frozenset(
    {ast.Attribute, ast.Name, ast.Call, ast.Constant, ast.Import, ast.ImportFrom, *_DEFINITIONS, *_BRANCHES}
)


class _Around(NamedTuple):
    """What is around a node; the branch may be one for type checkers alone."""

    function: str = ""
    class_: str = ""
    is_branch: bool = False
    is_typing: bool = False


class _Walker:
    def __init__(self, text: str, tree: ast.Module) -> None:
        self.tree = tree
        # Columns of syntax trees count bytes.
        self.lines = None if text.isascii() else text.removeprefix("\ufeff").split("\n")
        self.module = Module([], [], [], [], [], [], [], [])
        self.docstrings: set[int] = set()
        #: names that are the beginning of a longer one
        self.parts: set[int] = set()

    def walk(self) -> None:
        """Fill the module, in the order of the text."""
        self._find_docstring(self.tree)
        for statement in self.tree.body:
            self._exports(statement)
        stack: list[tuple[ast.AST, _Around]] = [(self.tree, _Around())]
        while stack:
            node, around = stack.pop()
            inner = self._visit(node, around) if type(node) in _READ else around
            children = _children(node)
            if type(node) is ast.If and _is_type_checking(node.test):
                typing_only = inner._replace(is_typing=True)
                body = {id(child) for child in node.body}
                stack += [(c, typing_only if id(c) in body else inner) for c in reversed(children)]
            else:
                stack += [(child, inner) for child in reversed(children)]

    def _visit(self, node: ast.AST, around: _Around) -> _Around:
        if isinstance(node, ast.Attribute | ast.Name):
            if isinstance(node, ast.Attribute):
                self.parts.add(id(node.value))
            if isinstance(node.ctx, ast.Load) and id(node) not in self.parts:
                self._name(node, around)
        elif isinstance(node, ast.Call):
            self._call(node, around)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                at = self._at(node, around)
                self._add(self.module.strings, Text(node.value, id(node) in self.docstrings, at))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, around)
        elif isinstance(node, _DEFINITIONS):
            self._definition(node, around)
            if isinstance(node, ast.ClassDef):
                return around._replace(class_=_inner(around.class_, node.name))
            return around._replace(function=_inner(around.function, node.name))
        elif isinstance(node, _BRANCHES):
            return around._replace(is_branch=True)
        return around

    @staticmethod
    def _add(found: Sequence[object], value: object) -> None:
        assert isinstance(found, list)  # noqa: S101 - the module is made of lists until it is given out
        found.append(value)

    def _at(self, node: ast.AST, around: _Around) -> At:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        if self.lines is not None and line <= len(self.lines):
            column = len(self.lines[line - 1].encode()[:column].decode("utf-8", "replace"))
        return At(line, column + 1, around.function, around.class_)

    def _import(self, node: ast.Import | ast.ImportFrom, around: _Around) -> None:
        at = self._at(node, around)
        for alias in node.names:
            is_from = isinstance(node, ast.ImportFrom)
            self._add(
                self.module.imports,
                Import(
                    module=(node.module or "") if isinstance(node, ast.ImportFrom) else alias.name,
                    name=alias.name if is_from else "",
                    alias=alias.asname or "",
                    level=node.level if isinstance(node, ast.ImportFrom) else 0,
                    is_conditional=around.is_branch,
                    is_typing_only=around.is_typing,
                    at=at,
                ),
            )

    def _definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, around: _Around
    ) -> None:
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        is_class = isinstance(node, ast.ClassDef)
        found = self.module.classes if is_class else self.module.functions
        self._add(
            found,
            Definition(
                name=node.name,
                parameters=[] if isinstance(node, ast.ClassDef) else list(_parameters(node.args)),
                bases=[dotted(each) for each in node.bases] if isinstance(node, ast.ClassDef) else [],
                decorators=[dotted(each) for each in node.decorator_list],
                is_async=isinstance(node, ast.AsyncFunctionDef),
                has_docstring=self._find_docstring(node),
                lines=(node.end_lineno or node.lineno) - first + 1,
                at=self._at(node, around),
            ),
        )

    def _find_docstring(
        self, node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> bool:
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            self.docstrings.add(id(first.value))
            return isinstance(first.value.value, str)
        return False

    def _call(self, node: ast.Call, around: _Around) -> None:
        self._add(
            self.module.calls,
            Call(
                written=dotted(node.func),
                arguments=len(node.args) + len(node.keywords),
                keywords=[keyword.arg or "**" for keyword in node.keywords],
                first=_texts(node.args[0]) if node.args else [],
                at=self._at(node, around),
            ),
        )

    def _name(self, node: ast.Attribute | ast.Name, around: _Around) -> None:
        written = dotted(node)
        self._add(self.module.names, Text(written, is_docstring=False, at=self._at(node, around)))

    def _exports(self, statement: ast.stmt) -> None:
        """The names of ``__all__``, where they are written out: ``=``, ``+=`` and ``extend``."""
        value: ast.expr | None = None
        if isinstance(statement, ast.Assign):
            value = statement.value if any(map(_is_all, statement.targets)) else None
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
            value = statement.value if _is_all(statement.target) else None
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            is_more = dotted(call.func) in ("__all__.extend", "__all__.append")
            value = call.args[0] if is_more and call.args else None
        if value is None:
            return
        for element in value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]:
            at = self._at(element, _Around())
            if isinstance(element, ast.Constant) and isinstance(element.value, str):
                self._add(self.module.exports, Text(element.value, is_docstring=False, at=at))
            else:
                self._add(self.module.computed_exports, at)


def _children(node: ast.AST) -> list[ast.AST]:
    """What a node consists of; contexts and operators say nothing here."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if type(value) is list:
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            found.append(value)
    return found


def _inner(outer: str, name: str) -> str:
    return f"{outer}.{name}" if outer else name


def dotted(node: ast.expr) -> str:
    """An expression as a dotted name: ``a.b().c[].d``; what else a name begins with is ``?``."""
    parts: list[str] = []
    at: ast.expr = node
    while True:
        if isinstance(at, ast.Attribute):
            parts.append(f".{at.attr}")
            at = at.value
        elif isinstance(at, ast.Call):
            parts.append("()")
            at = at.func
        elif isinstance(at, ast.Subscript):
            parts.append("[]")
            at = at.value
        else:
            parts.append(at.id if isinstance(at, ast.Name) else "?")
            return "".join(reversed(parts))


def _is_all(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "__all__"


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name | ast.Attribute) and dotted(test).rpartition(".")[2] == "TYPE_CHECKING"


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    for each in (*arguments.posonlyargs, *arguments.args):
        yield each.arg
    if arguments.vararg:
        yield f"*{arguments.vararg.arg}"
    for each in arguments.kwonlyargs:
        yield each.arg
    if arguments.kwarg:
        yield f"**{arguments.kwarg.arg}"


def _texts(node: ast.expr) -> list[str]:
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [
        each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else ""
        for each in elements
    ]
