"""``pages/v1``: what Markdown pages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..fields import FieldDiffer, choice, demand, harmless, paths
from ..file_fields import PRESENCE
from ..page_fields import SECTIONS
from ..rule_lists import rule_list

FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "path": paths("the pages"),
    "presence": PRESENCE,
    "sections": SECTIONS,
    "order": choice("whether sections stand in order", (False, True), False),
    "not_applicable": harmless("how a section says that it does not apply"),
    "entries": rule_list("the entry"),
    "tables": rule_list("the table"),
    "identifiers": rule_list("the identifiers"),
    "links": demand("links that lead somewhere"),
}
