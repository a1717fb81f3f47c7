"""Where dynamic references lead: mostly to one place, like others, and sometimes nobody can say."""

from __future__ import annotations

from collections import Counter

from ..json_schema.inspection import Inspection


class Scopes:
    """Which dynamic references lead to another place when another schema has referred to theirs."""

    def __init__(self, inspection: Inspection) -> None:
        nodes = [node for _, node in inspection.subschemas()]
        self.anchors = Counter(str(node.schema.get("$dynamicAnchor", "")) for node in nodes)
        recursive = any(node.schema.get("$recursiveAnchor") is True for node in nodes)
        self.recursive = recursive and len({node.base for node in nodes}) > 1

    def move(self, keyword: str, text: str) -> bool:
        """Whether a reference may lead elsewhere than it says; one anchor alone cannot be overridden."""
        if keyword == "$recursiveRef":
            return self.recursive
        return keyword == "$dynamicRef" and self.anchors[text.partition("#")[2]] > 1
