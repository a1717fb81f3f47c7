"""Fields and contracts that go away keep working until a day that was told, and say what takes over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.changes import judged, told
from tests.core.changes.test_rule import BASE, DECISION, EVENTS, NOTE, decision, events

from pytest_ecocontracts.core.changes.policy import ChangePolicy

OLD: dict[str, Any] = {
    "deprecated": True,
    "x-sunset": "2026-06-30",
    "x-replaced-by": "place",
    "description": "Use `place`, which says more.",
}
ANSWERED = {DECISION: decision(note=NOTE.replace("`count`", "`town`"))}
GONE_EARLY = "the deprecated field 'town' is gone, and was promised until 2026-06-30"


def schema(town: object = None, **more: Any) -> dict[str, Any]:
    given = {"place": {"type": "string"}, **more}
    return {"type": "object", "properties": given if town is None else {"town": town, **given}}


def problems(before: Any, after: Any, policy: ChangePolicy | None = None) -> list[str]:
    base = {**BASE, EVENTS: events(schema=before)}
    now = {**base, EVENTS: events(schema=after, version="2.0.0"), **ANSWERED}
    found = judged(base, now, policy)["shop.events"]
    return [f"{one.code} {one.message}; {one.expected}" for one in found.violations]


def test_a_deprecated_field_stays_for_its_window() -> None:
    (found,) = problems(schema(OLD), schema())
    assert found == f"ECV019 {GONE_EARLY}; what the base promised, until 2026-06-30"
    (found,) = problems(schema(OLD), schema(False))
    assert found.startswith(f"ECV019 {GONE_EARLY}")
    over = {**OLD, "x-sunset": "2026-01-30"}
    assert problems(schema(over), schema()) == []
    assert problems(schema(), schema(OLD)) == []


def test_a_field_without_a_last_day_promised_none() -> None:
    remark = {"deprecated": True}
    assert problems(schema(remark), schema()) == []
    assert problems(schema({**OLD, "deprecated": False}), schema()) == []


def test_a_field_that_is_only_drawn_elsewhere_is_there() -> None:
    now = {"$ref": "#/$defs/event", "$defs": {"event": schema(OLD)}}
    assert not [one for one in problems(schema(OLD), now) if one.startswith(("ECV019", "ECV018"))]


def test_a_last_day_may_come_later_and_not_earlier() -> None:
    assert problems(schema(OLD), schema({**OLD, "x-sunset": "2026-09-30"})) == []
    base = {**BASE, EVENTS: events(schema=schema(OLD))}
    nearer = schema({**OLD, "x-sunset": "2026-04-30"})
    found = judged(base, {**base, EVENTS: events(schema=nearer, version="1.1.0"), **ANSWERED})["shop.events"]
    assert told(found)[0] == "ECV002"
    assert "earlier than 2026-06-30" in found.violations[0].message


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"x-sunset": "soon"}, "x-sunset: the last day on which it is there, as YYYY-MM-DD"),
        ({"x-sunset": "2026-01-30"}, "a x-sunset on 2026-01-31 or later"),
        ({"x-replaced-by": ""}, "x-replaced-by: what takes over"),
        ({"x-replaced-by": "palce"}, "x-replaced-by: a field that is there, beside it"),
        ({"x-replaced-by": "/place/name"}, None),
        ({"description": "Old."}, "description: what to do about it"),
    ],
)
def test_a_deprecation_says_until_when_what_takes_over_and_what_to_do(
    fields: dict[str, Any], expected: str | None
) -> None:
    found = problems(schema({}), schema({**OLD, **fields}))
    message = "the deprecation of the field 'town' does not say enough"
    assert found == ([f"ECV018 {message}; {expected}"] if expected else [])


def test_the_policy_asks_for_a_window_of_some_days() -> None:
    policy = ChangePolicy(window_days=200)
    (found,) = problems(schema({}), schema(OLD), policy)
    assert found.endswith("a x-sunset on 2026-08-19 or later")
    (found,) = problems(schema({}), schema({"deprecated": True}), policy)
    assert found.startswith("ECV018")
    assert problems(schema({}), schema({**OLD, "x-sunset": "2026-08-19"}), policy) == []


@pytest.mark.parametrize(
    ("sunset", "days", "codes"),
    [
        ("2026-03-01", 0, []),
        ("2026-01-30", 0, ["ECV018"]),
        ("2026-03-01", 90, ["ECV018"]),
        ("2026-05-01", 90, []),
    ],
)
def test_a_contract_that_is_deprecated_leaves_time(sunset: str, days: int, codes: list[str]) -> None:
    fields = {"status": "deprecated", "since": "1.1.0", "sunset": sunset, "replaced_by": "shop.decisions"}
    answered = {DECISION: decision(note=NOTE.replace("`count`", "`status`, `sunset`, `replaced_by`"))}
    now = {**BASE, EVENTS: events(**fields, version="1.1.0"), **answered}
    assert told(judged(BASE, now, ChangePolicy(window_days=days))["shop.events"]) == codes
    again = {**now, EVENTS: events(**fields, version="1.1.1", summary="Other words.")}
    assert told(judged(now, again, ChangePolicy(window_days=days))["shop.events"]) == []


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"required": ["place", "town"]}, ["/required/1"]),
        ({"relations": [{"id": "town", "unique": "/town"}]}, ["/relations/0/unique"]),
        (
            {"invariants": [{"rule": "self.town != ''", "fails": [{"town": ""}], "message": "a town"}]},
            ["/invariants/0/rule"],
        ),
        ({"invariants": [{"rule": "self.kind != 'town'", "fails": [{"kind": "town"}]}]}, []),
        ({"invariants": [{"rule": "self.townhall != ''", "fails": [{"townhall": ""}]}]}, []),
    ],
)
def test_a_field_that_is_gone_is_not_spoken_of(fields: dict[str, Any], pointers: list[str]) -> None:
    over = {**OLD, "x-sunset": "2026-01-30"}
    base = {**BASE, EVENTS: events(schema=schema(over), **fields)}
    now = {**base, EVENTS: events(schema=schema(), version="2.0.0", **fields), **ANSWERED}
    found = [one for one in judged(base, now)["shop.events"].violations if one.code == "ECV019"]
    assert [one.location.pointer for one in found if one.location] == pointers
    assert all(one.expected == "no word of what is gone" for one in found)


def test_a_field_that_goes_in_one_file_is_not_hidden_by_its_like_in_another() -> None:
    one, two = "schemas/one.json", "schemas/two.json"
    refers = {"properties": {"a": {"$ref": "one.json"}, "b": {"$ref": "two.json"}}}
    files = {one: json.dumps(schema(OLD)), two: json.dumps(schema({"type": "string"}))}
    base = {
        **BASE,
        **files,
        "schemas/all.json": json.dumps(refers),
        EVENTS: events(schema="schemas/all.json"),
    }
    now = {**base, one: json.dumps(schema()), EVENTS: events(schema="schemas/all.json", version="2.0.0")}
    assert "ECV019" in told(judged(base, {**now, **ANSWERED})["shop.events"])
    moved = {
        **base,
        "schemas/new.json": base[one],
        "schemas/all.json": base["schemas/all.json"].replace("one", "new"),
    }
    del moved[one]
    assert "ECV019" not in told(judged(base, moved)["shop.events"])
