"""Failure codes: what each means, who acts, how to repair it, and an example that raises it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, cast

from .failure_classes import FailureClass, classes_from

if TYPE_CHECKING:
    from .model import Contract, Document
    from .taxonomy_uses.parsing import Use

#: the plugin's own prefix; no other taxonomy may use it
OWN_PREFIX: Final = "EC"
SHIPPED: Final = "taxonomies/ecocontracts.contract.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A small repository and a command line that raise one code.

    ``base`` maps paths to text, as committed on the branch main before the files are written: what
    ``--eco-base main`` compares with. ``files`` maps paths to text, ``links`` paths to link targets,
    ``folders`` lists empty folders.
    ``git`` lists the paths that are added to a new git index, ``removed`` what is deleted after that.
    ``arguments`` follow ``pytest --eco-contracts``; ``runs`` says how often it is started.
    """

    base: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    folders: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    git: Sequence[str] = ()
    removed: Sequence[str] = ()
    arguments: Sequence[str] = ()
    runs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCode:
    """One way to fail. ``metadata`` names the keys that a violation of this code may carry."""

    code: str
    name: str
    domain: str
    category: str
    severity: str
    fault: str
    retriable: str
    stops_line: bool
    status: str
    since: str
    meaning: str
    fix: str
    acts: str
    example: Example | None = None
    aliases: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    failure_class: str | None = None
    replaced_by: str | None = None
    reason: str | None = None


class Taxonomy:
    """Failure codes by code, by name and by alias; several taxonomies can be joined."""

    def __init__(self, codes: Sequence[FailureCode], classes: Sequence[FailureClass] = ()) -> None:
        self.classes = tuple(classes)
        #: where its words stand, as its contract says
        self.uses: Sequence[Use] = ()
        self._codes = {code.code: code for code in codes}
        self._words: dict[str, FailureCode] = {}
        for code in codes:
            for word in (code.code, code.name, *code.aliases):
                # Current codes and names win over the aliases of others.
                if word not in self._words or word in (code.code, code.name):
                    self._words[word] = code

    def __iter__(self) -> Iterator[FailureCode]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def get(self, word: str) -> FailureCode | None:
        """Return the entry of a code, name or alias; None where there is none."""
        return self._words.get(word) or self._words.get(word.upper()) or self._words.get(word.lower())

    def joined(self, other: Taxonomy) -> Taxonomy:
        """Return the codes of both; entries of this one win."""
        known = {one.name for one in self.classes}
        return Taxonomy(
            [*self, *(code for code in other if code.code not in self._codes)],
            [*self.classes, *(one for one in other.classes if one.name not in known)],
        )

    def words(self) -> Collection[str]:
        """Every code, name and alias."""
        return self._words.keys()


def taxonomy_from(data: object) -> Taxonomy:
    """Build a taxonomy from the data of a valid ``taxonomy/v1`` document."""
    document = cast("Mapping[str, object]", data)
    domain = cast("str", document["domain"])
    entries = cast("Sequence[Mapping[str, object]]", document.get("entries", ()))
    return Taxonomy([_code(entry, domain) for entry in entries], classes_from(document))


def _code(entry: Mapping[str, object], domain: str) -> FailureCode:
    fields = dict(entry)
    example = fields.pop("example", None)
    failure_class = fields.pop("class", None)
    return FailureCode(
        **{  # type: ignore[arg-type]  # the schema of taxonomy/v1 has judged names and types
            **fields,
            "domain": domain,
            "failure_class": failure_class,
            "aliases": tuple(cast("Sequence[str]", fields.get("aliases", ()))),
            "metadata": tuple(cast("Sequence[str]", fields.get("metadata", ()))),
            "example": None if example is None else Example(**cast("dict[str, object]", example)),  # type: ignore[arg-type]
        }
    )


def shipped_bytes() -> bytes:
    """The shipped taxonomy file, as it is."""
    return resources.files("pytest_ecocontracts").joinpath(SHIPPED).read_bytes()


@cache
def _shipped() -> Document:
    from .limits import Limits  # noqa: PLC0415 - nothing is parsed before somebody asks
    from .loading.documents import load_documents  # noqa: PLC0415 - as above

    (document,) = load_documents(SHIPPED, shipped_bytes(), Limits())
    return document


@cache
def load_taxonomy() -> Taxonomy:
    """The shipped taxonomy; read when first asked for, so a run in which nothing fails never reads it."""
    return taxonomy_from(_shipped().data)


def is_shipped(document: Document) -> bool:
    """Whether a document is the shipped taxonomy itself: this project enforces it as a contract too."""
    return document.digest == _shipped().digest


def shipped_id() -> str:
    """The id of the shipped taxonomy, which all of its editions have."""
    return str(cast("dict[str, object]", _shipped().data)["id"])


class KnownTaxonomies:
    """The shipped taxonomy and those of a catalog, which may only be known later."""

    def __init__(self, contracts: Callable[[], Iterable[Contract]] = tuple) -> None:
        """``contracts`` gives the ``taxonomy/v1`` contracts that are known by now."""
        self._contracts = contracts

    def get(self, word: str) -> FailureCode | None:
        """Return the entry of a code, name or alias; None where there is none."""
        found = load_taxonomy().get(word)
        if found is None:
            bodies = (cast("Taxonomy", contract.body) for contract in self._contracts())
            found = next((entry for body in bodies if (entry := body.get(word))), None)
        return found

    def references(self, domains: Collection[str]) -> list[dict[str, object]]:
        """How a record cites the taxonomies of these domains: id, version and digest."""
        documents = [_shipped(), *(contract.document for contract in self._contracts())] if domains else []
        cited = ((cast("Mapping[str, object]", document.data), document.digest) for document in documents)
        return [
            {"id": data["id"], "version": data["version"], "digest": digest}
            for data, digest in cited
            if data["domain"] in domains
        ]
