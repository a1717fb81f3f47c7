"""The text of one makefile to its statements (GNU make manual, chapters 3 to 7 and 14).

Every branch of a conditional counts, since which one make takes cannot be known without running it.
"""

from __future__ import annotations

import re
from typing import Final

from .model import Assignment, Include, Makefile, Problem, RecipeLine, Rule, Statement
from .scanning import LogicalLine, find, joined, logical_lines, reference_end, without_comment

_CONDITIONS: Final = frozenset({"ifeq", "ifneq", "ifdef", "ifndef"})
_INCLUDES: Final = {"include": False, "-include": True, "sinclude": True}
_MODIFIERS: Final = frozenset({"export", "override", "private", "unexport"})
_ALONE: Final = frozenset({"export", "unexport", "undefine", "vpath", "load", "-load"})
_OPERATOR: Final = re.compile(r"[ \t]*(:::=|::=|:=|\+=|\?=|!=|=)")
_DEFINE_OPERATOR: Final = re.compile(r"[ \t]*(:::=|::=|:=|\+=|\?=|!=|=)?$")

#: characters of a line that messages show
_SHOWN: Final = 100


def parse_makefile(text: str) -> Makefile:
    """Read a makefile; where make itself could not read on, the problem says so."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.statements: list[Statement] = []
        self.problem: Problem | None = None
        self.rule: Rule | None = None
        self.tab = "\t"
        #: offsets of the conditionals that are open
        self.conditions: list[int] = []
        #: the define that is open: its assignment without a value, the offset, and its depth
        self.define: tuple[str, str, int] | None = None
        self.depth = 0
        self.body: list[str] = []

    def parse(self) -> Makefile:
        text = self.text.removeprefix("\ufeff")
        skipped = len(self.text) - len(text)
        for line in logical_lines(text):
            if self.problem is None:
                self._line(line._replace(start=line.start + skipped, end=line.end + skipped))
        if self.problem is None and self.define is not None:
            self._fail("a define without its endef", self.define[2])
        if self.problem is None and self.conditions:
            self._fail("a conditional without its endif", self.conditions[-1])
        return Makefile(self.text, tuple(self.statements), self.problem)

    def _fail(self, message: str, offset: int, found: str | None = None, fix: str | None = None) -> None:
        self.problem = self.problem or Problem(message, offset, found, fix)

    def _line(self, line: LogicalLine) -> None:
        if self.define is not None:
            self._in_define(line, self.define)
            return
        if line.text.startswith(self.tab) and self.rule is not None:
            self.rule.recipe.append(self._recipe_line(line.text, line.start, 1))
            return
        read, comment = without_comment(joined(line.text).strip())
        read = read.strip()
        if read:
            self._statement(read, comment, line)

    def _statement(self, read: str, comment: str, line: LogicalLine) -> None:
        # An assignment goes first: variables may have the names of directives.
        if self._assignment(read, "", line.start):
            return
        word, _, rest = read.partition(" ") if " " in read else read.partition("\t")
        word, rest = word.rstrip("\t"), rest.strip()
        if word in _CONDITIONS or read.startswith(("ifeq(", "ifneq(")):
            self.conditions.append(line.start)
        elif word in ("else", "endif"):
            if not self.conditions:
                self._fail(f"an {word} without its conditional", line.start)
            elif word == "endif":
                self.conditions.pop()
        elif word in _INCLUDES:
            self.rule = None
            self.statements.append(Include(rest, _INCLUDES[word], self._is_conditional, line.start, line.end))
        elif self._opens_define(read, line.start) or (word in _ALONE and find(rest, ":") < 0):
            self.rule = None
        else:
            self._rule(read, comment, line)

    @property
    def _is_conditional(self) -> bool:
        return bool(self.conditions)

    def _assignment(self, read: str, targets: str, start: int) -> bool:
        words = read.split(None, 1)
        # ``export = 1`` gives the variable "export" a value.
        while words and words[0] in _MODIFIERS and len(words) > 1 and not _OPERATOR.match(words[1]):
            read = words[1]
            words = read.split(None, 1)
        at = 0
        while at < len(read) and read[at] not in " \t=:#":
            if read[at] in "+?!" and read[at + 1 : at + 2] == "=":
                break
            at = reference_end(read, at) if read[at] == "$" else at + 1
        operator = _OPERATOR.match(read, at)
        if operator is None or at == 0:
            return False
        name, value = read[:at], read[operator.end() :].strip(" \t")
        if not targets:
            self.rule = None
            if name == ".RECIPEPREFIX":
                self.tab = value[:1] or "\t"
        self.statements.append(Assignment(name, operator[1], value, targets, self._is_conditional, start))
        return True

    def _opens_define(self, read: str, start: int) -> bool:
        words = read.split()
        while words and words[0] in _MODIFIERS:
            words = words[1:]
        if words[:1] != ["define"] or words == ["define"]:
            return False
        rest = " ".join(words[1:])
        operator = _DEFINE_OPERATOR.search(rest)
        name = rest[: operator.start()] if operator else rest
        self.define, self.depth, self.body = (name, (operator and operator[1]) or "=", start), 1, []
        return True

    def _in_define(self, line: LogicalLine, define: tuple[str, str, int]) -> None:
        if not line.text.startswith(self.tab):
            words = without_comment(joined(line.text))[0].split()
            if words[:1] == ["define"]:
                self.depth += 1
            elif words == ["endef"]:
                self.depth -= 1
                if not self.depth:
                    name, operator, start = define
                    value = "\n".join(self.body)
                    self.statements.append(Assignment(name, operator, value, "", self._is_conditional, start))
                    self.define = None
                    return
        self.body.append(line.text)

    def _rule(self, read: str, comment: str, line: LogicalLine) -> None:
        before, self.rule = self.rule, None
        colon = find(read, ":")
        if colon < 0:
            # What a reference gives may be anything, or nothing.
            if "$" not in read:
                if line.text.startswith(self.tab):
                    self._fail("a recipe before the first target", line.start)
                else:
                    is_indented = before is not None and line.text[:1].isspace()
                    self._fail(
                        "a line that is no rule, no assignment and no directive",
                        line.start,
                        found=line.text.rstrip()[:_SHOWN],
                        fix="begin each line of a recipe with a tab" if is_indented else None,
                    )
            return
        targets, rest = read[:colon].rstrip(), read[colon + 1 :]
        is_double = rest.startswith(":")
        rest = rest.removeprefix(":").strip()
        targets = targets.removesuffix("&").rstrip()
        if self._assignment(rest, targets or " ", line.start):
            return
        semicolon = find(rest, ";")
        command = None
        if semicolon >= 0:
            rest, command = rest[:semicolon], self._inline(line)
        pattern = None
        second = find(rest, ":")
        if second >= 0:
            pattern, rest = rest[:second].strip(), rest[second + 1 :]
        bar = find(rest, "|")
        order_only = ""
        if bar >= 0:
            rest, order_only = rest[:bar], rest[bar + 1 :]
        self.rule = Rule(
            targets=targets,
            prerequisites=rest.strip(),
            order_only=order_only.strip(),
            pattern=pattern,
            is_double=is_double,
            is_conditional=self._is_conditional,
            help=comment[2:].lstrip("#").strip() if comment.startswith("##") and command is None else "",
            start=line.start,
            end=line.end,
        )
        if command is not None:
            self.rule.recipe.append(command)
        self.statements.append(self.rule)

    def _inline(self, line: LogicalLine) -> RecipeLine:
        """The command after the ``;`` of a rule, as written: a ``#`` in it is no comment of make."""
        return self._recipe_line(line.text, line.start, find(line.text, ";") + 1)

    def _recipe_line(self, text: str, start: int, at: int) -> RecipeLine:
        command = text[at:].lstrip("@+- \t\r\n")
        begin = len(text) - len(command)
        marks = "".join(sorted(set(text[at:begin]) & set("@+-")))
        return RecipeLine(command.rstrip(), marks, start + begin)
