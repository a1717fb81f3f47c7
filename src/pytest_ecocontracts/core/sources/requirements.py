"""Requirements of Python packages (PEP 508) as elements: names as PyPI compares them, and what pins them."""

from __future__ import annotations

from typing import Final

_EXACT: Final = frozenset({"==", "==="})


class NoRequirement(Exception):
    """A text that is no requirement; the message says why."""


def requirement(text: str) -> tuple[str, dict[str, object]]:
    """The normalised name, and what the requirement says; raises NoRequirement.

    ``version`` is the only one that fits, None where several do; ``is_pinned`` says whether there is one.
    """
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - only where asked for
    from packaging.utils import canonicalize_name  # noqa: PLC0415

    try:
        parsed = Requirement(text)
    except InvalidRequirement as error:
        raise NoRequirement(str(error).partition("\n")[0]) from None
    name = canonicalize_name(parsed.name)
    exact = [each.version for each in parsed.specifier if each.operator in _EXACT]
    version = exact[0] if len(exact) == 1 and not exact[0].endswith(".*") else None
    return name, {
        "name": name,
        "text": text,
        "specifier": str(parsed.specifier),
        "version": version,
        "is_pinned": version is not None,
        "extras": sorted(parsed.extras),
        "marker": str(parsed.marker) if parsed.marker is not None else None,
        "url": parsed.url,
    }
