"""``--eco-explain``: everything about one failure code, from the taxonomies alone."""

from __future__ import annotations

import sys
from typing import Final

import pytest

from ..core.taxonomy import FailureCode, Taxonomy, load_taxonomy

#: words that list every code instead of explaining one
ALL: Final = ("all", "codes")


def explain(word: str) -> int:
    """Print the explanation of a code, name or alias; raises pytest.UsageError for an unknown word."""
    taxonomy = load_taxonomy()
    if word.lower() in ALL:
        sys.stdout.writelines(f"{_line(entry, taxonomy)}\n" for entry in taxonomy)
        return 0
    text = taxonomy.explain(word)
    if text is None:
        message = f"--eco-explain: no failure code is called {word!r}; {taxonomy.suggest(word)}"
        raise pytest.UsageError(message)
    # pytest makes its terminal writer only once a session is configured, and none is here.
    sys.stdout.write(text)
    return 0


def _line(entry: FailureCode, taxonomy: Taxonomy) -> str:
    width = max(len(other.name) for other in taxonomy)
    return f"{entry.code}  {entry.name:<{width}}  {entry.meaning}"
