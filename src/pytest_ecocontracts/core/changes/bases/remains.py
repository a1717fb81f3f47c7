"""What can still be read of a contract that today's language cannot: the version that it gave itself."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from ...errors import LoadError
from ...loading.documents import load_documents

if TYPE_CHECKING:
    from ...limits import Limits

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOCUMENT: Final = re.compile(r"^---.*$", re.MULTILINE)
_FIELD: Final = r"""^[ \t{{]*["']?{}["']?[ \t]*:[ \t]*["']?([^\s"',}}]+)"""
_ID: Final = re.compile(_FIELD.format("id"), re.MULTILINE)
_VERSION: Final = re.compile(_FIELD.format("version"), re.MULTILINE)


def version_in(path: str, data: bytes, contract_id: str, limits: Limits) -> str | None:
    """The version of the document with this id; of the only one, where nothing but its text can be read."""
    try:
        documents = load_documents(path, data, limits)
    except LoadError:
        return _version_in_text(_text(data), contract_id)
    for document in documents:
        if isinstance(document.data, dict) and document.data.get("id") == contract_id:
            version = document.data.get("version")
            return version if isinstance(version, str) else None
    return None


def _version_in_text(text: str, contract_id: str) -> str | None:
    parts = [part for part in _DOCUMENT.split(text) if _VERSION.search(part)]
    for part in parts:
        named = _ID.search(part)
        if (named is None and len(parts) == 1) or (named is not None and named[1] == contract_id):
            version = _VERSION.search(part)
            return version and version[1]
    return None


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(encoding, "replace")
