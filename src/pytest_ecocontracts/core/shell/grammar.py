"""The grammar of bash (tree-sitter-bash): a compiled parser, loaded only where scripts are read."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from time import process_time
from typing import TYPE_CHECKING, Final

from ..errors import CapabilityMissing, LoadError, LoadProblem

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_PACKAGES: Final = ("tree_sitter", "tree_sitter_bash")
_MOST_BYTES: Final = 1024 * 1024
#: the parser needs time in the square of the length of a pipeline, and cannot be stopped in it
_MOST_PIPES: Final = 8_000
#: of the processor; a script of 1,000 lines takes some 5 ms
_MOST_SECONDS: Final = 3


def check_installed() -> None:
    """Raise CapabilityMissing where the parser is not installed."""
    if any(find_spec(name) is None for name in _PACKAGES):
        message = "install pytest-ecocontracts[shell], which parses shell commands"
        raise CapabilityMissing("tree-sitter-bash", message)


@cache
def _parser() -> Parser:
    check_installed()
    import tree_sitter  # noqa: PLC0415 - a compiled library
    import tree_sitter_bash  # noqa: PLC0415

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def syntax_tree(data: bytes) -> Node:
    """The root of the syntax tree of a script.

    Raises CapabilityMissing, and LoadError where it is too large or takes too long.

    The grammar needs time in the square of the size for some texts, such as 20,000 here-documents.
    """
    if len(data) > _MOST_BYTES:
        raise LoadError([_too_large(f"the script has {len(data)} bytes", f"at most {_MOST_BYTES}")])
    if data.count(b"|") > _MOST_PIPES:
        raise LoadError([_too_large(f"the script has {data.count(b'|')} pipes", f"at most {_MOST_PIPES}")])
    until = process_time() + _MOST_SECONDS

    def is_over(offset: int, has_error: bool) -> bool:  # noqa: ARG001 - the parser's own signature
        return process_time() > until

    parser = _parser()
    try:
        return parser.parse(
            lambda offset, point: data[offset : offset + _MOST_BYTES],  # noqa: ARG005 - as above
            encoding="utf8",
            progress_callback=is_over,
        ).root_node
    except ValueError:
        parser.reset()
        spent = f"parsing the script takes more than {_MOST_SECONDS} seconds"
        raise LoadError([_too_large(spent, "a script that people read")]) from None


def _too_large(message: str, expected: str) -> LoadProblem:
    return LoadProblem(reason="too-large", message=message, line=1, column=1, expected=expected)
