"""Small repositories with waivers, judged in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.fakes import AS_OF, catalog_file, codes, contract, link, note, note_kinds

from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import Ledger
from pytest_ecocontracts.core.violations import Violation
from pytest_ecocontracts.core.waiving import waivers_of

WAIVER: dict[str, object] = {
    "code": "ECS003",
    "of": "shop.note",
    "path": "data/a.json",
    "owner": "platform",
    "reason": "the till sends texts until June",
    "issue": "SHOP-7",
    "until": "2026-06-30",
}


def waiver(**changes: object) -> dict[str, object]:
    """A waiver that is fine, changed and extended; None leaves a field out."""
    return {name: value for name, value in {**WAIVER, **changes}.items() if value is not None}


def finds(*paths: str, examined: int = 10, code: str = "ECS003") -> dict[str, object]:
    """Checks of ``note/v1`` that find a violation for each ``path`` or ``path#pointer``."""
    places = [path.partition("#") for path in paths]
    found = [{"path": path, "pointer": pointer, "code": code} for path, _, pointer in places]
    return {"look": {"finds": found, "examined": examined}}


def repository(
    *waivers: Mapping[str, object],
    checks: object = None,
    files: Mapping[str, str] | None = None,
    **fields: object,
) -> dict[str, object]:
    """A catalog with one contract that finds things, and one list of waivers."""
    body: dict[str, object] = {"waivers": [*waivers]} if waivers or "from" not in fields else {}
    return {
        "ecocontracts.yaml": catalog_file(owners={"platform": "p@example", "docs": "d@example"}),
        "contracts/note.contract.yaml": note(checks=finds("data/a.json") if checks is None else checks),
        "contracts/waivers.contract.yaml": contract("waivers/v1", id="shop.waivers", **body, **fields),
        **(files or {}),
    }


def judged(entries: Mapping[str, object], as_of: date = AS_OF) -> list[Violation]:
    """Every violation of the list of waivers, in order; the contracts themselves must be fine."""
    catalog, context = link(entries, as_of=as_of)
    assert codes(catalog) == []
    planned = plan(catalog, context, note_kinds())
    ledger = Ledger(planned, context, frozenset(one.of for one in waivers_of(context)))
    context.outcomes_of = ledger.outcomes_of
    return [
        violation for unit in planned.of_contract("shop.waivers") for violation in ledger.run(unit).violations
    ]


def found(entries: Mapping[str, object], as_of: date = AS_OF) -> list[str]:
    """As ``judged``, the codes alone."""
    return [violation.code for violation in judged(entries, as_of)]


def place(violation: Violation) -> tuple[Any, ...]:
    """(path, pointer, line, column) of a violation."""
    location = violation.location
    assert location is not None
    return (location.path, location.pointer, location.line, location.column)
