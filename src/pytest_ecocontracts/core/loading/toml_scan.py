"""Where each key and value of a TOML document stands; tomllib itself gives no places.

Only for text that ``toml_text`` has read: this reader finds tokens and trusts that they are right.
Grammar: TOML 1.0.0.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from .positions import Mark

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_KEY: Final = re.compile(r'[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
#: a number, a boolean, or a date, whose time may follow after one space
_WORD: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.+Z-]+|[^\s,\]}#]+")

_Table = dict[str, tuple[Mark, Mark]]


def marks(text: str) -> Mark:
    """The tree of marks of a valid TOML text; raises ValueError where its tokens cannot be followed."""
    return _TomlScan(text).document()


class _TomlScan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line, self._line_start, self._counted = 1, 0, 0

    def document(self) -> Mark:
        root: _Table = {}
        table = root
        while self._peek_after(_BLANK):
            if self._accept("["):
                table = self._header(root)
            else:
                self._pair(table)
        return 1, 1, root

    def _header(self, root: _Table) -> _Table:
        """Read the rest of ``[a.b]`` or ``[[a.b]]``; return the table that it opens."""
        is_array = self._accept("[")
        keys = self._dotted_key()
        self._expect("]]" if is_array else "]")
        parent = _descend(root, keys[:-1])
        name, mark = keys[-1]
        table: _Table = {}
        if is_array:
            tables = parent.setdefault(name, (mark, (*mark[:2], [])))[1][2]
            if not isinstance(tables, list):
                raise ValueError(name)
            tables.append((*mark[:2], table))
            return table
        # A header may name a table that dotted headers made before; its own line is the better place.
        known = parent.get(name)
        if known is not None and isinstance(known[1][2], dict):
            table = known[1][2]
        parent[name] = (mark, (*mark[:2], table))
        return table

    def _pair(self, table: _Table) -> None:
        keys = self._dotted_key()
        self._expect("=")
        self._peek_after(_SPACE)
        name, mark = keys[-1]
        _descend(table, keys[:-1])[name] = (mark, self._value())

    def _dotted_key(self) -> list[tuple[str, Mark]]:
        keys = []
        while True:
            self._peek_after(_SPACE)
            mark = self._mark()
            keys.append((_plain(self._take(_KEY)), mark))
            self._peek_after(_SPACE)
            if not self._accept("."):
                return keys

    def _value(self) -> Mark:
        line, column, _ = self._mark()
        if self._accept("["):
            elements: list[Mark] = []
            while self._peek_after(_BLANK) != "]":
                elements.append(self._value())
                self._peek_after(_BLANK)
                self._accept(",")
            self._expect("]")
            return line, column, elements
        if self._accept("{"):
            members: _Table = {}
            while self._peek_after(_BLANK) != "}":
                self._pair(members)
                self._peek_after(_BLANK)
                self._accept(",")
            self._expect("}")
            return line, column, members
        self._take(_STRING if self._text[self._offset] in "\"'" else _WORD)
        return line, column, None

    def _peek_after(self, skipped: re.Pattern[str]) -> str:
        """Move behind what the expression matches, maybe nothing; return the next character."""
        match = skipped.match(self._text, self._offset)
        self._offset = match.end() if match else self._offset
        return self._text[self._offset : self._offset + 1]

    def _accept(self, token: str) -> bool:
        found = self._text.startswith(token, self._offset)
        self._offset += len(token) if found else 0
        return found

    def _expect(self, token: str) -> None:
        self._peek_after(_SPACE)
        if not self._accept(token):
            raise ValueError(token)

    def _take(self, token: re.Pattern[str]) -> str:
        match = token.match(self._text, self._offset)
        if match is None:
            raise ValueError(token.pattern)
        self._offset = match.end()
        return match.group()

    def _mark(self) -> Mark:
        newlines = self._text.count("\n", self._counted, self._offset)
        if newlines:
            self._line += newlines
            self._line_start = self._text.rindex("\n", self._counted, self._offset) + 1
        self._counted = self._offset
        return self._line, self._offset - self._line_start + 1, None


def _descend(table: _Table, keys: list[tuple[str, Mark]]) -> _Table:
    """Follow dotted keys, making tables where there are none; an array of tables leads to its last one."""
    for name, mark in keys:
        children = table.setdefault(name, (mark, (*mark[:2], {})))[1][2]
        if isinstance(children, list) and children:
            children = children[-1][2]
        if not isinstance(children, dict):
            raise ValueError(name)  # noqa: TRY004 - the text is not what this reader is for
        table = children
    return table


def _plain(key: str) -> str:
    """The name that a key stands for, without its quotes."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] == '"':
        pair: dict[str, Any] = tomllib.loads(f"key = {key}")
        return str(pair["key"])
    return key
