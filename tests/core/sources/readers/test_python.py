"""``python``: what modules say, through their syntax trees."""

from __future__ import annotations

import warnings

import pytest
from tests.core.sources.reading import read, refused, rules

MODULE = '''\
"""Docstring."""
from __future__ import annotations
import os.path, subprocess as sp
from pathlib import Path as P
from . import sibling
from ..core.base import Base, run
from .... import far
from x import *
if TYPE_CHECKING:
    from typing import Any
else:
    import optional
__all__ = ["check_a", "B"]
__all__ += ("run",)
@run.cached
def check_a(x, *args, key=1, **more) -> None:
    """Says."""
    import lazy
    sp.run(["bash", "-c", x], check=True)
    def inner(): return P.cwd() / "é" / os.environ["HOME"]
class B(Base):
    async def go(self): return P("a").write_text("b", **more)
'''
FILES = {
    "src/app/__init__.py": "",
    "src/app/cli/__init__.py": "",
    "src/app/cli/main.py": MODULE,
}
PATH = "src/app/cli/main.py"


def source(give: str) -> str:
    return f"{{python: {PATH}, give: {give}}}"


def test_imports_are_the_full_names_of_what_is_imported() -> None:
    found = read(FILES, source("imports"))
    assert found.values == [
        *("__future__.annotations", "os.path", "subprocess", "pathlib.Path", "app.cli.sibling"),
        *("app.core.base.Base", "app.core.base.run", "....far", "x.*", "typing.Any", "optional", "lazy"),
    ]
    by_value = dict(zip(found.values, found.records, strict=True))
    path = by_value["pathlib.Path"]
    assert (path["module"], path["name"], path["alias"], path["stdlib"]) == ("pathlib", "Path", "P", True)
    assert by_value["app.core.base.run"]["level"] == 2
    assert by_value["app.core.base.run"]["importer"] == "app.cli.main"
    assert not by_value["....far"]["resolved"]
    assert by_value["typing.Any"]["typing_only"]
    assert (by_value["optional"]["conditional"], by_value["optional"]["typing_only"]) == (True, False)
    assert by_value["lazy"]["function"] == "check_a"
    assert by_value["app.cli.sibling"]["top"] == "app"
    assert found.places[2] == f"{PATH}:3:1"


def test_the_root_says_what_modules_are_called() -> None:
    files = {
        "lib/a/b.py": "from .c import d\n",
        "lib/a/__init__.py": "from .c import d\n",
        "e/f.py": "from . import g\n",
    }
    assert read(files, '{python: "lib/**/*.py", give: imports}').values == ["a.c.d", "a.c.d"]
    assert read(files, "{python: e/f.py, root: ., give: imports}").values == ["e.g"]
    assert read(files, "{python: e/f.py, root: lib, give: imports}").codes == ["ECX001"]
    assert refused("{python: a.py, root: ../x}") == ["the folder '../x' leaves the root"]


@pytest.mark.parametrize(
    "line", ["__all__ = ['a'] + more", "__all__ = [*more]", "__all__ += a.__all__", "__all__.extend(more)"]
)
def test_names_that_are_computed_are_no_empty_list(line: str) -> None:
    files = {"a.py": f"__all__ = ['a']\n{line}\n", "b.py": "__all__: list[str]\n__all__ = ['b']\n"}
    found = read(files, '{python: "*.py", give: exports}')
    assert (found.codes, found.places[0].rpartition(":")[0]) == (["ECX001"], "a.py:2")
    assert read(files, "{python: b.py, give: exports}").values == ["b"]
    assert read(files, '{python: "*.py", give: imports, empty: valid}').codes == []


def test_exports_functions_and_classes() -> None:
    exports = read(FILES, source("exports"))
    assert (exports.values, exports.places[2]) == (["check_a", "B", "run"], f"{PATH}:14:13")
    functions = read(FILES, source("functions"))
    assert functions.values == ["check_a", "inner", "go"]
    check, inner, go = functions.records
    assert check["parameters"] == ["x", "*args", "key", "**more"]
    assert (check["decorators"], check["docstring"], check["lines"]) == (["run.cached"], True, 6)
    assert (inner["function"], go["class"], go["async"], go["top_level"]) == ("check_a", "B", True, False)
    assert read(FILES, source("classes")).records[0]["bases"] == ["app.core.base.Base"]


def test_calls_and_names_are_what_the_imports_of_the_module_mean() -> None:
    calls = read(FILES, source("calls"))
    assert calls.values == ["subprocess.run", "pathlib.Path.cwd", "pathlib.Path().write_text", "pathlib.Path"]
    run, cwd, write, _ = calls.records
    assert (run["written"], run["keywords"], run["first"]) == ("sp.run", ["check"], ["bash", "-c", ""])
    assert (cwd["function"], cwd["arguments"]) == ("check_a.inner", 0)
    assert (write["method"], write["keywords"], write["arguments"]) == ("write_text", ["**"], 2)
    names = read(FILES, source("names")).values
    assert "os.environ" in names
    assert "app.core.base.run.cached" in names
    assert "os" not in names


def test_strings_know_docstrings_and_columns_count_characters() -> None:
    found = read(FILES, source("strings"))
    assert [r["text"] for r in found.records if r["docstring"]] == ["Docstring.", "Says."]
    places = dict(zip(found.values, found.places, strict=True))
    assert (places["é"], places["HOME"]) == (f"{PATH}:20:35", f"{PATH}:20:52")


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a = 1\ndef f(:\n", "m.py:2:7", "ECS001"),
        ("a\0b", "m.py:1", "ECS001"),
        ("print 1", "m.py:1:1", "ECS001"),
        ("(" * 5_000, "m.py:1", "ECS001"),
        ("x = " + "-" * 200_000 + "1", "m.py:1:1", "ECS011"),
        ("x" * (4 * 1024 * 1024 + 1), "m.py", "ECS011"),
    ],
    ids=range(6),
)
def test_what_python_cannot_parse_is_told_at_its_line(text: str, place: str, code: str) -> None:
    found = read({"m.py": text, "ok.py": "import a"}, '{python: "*.py", give: imports}')
    assert found.codes == [code]
    assert found.places[0].startswith(place)


def test_long_chains_are_read_without_recursion_and_warnings_do_not_leak() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read(
            {"m.py": "a = '\\d' is 1\nb = " + "+".join(["f(x)"] * 800)}, "{python: m.py, give: calls}"
        )
    assert found.values == ["f"] * 800


def test_a_boundary_of_imports_is_a_relation() -> None:
    gate = rules(
        {"core/a.py": "from app import commands\nimport app.core\n", "core/b.py": "def check(): pass\n"},
        relations=[
            {
                "id": "core-is-alone",
                "absent": {
                    "python": "core/*.py",
                    "give": "imports",
                    "where": 'value.startsWith("app.commands")',
                },
            }
        ],
    )
    assert [(v.code, v.location.path, v.location.line) for v in gate.violations if v.location] == [
        ("ECI040", "core/a.py", 1)
    ]
