"""The failures of a record: a violation with its code's meaning, a fingerprint, and no secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, cast

from ..taxonomy import FailureCode
from .fingerprint import ALGORITHM, fingerprint
from .redaction import Redactor

MAXIMUM_MESSAGE: Final = 4096
MAXIMUM_VALUE: Final = 1024
MAXIMUM_PATH: Final = 8192
MAXIMUM_WORD: Final = 512
UNCLASSIFIED: Final = "ECZ999"

_TEXTS: Final = ("rule", "expected", "found", "fix", "failure_class")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Codes(Protocol):
    """Where the meaning of a code is looked up."""

    def get(self, word: str) -> FailureCode | None:
        """Return the entry of a code; None where there is none."""


class FailureWriter:
    """Turns violations into the failures of journal and record.

    Violations come from any plugin, so whatever they hold is made to fit: a finding must never be lost
    because of how it is told.
    """

    def __init__(self, codes: Codes, redactor: Redactor) -> None:
        self._codes = codes
        self._redactor = redactor

    def write(
        self, violation: Mapping[str, object], nodeid: str | None, phase: str = "call"
    ) -> dict[str, object]:
        """Return the failure of a violation in JSON form (see ``checks.violation_to_json``)."""
        metadata = self._metadata(cast("Mapping[object, object]", violation.get("metadata", {})))
        entry = self._codes.get(str(violation["code"]))
        if entry is None:
            metadata["code"] = self._text(violation["code"], MAXIMUM_WORD)
            entry = self._unclassified()
        contract = self._contract(cast("Mapping[str, object] | None", violation.get("contract")))
        location = self._location(cast("Mapping[str, object] | None", violation.get("location")))
        failure: dict[str, object] = {
            "code": entry.code,
            "domain": entry.domain,
            "name": entry.name,
            "category": entry.category,
            "severity": violation.get("severity", entry.severity),
            "fault": entry.fault,
            "retriable": entry.retriable,
            "stops_line": entry.stops_line,
            "message": self._text(violation["message"], MAXIMUM_MESSAGE) or entry.name,
            "contract": contract,
            "location": location,
            "nodeid": None if nodeid is None else shorten(clean(nodeid), MAXIMUM_PATH),
            "phase": phase,
        }
        for name in _TEXTS:
            if name in violation:
                failure[name] = self._text(violation[name], MAXIMUM_VALUE)
        for name in ("decisions", "refs"):
            if name in violation:
                words = cast("Sequence[object]", violation[name])
                failure[name] = [self._text(word, MAXIMUM_WORD) for word in words]
        if metadata:
            failure["metadata"] = metadata
        failure["fingerprints"] = {
            ALGORITHM: fingerprint(
                domain=entry.domain,
                code=entry.code,
                contract=None if contract is None else str(contract["id"]),
                path=None if location is None else str(location["path"]),
                pointer="" if location is None else str(location["pointer"]),
                metadata=metadata,
            )
        }
        return failure

    def _unclassified(self) -> FailureCode:
        entry = self._codes.get(UNCLASSIFIED)
        if entry is None:  # a taxonomy without the catch-all is a broken installation
            message = f"the taxonomy has no {UNCLASSIFIED}"
            raise LookupError(message)
        return entry

    def _text(self, value: object, limit: int) -> str:
        return shorten(clean(self._redactor.text(str(value))), limit)

    def _metadata(self, metadata: Mapping[object, object]) -> dict[str, object]:
        return {
            shorten(clean(str(name)), MAXIMUM_WORD): value
            if value is None or isinstance(value, bool | int)
            else self._text(value, MAXIMUM_VALUE)
            for name, value in metadata.items()
        }

    def _contract(self, contract: Mapping[str, object] | None) -> dict[str, object] | None:
        if contract is None:
            return None
        version = contract.get("version")
        return {
            "id": shorten(clean(str(contract["id"])), MAXIMUM_PATH) or "?",
            "version": None if version is None else self._text(version, MAXIMUM_WORD),
        }

    def _location(self, location: Mapping[str, object] | None) -> dict[str, object] | None:
        if location is None or str(location["path"]).startswith("/"):
            return None  # an absolute path is of this machine, and means nothing elsewhere
        written: dict[str, object] = {
            "path": shorten(clean(str(location["path"])), MAXIMUM_PATH),
            "pointer": self._text(location.get("pointer", ""), MAXIMUM_VALUE),
        }
        for name in ("line", "column"):
            position = location.get(name)
            if type(position) is not int or position < 1:
                break  # a column without a line says nothing
            written[name] = position
        return written


def clean(text: str) -> str:
    r"""Return text that any JSON reader takes: bytes of names that are not UTF-8 as ``\xff``."""
    return text if text.isascii() else _SURROGATE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    number = ord(match.group())
    # PEP 383: 0xDC80 to 0xDCFF stand for the bytes 0x80 to 0xFF.
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else f"\\u{number:04x}"  # noqa: PLR2004


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters; a cut is visible."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
