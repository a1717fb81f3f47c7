"""``format`` is asserted, by the standards, in every draft that has it, and never passed over."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.adapters.formats import FORMATS
from pytest_ecocontracts.core.json_schema.dialects import DIALECTS
from pytest_ecocontracts.core.ports import SchemaEngine

from .schema_engines import DRAFTS, ENGINES, PY, RS, compiled, problems

#: format -> (texts that are of it, texts that are not)
TEXTS: dict[str, tuple[list[str], list[str]]] = {
    "date": (
        ["2026-01-31", "2024-02-29", "0001-01-01"],
        ["2026-02-29", "2026-13-01", "2026-1-1", "20260131", "2026-01-31 ", "٢٠٢٦-01-31", "2026-01-31T00:00:00Z", ""],
    ),
    "time": (
        ["23:59:59Z", "00:00:00+00:00", "12:30:00.5-03:30", "23:59:60Z", "15:59:60-08:00"],
        ["24:00:00Z", "12:60:00Z", "12:30:00", "12:30Z", "22:59:60Z", "12:00:00+24:00", "1:00:00Z"],
    ),
    "date-time": (
        ["2026-01-31T23:59:59Z", "2026-01-31t12:00:00.123456+02:00", "2016-12-31T23:59:60Z"],
        ["2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "2026-01-31", "2026-01-31T24:00:00Z"],
    ),
    "duration": (
        ["P3DT4H", "P1Y2M3D", "PT0S", "P2W", "PT36H", "P1M"],
        ["P", "PT", "P1H", "3D", "P2W3D", "P1Y3D", "PT1M2H", "P1.5D", "p1d"],
    ),
    "email": (
        ["a@example.org", "a.b+c@sub.example.org", '"a b"@example.org', "a@[192.0.2.1]"],
        ["a", "@example.org", "a@", "a..b@example.org", ".a@example.org", "a@-x.org", "a b@example.org"],
    ),
    "hostname": (
        ["example.org", "localhost", "a-b.c1", "xn--bcher-kva.example"],
        ["-a.org", "a-.org", "a_b.org", "a..b", "a" * 64 + ".org", ".".join(["abcdefgh"] * 30), " a"],
    ),
    "ipv4": (["192.0.2.1", "0.0.0.0", "255.255.255.255"], ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4/8", "1.2.3.4 "]),
    "ipv6": (["::1", "2001:db8::ff00:42:8329", "::ffff:192.0.2.1"], [":::", "12345::", "fe80::1%eth0", "1.2.3.4", "::1/64"]),
    "uri": (
        ["https://example.org/a?b=c#d", "urn:isbn:0451450523", "mailto:a@example.org", "http://[2001:db8::1]:80/", "file:///a%20b"],
        ["/relative", "example.org", "http://a b", "//host/path", "http://x/%zz", "", "1http://x", "http://x/<y>"],
    ),
    "uri-reference": (
        ["https://example.org", "/a/b", "a/b?c", "#d", "../x", "", "//host/path"],
        ["http://a b", "a\\b", "%zz", "#a#b", "1:2"],
    ),
    "uuid": (
        ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-0000-0000-000000000000", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"],
        ["f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg", "f81d4fae-7dec-11d0-a765", ""],
    ),
    "json-pointer": (["", "/a/0", "/a~1b/~0", "/"], ["a", "/a~", "/~2", "#/a"]),
    "relative-json-pointer": (["0", "1/a", "2#", "10/0"], ["", "/a", "-1/a", "01/a", "1#/a"]),
    "regex": (["^a+$", "[a-z]{2}", r"\d"], ["[", "a{2,1}", "(", "*a"]),
    "uri-template": (["http://example.org/{id}", "{?q*}"], ["{", "http://example.org/{id"]),
    "iri": (["https://example.org/ä"], ["/ä", "ä b"]),
    "iri-reference": (["/ä", ""], ["\\ä", "a b"]),
    "idn-email": (["ä@bücher.example"], ["ä"]),
    "idn-hostname": (["bücher.example"], ["-bücher"]),
}  # fmt: skip

CASES = [
    pytest.param(engine, DRAFTS[dialect.name], name, id=f"{label}-{dialect.name}-{name}")
    for label, engine in ENGINES.items()
    for dialect in DIALECTS
    for name in sorted(dialect.formats)
    if engine is RS or name in FORMATS
]


@pytest.mark.parametrize(("engine", "draft", "name"), CASES)
def test_format_is_asserted(engine: SchemaEngine, draft: str, name: str) -> None:
    of_it, not_of_it = TEXTS[name]
    schema = compiled(engine, {"$schema": draft, "format": name})
    assert [text for text in of_it if not schema.is_valid(text)] == []
    assert [text for text in not_of_it if schema.is_valid(text)] == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_format_is_about_texts_only(engine: SchemaEngine) -> None:
    assert compiled(engine, {"format": "date"}).is_valid(20260131)


def test_every_format_has_cases_and_every_case_can_fail() -> None:
    assert TEXTS.keys() == frozenset().union(*(dialect.formats for dialect in DIALECTS))
    assert all(of_it and not_of_it for of_it, not_of_it in TEXTS.values())
    assert FORMATS.keys() <= TEXTS.keys()


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(
    ("draft", "name", "fix"),
    [
        ("2020-12", "uuuid", "did you mean 'uuid'?"),
        ("draft-07", "uuid", "format of 2019-09 and later"),
        ("draft-04", "json-pointer", "format of draft-06 and later"),
        ("2020-12", "phone-number", "use 'pattern'"),
        ("2020-12", "color", "use 'pattern'"),
        ("2020-12", "", "use 'pattern'"),
    ],
)
def test_format_that_nothing_checks_is_refused(engine: SchemaEngine, draft: str, name: str, fix: str) -> None:
    """It would otherwise be passed over in silence, which is the default of JSON Schema."""
    (problem,) = problems(engine, {"$schema": DRAFTS[draft], "properties": {"a": {"format": name}}})
    assert (problem.code, problem.pointer) == ("ECC008", "/properties/a/format")
    assert fix in (problem.fix or "")


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("place", ["const", "default", "enum", "examples", "x-note"])
def test_format_inside_data_is_no_keyword(engine: SchemaEngine, place: str) -> None:
    value: object = {"format": "nonsense", "$ref": "nowhere.json", "requierd": 1}
    schema = {place: [value] if place in {"enum", "examples"} else value}
    assert problems(engine, schema) == []


def test_what_only_jsonschema_rs_can_check_is_refused_without_it() -> None:
    for name in sorted(TEXTS.keys() - FORMATS.keys()):
        (problem,) = problems(PY, {"format": name})
        assert problem.code == "ECC008"
        assert "install jsonschema-rs" in (problem.fix or "")
