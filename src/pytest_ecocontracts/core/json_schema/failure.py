"""What an engine says of a value that its schema refuses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..ports import SchemaError

#: pseudo-keyword of the schema ``false``
NOTHING: Final = "false"

#: message, expected, found and fix
Words: TypeAlias = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What an engine says: ``keyword`` (with ``value``, of ``schema``) refuses ``instance`` at ``path``.

    ``properties`` are the names that are missing or not allowed, ``declared`` those that the schema knows;
    ``branches`` the failures of each alternative of ``anyOf`` and ``oneOf``, empty where more than one holds.
    """

    path: Sequence[str | int]
    keyword: str
    schema_pointer: str
    schema_uri: str
    schema: object
    value: object
    instance: object
    properties: Sequence[str] = ()
    declared: Collection[str] = ()
    branches: Sequence[Sequence[SchemaError]] = ()
