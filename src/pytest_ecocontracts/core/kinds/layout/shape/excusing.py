"""What makes an empty folder legitimate: a file that says enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from ....errors import FileProblem

if TYPE_CHECKING:
    from ....context import Context

#: of a file that says why a folder is empty
_READ: Final = 1024 * 1024
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContent:
    """What the file must have at least; ``words`` counts what is no heading."""

    bytes: int = 1
    words: int = 0
    heading: str | None = None

    def lacks(self, path: str, context: Context) -> str | None:
        """What the file says too little of, or None where it says enough."""
        try:
            size = context.files.size(path)
            if size < self.bytes:
                return "without a word in it" if not size else f"of {size} bytes, and {self.bytes} are needed"
            if not self.words and self.heading is None:
                return None
            text = context.files.read(path, _READ).decode("utf-8", "replace")
        except FileProblem:
            return None  # unreadable is not empty
        headings = [heading.strip() for heading in _HEADING.findall(text)]
        if self.heading is not None and self.heading not in headings:
            return f"without the heading {self.heading!r}"
        words = len(_WORD.findall(_HEADING.sub("", text)))
        return f"of {words} words, and {self.words} are needed" if words < self.words else None


def parse_empty_dirs(given: object) -> tuple[str, IndexContent]:
    """The word or file of ``empty_dirs``, and what that file must have."""
    if not isinstance(given, Mapping):
        return cast("str", given), IndexContent()
    content = IndexContent(
        bytes=cast("int", given.get("min_bytes", 1)),
        words=cast("int", given.get("min_words", 0)),
        heading=cast("str | None", given.get("heading")),
    )
    return str(given["file"]), content
