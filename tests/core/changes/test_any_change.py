"""Whatever becomes of a valid contract is told, and no differ fails on it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.changes import ChangedBase
from tests.fakes import link, note_kinds, problems

from pytest_ecocontracts.core.changes.bases.catalog import read_base
from pytest_ecocontracts.core.changes.catalogs import compare_catalogs
from pytest_ecocontracts.core.changes.differs.comparing import same
from pytest_ecocontracts.core.changes.model import Level
from pytest_ecocontracts.core.changes.policy import View
from pytest_ecocontracts.core.changes.schemas.edition import TextProver

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
Place = tuple[str | int, ...]


@cache
def files_of(example: str) -> dict[str, object]:
    folder = EXAMPLES / example
    paths = [path for path in folder.rglob("*") if path.is_file() and ".eco" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def places(value: object, at: Place = ()) -> Iterator[Place]:
    if at and at[0] not in ("id", "version", "contract"):
        yield at
    members: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in members:
        yield from places(inner, (*at, name))


def altered(document: dict[str, Any], place: Place, how: str) -> dict[str, Any]:
    made: Any = copy.deepcopy(document)
    holder = made
    for name in place[:-1]:
        holder = holder[name]
    name, value = place[-1], holder[place[-1]]
    if how == "gone":
        del holder[name]
    elif how == "again" and isinstance(holder, list):
        holder.append(copy.deepcopy(value))
    elif isinstance(value, bool):
        holder[name] = not value
    elif isinstance(value, int):
        holder[name] = value + 1
    elif isinstance(value, str):
        holder[name] = {"other": f"{value}x", "again": value.upper(), "word": "warning"}[how]
    elif isinstance(value, list):
        holder[name] = value[::-1]
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize("example", ["artifact", "layout", "records", "decisions"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_every_change_of_a_valid_contract_is_told(example: str, data: st.DataObject) -> None:
    files = files_of(example)
    path = data.draw(st.sampled_from(sorted(name for name in files if ".contract." in name)))
    text: Any = files[path]
    documents = list(yaml.safe_load_all(text.decode())) if path.endswith(("yaml", "yml")) else []
    assume(documents)
    index = data.draw(st.integers(0, len(documents) - 1))
    document = documents[index]
    place = data.draw(st.sampled_from(list(places(document))))
    made = altered(document, place, data.draw(st.sampled_from(["gone", "again", "other", "word"])))
    assume(not same(document, made) and "${" not in str(made["id"]))
    documents[index] = made
    now = {**files, path: yaml.safe_dump_all(documents, allow_unicode=True, sort_keys=False).encode()}
    catalog, context = link(now)
    assume(not problems(catalog))
    context.base = ChangedBase(files, now)
    base = read_base(context, note_kinds())
    found = compare_catalogs(base, context, TextProver(), View.WRITER_READER, note_kinds())
    changes = [change for one in found if one.id == made["id"] for change in one.changes]
    assert not [change.why for change in changes if "comparing it failed" in change.why]
    levels = {change.level() for change in changes}
    is_entry = made["contract"] == "waivers/v1" and place[0] == "waivers"
    assert levels - {Level.NONE} or is_entry
