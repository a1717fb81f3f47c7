"""The failures of a record: a violation with its code's meaning, a fingerprint, and no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from ..taxonomy import FailureCode, Taxonomy
from .fingerprint import ALGORITHM, fingerprint
from .redaction import Redactor

MAXIMUM_MESSAGE: Final = 4096
MAXIMUM_VALUE: Final = 1024
UNCLASSIFIED: Final = "ECZ999"

_TEXTS: Final = (
    ("rule", MAXIMUM_VALUE),
    ("expected", MAXIMUM_VALUE),
    ("found", MAXIMUM_VALUE),
    ("fix", MAXIMUM_VALUE),
    ("failure_class", MAXIMUM_VALUE),
)


class FailureWriter:
    """Turns violations into the failures of journal and record."""

    def __init__(self, taxonomy: Taxonomy, redactor: Redactor) -> None:
        self._taxonomy = taxonomy
        self._redactor = redactor

    def write(
        self, violation: Mapping[str, object], nodeid: str | None, phase: str = "call"
    ) -> dict[str, object]:
        """Return the failure of a violation in JSON form (see ``checks.violation_to_json``)."""
        entry = self._entry(str(violation["code"]))
        contract = cast("Mapping[str, object] | None", violation.get("contract"))
        location = self._location(cast("Mapping[str, object] | None", violation.get("location")))
        metadata = self._redactor.values(cast("Mapping[str, object]", violation.get("metadata", {})))
        metadata = {
            clean(name): shorten(clean(value), MAXIMUM_VALUE) if isinstance(value, str) else value
            for name, value in metadata.items()
        }
        failure: dict[str, object] = {
            "code": violation["code"],
            "domain": entry.domain,
            "name": entry.name,
            "category": entry.category,
            "severity": violation.get("severity", entry.severity),
            "fault": entry.fault,
            "retriable": entry.retriable,
            "stops_line": entry.stops_line,
            "message": self._text(violation["message"], MAXIMUM_MESSAGE),
            "contract": None,
            "location": location,
            "nodeid": None if nodeid is None else clean(nodeid),
            "phase": phase,
        }
        if contract is not None:
            failure["contract"] = {"id": clean(str(contract["id"])), "version": contract.get("version")}
        for name, limit in _TEXTS:
            if name in violation:
                failure[name] = self._text(violation[name], limit)
        for name in ("decisions", "refs"):
            if name in violation:
                failure[name] = violation[name]
        if metadata:
            failure["metadata"] = metadata
        failure["fingerprints"] = {
            ALGORITHM: fingerprint(
                domain=entry.domain,
                code=str(violation["code"]),
                contract=clean(str(contract["id"])) if contract else None,
                path=None if location is None else str(location["path"]),
                pointer="" if location is None else str(location["pointer"]),
                metadata=metadata,
            )
        }
        return failure

    def _entry(self, code: str) -> FailureCode:
        entry = self._taxonomy.get(code) or self._taxonomy.get(UNCLASSIFIED)
        if entry is None:  # a taxonomy without the catch-all is a broken installation
            message = f"the taxonomy has neither {code} nor {UNCLASSIFIED}"
            raise LookupError(message)
        return entry

    def _text(self, value: object, limit: int) -> str:
        return shorten(clean(self._redactor.text(str(value))), limit)

    def _location(self, location: Mapping[str, object] | None) -> dict[str, object] | None:
        if location is None:
            return None
        written: dict[str, object] = {
            "path": clean(str(location["path"])),
            "pointer": self._text(location.get("pointer", ""), MAXIMUM_VALUE),
        }
        for name in ("line", "column"):
            if location.get(name) is not None:
                written[name] = location[name]
        return written


def clean(text: str) -> str:
    r"""Return text that any JSON reader takes: bytes of names that are not UTF-8 as ``\xff``."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters; a cut is visible."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
