"""``--eco-explain``: everything about one failure code, from the taxonomies alone."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Final

import pytest

from ..core.rendering.printable import printable
from ..core.taxonomy import FailureCode, Taxonomy, load_taxonomy

#: words that list every code instead of explaining one
ALL: Final = ("all", "codes")


def explain(config: pytest.Config, word: str) -> int:
    """Print the explanation of a code, name or alias; raises pytest.UsageError for an unknown word."""
    taxonomy = load_taxonomy()
    if taxonomy.get(word) is None:
        taxonomy = taxonomy.joined(_of_repository(config))
    if word.lower() in ALL:
        sys.stdout.writelines(f"{_line(entry, taxonomy)}\n" for entry in taxonomy)
        return 0
    text = taxonomy.explain(word)
    if text is None:
        message = f"--eco-explain: no failure code is called {word!r}; {taxonomy.suggest(word)}"
        raise pytest.UsageError(message)
    # pytest makes its terminal writer only once a session is configured, and none is here.
    sys.stdout.write(printable_lines(text))
    return 0


def _of_repository(config: pytest.Config) -> Taxonomy:
    """The codes of the repository's own taxonomies; none where it has no contracts that can be read."""
    from .session import Gate, contracts_of_run
    from .settings import read_settings

    with suppress(pytest.UsageError):
        gate = Gate(config, read_settings(config))
        gate.read()
        contracts = contracts_of_run(gate.enforcements)
        bodies = [contract.body for contract in contracts if isinstance(contract.body, Taxonomy)]
        return Taxonomy([entry for body in bodies for entry in body])
    return Taxonomy([])


def printable_lines(text: str) -> str:
    """Return text of several lines without what a terminal would act on."""
    return "".join(f"{printable(line, len(line) + 1)}\n" for line in text.splitlines())


def _line(entry: FailureCode, taxonomy: Taxonomy) -> str:
    width = max(len(other.name) for other in taxonomy)
    return printable(f"{entry.code:<8} {entry.name:<{width}}  {entry.meaning}", 2000)
