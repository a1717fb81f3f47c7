"""Which decisions the contracts of the catalog cite, and whether these hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, cast

from ..catalog.model import Catalog
from ..context import Context
from ..model import Contract
from ..pages.findings import Findings
from ..pointers import join
from ..suggestions import suggestion
from .model import DecisionsBody, IdForm
from .reading import Decisions, shown

#: what stands below is data of others, not of the contract's language
_DATA: Final = frozenset({"examples", "passes", "fails", "schema", "tree", "map"})
#: contracts are nested a few levels deep
_DEPTH: Final = 12


def citations(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield (pointer, id) of every decision that a contract cites: its own, its rules' and its waivers'."""
    yield from _in(contract.document.data, "", _DEPTH)


def _in(data: object, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth == 0:
        return
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from _in(value, join(pointer, index), depth - 1)
    elif isinstance(data, dict):
        for name, value in data.items():
            place = join(pointer, name)
            if name == "decisions" and isinstance(value, list):
                yield from ((join(place, index), str(one)) for index, one in enumerate(value))
            elif name == "decision" and isinstance(value, str):
                yield place, value
            elif name not in _DATA:
                yield from _in(value, place, depth - 1)


def judge_citations(
    contract: Contract, body: DecisionsBody, decisions: Decisions, context: Context, findings: Findings
) -> None:
    """Every decision that a contract of this catalog cites is there, and holds."""
    catalog = context.catalog
    all_forms = _forms(contract, catalog)
    for citing in catalog.contracts:
        if citing.origin != contract.origin:
            continue
        for pointer, cited in citations(citing):
            findings.examined += 1
            decision = decisions.by_id.get(cited)
            place = citing.document.location(pointer)
            metadata = {"contract": citing.id, "decision": cited[:200]}
            if decision is None:
                if decisions.unreadable or _responsible(cited, all_forms) is not contract:
                    continue
                findings.add(
                    body.rules["citations"],
                    "ECD019",
                    f"the contract {citing.id!r} cites {cited[:200]!r}, which is no decision",
                    location=place,
                    expected=f"one of the decisions {body.pages.templates[0].text}",
                    found=cited[:200],
                    fix=partial(suggestion, cited, decisions.by_id),
                    metadata=metadata,
                )
            elif decision.status is not None and decision.status not in body.citable:
                later = f", superseded by {shown(decision.superseded_by)}" if decision.superseded_by else ""
                findings.add(
                    body.rules["citations"],
                    "ECD020",
                    f"the contract {citing.id!r} cites {decision.id}, which is {decision.status}",
                    location=place,
                    expected=" or ".join(sorted(body.citable)),
                    found=f"{decision.status}{later}",
                    fix=f"cite {decision.superseded_by[0]}, if the contract keeps it"
                    if decision.superseded_by
                    else "cite a decision that holds, or take this one",
                    metadata=metadata,
                )


def _forms(contract: Contract, catalog: Catalog) -> list[tuple[Contract, IdForm]]:
    """Every contract about decisions of this catalog, and what it calls them."""
    return [
        (other, cast("DecisionsBody", other.body).form)
        for other in catalog.contracts
        if other.header.kind == contract.header.kind and other.origin == contract.origin
    ]


def _responsible(cited: str, forms: list[tuple[Contract, IdForm]]) -> Contract:
    """Who says that a decision does not exist: the contract that calls its decisions so, else the first."""
    return next((contract for contract, form in forms if form.find(cited) == (cited,)), forms[0][0])


def cited_by(catalog: Catalog, decision_id: str) -> Mapping[str, Contract]:
    """The contracts that cite a decision, by id."""
    return {
        contract.id: contract
        for contract in catalog.contracts
        if any(cited == decision_id for _, cited in citations(contract))
    }
