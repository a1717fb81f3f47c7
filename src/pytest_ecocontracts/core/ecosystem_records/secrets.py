"""Records hold no secrets: no value below a name that says so, and no URL with a password in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..pointers import join
from ..records.redaction import MINIMUM_LENGTH, has_user_information, names_secret
from ..relations.finding import Finding
from ..relations.view import View
from .run import Run

#: stands where a secret was, or says that there is one somewhere else
_REDACTED: Final = re.compile(r"[\[<(*x].*|\*+|redacted|hidden|masked", re.IGNORECASE | re.DOTALL)
#: keys of records and caches, which are meant to be seen
_PUBLIC: Final = re.compile(
    r"(^|_)(primary|foreign|idempotency|dedupe|cache|sort|join|public)_?key$", re.IGNORECASE
)


def judge_secrets(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Walk every value; what is found is never shown."""
    pending: list[tuple[tuple[str | int, ...], str, object]] = [((), "", run.data)]
    while pending:
        path, name, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), key, value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            pending += [((*path, index), name, value[index]) for index in range(len(value) - 1, -1, -1)]
        elif isinstance(value, str):
            why = _why(name, value)
            if why is not None:
                yield run.finding(
                    "ECR024",
                    why,
                    join("", *path),
                    expected="no secret: its name, or where it is kept",
                    fix="take it out of the record, and change the secret: it has been seen",
                    metadata={"field": name[:100]},
                )


def _why(name: str, value: str) -> str | None:
    if has_user_information(value):
        return "the value holds a URL with a user or password in it"
    if (
        len(value) >= MINIMUM_LENGTH
        and names_secret(name)
        and not _PUBLIC.search(name)
        and not _REDACTED.fullmatch(value)
    ):
        return f"the field {name[:100]!r} holds a value, and its name says that it is secret"
    return None
