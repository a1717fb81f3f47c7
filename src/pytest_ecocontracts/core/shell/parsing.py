"""From the text of a shell script to its commands; scripts in arguments of commands are read, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .grammar import syntax_tree
from .model import Command, Redirect, Script
from .protecting import clean, reveal
from .words import unquoted
from .wrappers import script_word, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

#: scripts in scripts
_MOST_NESTED: Final = 5
#: substitutions in substitutions
_MOST_SUBSTITUTIONS: Final = 50
_COMMANDS: Final = frozenset({"command", "declaration_command", "unset_command", "test_command"})
_SUBSTITUTIONS: Final = frozenset({"command_substitution", "process_substitution"})
#: what stands in a command and is no word of it
_NO_WORDS: Final = frozenset(
    {"variable_assignment", "file_redirect", "herestring_redirect", "heredoc_redirect"}
)
#: the end of a compound command, and a blank before that of the one around it; a loop over all arguments
_ENDS: Final = re.compile(
    r"([)}]|\bfor[ \t]+\w+|\bdone|\bfi|\besac)[ \t\\](?=[ \t\n\\]*(?:fi|done|esac|else|elif|then|do)\b)"
)


class _Around(NamedTuple):
    """What a node stands in."""

    in_pipeline: bool = False
    function: str = ""
    is_nested: bool = False
    substitutions: int = 0


#: what stands between commands
_SEPARATORS: Final = frozenset({";", "&", "\n", "&&", "||"})


def parse_plain(text: str) -> Script:
    """Read the text of a file, in which nothing is protected."""
    return parse_script(clean(text))


def parse_script(text: str) -> Script:
    """Read a script; what was protected in it is as before in what is found.

    Raises CapabilityMissing where the parser is not installed, and LoadError where the text is too large.
    """
    return _parse(text, 1, _Around(), 0)


def _parse(text: str, line: int, around: _Around, depth: int) -> Script:
    """Read a text that starts at a line and stands in so many other scripts."""
    script = _Parser(text, line, around, depth).parse()
    if script.problem is None:
        return script
    # The grammar wants a ';' between two ends, and in 'for name do', where shells do not.
    mended = _ENDS.sub(r"\1;", text)
    again = _Parser(mended, line, around, depth).parse() if mended != text else script
    return again if again.problem is None else script


def _begin(wrong: Node) -> Node:
    """Where something wrong begins: what the grammar could not close, behind commands that are whole."""
    marks = (each for each in wrong.children if not each.is_named and each.type not in _SEPARATORS)
    return next(marks, wrong)


class _Parser:
    """Reads one text; ``line`` is where it starts, ``depth`` how many scripts it stands in."""

    def __init__(self, text: str, line: int, around: _Around, depth: int) -> None:
        self.data = text.encode("utf-8", "replace")
        self.is_ascii = text.isascii()
        self.rows = [] if self.is_ascii else self.data.split(b"\n")
        self.line = line
        self.around = around
        self.depth = depth
        self.commands: list[Command] = []
        self.redirects: list[Redirect] = []
        self.functions: set[str] = set()
        self.problem: tuple[int, int | None] | None = None

    def parse(self) -> Script:
        root = syntax_tree(self.data)
        # A stack: scripts may be nested deeper than Python recurses.
        stack: list[tuple[Node, _Around]] = [(root, self.around)]
        while stack:
            node, around = stack.pop()
            around = self._visit(node, around)
            if around.substitutions > _MOST_SUBSTITUTIONS:
                self.problem = self.problem or self._place(node)
                continue
            stack += [(child, around) for child in reversed(node.named_children)]
            if self.problem is None and node.has_error and node.parent is not None:
                wrong = next((each for each in node.children if each.is_error or each.is_missing), None)
                if node.is_error or wrong is not None:
                    self.problem = self._place(_begin(wrong or node))
        if self.problem is None and root.has_error:
            last = max(root.children, key=lambda each: each.start_byte, default=root)
            self.problem = self._place(last)
        return Script(tuple(self.commands), tuple(self.redirects), frozenset(self.functions), self.problem)

    def _visit(self, node: Node, around: _Around) -> _Around:
        kind = node.type
        if kind in _COMMANDS:
            self._command(node, around)
        elif kind == "file_redirect":
            self._redirect(node)
        elif kind == "pipeline":
            return around._replace(in_pipeline=True)
        elif kind in _SUBSTITUTIONS:
            deeper = around.substitutions + 1
            return around._replace(in_pipeline=False, is_nested=True, substitutions=deeper)
        elif kind == "function_definition":
            name = node.child_by_field_name("name")
            function = self._text(name) if name is not None else ""
            self.functions.add(function)
            return around._replace(function=function)
        return around

    def _place(self, node: Node) -> tuple[int, int | None]:
        row, column = node.start_point
        if not self.is_ascii:
            column = len(self.rows[row][:column].decode("utf-8", "replace"))
        return self.line + row, None if self.depth else column + 1

    def _text(self, node: Node) -> str:
        return reveal(self.data[node.start_byte : node.end_byte].decode("utf-8", "replace"))

    def _command(self, node: Node, around: _Around) -> None:
        nodes = [child for child in node.children if child.type not in _NO_WORDS]
        if node.type == "test_command":
            words = [self._text(node.children[0])]
        else:
            words = [unquoted(child, self.data) for child in nodes]
        if not words:
            return
        found = unwrap(words)
        assignments = {}
        for child in node.children:
            if child.type == "variable_assignment":
                name, _, value = self._text(child).partition("=")
                assignments[name] = value
        line, column = self._place(node)
        self.commands.append(
            Command(
                words=tuple(map(reveal, words[found.size :])),
                wrappers=tuple(map(reveal, found.wrappers)),
                assignments={**assignments, **found.assignments},
                text=self._text(node),
                line=line,
                column=column,
                in_pipeline=around.in_pipeline,
                function=around.function,
                is_nested=around.is_nested,
            )
        )
        inner = script_word(words[found.size :])
        if inner is not None and self.depth < _MOST_NESTED:
            self._nested(words, nodes, found.size + inner, around)

    def _nested(self, words: list[str], nodes: list[Node], at: int, around: _Around) -> None:
        is_eval = words[at - 1] == "eval"
        script = " ".join(words[at:]) if is_eval else words[at]
        start, _ = self._place(nodes[at])
        inner = around._replace(in_pipeline=False, is_nested=True)
        found = _parse(script, start, inner, self.depth + 1)
        self.commands += found.commands
        self.redirects += found.redirects
        if "$" not in script and "`" not in script:
            # With expansions in it, the script is not yet what will be run.
            self.problem = self.problem or found.problem

    def _redirect(self, node: Node) -> None:
        target = node.child_by_field_name("destination")
        if target is None:
            return
        descriptor = node.child_by_field_name("descriptor")
        operator = next((each.type for each in node.children if not each.is_named), "")
        text = reveal(unquoted(target, self.data))
        if operator in (">&", "<&") and re.fullmatch(r"\d+-?|-", text):
            return
        line, column = self._place(target)
        self.redirects.append(
            Redirect(
                target=text,
                operator=operator,
                descriptor=self._text(descriptor) if descriptor is not None else "",
                command=self._redirected(node),
                line=line,
                column=column,
            )
        )

    def _redirected(self, node: Node) -> str:
        """The name of the command that is redirected; "" where it is a block or nothing."""
        parent = node.parent
        body = parent.child_by_field_name("body") if parent is not None else None
        if body is None:
            body = parent
        if body is not None and body.type == "pipeline":
            body = body.named_children[-1]
        if body is None or body.type not in _COMMANDS:
            return ""
        words = [unquoted(child, self.data) for child in body.children if child.type not in _NO_WORDS]
        return reveal(words[unwrap(words).size]) if words else ""
