"""The script of a step as the shell reads it."""

from __future__ import annotations

import re
from typing import Final

from ..shell.protecting import clean, protect

_EXPRESSION: Final = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_SHELLS: Final = ("bash", "sh")


def shell_text(script: str) -> str:
    """The script with its ``${{ }}`` expressions as parts of words."""
    script = clean(script)
    return _EXPRESSION.sub(lambda match: protect(match[0]), script) if "${{" in script else script


def is_shell(shell: str) -> bool:
    """Whether a step's ``shell`` is one that the grammar of bash reads."""
    return (shell.split() or [""])[0].rpartition("/")[2] in _SHELLS
