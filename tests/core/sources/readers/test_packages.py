"""``package`` and ``requirements``: what Python projects need, and how exactly they say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused

from pytest_ecocontracts.core.limits import Limits

PROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "Shop"
version = "1.2.0"
requires-python = ">=3.11"
dependencies = ["PyYAML>=6", "ruamel.yaml[jinja2]==0.18.* ; python_version < '3.13'"]
[project.optional-dependencies]
fast = ["orjson==3.10.0"]
[project.scripts]
shop = "shop.cli:main"
[project.entry-points."pytest11"]
eco = "shop.plugin"
[dependency-groups]
dev = ["ruff===0.8.0", {include-group = "docs"}]
docs = ["mkdocs"]
"""


@pytest.mark.parametrize(
    ("give", "values"),
    [
        ("dependencies", ["pyyaml", "ruamel-yaml"]),
        ("optional", ["orjson"]),
        ("groups", ["ruff", "mkdocs"]),
        ("build", ["hatchling"]),
        ("scripts", ["shop"]),
        ("gui_scripts", []),
        ("entry_points", ["eco"]),
        ("name", ["Shop"]),
        ("version", ["1.2.0"]),
        ("requires_python", [">=3.11"]),
        ("[build, optional]", ["hatchling", "orjson"]),
    ],
)
def test_parts_of_a_project_are_given(give: str, values: list[str]) -> None:
    assert read({"pyproject.toml": PROJECT}, f"{{package: pyproject.toml, give: {give}}}").values == values


def test_records_say_how_a_package_is_needed() -> None:
    found = read({"a/pyproject.toml": PROJECT}, "{package: '{project}/pyproject.toml'}")
    assert found.places == ["a/pyproject.toml:7:17", "a/pyproject.toml:7:30"]
    assert found.records[1] == {
        "name": "ruamel-yaml",
        "text": "ruamel.yaml[jinja2]==0.18.* ; python_version < '3.13'",
        "specifier": "==0.18.*",
        "version": None,
        "is_pinned": False,
        "extras": ["jinja2"],
        "marker": 'python_version < "3.13"',
        "url": None,
        "group": None,
        "kind": "dependencies",
        "project": "a",
    }
    pinned = read({"p.toml": PROJECT}, "{package: p.toml, give: [optional, groups], where: self.is_pinned}")
    assert [(r["group"], r["name"], r["version"]) for r in pinned.records] == [
        ("fast", "orjson", "3.10.0"),
        ("dev", "ruff", "0.8.0"),
    ]
    scripts = read({"p.toml": PROJECT}, "{package: p.toml, give: [scripts, entry_points]}").records
    assert [(r["module"], r["attribute"], r["group"]) for r in scripts] == [
        ("shop.cli", "main", None),
        ("shop.plugin", None, "pytest11"),
    ]


def test_what_is_no_requirement_is_a_finding() -> None:
    found = read({"p.toml": '[project]\ndependencies = ["a b", "ok", 1]\n'}, "{package: p.toml}")
    assert found.codes == ["ECS001", "ECS001"]
    assert found.places == ["p.toml:2:17", "p.toml:2:30"]
    assert read({"p.toml": "[project"}, "{package: p.toml}").codes == ["ECS001"]
    assert read({"p.toml": "project = 1\n"}, "{package: p.toml}").values == []
    assert "gives no 'lines'" in refused("{package: p.toml, give: lines}")[0]


def test_what_the_build_makes_is_not_read_as_nothing() -> None:
    text = '[project]\nname = "shop"\ndynamic = ["version", "optional-dependencies"]\n'
    assert read({"p.toml": text}, "{package: p.toml, give: name}").values == ["shop"]
    assert read({"p.toml": text}, "{package: p.toml, empty: valid}").codes == []
    found = read({"p.toml": text}, "{package: p.toml, give: [name, version, optional]}")
    assert found.codes == ["ECX001"]
    assert found.places == ["p.toml:3:11"]


REQUIREMENTS = """\
# pinned
-r base.txt
--index-url https://example.com/simple
PyYAML==6.0.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
requests>=2  # floats
-e ./tools
git+https://example.com/a.git@main
shop[fast] @ https://example.com/shop-1.0-py3-none-any.whl
colorama==0.4.6 ; sys_platform == "win32"
"""


def test_requirements_are_read() -> None:
    found = read({"r.txt": REQUIREMENTS}, "{requirements: r.txt}")
    assert found.values == [
        "pyyaml",
        "requests",
        "./tools",
        "git+https://example.com/a.git@main",
        "shop",
        "colorama",
    ]
    assert [place.split(":")[1] for place in found.places] == ["4", "7", "8", "9", "10", "11"]
    assert found.places[-1] == "r.txt:11:1"
    assert [record["is_pinned"] for record in found.records] == [True, False, False, False, False, True]
    assert found.records[0]["hashes"] == ["sha256:aa", "sha256:bb"]
    assert found.records[0]["version"] == "6.0.2"
    assert [record["is_editable"] for record in found.records[1:3]] == [False, True]


def test_all_lines_that_are_no_requirements_are_told() -> None:
    found = read({"r.txt": "a==1\n==2\nb c\n"}, "{requirements: r.txt}")
    assert found.codes == ["ECS001", "ECS001"]
    assert found.places == ["r.txt:2", "r.txt:3"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff", "ECS001"), (b"\x00", "ECS001"), (b"x" * 101, "ECS011")]
)
@pytest.mark.parametrize("kind", ["package", "requirements"])
def test_what_is_no_text_is_a_finding(kind: str, content: bytes, code: str) -> None:
    assert read({"a.toml": content}, f"{{{kind}: a.toml}}", limits=Limits(artifact_bytes=100)).codes == [code]


@given(st.text(alphabet="ab-=~<>.#\\\n[]@;' -e", max_size=60))
def test_whatever_stands_in_a_requirements_file_is_read_or_told(text: str) -> None:
    found = read({"r.txt": text}, "{requirements: r.txt}")
    assert set(found.codes) <= {"ECS001"}
    for place in (each.place for each in (*found.elements, *found.troubles)):
        assert 1 <= (place.line or 0) <= text.count("\n") + 1
