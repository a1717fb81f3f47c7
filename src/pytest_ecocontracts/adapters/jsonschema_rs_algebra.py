"""Containment of schemas by jsonschema-rs; its interface for that is experimental, and only known here."""

from __future__ import annotations

from typing import Any


class JsonschemaRsAlgebra:
    """Answers by canonical forms, with ``format`` asserted.

    Without a jsonschema-rs that has them every answer is None.
    """

    def covers(self, narrow: object, wide: object) -> bool | None:
        """Whether every value of ``narrow`` is one of ``wide``."""
        both = self._canonical(narrow, wide)
        if both is None:
            return None
        try:
            answer = str(both[1].covers(both[0]))
        except (ValueError, AttributeError):
            return None
        return {"yes": True, "no": False}.get(answer)

    def difference(self, narrow: object, wide: object) -> object | None:
        """A schema of the values of ``narrow`` that are none of ``wide``."""
        both = self._canonical(narrow, wide)
        if both is None:
            return None
        try:
            return both[0].subtract(both[1]).to_json_schema()  # type: ignore[no-any-return]
        except (ValueError, AttributeError):
            return None

    def _canonical(self, *schemas: Any) -> list[Any] | None:
        try:
            import jsonschema_rs  # noqa: PLC0415 - only asked for when schemas have changed

            make = jsonschema_rs.canonicalize
            return [make(schema, validate_formats=True, offline=True) for schema in schemas]
        except (ImportError, AttributeError, ValueError):
            return None
