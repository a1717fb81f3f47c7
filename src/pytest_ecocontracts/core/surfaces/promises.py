"""What the git base promised: an entrypoint goes away only after a deprecation whose window is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ..bases import not_whole
from ..source_relations.baselines import in_base
from ..source_relations.model import Finding
from ..source_relations.view import View
from ..sources.model import Place, Source, SourceBlocked
from ..sources.troubles import SourceUnread
from .deprecations import Deprecation
from .entrypoints import names
from .model import Surface

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract
    from ..ports import GitBase


def withheld(surface: Surface, context: Context) -> str | None:
    """Without a base nobody knows what was promised, nor with a release that holds no declaration."""
    if context.base is None:
        return "it judges what the git base promised, which --eco-base names"
    lacking = not_whole(context)
    if lacking is None:
        return None
    try:
        known = in_base(surface.declared, context, released=True)
    except (SourceBlocked, SourceUnread):
        return None  # the check itself tells
    return None if known else f"it reads what was declared in the base, and {lacking}"


def judge_promises(view: View, contract: Contract, surface: Surface) -> Iterator[Finding]:
    """Each entrypoint of the base is still declared, or was deprecated there until a day that has passed.

    A deprecation that comes in the change that removes the entrypoint is none: nobody could read it.
    """
    promised = in_base(surface.declared, view.context, released=True) or ()
    # A base without a single entrypoint promised nothing; what is declared now was looked at.
    declared = names(view, [surface.declared])
    view.examined += len(promised)
    announced = _announced(view.context, contract, surface)
    for element in promised:
        name = str(element.value)
        if name in declared:
            continue
        until = announced.get(name)
        if until is None:
            found = "no deprecation of it in the git base"
        elif view.context.as_of <= until:
            found = f"a deprecation that lasts until {until}"
        elif name not in surface.removed:
            found = "no word of it among those that are removed"
        else:
            continue
        yield Finding(
            code="ECB005",
            message=f"the entrypoint {name!r} of the git base is gone",
            place=Place(element.place.path),
            expected="an entrypoint that stays for its window, and then stands under 'removed'",
            found=found,
            fix="bring it back and deprecate it; once its window is over, move its name to 'removed'",
            metadata={"entrypoint": name},
        )


def _announced(context: Context, contract: Contract, surface: Surface) -> dict[str, date | None]:
    """The entrypoints that were deprecated in the base, each with the last day on which it works."""
    if isinstance(surface.deprecated, Source):
        records = [element.record for element in in_base(surface.deprecated, context, released=True) or ()]
    else:
        assert context.base is not None  # noqa: S101 - the check is withheld
        records = _in_contract(context.base, context, contract)
    found = [Deprecation(Place(""), record) for record in records if isinstance(record, dict)]
    return {one.name: one.day("until") for one in found}


def _in_contract(base: GitBase, context: Context, contract: Contract) -> list[object]:
    """The deprecations that this contract lists in the base; none where it was not there, or not readable."""
    from ..errors import FileProblem, LoadError  # noqa: PLC0415 - only with a base
    from ..loading.documents import load_documents  # noqa: PLC0415 - as above

    path = contract.document.path
    try:
        documents = load_documents(path, base.files.read(path, context.limits.contract_bytes), context.limits)
    except (FileProblem, LoadError):
        return []
    for document in documents:
        if isinstance(document.data, dict) and document.data.get("id") == contract.id:
            given = document.data.get("deprecated")
            return given if isinstance(given, list) else []
    return []
